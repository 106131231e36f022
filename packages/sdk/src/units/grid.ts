import { formatDecimal, parseDecimal } from "./decimal.ts";
import { UnitError } from "../gridwatt-error.ts";
import { Quantity } from "./quantity.ts";

const FORM = { what: "an amount of GRID", decimals: 18, signed: false, atLeast: 1 };

/**
 * An amount of GRID in its base units of 1e-18, never below zero.
 * @example
 * Grid.parse("1000").base // 1000000000000000000000n
 */
export class Grid extends Quantity<"Grid"> {
  static readonly ZERO: Grid = new Grid(0n);

  /** {wad} */
  readonly base: bigint;

  private constructor(base: bigint) {
    super("Grid", base);
    if (base < 0n) throw new UnitError(`An amount of GRID is never below zero, as ${base} would be.`);
    this.base = base;
  }

  /** An amount of so many base units. Throws `UnitError` below zero. */
  static ofBase(base: bigint): Grid {
    return new Grid(base);
  }

  /** Reads GRID with up to 18 decimals. Throws `UnitError`. */
  static parse(grid: string): Grid {
    return new Grid(parseDecimal(grid, FORM));
  }

  plus(other: Grid): Grid {
    return new Grid(this.base + this.countOf(other));
  }

  /** Throws `UnitError` where the other is more. */
  minus(other: Grid): Grid {
    return new Grid(this.base - this.countOf(other));
  }

  /** GRID with every digit that is not a trailing zero and at least one decimal, e.g. "12.5", "3.0". */
  toString(): string {
    return formatDecimal(this.base, FORM);
  }
}
