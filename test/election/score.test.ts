// Cases of `mod score` of polkadot-sdk, substrate/primitives/npos-elections/src/tests.rs, and what follows from them.
import assert from "node:assert/strict";

import { compareScores, EPSILON_ONE, scoreOf, type Score } from "@gridwatt/election";
import fc from "fast-check";

import { snapshotOf } from "./build.ts";

type Figures = readonly [bigint, bigint, bigint];

const PERCENT = EPSILON_ONE / 100n;

function score([leastStake, sum, sumOfSquares]: Figures): Score {
  return { leastStake, sum, sumOfSquares };
}

function compared(a: Figures, b: Figures, epsilon: bigint): number {
  return compareScores([score(a), score(b)], epsilon);
}

describe("compareScores", () => {
  it("goes by the first figure that differs", () => {
    assert.equal(compared([12n, 10n, 35n], [10n, 20n, 30n], 0n), 1);
    assert.equal(compared([9n, 30n, 10n], [10n, 20n, 30n], 0n), -1);
    assert.equal(compared([10n, 25n, 40n], [10n, 20n, 30n], 0n), 1);
    assert.equal(compared([10n, 20n, 40n], [10n, 20n, 30n], 0n), -1);
    assert.equal(compared([10n, 20n, 30n], [10n, 20n, 30n], 0n), 0);
  });

  it("orders scores", () => {
    assert.equal(compared([10n, 5n, 15n], [10n, 5n, 15n], 0n), 0);
    assert.equal(compared([10n, 5n, 15n], [10n, 5n, 14n], 0n), -1);
    for (const other of [
      [8n, 5n, 25n],
      [9n, 20n, 5n],
      [10n, 4n, 25n],
      [10n, 4n, 5n],
      [10n, 5n, 16n],
      [10n, 5n, 25n],
    ] as const) {
      assert.equal(compared([10n, 5n, 15n], other, 0n), 1, String(other));
      assert.equal(compared(other, [10n, 5n, 15n], 0n), -1, String(other));
    }
  });

  const best = [1000n, 5000n, 100_000n] as const;
  const claims: [Figures, boolean, string][] = [
    [[1009n, 5000n, 100_000n], false, "less than 1 % better in the first"],
    [[1010n, 5000n, 100_000n], false, "1 % better in the first"],
    [[1011n, 5000n, 100_000n], true, "more than 1 % better in the first"],
    [[999n, 6000n, 100_000n], false, "a little worse in the first"],
    [[1005n, 5000n, 100_000n], false, "a little better in the first"],
    [[1005n, 5050n, 100_000n], false, "1 % better in the second"],
    [[1005n, 5051n, 100_000n], true, "more than 1 % better in the second"],
    [[1005n, 4999n, 98_999n], false, "a little worse in the second"],
    [[1005n, 5025n, 100_000n], false, "a little better in the second"],
    [[1005n, 5025n, 99_000n], false, "1 % better in the third"],
    [[1005n, 5025n, 98_999n], true, "more than 1 % better in the third"],
  ];
  for (const [claim, isBetter, what] of claims) {
    it(`finds a claim ${isBetter ? "better" : "not better"} by 1 % that is ${what}`, () => {
      assert.equal(compared(claim, best, PERCENT) > 0, isBetter);
    });
  }

  it("is exact for large figures", () => {
    const initial = [12488167277027543n, 5559266368032409496n, 118749283262079244270992278287436446n] as const;
    const claim = [12488167277027543n, 5559266368032409496n, 118700736389524721358337889258988054n] as const;
    for (const tenThousandths of [1n, 2n, 3n, 4n]) {
      assert.equal(compared(claim, initial, (tenThousandths * EPSILON_ONE) / 10_000n), 1);
    }
    assert.equal(compared(claim, initial, (5n * EPSILON_ONE) / 10_000n), 0);
  });

  it("rounds the margin up", () => {
    assert.equal(compared([2n, 0n, 0n], [1n, 0n, 0n], 1n), 0);
    assert.equal(compared([3n, 0n, 0n], [1n, 0n, 0n], 1n), 1);
    assert.equal(compared([1n, 0n, 0n], [0n, 0n, 0n], PERCENT), 1);
  });

  it("never finds each of two better than the other, nor more with a greater epsilon", () => {
    const figure = fc.bigInt({ min: 0n, max: 300n });
    const figures = fc.tuple(figure, figure, figure);
    const epsilon = fc.bigInt({ min: 0n, max: EPSILON_ONE / 5n });
    const property = fc.property(figures, figures, epsilon, (a, b, parts) => {
      const [there, back] = [compared(a, b, parts), compared(b, a, parts)];
      assert.equal(there + back, 0);
      if (there > 0) assert.equal(compared(a, b, 0n), 1);
    });
    fc.assert(property);
  });
});

describe("scoreOf", () => {
  const snapshot = snapshotOf({
    seats: 2,
    candidates: [
      [1, 4n],
      [2, 0n],
      [3, 1n],
    ],
    nominators: [[10, 9n, [1, 2]]],
  });

  it("counts what winners staked themselves, and no other candidates", () => {
    const edges = [
      { candidate: "1", weight: 2n },
      { candidate: "2", weight: 7n },
    ];
    const solution = { winners: ["2", "1"], assignments: [{ nominator: "10", edges }] };
    assert.deepEqual(scoreOf(snapshot, solution), { leastStake: 6n, sum: 13n, sumOfSquares: 85n });
  });

  it("is of no solution that has strangers for winners, or backs who is none", () => {
    const refused = (problem: string) => ({ name: "SolutionError", problem });
    assert.throws(() => scoreOf(snapshot, { winners: ["4"], assignments: [] }), refused("UnknownWinner"));
    const assignments = [{ nominator: "10", edges: [{ candidate: "2", weight: 9n }] }];
    assert.throws(() => scoreOf(snapshot, { winners: ["1", "3"], assignments }), refused("NotElected"));
  });
});
