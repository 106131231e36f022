import { UnitError } from "../gridwatt-error.ts";
import { shown } from "./decimal.ts";

const SECONDS = 900;
const MAX = 0xffff_ffff;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|[+-](\d{2}):(\d{2}))$/;

/**
 * A delivery period of 15 minutes: floor(unix seconds / 900).
 * @example
 * Slot.at("2026-03-29T10:20:00Z").begin.toISOString() // "2026-03-29T10:15:00.000Z"
 * Slot.parse("1972841").plus(96) // a day later
 */
export class Slot {
  readonly number: number;

  private constructor(number: number) {
    if (!Number.isInteger(number) || number < 0 || number > MAX) {
      throw new UnitError(`A slot is a whole number from 0 to ${MAX}, not ${String(number)}.`);
    }
    this.number = number;
  }

  /** The slot of a number. Throws `UnitError` unless it is a uint32. */
  static ofNumber(number: number | bigint): Slot {
    return new Slot(typeof number === "bigint" ? Number(number) : number);
  }

  /**
   * The slot that contains a time.
   * @param time a Date, or ISO 8601 with date, time and zone, e.g. "2026-03-29T12:00+02:00"
   * Throws `UnitError` for a text of another form or a day that does not exist.
   */
  static at(time: Date | string): Slot {
    const milliseconds = typeof time === "string" ? parseIso(time) : timeOf(time);
    return new Slot(Math.floor(milliseconds / 1000 / SECONDS));
  }

  /** Reads a slot's number, or a time within it. Throws `UnitError`. */
  static parse(text: string): Slot {
    if (typeof text === "string" && /^(0|[1-9][0-9]{0,9})$/.test(text)) return new Slot(Number(text));
    return Slot.at(text);
  }

  /** The first moment of delivery. */
  get begin(): Date {
    return new Date(this.number * SECONDS * 1000);
  }

  /** The first moment after delivery: the begin of the next slot. */
  get end(): Date {
    return new Date((this.number + 1) * SECONDS * 1000);
  }

  /** {s} begin in Unix seconds. */
  get beginSeconds(): number {
    return this.number * SECONDS;
  }

  /** The slot so many slots later, or earlier where the count is below zero. */
  plus(slots: number): Slot {
    return new Slot(this.number + slots);
  }

  equals(other: Slot): boolean {
    return this.compare(other) === 0;
  }

  /** Less than 0, 0 or more than 0. Throws `UnitError` for anything but a slot. */
  compare(other: Slot): number {
    if (!(other instanceof Slot)) throw new UnitError("A slot compares with slots only.");
    return Math.sign(this.number - other.number);
  }

  /** Begin of delivery, e.g. "2026-03-29T10:15Z". */
  toString(): string {
    return `${this.begin.toISOString().slice(0, -8)}Z`;
  }

  /** In JSON a slot is its number. */
  toJSON(): number {
    return this.number;
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new UnitError("Use the methods of Slot rather than operators.");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Slot ${this.number} (${this.toString()})`;
  }
}

function timeOf(time: unknown): number {
  if (!(time instanceof Date)) throw new UnitError('A slot is made from a Date or a text like "2026-03-29T12:00Z".');
  if (Number.isNaN(time.getTime())) throw new UnitError("An invalid Date lies in no slot.");
  return time.getTime();
}

function parseIso(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) throw new UnitError(`${shown(text)} is no time: write it like "2026-03-29T12:00Z".`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ...offset] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  const [offsetHour = 0, offsetMinute = 0] = offset;
  if (!exists || second > 59 || offsetHour > 23 || offsetMinute > 59) {
    throw new UnitError(`${shown(text)} is a time that does not exist.`);
  }
  return Date.parse(text);
}
