import assert from "node:assert/strict";

import { audit } from "@gridwatt/audit";
import { getEvents } from "@gridwatt/sdk";
import fc from "fast-check";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { begin, grid, NEUTRAL, STAKERS, Stakers } from "./stakers.ts";
import { steps, Walk } from "./staking-steps.ts";

/** {s} Where the clock stands first. */
const START = 30 * 86_400;

/** All that has to happen. */
const TOLD = [
  ...(["Staked", "Unbonded", "UnbondedWithdrawn", "RewardsClaimed", "CommissionClaimed", "RewardsFunded"] as const),
  ...(["RewardsAccrued", "RewardRateSet", "PoolOpened", "CommissionAnnounced", "PoolStopped", "PoolHeld"] as const),
  ...(["PoolSlashed", "UnbondingSlashed", "AccountSlashed", "AccountHeld", "SlashedPaid"] as const),
  "DelegateChanged",
  ...(["CandidateSet", "Nominated", "SolutionBegun", "SolutionFinished", "SolutionAbandoned", "Elected"] as const),
] as const;

describe("an audit of staking and elections", () => {
  let market: EmbeddedMarket;

  before(async () => {
    market = await EmbeddedMarket.start();
  });

  after(() => market.close());

  it("finds nothing after random calls of stakers, operators and judges, nor as of a block between", async () => {
    const told = new Map<string, number>();
    const property = fc.asyncProperty(steps, fc.nat(), async (walk, between) => {
      await market.reset(START, false);
      await open(new Stakers(market));
      const walker = new Walk(market);
      for (const step of walk) await walker.take(step);
      const { to } = await assertGreen(market);
      const events = await getEvents(market.client, { names: TOLD });
      const first = events.find(({ name }) => name === "PoolOpened")?.block ?? to;
      await assertGreen(market, first + (between % (to - first)));
      for (const { name } of events) told.set(name, (told.get(name) ?? 0) + 1);
    });
    await fc.assert(property, { numRuns: 60, endOnFailure: true });
    for (const name of TOLD) assert((told.get(name) ?? 0) > 1, `${name} was told ${told.get(name) ?? 0} times`);
  }).timeout(300_000);
});

/**
 * Three operators have pools and stand for election; all have GRID in the neutral pool too, with which one nominates two of
 * them.
 */
async function open(stakers: Stakers): Promise<void> {
  await begin(stakers);
  for (const [at, name] of [STAKERS.first, STAKERS.second, STAKERS.third].entries()) {
    await stakers.staking(name, "openPool", 1_000 * at);
    await stakers.staking(name, "stake", at + 1, grid(1_500));
    await stakers.election(name, "setCandidate", true);
  }
  for (const name of Object.values(STAKERS)) await stakers.staking(name, "stake", NEUTRAL, grid(300) + 7n);
  await stakers.election(STAKERS.nominator, "nominate", 0b110n);
  await stakers.nextDay();
}

async function assertGreen(market: EmbeddedMarket, to?: number): Promise<{ to: number }> {
  const report = await audit(market.client, { to });
  const red = report.checks.filter(({ differences }) => differences.length > 0);
  assert.deepEqual(
    red.map(({ id, differences }) => ({ id, differences })),
    [],
  );
  return report;
}
