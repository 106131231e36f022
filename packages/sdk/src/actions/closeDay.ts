import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { poolNumber } from "../internal/values.ts";
import type { ElectedSet } from "./getOffences.ts";

export interface CloseDayParameters extends WriteParameters {
  /** Day since 1970, of the slots. */
  readonly epoch: number;
  /** Who signed, by `getElectedSets`. */
  readonly set: ElectedSet;
}

/**
 * Counts the roots of a day that a set signed; who signed too few earns nothing until the next day. Anyone may, once.
 * Throws `GridwattError`, e.g. "DayNotOver", "TooFewRoots".
 * @example
 * await closeDay(client, { epoch, set });
 */
export function closeDay(client: Client, { epoch, set, overrides }: CloseDayParameters): Promise<Written> {
  const args = [epoch, { version: set.version, operators: [...set.operators] }] as const;
  return write(client, { contract: "attendance", name: "closeDay", args, overrides });
}

export interface ResumePoolParameters extends WriteParameters {
  readonly pool: number;
}

/** Lets a pool earn again that was absent. Anyone may, from the next day on. Throws `GridwattError`, e.g. "StoppedUntil". */
export function resumePool(client: Client, { pool, overrides }: ResumePoolParameters): Promise<Written> {
  return write(client, { contract: "attendance", name: "resume", args: [poolNumber(pool)], overrides });
}
