import { decodeEvents, getBlockTimes, getLogPages, GridwattError, toGridwattError, type Client } from "@gridwatt/sdk";
import { GridFeeError, JournalError, ReplayError } from "@gridwatt/statements";

import type { Check, Subject } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { Logs } from "./parts/logs.ts";
import { Period, type Changes } from "./parts/period.ts";
import { Rebuilt } from "./rebuilt.ts";
import { Stored } from "./stored.ts";

export interface AuditParameters {
  /** First block of the period; default: the deployment's. */
  readonly from?: number | undefined;
  /** Last block, as of which storage is looked at; default: the latest. */
  readonly to?: number | undefined;
  /** Told how far it has come: how many blocks are read, then how many checks are made. */
  readonly onProgress?: ((done: number, total: number, unit: "blocks" | "checks") => void) | undefined;
}

/** What differs, both ways as text. */
export interface Difference {
  readonly what: string;
  /** What it must be. */
  readonly expected: string;
  /** What it is. */
  readonly found: string;
}

/** What came of a check. */
export interface CheckResult {
  readonly id: string;
  readonly name: string;
  /** How many things were compared; 0 where the market has none of them. */
  readonly count: number;
  readonly differences: readonly Difference[];
}

export interface AuditReport {
  readonly from: number;
  readonly to: number;
  /** What happened in the period. */
  readonly changes: Changes;
  readonly checks: readonly CheckResult[];
  /** Whether no check has found a difference. */
  readonly isGreen: boolean;
}

/**
 * Rebuilds a market from its events alone, from its first block to the last of the period, and compares it with the
 * contracts' storage as of that block. What grew in the period is held against the storage of the block before it too, for
 * which a node must have kept that state.
 * Throws `GridwattError`: "NoSuchPeriod" where the market has no such blocks, "ContradictingEvents" where events cannot be
 * true together, so that nothing can be rebuilt from them.
 * @example
 * const { isGreen, checks } = await audit(client, { to: 1_000 });
 */
export async function audit(client: Client, parameters: AuditParameters): Promise<AuditReport> {
  const { from, to } = await periodOf(client, parameters);
  const stored = new Stored(client, to);
  const rebuilt = new Rebuilt(client, await stored.ask("exchange", "RESIDUAL_SUPPLY"));
  const [logs, period] = [new Logs(from), new Period(client, rebuilt.gridFees)];
  await rebuild(client, { rebuilt, logs, period, from, to, onProgress: parameters.onProgress });
  const before = from > client.deployment.startBlock ? new Stored(client, from - 1) : null;
  const time = BigInt(((await getBlockTimes(client, { blocks: [to] })).get(to)?.getTime() ?? 0) / 1000);
  const subject: Subject = { client, rebuilt, logs, period, stored, before, time };
  const checks: CheckResult[] = [];
  for (const check of CHECKS) {
    checks.push(await resultOf(check, subject));
    parameters.onProgress?.(checks.length, CHECKS.length, "checks");
  }
  const isGreen = checks.every(({ differences }) => differences.length === 0);
  return { from, to, changes: period.changes, checks, isGreen };
}

/** Throws `GridwattError` where the market has no such blocks. */
async function periodOf(client: Client, { from, to }: AuditParameters): Promise<{ from: number; to: number }> {
  const { startBlock } = client.deployment;
  const latest = await latestBlock(client);
  const period = { from: from ?? startBlock, to: to ?? latest };
  const wrong =
    period.to > latest
      ? `There is no block ${period.to} yet: the latest is ${latest}.`
      : period.from < startBlock || period.to < startBlock
        ? `The market begins with block ${startBlock}.`
        : period.from > period.to
          ? `A period from block ${period.from} to ${period.to} has no blocks.`
          : null;
  if (wrong === null) return period;
  throw new GridwattError("NoSuchPeriod", { message: wrong, args: period });
}

async function latestBlock({ runner }: Client): Promise<number> {
  try {
    return (await runner.provider?.getBlockNumber()) ?? 0;
  } catch (error) {
    throw toGridwattError(error);
  }
}

interface Rebuilding {
  readonly rebuilt: Rebuilt;
  readonly logs: Logs;
  readonly period: Period;
  readonly from: number;
  readonly to: number;
  readonly onProgress: AuditParameters["onProgress"];
}

/** Takes all events up to a block, a page at a time. */
async function rebuild(client: Client, of: Rebuilding): Promise<void> {
  const { startBlock } = client.deployment;
  const total = of.to - startBlock + 1;
  for await (const { logs, toBlock } of getLogPages(client, { toBlock: of.to })) {
    for (const log of logs) {
      of.logs.take(log);
      for (const event of decodeEvents(client, [log])) {
        try {
          of.rebuilt.apply(event);
        } catch (error) {
          throw contradictionOf(error, event.block);
        }
        if (event.block >= of.from) of.period.apply(event);
      }
    }
    of.onProgress?.(toBlock - startBlock + 1, total, "blocks");
  }
  of.logs.end();
}

function contradictionOf(error: unknown, block: number): unknown {
  if (![JournalError, ReplayError, GridFeeError].some((kind) => error instanceof kind)) return error;
  const message = `Block ${block} contradicts what was told before: ${(error as Error).message}.`;
  return new GridwattError("ContradictingEvents", { message, args: { block }, cause: error });
}

async function resultOf({ id, name, compare }: Check, subject: Subject): Promise<CheckResult> {
  const differences: Difference[] = [];
  let count = 0;
  for await (const { what, expected, found } of compare(subject)) {
    count += 1;
    const difference = { what, expected: textOf(expected), found: textOf(found) };
    if (difference.expected !== difference.found) differences.push(difference);
  }
  return { id, name, count, differences };
}

/** Numbers and texts plainly, others as JSON with integers of any size. */
function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
}
