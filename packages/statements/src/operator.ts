import { localDate, Money, Slot } from "@gridwatt/sdk";

import { amountCells, blank, formatPrice, placeCells } from "./cells.ts";
import { formatBase, formatCents, RunningCents } from "./cents.ts";
import type { Table } from "./csv.ts";
import { MARKET, type FeeShare } from "./grid-fees.ts";
import { timeOf, type History } from "./history.ts";
import type { Period } from "./statement.ts";
import { Vat, type ItemTax, type VatRates } from "./vat.ts";

/**
 * One item of a fee statement:
 * - `fee`: earned by a trade;
 * - `split`: credited to a payee by the fee router, and no longer the operator's;
 * - `pay-out`: what a payee was paid, of all operators whose payee it is; it changes nothing for the operator.
 */
export type FeeLineKind = "fee" | "split" | "pay-out";

export interface FeeLine {
  readonly kind: FeeLineKind;
  readonly time: Date;
  readonly slot: number | null;
  readonly zone: number | null;
  /** {Wh} */
  readonly energy: bigint | null;
  /** {tick} per kWh, surcharge included */
  readonly price: bigint | null;
  /** {tick} of it, for a link that fills up */
  readonly surcharge: bigint | null;
  /** Who paid the fee. */
  readonly taker: number | null;
  readonly payee: string | null;
  /** {base} what the operator has more; 0 for a pay-out. */
  readonly base: bigint;
  readonly cents: bigint;
  readonly balance: bigint;
  /** {base} to the payee; null for anything but a pay-out. */
  readonly paid: bigint | null;
  readonly tax: ItemTax | null;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

/** What an operator earned and what became of it. The balance is what its payees have not been credited yet. */
export interface FeeStatement {
  readonly operator: number;
  readonly period: Period;
  readonly opening: { readonly base: bigint; readonly cents: bigint };
  readonly lines: readonly FeeLine[];
  readonly closing: { readonly base: bigint; readonly cents: bigint };
}

export interface FeeStatementParameters extends Period {
  /** 0: the market itself. */
  readonly operator: number;
  readonly rates?: VatRates;
}

type Item = Omit<FeeLine, "cents" | "balance" | "tax" | "time">;

const NO_TRADE = { slot: null, zone: null, energy: null, price: null, surcharge: null, taker: null } as const;

/** A grid operator's fee statement, trade by trade. Throws `RateFileError` where a rate is missing. */
export function feeStatementOf(history: History, parameters: FeeStatementParameters): FeeStatement {
  const { operator, rates, since, until, timeZone } = parameters;
  const timed = itemsOf(history, operator).map((item) => ({ item, time: timeOf(history, item.block) }));
  const dated = timed.map((one) => ({ ...one, date: localDate(one.time, timeZone) }));
  let base = dated.reduce((sum, { item, date }) => (date < since ? sum + item.base : sum), 0n);
  const running = new RunningCents(base);
  const opening = { base, cents: running.sum };
  const vat = rates === undefined ? null : new Vat(rates);
  const kind = operator === MARKET ? "market-fee" : "grid-fee";
  const lines: FeeLine[] = [];
  for (const { item, time, date } of dated) {
    if (date < since || date > until) continue;
    base += item.base;
    const cents = running.next(item.base);
    const day = item.slot === null ? date : localDate(Slot.ofNumber(item.slot).begin, timeZone);
    const tax = vat === null || item.kind !== "fee" ? null : vat.of({ kind, date: day, base: item.base }, cents);
    lines.push({ ...item, time, cents, balance: running.sum, tax });
  }
  return { operator, period: { since, until, timeZone }, opening, lines, closing: { base, cents: running.sum } };
}

export const FEE_COLUMNS = [
  ...["number", "booked_utc", "booked_local", "kind", "slot", "slot_utc", "slot_local", "zone", "energy_kwh"],
  ...["price_watt_per_kwh", "surcharge_watt_per_kwh", "taker", "payee", "amount_watt", "amount", "balance"],
  ...["paid_out_watt", "vat_percent", "net", "vat", "gross", "block", "transaction", "log"],
] as const;

/** A fee statement's lines as cells, the opening before and the closing after them. */
export function feeTable(statement: FeeStatement): Table {
  const { opening, lines, closing, period } = statement;
  const frame = (kind: string, { base, cents }: FeeStatement["opening"]) => ({
    ...blank(FEE_COLUMNS),
    ...{ kind, amount_watt: formatBase(base), balance: formatCents(cents) },
  });
  const rows = lines.map((line, at) => ({
    number: String(at + 1),
    kind: line.kind,
    zone: textOf(line.zone),
    surcharge_watt_per_kwh: line.surcharge === null ? "" : formatPrice(line.surcharge),
    taker: textOf(line.taker),
    payee: line.payee ?? "",
    balance: formatCents(line.balance),
    paid_out_watt: line.paid === null ? "" : formatBase(line.paid),
    ...placeCells(line, period.timeZone),
    ...amountCells(line),
  }));
  return { columns: FEE_COLUMNS, rows: [frame("opening", opening), ...rows, frame("closing", closing)] };
}

/** What concerns an operator, in the order of the chain. */
function itemsOf({ shares, feeEvents }: History, operator: number): Item[] {
  const items: Item[] = shares.filter((share) => share.operator === operator).map(feeOf);
  const payees = new Set<string>();
  for (const event of feeEvents) {
    const { block, transaction, logIndex } = event;
    const place = { block, transaction, logIndex };
    if (event.name === "FeesCredited" && event.operator === operator) {
      payees.add(event.payee);
      items.push({ ...NO_TRADE, kind: "split", payee: event.payee, base: -event.base, paid: null, ...place });
    } else if (event.name === "PaidOut" && payees.has(event.payee)) {
      items.push({ ...NO_TRADE, kind: "pay-out", payee: event.payee, base: 0n, paid: event.base, ...place });
    }
  }
  return items.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex);
}

function feeOf({ fee, ...share }: FeeShare): Item {
  const { zone, slot, energy, surcharge, taker, block, transaction, logIndex } = share;
  const earned = { base: Money.ofUnits(fee * energy).base, price: fee, payee: null, paid: null };
  return { kind: "fee", slot, zone, energy, surcharge, taker, ...earned, block, transaction, logIndex };
}

function textOf(number: number | null): string {
  return number === null ? "" : String(number);
}
