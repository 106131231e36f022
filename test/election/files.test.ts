import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  checkSnapshot,
  ElectionFormatError,
  electPhragmen,
  formatSnapshot,
  formatSolution,
  parseSnapshot,
  parseSolution,
  STAKE_MAX,
} from "@gridwatt/election";
import { ParameterError } from "@gridwatt/sdk";

import { snapshotOf } from "./build.ts";

const ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7";
const CANDIDATES = [
  { id: "1", selfStake: "0" },
  { id: "2", selfStake: "18446744073709551615" },
];
const NOMINATOR = { id: ADDRESS, stake: "10", approvals: ["2", "2", ADDRESS] };
const SNAPSHOT = { seats: 1, candidates: CANDIDATES, nominators: [NOMINATOR] };
const SOLUTION = {
  winners: ["2"],
  assignments: [{ nominator: ADDRESS, edges: [{ candidate: "2", weight: "10" }] }],
};

function refuses(read: () => unknown, { path, sentence }: { path: string; sentence: string }): void {
  assert.throws(read, (error) => {
    assert(error instanceof ElectionFormatError, String(error));
    assert.equal(error.name, "ElectionFormatError");
    assert.equal(error.path, path);
    assert.equal(error.message, path === "" ? sentence : `${path}: ${sentence}`);
    return true;
  });
}

describe("a snapshot file", () => {
  it("is read, and written as it was", () => {
    const snapshot = parseSnapshot(JSON.stringify(SNAPSHOT));
    assert.deepEqual(snapshot, {
      seats: 1,
      candidates: [
        { id: "1", selfStake: 0n },
        { id: "2", selfStake: STAKE_MAX },
      ],
      nominators: [{ id: ADDRESS, stake: 10n, approvals: ["2", "2", ADDRESS] }],
    });
    assert.equal(formatSnapshot(snapshot), `${JSON.stringify(SNAPSHOT, null, 2)}\n`);
    const example = parseSnapshot(readFileSync(new URL("example.json", import.meta.url), "utf8"));
    assert.deepEqual(parseSnapshot(formatSnapshot(example)), example);
  });

  const first = (change: object) => ({ ...SNAPSHOT, candidates: [{ ...CANDIDATES[0], ...change }, CANDIDATES[1]] });
  const nominator = (change: object) => ({ ...SNAPSHOT, nominators: [{ ...NOMINATOR, ...change }] });
  const amount = 'a string of at most 20 digits like "15"';
  const noId = "An id is an address with its checksum or a whole number, not";
  const wrong: [string, unknown, string, string][] = [
    ["a list as the whole", [], "", "This must be an object, not a list."],
    ["null as the whole", null, "", "This must be an object, not null."],
    ["a field too few", { ...SNAPSHOT, nominators: undefined }, "nominators", "Here a list is missing."],
    ["a field too many", { ...SNAPSHOT, epoch: 1 }, "epoch", "There is no such field."],
    ["a field too many below", first({ name: "A" }), "candidates[0].name", "There is no such field."],
    ["an object for a list", { ...SNAPSHOT, candidates: {} }, "candidates", "This must be a list, not an object."],
    ["seats as text", { ...SNAPSHOT, seats: "1" }, "seats", 'This must be a number, not "1".'],
    ["no seats", { ...SNAPSHOT, seats: 0 }, "seats", "Seats are a whole number from 1 on, not 0."],
    ["half a seat", { ...SNAPSHOT, seats: 1.5 }, "seats", "Seats are a whole number from 1 on, not 1.5."],
    ["a stake as a number", nominator({ stake: 10 }), "nominators[0].stake", `This must be ${amount}, not 10.`],
    ["a stake below zero", nominator({ stake: "-1" }), "nominators[0].stake", `This must be ${amount}, not "-1".`],
    [
      "a stake with zeros before",
      first({ selfStake: "01" }),
      "candidates[0].selfStake",
      `This must be ${amount}, not "01".`,
    ],
    [
      "a stake beyond 64 bits",
      nominator({ stake: "18446744073709551616" }),
      "nominators[0].stake",
      "A stake is from 0 to 18446744073709551615, not 18446744073709551616.",
    ],
    ["an id as a number", first({ id: 1 }), "candidates[0].id", "This must be a string, not 1."],
    ["an id that is a name", first({ id: "Anna" }), "candidates[0].id", `${noId} "Anna".`],
    ["an id with zeros before", first({ id: "00" }), "candidates[0].id", `${noId} "00".`],
    [
      "an address without its checksum",
      nominator({ id: ADDRESS.toLowerCase() }),
      "nominators[0].id",
      `${noId} "${ADDRESS.toLowerCase()}".`,
    ],
    ["an approval of no id", nominator({ approvals: ["1", ""] }), "nominators[0].approvals[1]", `${noId} "".`],
    [
      "nine approvals",
      nominator({ approvals: Array.from({ length: 9 }, () => "1") }),
      "nominators[0].approvals",
      "9 approvals are more than 8.",
    ],
    [
      "a nominator twice",
      { ...SNAPSHOT, nominators: [NOMINATOR, NOMINATOR] },
      "nominators[1].id",
      `Nominator ${ADDRESS} stands here twice.`,
    ],
    [
      "a candidate twice",
      first({ id: "2" }),
      "candidates[1].id",
      "Candidates stand by ascending id, and 2 is not above the last.",
    ],
    [
      "candidates by their texts",
      { ...SNAPSHOT, candidates: [{ ...CANDIDATES[0], id: "10" }, CANDIDATES[1]] },
      "candidates[1].id",
      "Candidates stand by ascending id, and 2 is not above the last.",
    ],
  ];
  for (const [what, file, path, sentence] of wrong) {
    it(`is refused for ${what}`, () => refuses(() => parseSnapshot(JSON.stringify(file)), { path, sentence }));
  }

  it("is refused unless it is JSON", () =>
    refuses(() => parseSnapshot("{"), { path: "", sentence: "The file is no JSON." }));

  it("sorts addresses among numbers by their value", () => {
    const candidates = ["9", ADDRESS, String(2n ** 160n)].map((id) => ({ id, selfStake: 1n }));
    checkSnapshot({ seats: 1, candidates, nominators: [] });
    const turned = { seats: 1, candidates: [...candidates].reverse(), nominators: [] };
    assert.throws(() => checkSnapshot(turned), { path: "candidates[1].id" });
  });
});

describe("a solution file", () => {
  it("is read, and written as it was", () => {
    const solution = parseSolution(JSON.stringify(SOLUTION));
    assert.equal(solution.assignments[0]?.edges[0]?.weight, 10n);
    assert.equal(formatSolution(solution), `${JSON.stringify(SOLUTION, null, 2)}\n`);
  });

  const edge = { candidate: "2", weight: "10" };
  const edges = (...list: unknown[]) => ({ ...SOLUTION, assignments: [{ nominator: "10", edges: list }] });
  const wrong: [string, unknown, string, string][] = [
    ["text as the whole", "2", "", 'This must be an object, not "2".'],
    ["winners by number", { ...SOLUTION, winners: [2] }, "winners[0]", "This must be a string, not 2."],
    ["no assignments", { winners: [] }, "assignments", "Here a list is missing."],
    ["a score", { ...SOLUTION, score: [] }, "score", "There is no such field."],
    [
      "no weight",
      edges(edge, { candidate: "2" }),
      "assignments[0].edges[1].weight",
      'Here a string of at most 20 digits like "15" is missing.',
    ],
    [
      "a weight below zero",
      edges({ ...edge, weight: "-1" }),
      "assignments[0].edges[0].weight",
      'This must be a string of at most 20 digits like "15", not "-1".',
    ],
    ["an edge as a pair", edges(["2", "10"]), "assignments[0].edges[0]", "This must be an object, not a list."],
  ];
  for (const [what, file, path, sentence] of wrong) {
    it(`is refused for ${what}`, () => refuses(() => parseSolution(JSON.stringify(file)), { path, sentence }));
  }
});

describe("electPhragmen", () => {
  const snapshot = snapshotOf({
    seats: 1,
    candidates: [
      [1, 1n],
      [2, 2n],
    ],
    nominators: [],
  });

  it("fills the snapshot's seats, or as many as it is told", () => {
    assert.deepEqual(electPhragmen(snapshot, {}).winners, ["2"]);
    assert.deepEqual(electPhragmen(snapshot, { seats: 5 }).winners, ["2", "1"]);
  });

  it("refuses what is no snapshot, no seats and no balancing", () => {
    const nominators = [{ id: "3", stake: STAKE_MAX + 1n, approvals: [] }];
    assert.throws(() => electPhragmen({ ...snapshot, nominators }, {}), { path: "nominators[0].stake" });
    assert.throws(() => electPhragmen(snapshot, { seats: 0 }), { path: "seats" });
    for (const rounds of [-1, 0.5, NaN]) {
      assert.throws(() => electPhragmen(snapshot, { balancing: { rounds, tolerance: 0n } }), ParameterError);
    }
    assert.throws(() => electPhragmen(snapshot, { balancing: { rounds: 1, tolerance: -1n } }), ParameterError);
  });
});
