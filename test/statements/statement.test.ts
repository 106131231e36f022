import assert from "node:assert/strict";

import {
  collectFees,
  deposit,
  getFees,
  getWattBalance,
  localDate,
  Money,
  payOut,
  placeOrder,
  placeOrders,
  pullFees,
  settle,
  withdraw,
} from "@gridwatt/sdk";
import {
  centsRoundedHalfAway,
  feeStatementOf,
  feeTable,
  ledgerOf,
  MARKET,
  parseRates,
  readHistory,
  slotTable,
  statementOf,
  statementTable,
  toCsv,
} from "@gridwatt/statements";
import { network } from "hardhat";

import { fixture, order } from "../sdk/fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(market);
const ALICE = { account: 1, since: "0000-01-01", until: "9999-12-31", timeZone: "Europe/Berlin" };
const OPERATOR = { since: ALICE.since, until: ALICE.until, timeZone: ALICE.timeZone };

/**
 * Bob (zone 2) has sold alice (zone 1) 3.001 kWh at 0.12 and 2 kWh at 0.13: path fee 0.0250, market fee 0.0020. He delivers
 * 4.001 kWh of it and pays max(short, 0) = 0.40 for the missing kWh. Then both fees of a day are collected and shared
 * by operator 1 among two payees; bob withdraws, two days later.
 */
async function market() {
  const all = await fixture(connection);
  const { client, alice, bob, slot, people } = all;
  const asks = ["sell 3.001 0.12", "sell 5 0.13"].map((text) => order(2, slot, text));
  const { results } = await placeOrders(bob, { orders: asks });
  await placeOrder(alice, { ...order(1, slot, "buy 5.001 0.3"), kind: "immediateOrCancel" });
  const module = await ethers.deployContract("SettlementMock");
  await client.contracts.exchange.getFunction("setSettlement")(module);
  await networkHelpers.time.increaseTo(slot.end.getTime() / 1000);
  await module.setAnswer([
    { delivery: 1, low: -5_001, high: -5_001 },
    { delivery: 1, low: 4_001, high: 4_001 },
  ]);
  await settle(client, { slot, accounts: [1, 2], orders: results.flatMap(({ id }) => (id === null ? [] : [id])) });
  const router = client.contracts.feeRouter;
  const payees = [people.carol, people.stranger].map(({ address }, at) => ({
    payee: address,
    weight: [3_333, 6_667][at],
  }));
  await router.getFunction("setPayees")(1, payees);
  await collectFees(client, { slots: [slot] });
  await pullFees(client, { operator: 1 });
  await payOut(client, { payee: people.carol.address });
  await networkHelpers.time.increase(2 * 86_400);
  await deposit(alice, { account: 1, amount: Money.parse("0.0049999") });
  await withdraw(bob, { account: 2, amount: Money.parse("7.5") });
  const history = await readHistory(client, {});
  return { ...all, history };
}

const RATES = {
  sale: 1_900,
  purchase: 1_900,
  "grid-fee": 1_900,
  "market-fee": 700,
  deviation: 0,
};

function rates(prices: "include" | "exclude") {
  const list = Object.entries(RATES).map(([kind, basisPoints]) => ({ kind, from: "1970-01-01", basisPoints }));
  return parseRates(JSON.stringify({ prices, rates: list }));
}

const sum = (list: readonly bigint[]) => list.reduce((all, one) => all + one, 0n);

describe("a statement", () => {
  it("lists every trade, fee, settlement, deposit and withdrawal, in the order of the chain", async () => {
    const { history } = await load();
    const rows = (account: number) => {
      const { lines } = statementOf(history, { ...ALICE, account });
      return lines.map(({ kind, base, energy, price, counterparty }) => {
        return [kind, String(Money.ofBase(base)), energy, price, counterparty];
      });
    };
    assert.deepEqual(rows(1), [
      ["deposit", "1000.0", null, null, null],
      ["purchase", "-0.36012", 3_001n, 1_200n, 2],
      ["grid-fee", "-0.075025", 3_001n, 250n, null],
      ["market-fee", "-0.006002", 3_001n, 20n, null],
      ["purchase", "-0.26", 2_000n, 1_300n, 2],
      ["grid-fee", "-0.05", 2_000n, 250n, null],
      ["market-fee", "-0.004", 2_000n, 20n, null],
      ["deposit", "0.0049999", null, null, null],
    ]);
    assert.deepEqual(rows(2), [
      ["deposit", "1000.0", null, null, null],
      ["sale", "0.36012", 3_001n, 1_200n, 1],
      ["sale", "0.26", 2_000n, 1_300n, 1],
      ["deviation", "-0.4", -1_000n, null, 0],
      ["withdrawal", "-7.5", null, null, null],
    ]);
    assert.deepEqual(rows(0), [["deviation", "0.4", 1_000n, null, 2]]);
  });

  it("has cents that add up from the opening to the closing balance, though most lines are no whole cents", async () => {
    const { history } = await load();
    const { lines, closing, opening } = statementOf(history, ALICE);
    const cents = lines.map((line) => line.cents);
    assert.deepEqual(cents, [100_000n, -36n, -8n, 0n, -26n, -5n, -1n, 1n]);
    assert.equal(opening.cents + sum(cents), closing.cents);
    assert.equal(closing.cents, centsRoundedHalfAway(closing.base));
    assert.equal(lines.at(-1)?.balance, closing.cents);
  });

  it("of some days opens with the balance of the days before", async () => {
    const { history } = await load();
    const whole = statementOf(history, ALICE);
    const last = localDate(whole.lines.at(-1)?.time ?? new Date(0));
    const first = localDate(whole.lines[0]?.time ?? new Date(0));
    const late = statementOf(history, { ...ALICE, since: last });
    const early = statementOf(history, { ...ALICE, until: first });
    assert.deepEqual([late.opening, late.closing], [early.closing, whole.closing]);
    assert.deepEqual([early.lines.length, late.lines.length], [7, 1]);
    assert.deepEqual([...early.lines, ...late.lines], whole.lines);
    const none = statementOf(history, { ...ALICE, since: "9999-12-31" });
    assert.deepEqual([none.lines, none.opening, none.closing], [[], whole.closing, whole.closing]);
  });

  it("takes the tax out of prices that include it, and adds it to those that do not", async () => {
    const { history } = await load();
    for (const prices of ["include", "exclude"] as const) {
      const { lines } = statementOf(history, { ...ALICE, rates: rates(prices) });
      for (const { kind, tax, cents } of lines) {
        if (kind === "deposit") {
          assert.equal(tax, null);
          continue;
        }
        assert(tax !== null && tax.net + tax.vat === tax.gross);
        assert.equal(prices === "include" ? tax.gross : tax.net, cents);
      }
      const at = (basisPoints: number) => lines.filter(({ tax }) => tax?.basisPoints === basisPoints);
      // Of 0.745145: 19 / 119 are 0.118973 and 19 / 100 are 0.141578; of 0.010002: 7 / 107 are 0.000654, 7 / 100 0.0007.
      const vats = [1_900, 700].map((points) => sum(at(points).map(({ tax }) => tax?.vat ?? 0n)));
      assert.deepEqual(vats, prices === "include" ? [-12n, 0n] : [-14n, 0n]);
    }
  });

  it("says in a sentence for what a rate is missing", async () => {
    const { history } = await load();
    const only = parseRates(
      '{"prices": "include", "rates": [{"kind": "sale", "from": "1970-01-01", "basisPoints": 0}]}',
    );
    const message = /^The rate file has no rate for purchase on \d{4}-\d\d-\d\d: state 0 where no tax is due\.$/;
    assert.throws(() => statementOf(history, { ...ALICE, rates: only }), { name: "RateFileError", message });
  });

  it("is CSV with one head, the opening, every line and the closing", async () => {
    const { history, slot } = await load();
    const statement = statementOf(history, { ...ALICE, rates: rates("include"), timeZone: "Asia/Tokyo" });
    const csv = toCsv(statementTable(statement));
    const lines = csv.split("\r\n");
    assert.equal(
      lines[0],
      "number,booked_utc,booked_local,kind,slot,slot_utc,slot_local,energy_kwh,price_watt_per_kwh,counterparty," +
        "amount_watt,amount,balance,vat_percent,net,vat,gross,block,transaction,log",
    );
    assert.equal(lines.length, 1 + 1 + 8 + 1 + 1);
    assert.equal(lines[1], ",,,opening,,,,,,,0.0,,0.00,,,,,,,");
    const [, , , purchase = "", fee = ""] = lines;
    const line = statement.lines[1];
    assert(line !== undefined);
    const utc = line.time.toISOString().replace(".000", "");
    const cells = purchase.split(",");
    assert.deepEqual(cells.slice(0, 2), ["2", utc]);
    assert.match(cells[2] ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/);
    assert.equal(new Date(cells[2] ?? "").getTime(), line.time.getTime());
    assert.deepEqual(cells.slice(3, 6), [
      "purchase",
      String(slot.number),
      slot.begin.toISOString().replace(".000", ""),
    ]);
    assert.equal(new Date(cells[6] ?? "").getTime(), slot.begin.getTime());
    assert.deepEqual(cells.slice(7, 13), ["3.001", "0.1200", "2", "-0.36012", "-0.36", "999.64"]);
    assert.deepEqual(cells.slice(13), [
      "19.00",
      "-0.30",
      "-0.06",
      "-0.36",
      String(line.block),
      line.transaction,
      String(line.logIndex),
    ]);
    assert.equal(fee.split(",")[3], "grid-fee");
    assert.match(lines[10] ?? "", /^,,,closing,,,,,,,999\.2498529,,999\.25,/);
    assert.equal(lines[11], "");
  });
});

describe("a ledger", () => {
  it("tells what was contracted, delivered and paid, by component", async () => {
    const { history, slot } = await load();
    const counted = new Map([[slot.number, { generation: 4_500n, consumption: 499n }]]);
    const { rows } = slotTable(ledgerOf(history.journal, { account: 2, counted }), "UTC");
    const begin = slot.begin.toISOString().slice(0, 19);
    assert.deepEqual(rows, [
      {
        ...{ slot: String(slot.number), begin_utc: `${begin}Z`, begin_local: `${begin}+00:00` },
        ...{ generation_kwh: "4.500", consumption_kwh: "0.499", net_kwh: "4.001" },
        ...{ contracted_kwh: "5.001", deviation_kwh: "-1.000", assumed: "0" },
        ...{ sales_watt: "0.62012", purchases_watt: "0.0", grid_fees_watt: "0.0", market_fees_watt: "0.0" },
        ...{ deviation_watt: "-0.4", corrections_watt: "0.0", total_watt: "0.22012" },
      },
    ]);
  });
});

describe("a fee statement", () => {
  it("lists what each trade brought, what payees were credited and what they were paid", async () => {
    const { history, people, client } = await load();
    const { lines, closing } = feeStatementOf(history, { operator: 1, ...OPERATOR });
    // Tariffs 50 and 100 of zones 0 and 1 over 3.001 and 2 kWh: 0.075015 in all, a third of it for carol.
    const told = lines.map(({ kind, zone, energy, price, payee, base, paid }) => [
      kind,
      zone ?? payee,
      energy,
      price,
      base,
      paid,
    ]);
    const [all, carols] = [75_015n * 10n ** 12n, (75_015n * 10n ** 12n * 3_333n) / 10_000n];
    const rounding = all - carols - (all * 6_667n) / 10_000n;
    assert.deepEqual(told, [
      ["fee", 1, 3_001n, 100n, 30_010n * 10n ** 12n, null],
      ["fee", 0, 3_001n, 50n, 15_005n * 10n ** 12n, null],
      ["fee", 1, 2_000n, 100n, 20_000n * 10n ** 12n, null],
      ["fee", 0, 2_000n, 50n, 10_000n * 10n ** 12n, null],
      ["split", people.carol.address, null, null, -carols - rounding, null],
      ["split", people.stranger.address, null, null, -(all * 6_667n) / 10_000n, null],
      ["pay-out", people.carol.address, null, null, 0n, carols + rounding],
    ]);
    assert.deepEqual(closing, { base: 0n, cents: 0n });
    assert.equal((await getFees(client, { operator: 1 })).base, 0n);
    assert.equal(sum(lines.map(({ cents }) => cents)), 0n);
  });

  it("of what is not shared yet keeps it as its balance, and taxes what was earned", async () => {
    const { history, client } = await load();
    const { lines, closing } = feeStatementOf(history, { operator: 2, ...OPERATOR, rates: rates("exclude") });
    assert.equal(closing.base, (await getFees(client, { operator: 2 })).base);
    assert.deepEqual([closing.base, closing.cents], [50_010n * 10n ** 12n, 5n]);
    assert.deepEqual(
      lines.map(({ cents, tax }) => [cents, tax?.vat, tax?.gross]),
      [
        [3n, 1n, 4n],
        [2n, 0n, 2n],
      ],
    );
  });

  it("is there for the market too", async () => {
    const { history, client } = await load();
    const { lines, closing } = feeStatementOf(history, { operator: MARKET, ...OPERATOR, rates: rates("include") });
    assert.equal(closing.base, (await getFees(client, { operator: MARKET })).base);
    assert.deepEqual(
      lines.map(({ kind, zone, price, tax }) => [kind, zone, price, tax?.basisPoints]),
      [
        ["fee", null, 20n, 700],
        ["fee", null, 20n, 700],
      ],
    );
  });

  it("is CSV", async () => {
    const { history, people } = await load();
    const { columns, rows } = feeTable(feeStatementOf(history, { operator: 1, ...OPERATOR }));
    assert.equal(rows.length, 1 + 7 + 1);
    for (const row of rows) assert.deepEqual(Object.keys(row).sort(), [...columns].sort());
    const cells = ({ kind, zone, taker, payee, amount_watt, paid_out_watt }: Readonly<Record<string, string>>) => {
      return [kind, zone, taker, payee, amount_watt, paid_out_watt];
    };
    assert.deepEqual(cells(rows[1] ?? {}), ["fee", "1", "1", "", "0.03001", ""]);
    assert.deepEqual(cells(rows[7] ?? {}), ["pay-out", "", "", people.carol.address, "0.0", "0.0250024995"]);
  });

  it("is earned in full out of what takers paid, whoever owns the wires", async () => {
    const { history, client } = await load();
    const paid = history.journal.postings.filter(({ kind }) => kind === "grid-fee" || kind === "market-fee");
    const earned = history.shares.reduce((all, { fee, energy }) => all + fee * energy, 0n);
    assert.equal(earned, -sum(paid.map(({ units }) => units)));
    const left = await getWattBalance(client, { holder: client.deployment.contracts.feeRouter });
    assert.equal(left.units > 0n, true);
  });
});
