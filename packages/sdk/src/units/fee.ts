import { UnitError } from "../gridwatt-error.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import type { Energy } from "./energy.ts";
import { Money } from "./money.ts";
import { Quantity } from "./quantity.ts";

const FORM = { what: "a fee in WATT per kWh", decimals: 4, signed: false };

/**
 * A fee per kWh in ticks of 0.0001 WATT, never below zero: a tariff, a surcharge, the market fee, or the sum of a path.
 * @example
 * Fee.parse("0.0120").times(Energy.parse("2.000")).toString() // "0.024"
 */
export class Fee extends Quantity<"Fee"> {
  /** {tick} */
  readonly ticks: bigint;

  private constructor(ticks: bigint) {
    super("Fee", ticks);
    if (ticks < 0n) throw new UnitError(`A fee is never below zero, as ${ticks} ticks would be.`);
    this.ticks = ticks;
  }

  /** A fee of so many ticks. Throws `UnitError` below zero. */
  static ofTicks(ticks: bigint): Fee {
    return new Fee(ticks);
  }

  /** Reads WATT per kWh with up to 4 decimals. Throws `UnitError`. */
  static parse(watt: string): Fee {
    return new Fee(parseDecimal(watt, FORM));
  }

  plus(other: Fee): Fee {
    return new Fee(this.ticks + this.countOf(other));
  }

  /** What the fee for an energy is, exactly. */
  times(energy: Energy): Money {
    return Money.ofUnits(this.ticks * this.countOf(energy, "Energy"));
  }

  /** WATT per kWh with 4 decimals, e.g. "0.0120". */
  toString(): string {
    return formatDecimal(this.ticks, FORM);
  }
}
