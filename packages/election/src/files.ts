import { Part } from "./json.ts";
import { checkSnapshot, type Snapshot } from "./snapshot.ts";
import type { Edge, Solution } from "./solution.ts";

/**
 * Reads a snapshot file: docs/election.md has its form. Throws `ElectionFormatError`, which names the path.
 * @example
 * parseSnapshot('{"seats": 1, "candidates": [{"id": "1", "selfStake": "5"}], "nominators": []}');
 */
export function parseSnapshot(text: string): Snapshot {
  const { seats, candidates, nominators } = Part.parse(text).fields(["seats", "candidates", "nominators"]);
  const snapshot = {
    seats: seats.number(),
    candidates: candidates.list((part) => {
      const { id, selfStake } = part.fields(["id", "selfStake"]);
      return { id: id.text(), selfStake: selfStake.amount() };
    }),
    nominators: nominators.list((part) => {
      const { id, stake, approvals } = part.fields(["id", "stake", "approvals"]);
      return { id: id.text(), stake: stake.amount(), approvals: approvals.list((approval) => approval.text()) };
    }),
  };
  checkSnapshot(snapshot);
  return snapshot;
}

/** Reads a solution file. Throws `ElectionFormatError`, which names the path. Whether it is feasible: `checkSolution`. */
export function parseSolution(text: string): Solution {
  const { winners, assignments } = Part.parse(text).fields(["winners", "assignments"]);
  return {
    winners: winners.list((winner) => winner.text()),
    assignments: assignments.list((part) => {
      const { nominator, edges } = part.fields(["nominator", "edges"]);
      return { nominator: nominator.text(), edges: edges.list(edgeOf) };
    }),
  };
}

function edgeOf(part: Part): Edge {
  const { candidate, weight } = part.fields(["candidate", "weight"]);
  return { candidate: candidate.text(), weight: weight.amount() };
}

/** What `parseSnapshot` reads. */
export function formatSnapshot({ seats, candidates, nominators }: Snapshot): string {
  return written({
    seats,
    candidates: candidates.map(({ id, selfStake }) => ({ id, selfStake })),
    nominators: nominators.map(({ id, stake, approvals }) => ({ id, stake, approvals })),
  });
}

/** What `parseSolution` reads. */
export function formatSolution({ winners, assignments }: Solution): string {
  return written({
    winners,
    assignments: assignments.map(({ nominator, edges }) => ({
      nominator,
      edges: edges.map(({ candidate, weight }) => ({ candidate, weight })),
    })),
  });
}

function written(value: object): string {
  const plain = (_: string, part: unknown) => (typeof part === "bigint" ? part.toString() : part);
  return `${JSON.stringify(value, plain, 2)}\n`;
}
