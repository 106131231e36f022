import { ENERGY_DECIMALS, MONEY_DECIMALS, parseDecimal, PRICE_DECIMALS } from "./decimal.ts";
import { pathOf, ScenarioError, shown } from "./error.ts";

/** Keys and indices from the top of the file. */
export type Path = readonly (string | number)[];

/** The highest price {tick}; the lowest is as far below zero. */
export const PRICE_LIMIT = 99_999n;
/** The highest tariff or surcharge {tick}. */
export const TARIFF_LIMIT = 16_383n;
/** The highest market fee {tick}. */
export const MARKET_FEE_LIMIT = 4_095n;

/** Throws `ScenarioError` at the path. */
export function fail(path: Path, problem: string): never {
  throw new ScenarioError(pathOf(path), problem);
}

/** An energy {Wh}. */
export function energy(text: string): bigint {
  return parseDecimal(text, ENERGY_DECIMALS);
}

/** An amount of WATT {unit}. */
export function money(text: string): bigint {
  return parseDecimal(text, MONEY_DECIMALS);
}

/** A price {tick}. Throws `ScenarioError` beyond ±9.9999. */
export function price(text: string, path: Path): bigint {
  const ticks = parseDecimal(text, PRICE_DECIMALS);
  if (ticks > PRICE_LIMIT || ticks < -PRICE_LIMIT) fail(path, `${shown(text)} is not within -9.9999 and 9.9999`);
  return ticks;
}

/** A fee {tick}. Throws `ScenarioError` above the limit. */
export function fee(text: string, limit: bigint, path: Path): bigint {
  const ticks = parseDecimal(text, PRICE_DECIMALS);
  const most = `${limit / 10_000n}.${(limit % 10_000n).toString().padStart(4, "0")}`;
  if (ticks > limit) fail(path, `${shown(text)} is above ${most}`);
  return ticks;
}

/** A share {basis points}. Throws `ScenarioError` above 1. */
export function share(text: string, path: Path): bigint {
  const bps = parseDecimal(text, PRICE_DECIMALS);
  if (bps > 10_000n) fail(path, `${shown(text)} is above 1`);
  return bps;
}

/** Notes an id. Throws `ScenarioError` where it has been used. */
export function unique(id: string, seen: Set<string>, path: Path): string {
  if (seen.has(id)) fail(path, `${shown(id)} is used twice`);
  seen.add(id);
  return id;
}
