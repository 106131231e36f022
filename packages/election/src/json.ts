import { ElectionFormatError } from "./errors.ts";

/** A value within a JSON file, with the path to it. Its methods throw `ElectionFormatError` for a value of another kind. */
export class Part {
  readonly #value: unknown;
  readonly #path: string;

  private constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  static parse(text: string): Part {
    try {
      return new Part(JSON.parse(text), "");
    } catch {
      throw new ElectionFormatError("", "The file is no JSON.");
    }
  }

  /** An object that has these fields and no other. */
  fields<const Name extends string>(names: readonly Name[]): Record<Name, Part> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.#refusal("an object");
    const stranger = Object.keys(value).find((key) => !(names as readonly string[]).includes(key));
    if (stranger !== undefined) {
      throw new ElectionFormatError(this.#below(stranger.slice(0, 80)), "There is no such field.");
    }
    const parts = names.map((name) => [name, new Part((value as Record<string, unknown>)[name], this.#below(name))]);
    return Object.fromEntries(parts) as Record<Name, Part>;
  }

  list<T>(read: (part: Part) => T): T[] {
    if (!Array.isArray(this.#value)) throw this.#refusal("a list");
    return this.#value.map((value, at) => read(new Part(value, `${this.#path}[${at}]`)));
  }

  text(): string {
    if (typeof this.#value !== "string") throw this.#refusal("a string");
    return this.#value;
  }

  number(): number {
    if (typeof this.#value !== "number") throw this.#refusal("a number");
    return this.#value;
  }

  /** {stake} A string of digits: a JSON number would be rounded beyond 2^53. */
  amount(): bigint {
    if (typeof this.#value === "string" && /^(0|[1-9][0-9]{0,19})$/.test(this.#value)) return BigInt(this.#value);
    throw this.#refusal('a string of at most 20 digits like "15"');
  }

  #below(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  #refusal(expected: string): ElectionFormatError {
    const value = this.#value;
    if (value === undefined) return new ElectionFormatError(this.#path, `Here ${expected} is missing.`);
    const isNested = typeof value === "object" && value !== null;
    const shown = isNested ? (Array.isArray(value) ? "a list" : "an object") : JSON.stringify(value).slice(0, 80);
    return new ElectionFormatError(this.#path, `This must be ${expected}, not ${shown}.`);
  }
}
