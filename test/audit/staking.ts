import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import fc from "fast-check";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { begin, grid, STAKERS, Stakers } from "./stakers.ts";
import { KINDS, steps, Walk } from "./staking-steps.ts";

/** {s} Where the clock stands first. */
const START = 30 * 86_400;

describe("an audit of staking and elections", () => {
  let market: EmbeddedMarket;

  before(async () => {
    market = await EmbeddedMarket.start();
  });

  after(() => market.close());

  it("finds nothing after random calls of stakers, operators and judges, nor as of a block between", async () => {
    const taken = new Map<string, number>();
    const property = fc.asyncProperty(steps, fc.nat(), async (walk, between) => {
      await market.reset(START, false);
      await open(new Stakers(market));
      const walker = new Walk(market);
      for (const step of walk) {
        if (await walker.take(step)) taken.set(step.kind, (taken.get(step.kind) ?? 0) + 1);
      }
      const { from, to } = await assertGreen(market);
      await assertGreen(market, from + (between % (to - from)));
    });
    await fc.assert(property, { numRuns: 20, endOnFailure: true });
    for (const kind of KINDS) assert((taken.get(kind) ?? 0) > 1, `${kind} was taken ${taken.get(kind) ?? 0} times`);
  }).timeout(300_000);
});

/** Three operators have pools and stand for election; one more has GRID in the neutral pool and nominates two of them. */
async function open(stakers: Stakers): Promise<void> {
  await begin(stakers);
  for (const [at, name] of [STAKERS.first, STAKERS.second, STAKERS.third].entries()) {
    await stakers.staking(name, "openPool", 1_000 * at);
    await stakers.staking(name, "stake", at + 1, grid(1_500));
    await stakers.election(name, "setCandidate", true);
  }
  await stakers.staking(STAKERS.nominator, "stake", 0, grid(1_000) + 7n);
  await stakers.election(STAKERS.nominator, "nominate", 0b110n);
  await stakers.nextDay();
}

async function assertGreen(market: EmbeddedMarket, to?: number): Promise<{ from: number; to: number }> {
  const report = await audit(market.client, { to });
  const red = report.checks.filter(({ differences }) => differences.length > 0);
  assert.deepEqual(
    red.map(({ id, differences }) => ({ id, differences })),
    [],
  );
  return report;
}
