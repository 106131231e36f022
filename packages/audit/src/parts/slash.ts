import { sum } from "./part.ts";

/** {epoch} What left a pool earlier no offence reaches. */
const REACHED = 56;

/** First day of those that a slash reaches, of which somebody names the first. */
export function firstReached(fromEpoch: number, today: number): number {
  return Math.max(fromEpoch, today - REACHED);
}

/**
 * What a slash took of each of some amounts. It takes the same fraction of each, rounded up; an event tells only the sum.
 * Each part grows with the fraction and so does the sum: there is one way to share it out.
 */
export function partsOf(amounts: readonly bigint[], taken: bigint): bigint[] {
  const base = sum(amounts);
  const partsBy = (asked: bigint) => amounts.map((one) => (base === 0n ? 0n : (one * asked + base - 1n) / base));
  let [least, most] = [0n, taken];
  while (least < most) {
    const middle = (least + most) / 2n;
    if (sum(partsBy(middle)) < taken) least = middle + 1n;
    else most = middle;
  }
  return partsBy(least);
}
