// npm run --silent elect -- --snapshot FILE [--seats N] [--rounds 16] [--json] [--out FILE]
// Elects oracle operators from a snapshot of stakes and approvals, and prints who won and who backs whom. Exit 2 with one
// line on standard error where the input is not valid.
import { parseArgs } from "node:util";

import {
  backingsOf,
  checkSolution,
  ElectionFormatError,
  electPhragmen,
  formatSolution,
  parseSnapshot,
  scoreOf,
  STAKE_DECIMALS,
  type Snapshot,
  type Solution,
} from "@gridwatt/election";
import { formatDecimal } from "@gridwatt/sdk";

import { UsageError } from "./connection.ts";
import { checkWritable, deliver, textOf } from "./files.ts";
import { runMain } from "./main.ts";
import { formatTable } from "./table.ts";

const USAGE = "npm run --silent elect -- --snapshot FILE [--seats N] [--rounds 16] [--json] [--out FILE]";
const RIGHT = { align: "right" } as const;

await runMain(async () => main(), ElectionFormatError);

function main(): void {
  const { file, seats, rounds, json, out } = argumentsGiven();
  const read = parseSnapshot(textOf(file, "snapshot"));
  if (out !== undefined) checkWritable(out);
  const snapshot = { ...read, seats: seats ?? read.seats };
  const solution = electPhragmen(snapshot, { balancing: { rounds, tolerance: 0n } });
  // Nobody shall submit what the chain refuses.
  checkSolution(snapshot, solution);
  deliver(json ? formatSolution(solution) : reportOf(snapshot, solution), out);
}

function argumentsGiven() {
  try {
    const { values } = parseArgs({
      options: {
        snapshot: { type: "string" },
        seats: { type: "string" },
        rounds: { type: "string", default: "16" },
        json: { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    if (values.snapshot === undefined) throw new UsageError("name the snapshot");
    const seats = values.seats === undefined ? undefined : whole(values.seats, { name: "seats", low: 1, high: 10_000 });
    const rounds = whole(values.rounds, { name: "rounds", low: 0, high: 10_000 });
    return { file: values.snapshot, seats, rounds, json: values.json, out: values.out };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`usage: ${USAGE}: ${problem}`, { cause: error });
  }
}

function whole(text: string, { name, low, high }: { name: string; low: number; high: number }): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= low && value <= high) return value;
  throw new UsageError(`--${name} must be a whole number from ${low} to ${high}`);
}

function reportOf(snapshot: Snapshot, solution: Solution): string {
  const { leastStake, sum, sumOfSquares } = scoreOf(snapshot, solution);
  const squares = formatDecimal(sumOfSquares, { decimals: 2 * STAKE_DECIMALS, atLeast: 1 });
  return [
    `elected: ${solution.winners.length} of ${snapshot.candidates.length} candidates, for ${snapshot.seats} seats; stakes in GRID`,
    "",
    winnersTable(snapshot, solution),
    "",
    splitsTable(snapshot, solution),
    "",
    `score: least backing ${grid(leastStake)}, sum ${grid(sum)}, sum of squares ${squares}`,
    "",
  ].join("\n");
}

function winnersTable(snapshot: Snapshot, solution: Solution): string {
  const selfStakes = new Map(snapshot.candidates.map(({ id, selfStake }) => [id, selfStake]));
  const backers = solution.assignments.flatMap(({ edges }) => edges.map(({ candidate }) => candidate));
  const rows = [...backingsOf(snapshot, solution)].map(([winner, backing]) => [
    winner,
    grid(backing),
    grid(selfStakes.get(winner) ?? 0n),
    String(backers.filter((candidate) => candidate === winner).length),
  ]);
  const columns = ["backing", "of its own", "nominators"].map((head) => ({ head, ...RIGHT }));
  return formatTable([{ head: "winner" }, ...columns], rows);
}

/** A line for each winner that a nominator backs, one with "nobody" for a nominator none of whose approvals won. */
function splitsTable({ nominators }: Snapshot, { assignments }: Solution): string {
  const edgesOf = new Map(assignments.map(({ nominator, edges }) => [nominator, edges]));
  const rows = nominators.flatMap(({ id, stake }) => {
    const edges = edgesOf.get(id) ?? [{ candidate: "nobody", weight: 0n }];
    return edges.map(({ candidate, weight }) => [id, grid(stake), candidate, grid(weight)]);
  });
  const columns = [{ head: "nominator" }, { head: "stake", ...RIGHT }, { head: "backs" }, { head: "with", ...RIGHT }];
  return formatTable(columns, rows);
}

function grid(stake: bigint): string {
  return formatDecimal(stake, { decimals: STAKE_DECIMALS, atLeast: 1 });
}
