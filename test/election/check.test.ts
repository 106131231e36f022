import assert from "node:assert/strict";

import { checkSolution, SolutionError, type Solution, type SolutionProblem } from "@gridwatt/election";

import { snapshotOf } from "./build.ts";

/** 1 and 2 win. 3 has backing, 4 has none. 30 backs nobody who won, 40 has nothing to back with, 50 approves strangers. */
const SNAPSHOT = snapshotOf({
  seats: 2,
  candidates: [
    [1, 5n],
    [2, 0n],
    [3, 1n],
    [4, 0n],
  ],
  nominators: [
    [10, 10n, [1, 2, 2, 3]],
    [20, 20n, [2, 99]],
    [30, 3n, [3]],
    [40, 0n, [1, 4]],
    [50, 7n, [99]],
  ],
});

type Given = Record<number, readonly (readonly [number, bigint])[]>;

function solutionOf(winners: readonly number[], given: Given): Solution {
  const assignments = Object.entries(given).map(([nominator, edges]) => ({
    nominator,
    edges: edges.map(([candidate, weight]) => ({ candidate: String(candidate), weight })),
  }));
  return { winners: winners.map(String), assignments };
}

const GIVEN: Given = {
  10: [
    [1, 4n],
    [2, 6n],
  ],
  20: [[2, 20n]],
};
const GOOD = solutionOf([2, 1], GIVEN);

describe("checkSolution", () => {
  it("takes a solution that is feasible, in whatever order and however good", () => {
    checkSolution(SNAPSHOT, GOOD);
    checkSolution(SNAPSHOT, { winners: ["1", "2"], assignments: [...GOOD.assignments].reverse() });
    checkSolution(SNAPSHOT, solutionOf([2, 1], { ...GIVEN, 10: [[2, 10n]] }));
    const all = { ...SNAPSHOT, seats: 4 };
    checkSolution(all, solutionOf([3, 1, 2], { ...GIVEN, 30: [[3, 3n]] }));
  });

  it("takes a winner who has no more than approvals, since units may be fewer than winners", () => {
    const snapshot = snapshotOf({
      seats: 2,
      candidates: [
        [1, 0n],
        [2, 0n],
      ],
      nominators: [[10, 1n, [1, 2]]],
    });
    checkSolution(snapshot, solutionOf([1, 2], { 10: [[1, 1n]] }));
  });

  const whose = (winners: readonly number[]) => ({ ...GOOD, winners: winners.map(String) });
  const given = (change: Given) => solutionOf([2, 1], { ...GIVEN, ...change });
  const refused: [SolutionProblem, string, Solution, string, object][] = [
    ["UnknownWinner", "a stranger as winner", whose([2, 99]), "Winner 99 is no candidate.", { winner: "99" }],
    ["UnbackedWinner", "a winner without backing", whose([2, 4]), "Winner 4 has no backing.", { winner: "4" }],
    ["DoubledWinner", "a winner twice", whose([2, 2]), "Winner 2 stands twice.", { winner: "2" }],
    [
      "WrongWinnerCount",
      "a winner too few",
      solutionOf([2], { 10: [[2, 10n]], 20: [[2, 20n]] }),
      "There must be 2 winners, not 1.",
      { expected: 2, actual: 1 },
    ],
    [
      "WrongWinnerCount",
      "a winner too many",
      solutionOf([2, 1, 3], { ...GIVEN, 30: [[3, 3n]] }),
      "There must be 2 winners, not 3.",
      { expected: 2, actual: 3 },
    ],
    [
      "UnknownNominator",
      "a stranger as nominator",
      given({ 60: [[1, 1n]] }),
      "60 nominates nobody.",
      { nominator: "60" },
    ],
    [
      "UnknownNominator",
      "a candidate's own stake, which counts anyway",
      given({ 1: [[1, 5n]] }),
      "1 nominates nobody.",
      { nominator: "1" },
    ],
    [
      "DoubledNominator",
      "a nominator twice",
      { ...GOOD, assignments: [...GOOD.assignments, ...GOOD.assignments.slice(1)] },
      "Nominator 20 stands twice.",
      { nominator: "20" },
    ],
    [
      "EmptyAssignment",
      "an assignment of nothing",
      given({ 30: [] }),
      "Nominator 30 has an assignment that backs nobody.",
      { nominator: "30" },
    ],
    [
      "NotElected",
      "backing for who is not elected",
      given({ 30: [[3, 3n]] }),
      "Nominator 30 backs 3, who is no winner.",
      { nominator: "30", candidate: "3" },
    ],
    [
      "NotApproved",
      "backing for whom the nominator does not approve",
      given({ 20: [[1, 20n]] }),
      "Nominator 20 backs 1, whom it does not approve.",
      { nominator: "20", candidate: "1" },
    ],
    [
      "DoubledEdge",
      "a winner backed twice by one nominator",
      given({
        20: [
          [2, 10n],
          [2, 10n],
        ],
      }),
      "Nominator 20 backs 2 twice.",
      { nominator: "20", candidate: "2" },
    ],
    [
      "NoWeight",
      "backing with nothing",
      given({
        10: [
          [2, 10n],
          [1, 0n],
        ],
      }),
      "Nominator 10 backs 1 with 0.",
      { nominator: "10", candidate: "1", weight: 0n },
    ],
    [
      "NoWeight",
      "backing with less than nothing",
      given({
        10: [
          [2, 11n],
          [1, -1n],
        ],
      }),
      "Nominator 10 backs 1 with -1.",
      { nominator: "10", candidate: "1", weight: -1n },
    ],
    [
      "NoWeight",
      "backing by who has nothing",
      given({ 40: [[1, 0n]] }),
      "Nominator 40 backs 1 with 0.",
      { nominator: "40", candidate: "1", weight: 0n },
    ],
    [
      "WrongSum",
      "less than a nominator's stake",
      given({ 20: [[2, 19n]] }),
      "Nominator 20 must back winners with all its stake of 20, not with 19.",
      { nominator: "20", expected: 20n, actual: 19n },
    ],
    [
      "WrongSum",
      "more than a nominator's stake",
      given({ 40: [[1, 1n]] }),
      "Nominator 40 must back winners with all its stake of 0, not with 1.",
      { nominator: "40", expected: 0n, actual: 1n },
    ],
    [
      "WrongSum",
      "nothing of a nominator who approves a winner",
      { ...GOOD, assignments: GOOD.assignments.slice(0, 1) },
      "Nominator 20 must back winners with all its stake of 20, not with 0.",
      { nominator: "20", expected: 20n, actual: 0n },
    ],
  ];
  for (const [problem, what, solution, message, args] of refused) {
    it(`refuses ${what}: ${problem}`, () => {
      assert.throws(
        () => checkSolution(SNAPSHOT, solution),
        (error) => {
          assert(error instanceof SolutionError, String(error));
          assert.deepEqual([error.name, error.problem, error.message], ["SolutionError", problem, message]);
          assert.deepEqual(error.args, args);
          return true;
        },
      );
    });
  }

  it("refuses a snapshot that is none", () => {
    const candidates = [...SNAPSHOT.candidates].reverse();
    const refusal = { name: "ElectionFormatError", path: "candidates[1].id" };
    assert.throws(() => checkSolution({ ...SNAPSHOT, candidates }, GOOD), refusal);
  });
});
