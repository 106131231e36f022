import type { MarketEvent } from "@gridwatt/sdk";

/** One aspect of a market, rebuilt from events: it takes those that concern it and passes over the others. */
export interface Part {
  /** Takes the next event of the chain. */
  apply(event: MarketEvent): void;
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
