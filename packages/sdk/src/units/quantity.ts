import { UnitError } from "../gridwatt-error.ts";

/**
 * What `Energy`, `Price`, `Fee` and `Money` have in common: they compare among their own kind only, and `+`, `<` or
 * `==` on them throw, since JavaScript would turn them into numbers or texts.
 */
export abstract class Quantity<Kind extends string> {
  readonly kind: Kind;
  readonly #count: bigint;

  protected constructor(kind: Kind, count: bigint) {
    if (typeof count !== "bigint") throw new UnitError(`${kind} is counted in a bigint, not in a ${typeof count}.`);
    this.kind = kind;
    this.#count = count;
  }

  /** Less than 0, 0 or more than 0. Throws `UnitError` for another kind. */
  compare(other: Quantity<Kind>): number {
    const count = this.countOf(other);
    return this.#count < count ? -1 : this.#count > count ? 1 : 0;
  }

  /** Throws `UnitError` for another kind. */
  equals(other: Quantity<Kind>): boolean {
    return this.compare(other) === 0;
  }

  isZero(): boolean {
    return this.#count === 0n;
  }

  /** The count of another quantity of the same kind. Throws `UnitError` for any other value. */
  protected countOf<Other extends string>(other: Quantity<Other>, kind: string = this.kind): bigint {
    if (!(other instanceof Quantity) || other.kind !== kind) {
      throw new UnitError(`${this.kind} goes with ${kind} here, not with ${kindOf(other)}.`);
    }
    return other.#count;
  }

  abstract toString(): string;

  /** In JSON a quantity is its decimal string. */
  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new UnitError(`Use the methods of ${this.kind} rather than operators.`);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.kind} ${this.toString()}`;
  }
}

/** How a value that is not what was asked for can be called in a sentence. */
export function kindOf(value: unknown): string {
  if (value instanceof Quantity) return value.kind;
  return value === null ? "null" : `a ${typeof value}`;
}
