import type { Zone } from "../model/market.ts";

/**
 * The area of the benchmarks: eight zones below one root, depth 3, every zone with a tariff, every link with a
 * capacity that is never reached.
 */
export const AREA: readonly Zone[] = [null, 0, 0, 1, 1, 2, 2, 3, 5].map((parent, zone) => ({
  parent,
  operator: `operator ${zone % 3}`,
  tariff: BigInt(10 + zone),
  capacity: parent === null ? null : 1_000_000_000n,
  bands: [],
}));

/** {tick} */
export const MARKET_FEE = 5n;
/** {tick} price pair of every slot. */
export const PAIR = { long: 500n, short: 4000n };
