import { formatDecimal } from "@gridwatt/sdk";

/** {base} base units of WATT in a cent: 10^18 / 100. */
const CENT = 10n ** 16n;

/** {cent} of an amount {base}, rounded to the nearest, a half away from zero. */
export function centsRoundedHalfAway(base: bigint): bigint {
  return dividedHalfAway(base, CENT);
}

/** {cent} of a part {basis point} / divisor of an amount {base}, rounded to the nearest, a half away from zero. */
export function centsOfPartRoundedHalfAway(base: bigint, part: { readonly of: bigint; readonly by: bigint }): bigint {
  return dividedHalfAway(base * part.of, part.by * CENT);
}

/**
 * Cuts amounts into cents that add up: each item gets the cents by which the rounded running sum grows. So the cents of
 * all items sum to the rounded exact sum, and each is less than a cent off its own exact amount.
 */
export class RunningCents {
  readonly #round: (base: bigint) => bigint;
  #base: bigint;
  #cents: bigint;

  /**
   * @param opening {base} what the sum begins with
   * @param round {base} to {cent}
   */
  constructor(opening: bigint, round: (base: bigint) => bigint = centsRoundedHalfAway) {
    this.#round = round;
    this.#base = opening;
    this.#cents = round(opening);
  }

  /** {cent} of the next amount {base}. */
  next(base: bigint): bigint {
    const before = this.#cents;
    this.#base += base;
    this.#cents = this.#round(this.#base);
    return this.#cents - before;
  }

  /** {cent} so far, the opening included. */
  get sum(): bigint {
    return this.#cents;
  }
}

/** "-12.34" */
export function formatCents(cents: bigint): string {
  return formatDecimal(cents, { decimals: 2 });
}

/** Every digit of an amount {base} of WATT, e.g. "0.0000001". */
export function formatBase(base: bigint): string {
  return formatDecimal(base, { decimals: 18, atLeast: 1 });
}

/** A quotient rounded to the nearest whole, a half away from zero, for divisor > 0. */
export function dividedHalfAway(value: bigint, divisor: bigint): bigint {
  const absolute = value < 0n ? -value : value;
  const rounded = (2n * absolute + divisor) / (2n * divisor);
  return value < 0n ? -rounded : rounded;
}
