// What a unit more or less decides: what a contract must do alike.
import assert from "node:assert/strict";

import { DEN, electPhragmen, scoreOf } from "@gridwatt/election";

import { ballotsOf } from "../../packages/election/src/ballots.ts";
import { phragmen } from "../../packages/election/src/phragmen.ts";
import * as briefs from "./briefs.ts";
import { idle, outcomeOf, snapshotOf, splitsOf } from "./build.ts";

const [PLAIN, LARGER] = [snapshotOf(briefs.PLAIN), snapshotOf(briefs.LARGER)];

describe("scores of rounds", () => {
  const scoresOf = (snapshot: typeof PLAIN) => [...phragmen(ballotsOf(snapshot), snapshot.seats).winners];

  it("are rounded down, each quotient by itself", () => {
    assert.deepEqual(scoresOf(PLAIN), [
      [2, 6_805_647_338_418_769_269_267_492_148_635_364_229n],
      [1, 13_611_294_676_837_538_538_534_984_297_270_728_457n],
    ]);
    const first = DEN / 120n;
    const second = DEN / 100n + (first * 30n) / 100n + (first * 40n) / 100n;
    const third = DEN / 90n + (second * 10n) / 90n + (second * 30n) / 90n + (first * 50n) / 90n;
    const fourth = DEN / 90n + (second * 20n) / 90n + (third * 30n) / 90n + (second * 40n) / 90n;
    assert.deepEqual(scoresOf(LARGER), [
      [3, first],
      [0, second],
      [1, third],
      [2, fourth],
    ]);
  });

  it("never fall, though they are rounded down", () => {
    const alike = Array.from({ length: 8 }, (_, at): [number, bigint, number[]] => [10 + at, 3n, [1, 2, 3, 4, 5, 6]]);
    const scores = scoresOf(snapshotOf({ seats: 6, candidates: idle(1, 2, 3, 4, 5, 6), nominators: alike }));
    assert.deepEqual(
      scores.map(([candidate]) => candidate),
      [0, 1, 2, 3, 4, 5],
    );
    scores.reduce((before, [, score]) => (assert(score > before), score), 0n);
  });
});

describe("dust", () => {
  it("goes to edges that have some weight, not to those that round to zero", () => {
    const candidates = [
      [1, 0n],
      [2, 98n],
    ] as const;
    // Of loads 1/100 and 1/2 the nominator's two units are 0.04 and 1.96.
    const { winners, splits } = outcomeOf(snapshotOf({ seats: 2, candidates, nominators: [[10, 2n, [1, 2]]] }));
    assert.deepEqual(winners, [
      ["2", 98n],
      ["1", 2n],
    ]);
    assert.deepEqual(splits, { 10: { 1: 2n } });
  });

  it("goes one by one to the first where all edges round to zero", () => {
    const nominators = [[10, 2n, [3, 2, 1]]] as const;
    const { winners, splits } = outcomeOf(snapshotOf({ seats: 3, candidates: idle(1, 2, 3), nominators }));
    assert.deepEqual(winners, [
      ["1", 1n],
      ["2", 1n],
      ["3", 0n],
    ]);
    assert.deepEqual(splits, { 10: { 1: 1n, 2: 1n } });
  });
});

describe("balancing", () => {
  it("passes a voter over whose winners are less than the tolerance apart", () => {
    // Nominator 30 backs 35 and 25.
    assert.deepEqual(outcomeOf(PLAIN, { rounds: 4, tolerance: 11n }).splits["30"], { 2: 15n, 3: 15n });
    assert.deepEqual(outcomeOf(PLAIN, { rounds: 4, tolerance: 10n }).splits["30"], { 2: 20n, 3: 10n });
  });

  it("visits all voters once a round", () => {
    const snapshot = snapshotOf({
      seats: 4,
      candidates: [...idle(1, 2, 3), [4, 12n]],
      nominators: [
        [10, 12n, [1, 2]],
        [20, 12n, [2, 3]],
        [30, 12n, [3, 4]],
      ],
    });
    const plain = { 10: { 1: 8n, 2: 4n }, 20: { 2: 6n, 3: 6n }, 30: { 3: 6n, 4: 6n } };
    assert.deepEqual(outcomeOf(snapshot, { rounds: 0, tolerance: 0n }).splits, plain);
    assert.deepEqual(outcomeOf(snapshot, { rounds: 1, tolerance: 0n }).splits, {
      10: { 1: 9n, 2: 3n },
      20: { 2: 7n, 3: 5n },
      30: { 3: 9n, 4: 3n },
    });
    assert.deepEqual(outcomeOf(snapshot, { rounds: 2, tolerance: 0n }).splits, {
      10: { 1: 9n, 2: 3n },
      20: { 2: 9n, 3: 3n },
      30: { 3: 10n, 4: 2n },
    });
  });

  it("ends with a round in which no winners were further apart than the tolerance", () => {
    const snapshot = snapshotOf({
      seats: 3,
      candidates: [...idle(1, 2), [3, 5n]],
      nominators: [
        [10, 3n, [1, 2]],
        [20, 5n, [2, 3]],
      ],
    });
    // The backings are 2, 4 and 7. Once nominator 20 has moved 1 they are 2, 5 and 6, and nominator 10 might move too.
    assert.deepEqual(outcomeOf(snapshot).splits, { 10: { 1: 2n, 2: 1n }, 20: { 2: 3n, 3: 2n } });
    assert.deepEqual(outcomeOf(snapshot, { rounds: 9, tolerance: 3n }).splits, {
      10: { 1: 2n, 2: 1n },
      20: { 2: 4n, 3: 1n },
    });
  });

  it("is dropped where rounding makes it lower the score", () => {
    const snapshot = snapshotOf({
      seats: 5,
      candidates: [...idle(1, 2, 3, 4), [5, 2n]],
      nominators: [
        [10, 15n, [1, 2, 4]],
        [20, 18n, [3, 4, 5]],
      ],
    });
    // Balanced, they would have 6, 6, 7, 7 and 9.
    const solution = electPhragmen(snapshot, { balancing: { rounds: 1, tolerance: 0n } });
    assert.deepEqual(scoreOf(snapshot, solution), { leastStake: 6n, sum: 35n, sumOfSquares: 249n });
    assert.deepEqual(splitsOf(solution), outcomeOf(snapshot).splits);
  });
});
