import { concat, toBeHex } from "ethers";

import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import { read, write, type WriteParameters, type Written } from "../internal/call.ts";
import { bitsOfPools, poolNumber, toAddress } from "../internal/values.ts";

export interface SubmitSolutionParameters extends WriteParameters {
  /** As `electPhragmen` of @gridwatt/election returns it: candidates are named by the numbers of their pools. */
  readonly solution: {
    readonly winners: readonly string[];
    readonly assignments: readonly Assignment[];
  };
  /** How many nominators go into one transaction; default: 200, which takes some 7 million gas with five edges each. */
  readonly perPage?: number;
  /** Told before each transaction but the last: how many pages there are, and which comes next. */
  readonly onPage?: (page: number, pages: number) => void;
}
export interface SubmitSolutionReturnType {
  readonly transactions: readonly Written[];
  readonly score: { readonly least: bigint; readonly sum: bigint; readonly squares: bigint };
  /** Whether it is better than all before it of its day. */
  readonly isBest: boolean;
}

/** A nominator, and with how much {gwei} it backs which winners. */
interface Assignment {
  readonly nominator: string;
  readonly edges: readonly { readonly candidate: string; readonly weight: bigint }[];
}

interface Progress {
  readonly last: string;
  readonly backings: readonly bigint[];
  readonly exposures: readonly string[];
}

/**
 * Submits a solution of today's election: begins it with the deposit, which the runner has approved to the election, adds
 * its pages and finishes it, which gives the deposit back.
 * Throws `GridwattError`, e.g. "WrongWinnerCount", "WrongStake", "SolutionOpen".
 * @example
 * const solution = electPhragmen(await getElectionSnapshot(client), { balancing: { rounds: 16, tolerance: 0n } });
 * const { isBest } = await submitSolution(client, { solution });
 */
export async function submitSolution(
  client: Client,
  parameters: SubmitSolutionParameters,
): Promise<SubmitSolutionReturnType> {
  const { solution, overrides, onPage } = parameters;
  const pages = pagesOf(solution.assignments, parameters.perPage ?? 200);
  const transactions: Written[] = [];
  const begin = { contract: "election", name: "begin", args: [bitsOfPools(solution.winners.map(Number))] } as const;
  let progress: Progress = await read(client, begin);
  transactions.push(await write(client, { ...begin, overrides }));
  for (const [at, page] of pages.entries()) {
    onPage?.(at + 1, pages.length);
    const add = { contract: "election", name: "addPage", args: [plain(progress), page] } as const;
    progress = await read(client, add);
    transactions.push(await write(client, { ...add, overrides }));
  }
  const finish = { contract: "election", name: "finish", args: [plain(progress)] } as const;
  const last = await write(client, { ...finish, overrides });
  const [finished] = eventsNamed(last.events, "SolutionFinished");
  if (finished === undefined) throw new GridwattError("NotFinished", { message: "The election told of no solution." });
  const { least, sum, squares } = finished.score;
  return { transactions: [...transactions, last], score: { least, sum, squares }, isBest: finished.isBest };
}

/** Makes those elected yesterday the oracle's operators. Anyone may, once. */
export async function enactElection(client: Client, { overrides }: WriteParameters = {}): Promise<Written> {
  return write(client, { contract: "election", name: "enact", args: [], overrides });
}

function plain({ last, backings, exposures }: Progress) {
  return { last, backings: [...backings], exposures: [...exposures] };
}

/** Nominators in rising order, as the contract reads them. */
function pagesOf(assignments: readonly Assignment[], perPage: number): string[] {
  if (!Number.isInteger(perPage) || perPage < 1) throw new ParameterError("A page has at least one nominator.");
  const sorted = assignments
    .map(({ nominator, edges }) => ({ nominator: toAddress(nominator, "nominator"), edges }))
    .sort((a, b) => (BigInt(a.nominator) < BigInt(b.nominator) ? -1 : 1));
  const pages: string[] = [];
  for (let at = 0; at < sorted.length; at += perPage) {
    pages.push(concat(sorted.slice(at, at + perPage).flatMap(bytesOf)));
  }
  return pages;
}

function bytesOf({ nominator, edges }: Assignment): string[] {
  const words = edges.flatMap(({ candidate, weight }) => [
    toBeHex(poolNumber(Number(candidate)), 1),
    toBeHex(weight, 8),
  ]);
  return [nominator, toBeHex(edges.length, 1), ...words];
}
