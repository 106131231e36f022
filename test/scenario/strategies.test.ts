import assert from "node:assert/strict";

import fc from "fast-check";

import { parseDecimal } from "../../scenario/decimal.ts";
import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { playScenario } from "../../scenario/play.ts";
import type { Report } from "../../scenario/report.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const RUNS = DEEP ? 300 : 40;
/** Price pairs of all signs. */
const PAIRS = [
  { short: "0.3", long: "0.08" },
  { short: "0.4", long: "-0.1" },
  { short: "-0.02", long: "-0.2" },
  { short: "0.1", long: "0" },
] as const;
/** How far between long and short a limit lies, in tenths. */
const TENTHS = fc.integer({ min: 0, max: 10 });
/** {kWh} */
const ENERGY = fc.constantFrom("1", "2.5", "4", "0.75");
const METERED = fc.constantFrom("0", "1", "3", "6");

/** One hand has three accounts, and two honest households trade with it. */
const HAND = ["hand-1", "hand-2", "hand-3"] as const;
const OTHERS = ["home-1", "home-2"] as const;
const DEPOSIT = "1000";

/** What everybody does in a slot: in one account the hand either sells or buys there. */
const drafts = fc.record({
  pair: fc.constantFrom(...PAIRS),
  sells: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  orders: fc.array(
    fc.record({ who: fc.constantFrom(...HAND, ...OTHERS), sell: fc.boolean(), energy: ENERGY, at: TENTHS }),
    { minLength: 8, maxLength: 24 },
  ),
  metered: fc.record({ import: METERED, export: METERED }),
});
type Draft = typeof drafts extends fc.Arbitrary<infer T> ? T : never;

describe("strategies", () => {
  let market: EmbeddedMarket;
  before(async () => {
    market = await EmbeddedMarket.start();
  });
  after(() => market.close());

  const free = (report: Report, id: string) => parseDecimal(report.accounts[id]?.free ?? "", 7);
  const start = parseDecimal(DEPOSIT, 7);

  for (const residualSupply of [false, true]) {
    const where = residualSupply ? "with residual supply" : "without residual supply";

    it(`of selling or buying what is not delivered or used earn nothing ${where}, over several accounts`, async () => {
      let [traded, lost, others] = [0, 0, 0];
      const property = fc.asyncProperty(drafts, async (draft) => {
        const report = await playScenario(market, parseScenario(JSON.stringify(scenarioOf(draft, residualSupply))));
        assert.deepEqual(report.errors, []);
        const change = HAND.reduce((sum, id) => sum + free(report, id) - start, 0n);
        assert(change <= 0n, `the hand earned ${change} of energy that nobody saw`);
        traded += report.trades.filter(({ seller, buyer }) => isHand(seller) !== isHand(buyer)).length;
        if (change < 0n) lost += 1;
        if (OTHERS.some((id) => free(report, id) > start)) others += 1;
        for (const id of [...HAND, ...OTHERS]) {
          assert.equal(parseDecimal(report.accounts[id]?.locked ?? "", 7), 0n);
          if (!residualSupply) assert.equal(parseDecimal(report.accounts[id]?.debt ?? "", 7), 0n);
        }
      });
      await fc.assert(property, { numRuns: RUNS, seed: 20_261_127, endOnFailure: true });
      // The hand did trade with others, paid for it, and others earned in the same market.
      assert(traded > RUNS && lost > RUNS / 2 && others > RUNS / 8, `${traded} trades, ${lost} lost, ${others} earned`);
    }).timeout(DEEP ? 600_000 : 180_000);
  }

  it("never make a settlement negative without residual supply: sets cover what a deviation costs", async () => {
    let deviations = 0;
    const property = fc.asyncProperty(drafts, async (draft) => {
      const report = await playScenario(market, parseScenario(JSON.stringify(scenarioOf(draft, false, draft.metered))));
      const { short, long } = draft.pair;
      const [high, low] = [parseDecimal(short, 4), parseDecimal(long, 4)];
      for (const { account, amount } of report.settlements) {
        const paid = parseDecimal(amount, 7);
        if (paid !== 0n) deviations += 1;
        const of = (side: "sold" | "bought") => parseDecimal(report.accounts[account]?.[side]["0"] ?? "0", 3);
        const sets = (high > 0n ? high : 0n) * of("sold") - (low < 0n ? low : 0n) * of("bought");
        assert(paid <= 0n && sets + paid >= 0n, `${account} was charged ${paid} of sets worth ${sets}`);
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: 20_261_127, endOnFailure: true });
    assert(deviations > RUNS, `${deviations} deviations`);
  }).timeout(DEEP ? 600_000 : 180_000);
});

function isHand(id: string): boolean {
  return HAND.some((each) => each === id);
}

/** The draft as a scenario in which the hand's meters count `counted`, nothing by default. */
function scenarioOf(draft: Draft, residualSupply: boolean, counted = { import: "0", export: "0" }): object {
  const [low, high] = [parseDecimal(draft.pair.long, 4), parseDecimal(draft.pair.short, 4)];
  const price = (tenths: number) => decimal(low + ((high - low) * BigInt(tenths)) / 10n);
  const places = draft.orders.map(({ who, sell, energy, at }, ref) => {
    const nth = HAND.indexOf(who as (typeof HAND)[number]);
    const side = (nth < 0 ? sell : draft.sells[nth]) ? "sell" : "buy";
    return { place: { ref: `o${ref}`, account: who, side, slot: 0, energy, price: price(at) } };
  });
  const meters = [
    ...HAND.map((account) => ({ meter: { slot: 0, account, ...counted } })),
    ...OTHERS.map((account, nth) => ({ meter: { slot: 0, account, import: "0", export: nth === 0 ? "3" : "0" } })),
  ];
  return {
    name: "strategies",
    residualSupply,
    zones: [{ id: "grid", operator: "tso", tariff: "0" }],
    accounts: [...HAND, ...OTHERS].map((id) => ({
      ...{ id, zone: "grid", watt: DEPOSIT, owner: isHand(id) ? "hand" : id },
      rated: { import: "10", export: "10" },
    })),
    pair: { ...draft.pair, party: "utility", watt: "1000000" },
    steps: [...places, { advanceTo: { slot: 0, minutes: 20 } }, ...meters, { settle: 0 }],
  };
}

function decimal(ticks: bigint): string {
  const digits = (ticks < 0n ? -ticks : ticks).toString().padStart(5, "0");
  return `${ticks < 0n ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
