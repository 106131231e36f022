import assert from "node:assert/strict";

import {
  checkSolution,
  compareScores,
  electPhragmen,
  EPSILON_ONE,
  scoreOf,
  SolutionError,
  STAKE_MAX,
  type Id,
  type Snapshot,
} from "@gridwatt/election";
import fc from "fast-check";

import { ANY_STAKE, LARGE_STAKE, snapshots } from "./arbitrary.ts";
import { splitsOf } from "./build.ts";
import { electExactly, isNear } from "./exact.ts";
import { AT, BREAKING, shift } from "./mutations.ts";

const balancing = fc.record({ rounds: fc.integer({ min: 0, max: 6 }), tolerance: fc.bigInt({ min: 0n, max: 4n }) });
const maybe = fc.option(balancing, { nil: undefined });
const SETTLED = { rounds: 2_000, tolerance: 8n };

/** {stake} By voter: candidates for themselves, then nominators for whom they approve. */
function votersOf({ candidates, nominators }: Snapshot): { budget: bigint; approvals: readonly Id[] }[] {
  return [
    ...candidates.map(({ id, selfStake }) => ({ budget: selfStake, approvals: [id] })),
    ...nominators.map(({ stake, approvals }) => ({ budget: stake, approvals })),
  ];
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

describe("an election of any snapshot", () => {
  it("is feasible, and uses each stake to the unit", () => {
    const property = fc.property(snapshots(ANY_STAKE), maybe, (snapshot, how) => {
      const solution = electPhragmen(snapshot, how === undefined ? {} : { balancing: how });
      checkSolution(snapshot, solution);
      const used = votersOf(snapshot).filter(({ approvals }) => approvals.some((id) => solution.winners.includes(id)));
      assert.equal(scoreOf(snapshot, solution).sum, total(used.map(({ budget }) => budget)));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("is what exact fractions give, but for a unit for each edge", () => {
    const property = fc.property(snapshots(LARGE_STAKE), (snapshot) => {
      const solution = electPhragmen(snapshot, {});
      const exact = electExactly(snapshot);
      assert.deepEqual(solution.winners, exact.winners);
      const splits = splitsOf(solution);
      for (const [nominator, weights] of exact.weights) {
        for (const [candidate, weight] of weights) {
          assert(isNear(splits[nominator]?.[candidate] ?? 0n, weight, 8n), `${nominator} backs ${candidate}`);
        }
      }
    });
    fc.assert(property);
  });

  it("has the same winners in whatever order nominators come and name whom they approve", () => {
    const turned = snapshots(ANY_STAKE).chain((snapshot) => {
      const { nominators } = snapshot;
      return fc.shuffledSubarray([...nominators], { minLength: nominators.length }).map((list) => ({
        snapshot,
        other: { ...snapshot, nominators: list.map((one) => ({ ...one, approvals: [...one.approvals].reverse() })) },
      }));
    });
    const property = fc.property(turned, ({ snapshot, other }) => {
      const [one, two] = [electPhragmen(snapshot, {}), electPhragmen(other, {})];
      assert.deepEqual(one.winners, two.winners);
      assert.deepEqual(splitsOf(one), splitsOf(two));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("keeps winners and, but for rounding, splits when all stakes grow alike", () => {
    const property = fc.property(snapshots(LARGE_STAKE), fc.bigInt({ min: 2n, max: 1n << 13n }), (snapshot, factor) => {
      const grown = {
        ...snapshot,
        candidates: snapshot.candidates.map((one) => ({ ...one, selfStake: one.selfStake * factor })),
        nominators: snapshot.nominators.map((one) => ({ ...one, stake: one.stake * factor })),
      };
      const [small, large] = [electPhragmen(snapshot, {}), electPhragmen(grown, {})];
      assert.deepEqual(large.winners, small.winners);
      const before = splitsOf(small);
      for (const [nominator, edges] of Object.entries(splitsOf(large))) {
        for (const [candidate, weight] of Object.entries(edges)) {
          const off = weight - (before[nominator]?.[candidate] ?? 0n) * factor;
          assert((off < 0n ? -off : off) <= 9n * factor, `${nominator} backs ${candidate}`);
        }
      }
    });
    fc.assert(property);
  });

  it("is balanced to a score that is not lower, of the same sum", () => {
    const property = fc.property(snapshots(ANY_STAKE), balancing, (snapshot, how) => {
      const plain = scoreOf(snapshot, electPhragmen(snapshot, {}));
      const balanced = scoreOf(snapshot, electPhragmen(snapshot, { balancing: how }));
      assert(compareScores([balanced, plain], 0n) >= 0);
      assert(balanced.leastStake >= plain.leastStake);
      assert.equal(balanced.sum, plain.sum);
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it("gives a winner to all who agree on a candidate and have a seat's share of the stake", () => {
    let groups = 0;
    const property = fc.property(snapshots(ANY_STAKE), (snapshot) => {
      const { winners } = electPhragmen(snapshot, {});
      const voters = votersOf(snapshot);
      const all = total(voters.map(({ budget }) => budget));
      for (const { id } of snapshot.candidates) {
        const agreed = voters.filter(({ budget, approvals }) => budget > 0n && approvals.includes(id));
        const group: typeof voters = [];
        for (const voter of agreed.sort((a, b) => (a.budget > b.budget ? -1 : 1))) {
          group.push(voter);
          if (total(group.map(({ budget }) => budget)) * BigInt(snapshot.seats) >= all) break;
        }
        if (group.length === 0 || total(group.map(({ budget }) => budget)) * BigInt(snapshot.seats) < all) continue;
        groups += 1;
        assert(
          group.some(({ approvals }) => approvals.some((approval) => winners.includes(approval))),
          `those who approve ${id}`,
        );
      }
    });
    fc.assert(property, { numRuns: 300 });
    assert(groups > 300, `only ${groups} groups`);
  });

  it("takes the largest stakes there can be", () => {
    const property = fc.property(snapshots(fc.constant(STAKE_MAX)), balancing, (snapshot, how) => {
      checkSolution(snapshot, electPhragmen(snapshot, { balancing: how }));
    });
    fc.assert(property);
  });
});

describe("a solution that was changed", () => {
  for (const [what, mutate] of Object.entries(BREAKING)) {
    it(`is refused with ${what}`, () => {
      let changed = 0;
      const property = fc.property(snapshots(ANY_STAKE), maybe, AT, (snapshot, how, at) => {
        const solution = electPhragmen(snapshot, how === undefined ? {} : { balancing: how });
        const mutated = mutate({ snapshot, solution, at });
        if (mutated === undefined) return;
        changed += 1;
        assert.throws(() => checkSolution(snapshot, mutated), SolutionError);
      });
      fc.assert(property, { numRuns: 200 });
      assert(changed > 20, `changed only ${changed} times`);
    });
  }

  it("by a nominator's weight is feasible, but better than a balanced one by no more than dust", () => {
    let changed = 0;
    const share = fc.bigInt({ min: 1n, max: 100n });
    const property = fc.property(snapshots(LARGE_STAKE), AT, share, (snapshot, at, percent) => {
      const solution = electPhragmen(snapshot, { balancing: SETTLED });
      const mutated = shift({ snapshot, solution, at }, percent);
      if (mutated === undefined) return;
      changed += 1;
      checkSolution(snapshot, mutated);
      const [before, after] = [scoreOf(snapshot, solution), scoreOf(snapshot, mutated)];
      assert.equal(after.sum, before.sum);
      assert(after.leastStake <= before.leastStake + 8n);
      assert(compareScores([after, before], EPSILON_ONE / 1_000_000n) <= 0);
    });
    fc.assert(property, { numRuns: 200 });
    assert(changed > 40, `changed only ${changed} times`);
  });
});
