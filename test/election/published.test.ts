// Cases that polkadot-sdk publishes in substrate/primitives/npos-elections/src/tests.rs, by the same numbers.
import assert from "node:assert/strict";

import { electPhragmen, scoreOf, STAKE_MAX } from "@gridwatt/election";

import { idle, outcomeOf, snapshotOf, splitsOf, type Brief } from "./build.ts";
import { LARGER, PLAIN } from "./briefs.ts";
import { electExactly, isNear } from "./exact.ts";

const BALANCING = { rounds: 4, tolerance: 0n };

/** Candidates by ascending id, all of whom staked something themselves. */
function standing(stakes: Readonly<Record<number, bigint>>): [number, bigint][] {
  return Object.entries(stakes).map(([id, stake]) => [Number(id), stake]);
}

describe("published elections", () => {
  it("of three nominators are decided by loads", () => {
    const { winners, splits } = outcomeOf(snapshotOf(PLAIN));
    assert.deepEqual(winners, [
      ["3", 35n],
      ["2", 25n],
    ]);
    assert.deepEqual(splits, { 10: { 2: 10n }, 20: { 3: 20n }, 30: { 2: 15n, 3: 15n } });
  });

  it("of three nominators are balanced", () => {
    const { winners, splits } = outcomeOf(snapshotOf(PLAIN), BALANCING);
    assert.deepEqual(winners, [
      ["3", 30n],
      ["2", 30n],
    ]);
    assert.deepEqual(splits, { 10: { 2: 10n }, 20: { 3: 20n }, 30: { 2: 20n, 3: 10n } });
  });

  it("of five nominators are balanced", () => {
    const { winners, splits } = outcomeOf(snapshotOf(LARGER), BALANCING);
    assert.deepEqual(winners, [
      ["4", 38n],
      ["1", 37n],
      ["2", 38n],
      ["3", 37n],
    ]);
    assert.deepEqual(splits, {
      10: { 1: 9n, 2: 1n },
      20: { 1: 9n, 3: 11n },
      30: { 1: 8n, 2: 7n, 3: 8n, 4: 7n },
      40: { 1: 11n, 3: 18n, 4: 11n },
      50: { 2: 30n, 4: 20n },
    });
  });

  it("without approvals have no winners", () => {
    const nominators = PLAIN.nominators.map(([id, stake]) => [id, stake, []] as const);
    const snapshot = snapshotOf({ ...PLAIN, nominators });
    assert.deepEqual(outcomeOf(snapshot, BALANCING), { winners: [], splits: {} });
    assert.deepEqual(scoreOf(snapshot, { winners: [], assignments: [] }), {
      leastStake: 0n,
      sum: 0n,
      sumOfSquares: 0n,
    });
  });

  it("leave seats empty rather than elect whom nobody backs", () => {
    const nominators = [
      [1, 10n, [10]],
      [2, 10n, [20]],
    ] as const;
    const { winners } = outcomeOf(snapshotOf({ seats: 3, candidates: idle(10, 20, 30), nominators }));
    assert.deepEqual(winners, [
      ["10", 10n],
      ["20", 10n],
    ]);
  });

  it("ignore duplicate approvals", () => {
    const nominators = [
      [10, 100n, [1, 1, 2, 3]],
      [20, 100n, [2, 3]],
      [30, 50n, [1, 1, 2]],
    ] as const;
    const { winners, splits } = outcomeOf(snapshotOf({ ...PLAIN, nominators }));
    assert.deepEqual(winners, [
      ["2", 140n],
      ["3", 110n],
    ]);
    assert.deepEqual(
      Object.entries(splits).map(([id, edges]) => [id, Object.keys(edges)]),
      [
        ["10", ["2", "3"]],
        ["20", ["2", "3"]],
        ["30", ["2"]],
      ],
    );
  });

  it("ignore duplicate approvals of a winner", () => {
    const nominators = [
      [10, 100n, [1, 1, 2, 3]],
      [20, 100n, [1, 2]],
    ] as const;
    const { winners, splits } = outcomeOf(snapshotOf({ ...PLAIN, nominators }));
    assert.deepEqual(winners, [
      ["1", 100n],
      ["2", 100n],
    ]);
    assert.deepEqual(splits, { 10: { 1: 50n, 2: 50n }, 20: { 1: 50n, 2: 50n } });
  });

  it("keep candidates' own votes", () => {
    const candidates = standing({ 5: 5n, 10: 10n, 20: 20n, 30: 0n });
    const { winners, splits } = outcomeOf(snapshotOf({ seats: 2, candidates, nominators: [[1, 8n, [10, 20]]] }));
    assert.deepEqual(winners, [
      ["20", 24n],
      ["10", 14n],
    ]);
    assert.deepEqual(splits, { 1: { 10: 4n, 20: 4n } });
  });

  it("of units count each, from candidates or nominators", () => {
    const winners = [
      ["20", 2n],
      ["10", 1n],
      ["30", 1n],
    ];
    const own = { seats: 3, candidates: standing({ 10: 1n, 20: 2n, 30: 1n, 40: 0n }), nominators: [] };
    assert.deepEqual(outcomeOf(snapshotOf(own)).winners, winners);
    const nominators = [
      [1, 1n, [10]],
      [2, 2n, [20]],
      [3, 1n, [30]],
      [4, 0n, [40]],
    ] as const;
    const others = outcomeOf(snapshotOf({ seats: 3, candidates: idle(10, 20, 30, 40), nominators }));
    assert.deepEqual(others.winners, winners);
    assert.deepEqual(others.splits, { 1: { 10: 1n }, 2: { 20: 2n }, 3: { 30: 1n } });
  });

  it("of the largest stakes tell candidates apart", () => {
    const max = STAKE_MAX;
    const candidates = standing({ 1: max - 1n, 2: max - 4n, 3: max - 5n, 4: max - 3n, 5: max - 2n });
    assert.deepEqual(outcomeOf(snapshotOf({ seats: 2, candidates, nominators: [] })).winners, [
      ["1", 18_446_744_073_709_551_614n],
      ["5", 18_446_744_073_709_551_613n],
    ]);
    // 4 has one unit more behind it than 2, which 2^128 does not resolve at sums near 2^65: the first of equals wins.
    const nominators = [
      [13, max - 10n, [1, 3, 5]],
      [14, max, [2, 4]],
    ] as const;
    const { winners, splits } = outcomeOf(snapshotOf({ seats: 2, candidates, nominators }));
    assert.deepEqual(winners, [
      ["2", 36_893_488_147_419_103_226n],
      ["1", 36_893_488_147_419_103_219n],
    ]);
    assert.deepEqual(splits, { 13: { 1: max - 10n }, 14: { 2: max } });
  });

  it("of stakes of all sizes are won by the largest", () => {
    // The published nominator approves twelve; here it approves the eight largest, which are all that can win.
    const candidates = standing({
      2: 1n,
      4: 100n,
      6: 1_000_000n,
      8: 100_000_000_001_000n,
      10: 100_000_000_002_000n,
      12: 100_000_000_003_000n,
      14: 400_000_000_000_000n,
      16: 400_000_000_001_000n,
      18: 18_000_000_000_000_000n,
      20: 20_000_000_000_000_000n,
      22: 500_000_000_000_100_000n,
      24: 500_000_000_000_200_000n,
    });
    const nominators = [[50, 990_000_000_000_000_000n, [10, 12, 14, 16, 18, 20, 22, 24]]] as const;
    const { winners } = outcomeOf(snapshotOf({ seats: 2, candidates, nominators }));
    assert.deepEqual(
      winners.map(([id]) => id),
      ["24", "22"],
    );
  });

  it("split a large stake between small ones to the unit", () => {
    const nominators = [[50, 10n ** 18n, [2, 4]]] as const;
    const candidates = standing({ 2: 4_000_000n, 4: 4_000_000n });
    assert.deepEqual(outcomeOf(snapshotOf({ seats: 2, candidates, nominators })).winners, [
      ["2", 500_000_000_005_000_000n],
      ["4", 500_000_000_003_000_000n],
    ]);
  });

  const compared: [string, Brief][] = [
    ["the second", poc([500n, 500n])],
    ["the third", poc([50n, 1000n])],
    ["the chain of nominators", chain()],
  ];
  for (const [name, brief] of compared) {
    it(`agree with exact fractions: ${name}`, () => {
      const snapshot = snapshotOf(brief);
      const solution = electPhragmen(snapshot, {});
      const exact = electExactly(snapshot);
      assert.deepEqual(solution.winners, exact.winners);
      assert.equal(solution.winners.length, 2);
      for (const [nominator, edges] of Object.entries(splitsOf(solution))) {
        for (const [candidate, weight] of Object.entries(edges)) {
          const wanted = exact.weights.get(nominator)?.get(candidate);
          assert(wanted !== undefined && isNear(weight, wanted, 2n), `${nominator} backs ${candidate} with ${weight}`);
        }
      }
    });
  }
});

function poc([two, four]: [bigint, bigint]): Brief {
  const nominators = [
    [2, two, [10, 20, 30]],
    [4, four, [10, 20, 40]],
  ] as const;
  return { seats: 2, candidates: idle(10, 20, 30), nominators };
}

function chain(): Brief {
  const nominators = [
    [2, 2000n, [11]],
    [4, 1000n, [11, 21]],
    [6, 1000n, [21, 31]],
    [8, 1000n, [31, 41]],
    [110, 1000n, [41, 51]],
    [120, 1000n, [51, 61]],
    [130, 1000n, [61, 71]],
  ] as const;
  return { seats: 2, candidates: idle(11, 21, 31, 41, 51, 61, 71), nominators };
}
