import assert from "node:assert/strict";

import { Energy, Money } from "@gridwatt/sdk";

import { differencesOf } from "../../demo/differences.ts";
import { parseDecimal } from "../../scenario/decimal.ts";
import { runScript } from "../helpers/script.ts";

/** The demo's JSON, as far as it is read here. */
interface Told {
  readonly trades: readonly {
    energy: string;
    price: string;
    pathFee: string;
    marketFee: string;
    path: { amount: string }[];
  }[];
  readonly balances: readonly {
    name: string;
    funded: string;
    free: string;
    change: string;
    sold: string;
    bought: string;
  }[];
  readonly fees: readonly { earner: string; earned: string; paid: string }[];
  readonly funds: {
    readonly accounts: readonly { name: string; words: string; minted: string; free: string }[];
    readonly reserve: string;
    readonly refused: readonly { line: number; message: string }[];
  };
  readonly redemptions: readonly { name: string; withdrawn: string; redeemed: string; paid: string; entry: string }[];
  readonly totals: Readonly<
    Record<"minted" | "redeemed" | "supply" | "backing" | "bank" | "pool" | "owed" | "router" | "outside", string>
  >;
  readonly gas: {
    readonly calls: readonly { gas: string }[];
    readonly trading: { gas: string };
    readonly governing: { gas: string };
  };
  readonly election: {
    readonly candidates: readonly { name: string; own: string; backing: string | null }[];
    readonly stakers: readonly { name: string; staked: string; earned: string }[];
  };
  readonly differences: readonly string[];
}

const run = (args: readonly string[]) => runScript("scripts/demo.ts", args);

describe("the demo", () => {
  let told: Told;

  before(async () => {
    const { code, stdout } = await run(["--json"]);
    assert.equal(code, 0);
    told = JSON.parse(stdout) as Told;
  });

  it("finds no difference", () => {
    assert.deepEqual(told.differences, []);
  });

  it("moves every unit from the buyer to sellers and fees", () => {
    const units = (text: string) => parseDecimal(text, 7);
    const change = new Map(told.balances.map((row) => [row.name, units(row.change)]));
    const fees = told.fees.reduce((sum, { paid }) => sum + units(paid), 0n);
    assert.equal(-(change.get("charlie") ?? 0n), (change.get("alice") ?? 0n) + (change.get("bob") ?? 0n) + fees);
    for (const { funded, free, change: moved } of told.balances)
      assert.equal(units(free) - units(funded), units(moved));
  });

  it("mints what the bank's statement shows, for whom the payers mean, and nothing for a payment to nobody", () => {
    assert.deepEqual(
      told.funds.accounts.map(({ name, words, minted, free }) => [name, words, minted, free]),
      [
        ["alice", "WATT for account 1", "20.0", "20.0"],
        ["bob", "WATT for account 2", "10.0", "10.0"],
        ["charlie", "WATT for account 3", "10.0", "10.0"],
      ],
    );
    assert.equal(told.funds.reserve, "45.0");
    const [refused, ...others] = told.funds.refused;
    assert.match(refused?.message ?? "", /Nobody is known as "rent May"/);
    assert.equal(others.length, 0);
  });

  it("has the bank pay what the sellers end with, and burns as much", () => {
    for (const { name, withdrawn, redeemed, paid, entry } of told.redemptions) {
      const free = told.balances.find((row) => row.name === name)?.free;
      assert.deepEqual([withdrawn, redeemed, paid], [free, free, free]);
      assert.match(entry, /^\d{4}-\d\d-\d\d-\d+$/);
    }
    assert.deepEqual(
      told.redemptions.map(({ name }) => name),
      ["alice", "bob"],
    );
    const { minted, redeemed, supply, backing, bank } = told.totals;
    assert.deepEqual([minted, redeemed, supply, backing, bank], ["40.0", "33.3", "6.7", "11.7", "11.7"]);
  });

  it("charges price, path fee and market fee for each trade, and nothing else", () => {
    const paid = told.trades.reduce((sum, { energy, price, pathFee, marketFee }) => {
      const perKwh = parseDecimal(price, 4) + parseDecimal(pathFee, 4) + parseDecimal(marketFee, 4);
      return sum + perKwh * parseDecimal(energy, 3);
    }, 0n);
    const charlie = told.balances.find(({ name }) => name === "charlie");
    assert.equal(parseDecimal(charlie?.change ?? "0", 7), -paid);
    for (const { energy, pathFee, path } of told.trades) {
      const parts = path.reduce((sum, { amount }) => sum + parseDecimal(amount, 7), 0n);
      assert.equal(parts, parseDecimal(pathFee, 4) * parseDecimal(energy, 3));
    }
  });

  it("sells as much energy as it buys, 25 kWh", () => {
    const sum = (of: "sold" | "bought") => told.balances.reduce((all, row) => all + parseDecimal(row[of], 3), 0n);
    assert.deepEqual([sum("sold"), sum("bought")], [25_000n, 25_000n]);
  });

  it("pays every grid operator and the market what they earned", () => {
    assert.deepEqual(
      told.fees.map(({ earner }) => earner),
      ["tso", "north-grid", "south-grid", "market"],
    );
    for (const { earned, paid } of told.fees) assert.equal(paid, earned);
  });

  it("leaves in the exchange what it owes", () => {
    assert.equal(told.totals.pool, told.totals.owed);
  });

  it("counts the gas of every call", () => {
    const gas = told.gas.calls.reduce((sum, call) => sum + BigInt(call.gas), 0n);
    assert.equal(gas, BigInt(told.gas.trading.gas) + BigInt(told.gas.governing.gas));
  });

  it("elects as many operators as there are seats, and shares out all that nominators staked", () => {
    const base = (text: string) => parseDecimal(text, 18);
    const { candidates, stakers } = told.election;
    const elected = candidates.filter(({ backing }) => backing !== null);
    assert.deepEqual([candidates.length, elected.length], [5, 4]);
    const staked = stakers.reduce((sum, row) => sum + base(row.staked), 0n);
    const added = elected.reduce((sum, { own, backing }) => sum + base(backing ?? "0") - base(own), 0n);
    assert.equal(added, staked);
    // 8% a year of 365 days, for more than one day and less than three.
    for (const row of stakers) {
      const day = (base(row.staked) * 8n) / 36_500n;
      assert(base(row.earned) > day && base(row.earned) < 3n * day);
    }
  });

  it("tells ten steps to people, without colour where there is no terminal", async () => {
    const { code, stdout } = await run([]);
    assert.equal(code, 0);
    const headings = stdout.split("\n").filter((line) => /^\d+\. /.test(line));
    assert.equal(headings.length, 10);
    assert(!stdout.includes("\u001b["));
    assert.match(stdout, /Adds up to the last unit/);
  });

  it("refuses arguments it does not know", async () => {
    const { code, stdout } = await run(["--jsno"]);
    assert.deepEqual([code, stdout], [2, ""]);
  });
});

describe("differencesOf", () => {
  const zero = Money.ZERO;
  const one = Money.ofUnits(1n);
  const totals = {
    minted: zero,
    redeemed: zero,
    supply: zero,
    backing: zero,
    bank: zero,
    pool: zero,
    owed: zero,
    router: zero,
    outside: zero,
    feesEarned: zero,
    feesPaid: zero,
    sold: Energy.ZERO,
    bought: Energy.ZERO,
    traded: Energy.ZERO,
  };
  const story = { trades: [], balances: [], fees: [], energy: [], offers: [], settlement: [], redemptions: [] };
  const found = (change: Partial<typeof totals>) => {
    return differencesOf({ ...story, totals: { ...totals, ...change } } as unknown as Parameters<
      typeof differencesOf
    >[0]);
  };

  it("finds nothing where all adds up", () => {
    assert.deepEqual(found({}), []);
  });

  it("finds a unit too much or too few, wherever it is", () => {
    assert.deepEqual(found({ minted: one, supply: one }), ["WATT in all hands: 0.0, but the supply: 0.0000001"]);
    assert.deepEqual(found({ minted: one }), ["WATT minted less WATT redeemed: 0.0000001, but the supply: 0.0"]);
    assert.deepEqual(found({ bank: one }), ["the reserve: 0.0, but what the bank's account has: 0.0000001"]);
    assert.deepEqual(found({ owed: one }), ["the exchange's token balance: 0.0, but what it owes: 0.0000001"]);
    assert.deepEqual(found({ feesPaid: one }), ["the fees paid out: 0.0000001, but the fees earned: 0.0"]);
    assert.equal(found({ feesEarned: one }).length, 2);
  });

  it("finds a Wh that was sold and not bought", () => {
    const wh = Energy.ofWh(1n);
    assert.deepEqual(found({ sold: wh, traded: wh }), ["energy sold: 0.001, but energy bought: 0.000"]);
  });
});
