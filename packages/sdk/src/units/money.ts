import { UnitError } from "../gridwatt-error.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { Quantity } from "./quantity.ts";

const FORM = { what: "an amount of WATT", decimals: 7, signed: true, atLeast: 1 };

/**
 * An amount of WATT in units of 1 tick x 1 Wh, which are 0.0000001 WATT or 1e11 base units. May be below zero.
 * @example
 * Money.parse("12.5").base // 12500000000000000000n
 * Money.ofUnits(125_000_000n).toString() // "12.5"
 */
export class Money extends Quantity<"Money"> {
  static readonly ZERO: Money = new Money(0n);
  /** {base} base units of an 18-decimal WATT in one unit. */
  static readonly BASE_PER_UNIT = 10n ** 11n;

  /** {unit} */
  readonly units: bigint;

  private constructor(units: bigint) {
    super("Money", units);
    this.units = units;
  }

  /** An amount of so many units. */
  static ofUnits(units: bigint): Money {
    return new Money(units);
  }

  /** An amount of so many base units. Throws `UnitError` where they are no whole units. */
  static ofBase(base: bigint): Money {
    const money = Money.ofBaseRoundedDown(base);
    if (money.base !== base)
      throw new UnitError(`${base} base units of WATT are no multiple of ${Money.BASE_PER_UNIT}.`);
    return money;
  }

  /** The most whole units in so many base units: for balances that others may have sent odd amounts to. */
  static ofBaseRoundedDown(base: bigint): Money {
    if (typeof base !== "bigint") throw new UnitError(`Money is counted in a bigint, not in a ${typeof base}.`);
    const rest = base % Money.BASE_PER_UNIT;
    return new Money(base / Money.BASE_PER_UNIT - (rest < 0n ? 1n : 0n));
  }

  /** Reads WATT with up to 7 decimals. Throws `UnitError`. */
  static parse(watt: string): Money {
    return new Money(parseDecimal(watt, FORM));
  }

  /** {base} */
  get base(): bigint {
    return this.units * Money.BASE_PER_UNIT;
  }

  plus(other: Money): Money {
    return new Money(this.units + this.countOf(other));
  }

  minus(other: Money): Money {
    return new Money(this.units - this.countOf(other));
  }

  negated(): Money {
    return new Money(-this.units);
  }

  /** WATT with every digit that is not a trailing zero and at least one decimal, e.g. "12.5", "3.0". */
  toString(): string {
    return formatDecimal(this.units, FORM);
  }
}
