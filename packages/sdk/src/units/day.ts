import { UnitError } from "../gridwatt-error.ts";
import { shown } from "./decimal.ts";
import { Slot } from "./slot.ts";

/** A local day, cut into slots: 96, or 92 and 100 where clocks change by an hour. */
export interface LocalDay {
  /** E.g. "2026-03-29". */
  readonly date: string;
  readonly first: Slot;
  readonly slots: number;
  /** Its slots from 08:00 to 20:00. */
  readonly peak: { readonly first: Slot; readonly slots: number };
}

/** Where days begin unless another time zone is named: the one of the European day-ahead market. */
export const TIME_ZONE = "Europe/Berlin";

/** {slot} No time zone is further from UTC. */
const FURTHEST = 15 * 4;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar, e.g. "2026-03-02". */
export function isDay(text: string): boolean {
  const time = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * The slots of a local day and of its peak hours.
 * @param date e.g. "2026-03-29"
 * @param timeZone a name of the IANA database; default: `TIME_ZONE`
 * Throws `UnitError` for a day or a time zone that does not exist.
 * @example
 * localDay("2026-03-29").slots // 92: clocks go forward
 */
export function localDay(date: string, timeZone: string = TIME_ZONE): LocalDay {
  const midnight = midnightOf(date);
  const from = (time: string) => firstFrom(midnight, `${date}T${time}`, timeZone);
  const next = new Date(midnight + 86_400_000).toISOString().slice(0, 10);
  const first = from("00:00");
  const slots = firstFrom(midnight + 86_400_000, `${next}T00:00`, timeZone) - first;
  const peak = { first: Slot.ofNumber(from("08:00")), slots: from("20:00") - from("08:00") };
  return { date, first: Slot.ofNumber(first), slots, peak };
}

/**
 * A time as clocks show it, with their offset from UTC.
 * @example
 * localTime(Slot.at("2026-07-01T10:15Z").begin) // "2026-07-01T12:15:00+02:00"
 */
export function localTime(time: Date, timeZone: string = TIME_ZONE): string {
  const shownAs = clockOf(time.getTime(), timeZone);
  const minutes = Math.round((Date.parse(`${shownAs}Z`) - Math.floor(time.getTime() / 1000) * 1000) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${shownAs}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}

/** The local day of a time, e.g. "2026-03-29". */
export function localDate(time: Date, timeZone: string = TIME_ZONE): string {
  return clockOf(time.getTime(), timeZone).slice(0, 10);
}

/** The number of the first slot that begins when clocks show a time or later. Clocks may jump over it. */
function firstFrom(midnight: number, local: string, timeZone: string): number {
  const utc = Math.floor(midnight / 900_000);
  let [before, from] = [utc - FURTHEST - 1, utc + FURTHEST + 96];
  while (from - before > 1) {
    const middle = (before + from) >> 1;
    if (clockOf(middle * 900_000, timeZone) < local) before = middle;
    else from = middle;
  }
  return from;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "2026-03-29T12:15:00" */
function clockOf(milliseconds: number, timeZone: string): string {
  const clock = clocks.get(timeZone) ?? newClock(timeZone);
  const parts = new Map(clock.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  const [year, month, day] = [parts.get("year"), parts.get("month"), parts.get("day")];
  return `${year}-${month}-${day}T${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}`;
}

function newClock(timeZone: string): Intl.DateTimeFormat {
  const number = "2-digit";
  const fields = { year: "numeric", month: number, day: number, hour: number, minute: number, second: number } as const;
  try {
    const clock = new Intl.DateTimeFormat("en-GB", { ...fields, timeZone, hourCycle: "h23" });
    clocks.set(timeZone, clock);
    return clock;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UnitError(`There is no time zone ${shown(timeZone)}: name one like "Europe/Berlin".`);
  }
}

/** {ms} of the day in UTC. */
function midnightOf(date: string): number {
  if (!isDay(date)) throw new UnitError(`${shown(date)} is no day: write it like "2026-03-29".`);
  return Date.parse(`${date}T00:00:00Z`);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
