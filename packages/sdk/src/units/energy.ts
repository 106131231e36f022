import { UnitError } from "../gridwatt-error.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { Quantity } from "./quantity.ts";

const FORM = { what: "energy in kWh", decimals: 3, signed: false };

/**
 * Energy in whole Wh, never below zero.
 * @example
 * Energy.parse("20.000").wh // 20000n
 * Energy.ofWh(1_500n).toString() // "1.500"
 */
export class Energy extends Quantity<"Energy"> {
  static readonly ZERO: Energy = new Energy(0n);

  /** {Wh} */
  readonly wh: bigint;

  private constructor(wh: bigint) {
    super("Energy", wh);
    if (wh < 0n) throw new UnitError(`Energy is never below zero, as ${wh} Wh would be.`);
    this.wh = wh;
  }

  /** Energy of so many Wh. Throws `UnitError` below zero. */
  static ofWh(wh: bigint): Energy {
    return new Energy(wh);
  }

  /** Reads kWh with up to 3 decimals. Throws `UnitError`. */
  static parse(kwh: string): Energy {
    return new Energy(parseDecimal(kwh, FORM));
  }

  plus(other: Energy): Energy {
    return new Energy(this.wh + this.countOf(other));
  }

  /** Throws `UnitError` where the other is larger. */
  minus(other: Energy): Energy {
    return new Energy(this.wh - this.countOf(other));
  }

  /** kWh with 3 decimals, e.g. "20.000". */
  toString(): string {
    return formatDecimal(this.wh, FORM);
  }
}
