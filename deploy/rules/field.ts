import { ParameterError } from "../parameters/error.ts";

/** Something in a rule set that does not fit. The message names where. */
export class RuleError extends ParameterError {
  constructor(path: string, problem: string) {
    super(path, problem);
    this.name = "RuleError";
  }
}

/** A value of a rule set and where it stands, e.g. at `tiers[1].dailyLimit`. Every reader throws `RuleError`. */
export class Field {
  readonly value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.#path = path;
  }

  /** The error that this field does not fit. */
  error(problem: string): RuleError {
    return new RuleError(this.#path === "" ? "the rule set" : this.#path, problem);
  }

  /** Whether it is an object with such a key. */
  has(key: string): boolean {
    return typeof this.value === "object" && this.value !== null && Object.hasOwn(this.value, key);
  }

  /** The fields of an object that has all these keys and no other. */
  record<Key extends string>(...keys: readonly Key[]): Readonly<Record<Key, Field>> {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) {
      throw this.error(`it is an object with ${keys.join(", ")}`);
    }
    const fields = new Map(Object.entries(this.value).map(([key, value]) => [key, this.#at(key, value)]));
    for (const [key, field] of fields) {
      if (!keys.some((known) => known === key)) throw field.error("no such key is known here");
    }
    const missing = keys.find((key) => !fields.has(key));
    if (missing !== undefined) throw this.#at(missing, undefined).error("it is missing");
    return Object.fromEntries(fields) as Record<Key, Field>;
  }

  /** The fields of a list. */
  list(): readonly Field[] {
    if (!Array.isArray(this.value)) throw this.error("it is a list");
    return this.value.map((value: unknown, at) => new Field(value, `${this.#path}[${at}]`));
  }

  /** A text of at least one and at most so many characters, without space around. */
  text(most = 200): string {
    const { value } = this;
    if (typeof value !== "string" || value.trim() !== value || value.length < 1 || value.length > most) {
      throw this.error(`it is a text of 1 to ${most} characters`);
    }
    return value;
  }

  #at(key: string, value: unknown): Field {
    return new Field(value, this.#path === "" ? key : `${this.#path}.${key}`);
  }
}
