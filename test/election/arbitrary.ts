import { APPROVALS_MAX, STAKE_MAX, type Snapshot } from "@gridwatt/election";
import fc from "fast-check";

import { snapshotOf } from "./build.ts";

/** Few units, so that there are ties and dust, or any stake. */
export const ANY_STAKE = fc.oneof(fc.bigInt({ min: 0n, max: 12n }), fc.bigInt({ min: 0n, max: STAKE_MAX }));

/** Stakes beside which a unit is nothing. No two of them are alike, so that rounding decides no tie. */
export const LARGE_STAKE = fc.noBias(fc.bigInt({ min: 1n << 30n, max: 1n << 50n }));

/** Approvals name strangers now and then, and the same candidate twice. */
export function snapshots(stake: fc.Arbitrary<bigint>): fc.Arbitrary<Snapshot> {
  return fc.integer({ min: 1, max: 8 }).chain((count) => {
    const approvals = fc.array(fc.integer({ min: 1, max: count + 1 }), { maxLength: APPROVALS_MAX });
    return fc
      .record({
        seats: fc.integer({ min: 1, max: 6 }),
        selfStakes: fc.array(fc.oneof(fc.constant(0n), stake), { minLength: count, maxLength: count }),
        nominators: fc.array(fc.tuple(stake, approvals), { maxLength: 12 }),
      })
      .map(({ seats, selfStakes, nominators }) =>
        snapshotOf({
          seats,
          candidates: selfStakes.map((selfStake, at) => [at + 1, selfStake]),
          nominators: nominators.map(([budget, approved], at) => [100 + at, budget, approved]),
        }),
      );
  });
}
