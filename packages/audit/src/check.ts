import { getBlockTimes, type Client } from "@gridwatt/sdk";

import type { Logs } from "./parts/logs.ts";
import { secondsOf, type Times } from "./parts/part.ts";
import type { Period } from "./parts/period.ts";
import type { Rebuilt } from "./rebuilt.ts";
import type { Stored } from "./stored.ts";

/** What an audit looks at. */
export interface Subject {
  readonly client: Client;
  readonly rebuilt: Rebuilt;
  readonly logs: Logs;
  /** What happened from the first block of the audit on. */
  readonly period: Period;
  /** As of the last block. */
  readonly stored: Stored;
  /** As of the block before the first; null where the market had not begun. */
  readonly before: Stored | null;
  /** {s} of the last block */
  readonly time: bigint;
}

/** One thing that is compared: bigints, texts, quantities or objects of them. */
export interface Compared {
  readonly what: string;
  /** What it must be. */
  readonly expected: unknown;
  /** What it is. */
  readonly found: unknown;
}

/** A check of an audit. */
export interface Check {
  /** Stable, for programs. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly compare: (subject: Subject) => AsyncIterable<Compared> | Iterable<Compared>;
}

/** Questions that are asked at once. */
const AT_ONCE = 50;

/** What comes of comparing each of some things, in their order. */
export async function* each<T>(
  things: Iterable<T>,
  compare: (thing: T) => Promise<Compared | readonly Compared[]>,
): AsyncGenerator<Compared> {
  for (const chunk of chunks(things)) {
    for (const compared of await Promise.all(chunk.map(compare))) yield* [compared].flat();
  }
}

/** The sum of a number of each of some things. */
export async function sumOver<T>(things: Iterable<T>, number: (thing: T) => Promise<bigint>): Promise<bigint> {
  let all = 0n;
  await visit(things, async (thing) => {
    const one = await number(thing);
    all += one;
  });
  return all;
}

/** Does something with each of some things. */
export async function visit<T>(things: Iterable<T>, work: (thing: T) => Promise<void>): Promise<void> {
  for (const chunk of chunks(things)) await Promise.all(chunk.map(work));
}

const made = new WeakMap<Subject, Map<number, bigint>>();

/** When blocks were made; each is asked for once. */
export async function timesOf(subject: Subject, blocks: Iterable<number>): Promise<Times> {
  const known = made.get(subject) ?? new Map<number, bigint>();
  made.set(subject, known);
  const unknown = [...blocks].filter((block) => !known.has(block));
  const times = await getBlockTimes(subject.client, { blocks: unknown });
  for (const [block, time] of times) known.set(block, secondsOf(time));
  return known;
}

/** Some things, as many at a time as are asked for at once. */
export function* chunks<T>(things: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const thing of things) {
    chunk.push(thing);
    if (chunk.length < AT_ONCE) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}
