import { isDay, Money } from "@gridwatt/sdk";

import { decimalsOf, readDecimal } from "./currency.ts";
import type { Element } from "./element.ts";
import { EntryError } from "./errors.ts";
import { bankReference } from "./reference.ts";

/** The bank account that a statement is of. */
export interface Account {
  /** Without spaces. */
  readonly iban: string;
  /** E.g. "EUR". */
  readonly currency: string;
}

/** A payment that the bank has booked in favour of the account. */
export interface Credit {
  /** Where it stands in the file, counted from 1: its entry, or its transaction where the entry has details. */
  readonly line: number;
  /** More than zero, in the account's currency. */
  readonly amount: Money;
  /** E.g. "EUR". */
  readonly currency: string;
  /** The day on which it was booked, e.g. "2026-03-02". */
  readonly bookedOn: string;
  /** bytes32 that is this payment's own in all statements of the account: see `bankReference`. */
  readonly reference: string;
  /** What the bank calls the entry. */
  readonly servicerReference: string;
  /** What the bank calls the transaction; undefined where the bank calls it nothing. */
  readonly transactionReference: string | undefined;
  /** What the payer calls it; undefined where the payer gave none. */
  readonly endToEndId: string | undefined;
  /** The payment's id between banks; undefined in statements of older versions. */
  readonly uetr: string | undefined;
  /** Structured creditor references, e.g. "RF18539007547034". */
  readonly creditorReferences: readonly string[];
  /** Lines of free text from the payer. */
  readonly remittance: readonly string[];
  readonly debtorName: string | undefined;
  readonly debtorIban: string | undefined;
}

/** What stands for an id that nobody gave. */
const NO_IDS = ["NOTPROVIDED", "NONREF"];

/** One transaction of an entry. An entry that tells none is its own. */
interface Transaction {
  readonly element: Element;
  readonly amount: Money;
}

/**
 * The payments of a booked credit entry; errors stand in the place of those that cannot be taken.
 * Throws `EntryError` where the entry as a whole cannot be.
 */
export function creditsOf(entry: Element, account: Account): (Credit | EntryError)[] {
  if (isReversal(entry)) throw new EntryError(entry.line, "It reverses a debit, so it is nobody's payment.");
  const amount = amountOf(entry, { at: entry.at("Amt"), currency: account.currency });
  const bookedOn = bookingDayOf(entry);
  const transactions = transactionsOf(entry, { amount, currency: account.currency });
  const isBatch = transactions.length > 1;
  return transactions.map((transaction) => {
    try {
      return creditOf(transaction, { entry, account, bookedOn, isBatch });
    } catch (error) {
      if (error instanceof EntryError) return error;
      throw error;
    }
  });
}

/** Whether an entry takes back what was booked before. What says neither yes nor no may do so. */
export function isReversal(entry: Element): boolean {
  return !["false", "0"].includes(entry.textAt("RvslInd") ?? "false");
}

/** The names that a payment is known by: the bank's, the payer's and the one between banks. */
export function namesOf(entry: Element): string[] {
  const transactions = entry.all("NtryDtls/TxDtls/Refs");
  const names = [
    ...entry.all("AcctSvcrRef"),
    ...transactions.flatMap((refs) => [...refs.all("AcctSvcrRef"), ...refs.all("EndToEndId"), ...refs.all("UETR")]),
  ];
  return names.flatMap(({ text }) => text ?? []);
}

/** An amount, which must be more than zero and one that the currency can have. Throws `EntryError`. */
function amountOf(element: Element, { at, currency }: { at: Element | undefined; currency: string }): Money {
  const refused = (why: string) => new EntryError(at?.line ?? element.line, why);
  const text = at?.text;
  if (at === undefined || text === undefined) throw refused("It has no amount.");
  const stated = at.attributes.get("Ccy");
  if (stated !== currency) throw refused(`It is in ${stated ?? "no currency"}, not in ${currency}.`);
  const read = readDecimal(text);
  if (read === undefined) throw refused(`${JSON.stringify(text)} is no amount.`);
  if (read.decimals > decimalsOf(currency)) throw refused(`${text} has more decimals than ${currency}.`);
  if (read.amount.isZero()) throw refused("The amount is zero.");
  if (read.amount.units < 0n) throw refused(`${text} is below zero.`);
  return read.amount;
}

/** Banks tell the day alone or with a time; either begins with the day. */
function bookingDayOf(entry: Element): string {
  const text = entry.textAt("BookgDt/Dt") ?? entry.textAt("BookgDt/DtTm") ?? "";
  const day = text.slice(0, 10);
  if (!isDay(day)) throw new EntryError(entry.line, `It has no booking date, but ${JSON.stringify(text)}.`);
  return day;
}

/** The transactions of an entry, whose amounts must add up to it. */
function transactionsOf(entry: Element, { amount, currency }: { amount: Money; currency: string }): Transaction[] {
  const details = entry.all("NtryDtls/TxDtls");
  requireAll(entry, details.length);
  const other = details.find((element) => (element.textAt("CdtDbtInd") ?? "CRDT") !== "CRDT");
  if (other !== undefined) throw new EntryError(other.line, "It is no credit, though its entry is.");
  const [only = entry, second] = details;
  if (second === undefined && (only === entry || ownAmount(only) === undefined)) return [{ element: only, amount }];
  const transactions = details.map((element) => ({
    element,
    amount: amountOf(element, { at: ownAmount(element), currency }),
  }));
  const sum = transactions.reduce((all, transaction) => all.plus(transaction.amount), Money.ZERO);
  if (!sum.equals(amount))
    throw new EntryError(entry.line, `It is ${amount}, but its transactions are ${sum} together.`);
  return transactions;
}

/** Older versions tell a transaction's amount among the details of amounts only. */
function ownAmount(transaction: Element): Element | undefined {
  return transaction.at("Amt") ?? transaction.at("AmtDtls/TxAmt/Amt");
}

/** A batch whose transactions the bank keeps to itself, or some of them, cannot be given to anybody. */
function requireAll(entry: Element, transactions: number): void {
  const stated = entry.all("NtryDtls/Btch/NbOfTxs").map(({ text }) => text ?? "");
  if (stated.length === 0 || (stated.length === 1 && stated[0] === String(Math.max(transactions, 1)))) return;
  throw new EntryError(entry.line, `It is a batch of ${stated.join(" and ")}, of which ${transactions} are told.`);
}

interface Context {
  readonly entry: Element;
  readonly account: Account;
  readonly bookedOn: string;
  readonly isBatch: boolean;
}

function creditOf({ element, amount }: Transaction, { entry, account, bookedOn, isBatch }: Context): Credit {
  const { line } = element;
  if (element.at("RtrInf") !== undefined) throw new EntryError(line, "It is the return of a payment that was sent.");
  const endToEndId = idAt(element, "Refs/EndToEndId");
  const own = element === entry ? undefined : idAt(element, "Refs/AcctSvcrRef");
  const servicerReference = idAt(entry, "AcctSvcrRef") ?? own;
  const withinBatch = isBatch ? (own ?? endToEndId) : "";
  if (servicerReference === undefined || withinBatch === undefined) {
    throw new EntryError(line, "The bank gives no reference that tells it from others.");
  }
  return {
    ...{ line, amount, currency: account.currency, bookedOn },
    reference: bankReference({ iban: account.iban, entry: servicerReference, transaction: withinBatch }),
    ...{ servicerReference, transactionReference: own, endToEndId },
    uetr: idAt(element, "Refs/UETR"),
    creditorReferences: textsAt(element, "RmtInf/Strd/CdtrRefInf/Ref"),
    remittance: textsAt(element, "RmtInf/Ustrd"),
    debtorName: element.textAt("RltdPties/Dbtr/Pty/Nm") ?? element.textAt("RltdPties/Dbtr/Nm"),
    debtorIban: element.textAt("RltdPties/DbtrAcct/Id/IBAN"),
  };
}

function idAt(element: Element, path: string): string | undefined {
  const text = element.textAt(path);
  return text === undefined || NO_IDS.includes(text) ? undefined : text;
}

function textsAt(element: Element, path: string): string[] {
  return element.all(path).flatMap(({ text }) => text ?? []);
}
