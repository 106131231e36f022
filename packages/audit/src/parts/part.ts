import type { MarketEvent } from "@gridwatt/sdk";

/** One aspect of a market, rebuilt from events: it takes those that concern it and passes over the others. */
export interface Part {
  /** Takes the next event of the chain. */
  apply(event: MarketEvent): void;
}

/** {s} when blocks were made, by their numbers */
export type Times = ReadonlyMap<number, bigint>;

/** {s} when an event was told. */
export function timeIn(times: Times, { block }: { readonly block: number }): bigint {
  const time = times.get(block);
  if (time === undefined) throw new Error(`nobody asked when block ${block} was made`);
  return time;
}

/** {s} since 1970 */
export function secondsOf(date: Date): bigint {
  return BigInt(date.getTime() / 1000);
}

/** Adds to a number of a map; what is not in the map is 0. */
export function add<Key>(map: Map<Key, bigint>, key: Key, change: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + change);
}

export function sum(values: Iterable<bigint>): bigint {
  let all = 0n;
  for (const value of values) all += value;
  return all;
}

export function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
