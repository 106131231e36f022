import { Money } from "@gridwatt/sdk";

import { book, tableOf, type Booked, type Booking, type BookingParameters, type Item } from "./booking.ts";
import type { Table } from "./csv.ts";
import type { History } from "./history.ts";
import type { Posting, PostingKind } from "./journal.ts";
import type { TaxedKind } from "./vat.ts";

/** One item of a statement. */
export type StatementLine = Booked<Omit<Posting, "units"> & Item>;

/** What came to an account and left it. Opening and all lines add up to closing, in base units and in cents. */
export interface Statement extends Booking<StatementLine> {
  readonly account: number;
}

export interface StatementParameters extends BookingParameters {
  readonly account: number;
}

/**
 * An account's statement: every trade, fee, settlement, deposit and withdrawal that was booked on some local days. The
 * balance is all that the account has, free or locked, less what it owes.
 * Throws `RateFileError` where a rate is missing.
 */
export function statementOf(history: History, parameters: StatementParameters): Statement {
  const { account } = parameters;
  const own = history.journal.postings.filter((posting) => posting.account === account);
  const items = own.map(({ units, ...posting }) => ({ ...posting, base: Money.ofUnits(units).base }));
  return { account, ...book(history, items, { ...parameters, taxedAs: ({ kind }) => taxedKindOf(kind) }) };
}

export const STATEMENT_COLUMNS = [
  ...["number", "booked_utc", "booked_local", "kind", "slot", "slot_utc", "slot_local", "energy_kwh"],
  ...["price_watt_per_kwh", "counterparty", "amount_watt", "amount", "balance"],
  ...["vat_percent", "net", "vat", "gross", "block", "transaction", "log"],
] as const;

/** A statement's lines as cells, the opening before and the closing after them. */
export function statementTable(statement: Statement): Table {
  return tableOf(statement, STATEMENT_COLUMNS, (line) => ({
    kind: line.kind,
    counterparty: line.counterparty === null ? "" : String(line.counterparty),
  }));
}

/** A correction is taxed as the deviation that it corrects; money that only moves is not. */
function taxedKindOf(kind: PostingKind): TaxedKind | null {
  if (kind === "deposit" || kind === "withdrawal") return null;
  return kind === "correction" ? "deviation" : kind;
}
