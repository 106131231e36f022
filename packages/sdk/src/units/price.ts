import { UnitError } from "../gridwatt-error.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import type { Energy } from "./energy.ts";
import type { Fee } from "./fee.ts";
import { Money } from "./money.ts";
import { Quantity } from "./quantity.ts";

const FORM = { what: "a price in WATT per kWh", decimals: 4, signed: true };

/**
 * A price per kWh in ticks of 0.0001 WATT, from -9.9999 to 9.9999. Below zero the seller pays.
 * @example
 * Price.parse("0.1500").times(Energy.parse("20.000")).toString() // "3.0"
 */
export class Price extends Quantity<"Price"> {
  static readonly MAX_TICKS = 99_999n;

  /** {tick} */
  readonly ticks: bigint;

  private constructor(ticks: bigint) {
    super("Price", ticks);
    if (ticks > Price.MAX_TICKS || ticks < -Price.MAX_TICKS) {
      throw new UnitError(`A price lies within -9.9999 and 9.9999, which ${formatDecimal(ticks, FORM)} does not.`);
    }
    this.ticks = ticks;
  }

  /** A price of so many ticks. Throws `UnitError` beyond the range. */
  static ofTicks(ticks: bigint): Price {
    return new Price(ticks);
  }

  /** Reads WATT per kWh with up to 4 decimals. Throws `UnitError`. */
  static parse(watt: string): Price {
    return new Price(parseDecimal(watt, FORM));
  }

  /** The price with a fee on top, as a buyer pays it. Throws `UnitError` beyond the range. */
  plus(fee: Fee): Price {
    return new Price(this.ticks + this.countOf(fee, "Fee"));
  }

  /** The price less a fee, as a seller gets it. Throws `UnitError` beyond the range. */
  minus(fee: Fee): Price {
    return new Price(this.ticks - this.countOf(fee, "Fee"));
  }

  /** What an energy costs at this price, exactly. */
  times(energy: Energy): Money {
    return Money.ofUnits(this.ticks * this.countOf(energy, "Energy"));
  }

  /** WATT per kWh with 4 decimals, e.g. "0.1500". */
  toString(): string {
    return formatDecimal(this.ticks, FORM);
  }
}
