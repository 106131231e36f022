import { localDate, Money, Slot } from "@gridwatt/sdk";

import { amountCells, blank, placeCells } from "./cells.ts";
import { formatBase, formatCents, RunningCents } from "./cents.ts";
import type { Table } from "./csv.ts";
import { timeOf, type History } from "./history.ts";
import type { Posting, PostingKind } from "./journal.ts";
import { Vat, type ItemTax, type TaxedKind, type VatRates } from "./vat.ts";

/** Local days, the first and the last included. */
export interface Period {
  readonly since: string;
  readonly until: string;
  readonly timeZone: string;
}

/** One item of a statement. */
export interface StatementLine extends Omit<Posting, "units"> {
  readonly time: Date;
  /** {base} of WATT, exactly. */
  readonly base: bigint;
  /** {cent} that add up with those of all other lines. */
  readonly cents: bigint;
  /** {cent} after this line. */
  readonly balance: bigint;
  /** Null without rates, and for money that only comes in or goes out. */
  readonly tax: ItemTax | null;
}

/** What came to an account and left it. Opening and all lines add up to closing, in base units and in cents. */
export interface Statement {
  readonly account: number;
  readonly period: Period;
  readonly opening: { readonly base: bigint; readonly cents: bigint };
  readonly lines: readonly StatementLine[];
  readonly closing: { readonly base: bigint; readonly cents: bigint };
}

export interface StatementParameters extends Period {
  readonly account: number;
  readonly rates?: VatRates;
}

/**
 * An account's statement: every trade, fee, settlement, deposit and withdrawal that was booked on some local days. The
 * balance is all that the account has, free or locked, less what it owes.
 * Throws `RateFileError` where a rate is missing.
 */
export function statementOf(history: History, parameters: StatementParameters): Statement {
  const { account, rates, since, until, timeZone } = parameters;
  const own = history.journal.postings.filter((posting) => posting.account === account);
  const booked = own.map((posting) => ({ posting, time: timeOf(history, posting.block) }));
  const dateOf = ({ time }: { readonly time: Date }) => localDate(time, timeZone);
  const before = booked.filter((one) => dateOf(one) < since);
  let base = before.reduce((sum, { posting }) => sum + baseOf(posting), 0n);
  const running = new RunningCents(base);
  const opening = { base, cents: running.sum };
  const vat = rates === undefined ? null : new Vat(rates);
  const lines: StatementLine[] = [];
  for (const { posting, time } of booked.filter((one) => dateOf(one) >= since && dateOf(one) <= until)) {
    const { units: _, ...rest } = posting;
    const amount = baseOf(posting);
    base += amount;
    const cents = running.next(amount);
    const kind = taxedKindOf(posting.kind);
    const day = localDate(posting.slot === null ? time : Slot.ofNumber(posting.slot).begin, timeZone);
    const tax = vat === null || kind === null ? null : vat.of({ kind, date: day, base: amount }, cents);
    lines.push({ ...rest, time, base: amount, cents, balance: running.sum, tax });
  }
  return { account, period: { since, until, timeZone }, opening, lines, closing: { base, cents: running.sum } };
}

export const STATEMENT_COLUMNS = [
  ...["number", "booked_utc", "booked_local", "kind", "slot", "slot_utc", "slot_local", "energy_kwh"],
  ...["price_watt_per_kwh", "counterparty", "amount_watt", "amount", "balance"],
  ...["vat_percent", "net", "vat", "gross", "block", "transaction", "log"],
] as const;

/** A statement's lines as cells, the opening before and the closing after them. */
export function statementTable(statement: Statement): Table {
  const { opening, lines, closing, period } = statement;
  const frame = (kind: string, { base, cents }: Statement["opening"]) => ({
    ...blank(STATEMENT_COLUMNS),
    ...{ kind, amount_watt: formatBase(base), balance: formatCents(cents) },
  });
  const rows = lines.map((line, at) => ({
    number: String(at + 1),
    kind: line.kind,
    counterparty: line.counterparty === null ? "" : String(line.counterparty),
    balance: formatCents(line.balance),
    ...placeCells(line, period.timeZone),
    ...amountCells(line),
  }));
  return {
    columns: STATEMENT_COLUMNS,
    rows: [frame("opening", opening), ...rows, frame("closing", closing)],
  };
}

function baseOf({ units }: Posting): bigint {
  return Money.ofUnits(units).base;
}

/** A correction is taxed as the deviation that it corrects; money that only moves is not. */
function taxedKindOf(kind: PostingKind): TaxedKind | null {
  if (kind === "deposit" || kind === "withdrawal") return null;
  return kind === "correction" ? "deviation" : kind;
}
