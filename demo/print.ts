import { styleText } from "node:util";

import type { Grid, Money } from "@gridwatt/sdk";

import { ENERGY_DECIMALS, formatDecimal, MONEY_DECIMALS } from "../scenario/decimal.ts";
import type { Column } from "../scripts/table.ts";
import { formatTable } from "../scripts/table.ts";
import type {
  BalanceRow,
  DemandStep,
  ElectionStep,
  EnergyRow,
  FeeRow,
  FundsStep,
  GasStep,
  MarketStep,
} from "./story.ts";
import type { OrderRow, RedemptionRow, SettledRow, Story, Totals, TradeRow } from "./story.ts";

/** Texts left, numbers right: a column's head begins with # where it holds numbers. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = heads.map((head): Column => {
    return head.startsWith("#") ? { head: head.slice(1), align: "right" } : { head };
  });
  return indent(formatTable(columns, rows));
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "   ");
}

/** Bold on a terminal that wants colour. */
export function heading(step: number, text: string): string {
  return `\n${styleText("bold", `${step}. ${text}`, { stream: process.stdout })}\n`;
}

function note(text: string): string {
  return indent(text);
}

export function marketText({ slot, long, short, marketFee, zones, prosumers }: MarketStep): string {
  const zoneRows = zones.map(({ id, parent, operator, tariff, capacity }) => {
    return [id, parent ?? "-", operator, tariff.toString(), capacity?.toString() ?? "unlimited"];
  });
  return [
    table(["zone", "below", "grid operator", "#tariff/kWh", "#link kWh"], zoneRows),
    "",
    table(
      ["prosumer", "", "zone", "#account", "address"],
      prosumers.map((row) => [row.name, row.what, row.zone, String(row.account), row.address]),
    ),
    "",
    note(
      `Delivery ${slot.toString()}, 15 minutes. Outside this market surplus earns ${long} and shortfall costs ${short}\n` +
        `WATT per kWh; orders lie between. The market's own fee is ${marketFee} per kWh.`,
    ),
  ].join("\n");
}

export function energyText(rows: readonly EnergyRow[]): string {
  const kwh = rows.map(({ name, generated, consumed }) => [name, generated.toString(), consumed.toString()]);
  return [
    table(["prosumer", "#generated kWh", "#consumed kWh"], kwh),
    "",
    note("Each meter signs its registers at both ends of the quarter of an hour, with a key of its own."),
  ].join("\n");
}

export function fundsText({ accounts, reserve, refused, document }: FundsStep): string {
  const money = accounts.map(({ name, words, minted, free }) => [name, words, watt(minted), watt(free)]);
  const lines = refused.map(({ message }) => `\nOne payment is for nobody here. ${message}`);
  return [
    table(["prosumer", "paid to the bank for", "#minted WATT", "#free in the market"], money),
    "",
    note(
      `The bank's statement shows ${cents(reserve)} EUR. Three attestors signed that, with the statement's hash\n` +
        `${document}; WATT is minted once per payment, up to it.${lines.join("")}`,
    ),
  ].join("\n");
}

export function redemptionsText(rows: readonly RedemptionRow[]): string {
  const money = rows.map(({ name, withdrawn, redeemed, paid, iban, entry }) => {
    return [name, watt(withdrawn), watt(redeemed), cents(paid), iban, entry];
  });
  return [
    table(["prosumer", "#WATT withdrawn", "#redeemed", "#EUR paid", "to", "the bank calls it"], money),
    "",
    note("Held and marked, then paid by a file for the bank, then burned. charlie keeps his WATT for the next day."),
  ].join("\n");
}

export function ordersText(orders: readonly OrderRow[]): string {
  const rows = orders.map(({ name, side, energy, limit, filled, taken }) => {
    return [name, side, energy.toString(), limit.toString(), filled.toString(), watt(taken)];
  });
  return [
    table(["prosumer", "side", "#kWh", "#limit/kWh", "#traded at once", "#WATT locked"], rows),
    "",
    note(
      "A buyer locks what it pays at most, a seller what it could come to owe if it did not deliver: shortfall's price\n" +
        "less its limit. So every kWh that is traded is paid for in advance, whatever happens.",
    ),
  ].join("\n");
}

export function quoteText({ quote }: DemandStep, { zones }: MarketStep): string {
  const fees = quote.gridFees.flatMap((fee, zone) => (fee.isZero() ? [] : [[zones[zone]?.id ?? "", watt(fee)]]));
  const gridFees = quote.gridFees.reduce((sum, fee) => sum + fee.units, 0n);
  const energy = quote.total.units - gridFees - quote.marketFee.units;
  return [
    note(`What would ${quote.filled} kWh cost charlie? All-in at most ${quote.limit?.toString() ?? "-"} per kWh:`),
    "",
    table(
      ["quote", "#WATT"],
      [
        ["energy", formatDecimal(energy, MONEY_DECIMALS, 4)],
        ...fees.map(([zone = "", fee = ""]) => [`grid fee, ${zone}`, fee]),
        ["market fee", watt(quote.marketFee)],
        ["total", watt(quote.total)],
      ],
    ),
  ].join("\n");
}

export function tradesText(trades: readonly TradeRow[]): string {
  const rows = trades.map((trade) => [
    `${trade.seller} (${trade.from})`,
    `${trade.buyer} (${trade.to})`,
    trade.energy.toString(),
    trade.price.toString(),
    trade.pathFee.toString(),
    trade.marketFee.toString(),
    trade.buyerPays.toString(),
  ]);
  const parts = trades.flatMap((trade) => {
    return trade.path.map(({ zone, operator, fee, amount }, at) => {
      return [at === 0 ? `${trade.seller} to ${trade.buyer}` : "", zone, operator, fee.toString(), watt(amount)];
    });
  });
  return [
    table(["seller", "buyer", "#kWh", "#price", "#path fee", "#market fee", "#buyer pays/kWh"], rows),
    "",
    note("The path fees, zone by zone on the way:"),
    "",
    table(["trade", "zone", "grid operator", "#fee/kWh", "#WATT"], parts),
  ].join("\n");
}

export function settlementText(rows: readonly SettledRow[]): string {
  const money = rows.map(({ name, sold, bought, meteredWh, paid }) => {
    return [name, sold.toString(), bought.toString(), formatDecimal(meteredWh, ENERGY_DECIMALS), watt(paid)];
  });
  return [
    table(["prosumer", "#sold kWh", "#bought kWh", "#metered kWh", "#paid out WATT"], money),
    "",
    note(
      "Four oracle operators checked the meters' signatures and attested them; who sold delivered, so nobody is charged.\n" +
        "Paid out for what was sold: its price, and with it what the seller had locked. Unsold offers are free again.",
    ),
  ].join("\n");
}

export function balancesText(rows: readonly BalanceRow[]): string {
  const energy = rows.map((row) => [row.name, ...[row.generated, row.sold, row.consumed, row.bought].map(String)]);
  const money = rows.map(({ name, funded, free, change }) => [name, watt(funded), watt(free), signed(change)]);
  return [
    table(["energy, kWh", "#generated", "#sold", "#consumed", "#bought"], energy),
    "",
    table(["WATT", "#at first", "#at the end", "#change"], money),
  ].join("\n");
}

export function feesText(rows: readonly FeeRow[]): string {
  const money = rows.map(({ earner, earned, paid, payee }) => [earner, watt(earned), watt(paid), payee]);
  return table(["earned by", "#WATT earned", "#WATT paid out", "to"], money);
}

export function electionText({ candidates, stakers, fundedUntil }: ElectionStep): string {
  const stands = candidates.map(({ name, address, pool, own, backing }) => {
    return [
      name,
      String(pool),
      grid(own),
      backing === null ? "-" : grid(backing),
      backing === null ? "" : "yes",
      address,
    ];
  });
  const earns = stakers.map(({ name, staked, nominates, earned }) => {
    return [name, grid(staked), nominates.join(", "), grid(earned)];
  });
  return [
    table(["staker", "#GRID staked", "nominates", "#earned in two days"], earns),
    "",
    table(["oracle operator", "#pool", "#own GRID", "#backed with", "elected", "address"], stands),
    "",
    note(
      "Anybody solves the election off chain; the chain checks that the solution shares out what was staked, and keeps the\n" +
        `best of the day. Its winners attest readings the next day. Rewards of 8% a year are funded until ${fundedUntil?.toISOString().slice(0, 10) ?? "-"}.`,
    ),
  ].join("\n");
}

export function gasText({
  gasPrice,
  coin,
  coinPrice,
  currency,
  deployment,
  calls,
  trading,
  governing,
}: GasStep): string {
  const rows = calls.map(({ step, call, transactions, gas, cost, perKwh }) => {
    const each = gas / BigInt(transactions);
    return [String(step), call, String(transactions), grouped(each), grouped(gas), cost, perKwh];
  });
  return [
    table(["#step", "call", "#times", "#gas each", "#gas", `#${currency}`, `#${currency}/kWh`], rows),
    "",
    table(
      ["in all", "#gas", `#${currency}`, `#${currency}/kWh`],
      [
        ["trading, steps 1 to 8", grouped(trading.gas), trading.cost, trading.perKwh],
        ["GRID, from step 9 on", grouped(governing.gas), governing.cost, ""],
        ["deployment, once", grouped(deployment.gas), deployment.cost, ""],
      ],
    ),
    "",
    note(
      `Per kWh that was traded, with ${gasPrice} gwei and ${coinPrice} ${currency} per ${coin}: stated, not today's prices. All of it on\n` +
        "storage never used before, which costs most; `npm run gas` has the figures of every day.",
    ),
  ].join("\n");
}

export function endText(
  { minted, redeemed, pool, outside, router, sold, bought, backing }: Totals,
  differences: Story["differences"],
): string {
  if (differences.length > 0) {
    const bad = styleText("red", "Does not add up:", { stream: process.stdout });
    return `\n${bad}\n${differences.map((line) => `   ${line}`).join("\n")}`;
  }
  const good = styleText("green", "Adds up to the last unit.", { stream: process.stdout });
  return (
    `\n${good}\n` +
    note(
      `${watt(minted)} WATT minted - ${watt(redeemed)} redeemed = ${watt(pool)} in the market + ${watt(router)} in the fee router + ${watt(outside)} in wallets\n` +
        `${cents(backing)} EUR in the reserve, for ${watt(minted.minus(redeemed))} WATT\n` +
        `${sold} kWh sold = ${bought} kWh bought`,
    )
  );
}

function watt(amount: Money): string {
  return formatDecimal(amount.units, MONEY_DECIMALS, 4);
}

function grid(amount: Grid): string {
  return formatDecimal(amount.base / 10n ** 14n, 4, 4);
}

function cents(amount: Money): string {
  return formatDecimal(amount.units, MONEY_DECIMALS, 2);
}

function signed(amount: Money): string {
  return amount.units > 0n ? `+${watt(amount)}` : watt(amount);
}

function grouped(gas: bigint): string {
  return gas.toLocaleString("en");
}
