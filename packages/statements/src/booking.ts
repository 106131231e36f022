import { localDate, Slot } from "@gridwatt/sdk";

import { amountCells, blank, placeCells } from "./cells.ts";
import { formatBase, formatCents, RunningCents } from "./cents.ts";
import type { Table } from "./csv.ts";
import { timeOf, type History } from "./history.ts";
import { Vat, type ItemTax, type TaxedKind, type VatRates } from "./vat.ts";

/** Local days, the first and the last included. */
export interface Period {
  readonly since: string;
  readonly until: string;
  readonly timeZone: string;
}

/** What a statement is made of: an amount, and where the chain told of it. */
export interface Item {
  /** {base} of WATT, exactly. */
  readonly base: bigint;
  /** Delivery period; null where no delivery is meant. */
  readonly slot: number | null;
  /** {Wh}; null where no energy is meant. */
  readonly energy: bigint | null;
  /** {tick} per kWh; null where the amount has no single price. */
  readonly price: bigint | null;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

/** An item as a line of a statement. */
export type Booked<Line extends Item> = Line & {
  readonly time: Date;
  /** {cent} that add up with those of all other lines. */
  readonly cents: bigint;
  /** {cent} after this line. */
  readonly balance: bigint;
  /** Null without rates, and for what is not taxed. */
  readonly tax: ItemTax | null;
};

/** A balance, exactly and in cents. */
export interface Balance {
  /** {base} */
  readonly base: bigint;
  /** {cent} */
  readonly cents: bigint;
}

/** Opening and all lines add up to closing, in base units and in cents. */
export interface Booking<Line extends Booked<Item>> {
  readonly period: Period;
  readonly opening: Balance;
  readonly lines: readonly Line[];
  readonly closing: Balance;
}

export interface BookingParameters extends Period {
  readonly rates?: VatRates;
}

/**
 * Books items, in the order of the chain, on the local days on which they were told; tax goes by the day of delivery.
 * Throws `RateFileError` where a rate is missing.
 */
export function book<Line extends Item>(
  history: Pick<History, "times">,
  items: readonly Line[],
  of: BookingParameters & { readonly taxedAs: (item: Line) => TaxedKind | null },
): Booking<Booked<Line>> {
  const { rates, since, until, timeZone, taxedAs } = of;
  const timed = items.map((item) => ({ item, time: timeOf(history, item.block) }));
  const dated = timed.map((one) => ({ ...one, date: localDate(one.time, timeZone) }));
  let base = dated.reduce((sum, { item, date }) => (date < since ? sum + item.base : sum), 0n);
  const running = new RunningCents(base);
  const opening = { base, cents: running.sum };
  const vat = rates === undefined ? null : new Vat(rates);
  const lines: Booked<Line>[] = [];
  for (const { item, time, date } of dated) {
    if (date < since || date > until) continue;
    base += item.base;
    const cents = running.next(item.base);
    const kind = taxedAs(item);
    const day = item.slot === null ? date : localDate(Slot.ofNumber(item.slot).begin, timeZone);
    const tax = vat === null || kind === null ? null : vat.of({ kind, date: day, base: item.base }, cents);
    lines.push({ ...item, time, cents, balance: running.sum, tax });
  }
  return { period: { since, until, timeZone }, opening, lines, closing: { base, cents: running.sum } };
}

/**
 * A statement's lines as cells, the opening before and the closing after them.
 * @param cellsOf what a line has besides place, amount, tax and balance
 */
export function tableOf<Line extends Booked<Item>, Column extends string>(
  { opening, lines, closing, period }: Booking<Line>,
  columns: readonly Column[],
  cellsOf: (line: Line) => Readonly<Record<string, string>>,
): Table {
  const frame = (kind: string, { base, cents }: Balance) => ({
    ...blank(columns),
    ...{ kind, amount_watt: formatBase(base), balance: formatCents(cents) },
  });
  const rows = lines.map((line, at) => ({
    number: String(at + 1),
    balance: formatCents(line.balance),
    ...cellsOf(line),
    ...placeCells(line, period.timeZone),
    ...amountCells(line),
  }));
  return { columns, rows: [frame("opening", opening), ...rows, frame("closing", closing)] };
}
