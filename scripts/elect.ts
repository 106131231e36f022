// npm run --silent elect -- --snapshot FILE [--seats N] [--rounds 16] [--json] [--out FILE]
// Elects oracle operators from a snapshot of stakes and approvals, and prints who won and who backs whom. Exit 2 with one
// line on standard error where the input is not valid.
import { parseArgs } from "node:util";

import { checkSolution, ElectionFormatError, electPhragmen, formatSolution, parseSnapshot } from "@gridwatt/election";

import { UsageError } from "./connection.ts";
import { reportOf } from "./election-report.ts";
import { checkWritable, deliver, textOf } from "./files.ts";
import { runMain } from "./main.ts";

const USAGE = "npm run --silent elect -- --snapshot FILE [--seats N] [--rounds 16] [--json] [--out FILE]";

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
