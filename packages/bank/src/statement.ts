import { Money, ParameterError } from "@gridwatt/sdk";

import { isIban } from "./codes.ts";
import { decimalsOf, readDecimal } from "./currency.ts";
import type { Element } from "./element.ts";
import { creditsOf, isReversal, namesOf, type Account, type Credit } from "./entry.ts";
import { EntryError, StatementError } from "./errors.ts";
import { parseXml } from "./xml.ts";

/** What came in by a statement. */
export interface Statement extends Account {
  /** Every payment that can be taken, in the file's order. */
  readonly credits: readonly Credit[];
  /** Why other booked credits, and debits that take a credit back, are not among them; in the file's order. */
  readonly refused: readonly EntryError[];
}

const NAMESPACES = ["urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"];

/** What is not booked yet: it comes again once it is. */
const NOT_YET = new Set<string | undefined>(["PDNG", "INFO", "FUTR"]);

/**
 * Reads a bank-to-customer statement, camt.053.001.02 or .08, of one account. Debits and what is not booked are passed over.
 * A credit that cannot be taken is listed and stops no other.
 * Throws `StatementError` for a file that is no such statement, or whose balances its entries do not add up to, and
 * `ParameterError` for an account without a valid IBAN or known currency.
 * @example
 * const statement = readStatement(readFileSync("2026-03-02.xml"), { iban: "DE89370400440532013000", currency: "EUR" });
 * for (const { line, message } of statement.refused) console.error(line, message);
 */
export function readStatement(file: Uint8Array, account: Account): Statement {
  const { iban, currency } = account;
  if (!isIban(iban)) throw new ParameterError(`${JSON.stringify(iban)} is no IBAN.`);
  decimalsOf(currency);
  const statements = statementsOf(parseXml(file));
  const booked = statements.flatMap((statement) => bookedIn(statement, account));
  const alone = booked.flatMap((entry) => outcomesOf(entry, account));
  const outcomes = refuseTwins(refuseTakenBack(alone, booked));
  return {
    ...{ iban, currency },
    credits: outcomes.filter(isCredit),
    refused: outcomes.filter((outcome) => outcome instanceof EntryError),
  };
}

function statementsOf(root: Element): Element[] {
  if (root.name !== "Document" || !NAMESPACES.includes(root.namespace)) {
    const found = `${root.name} of ${JSON.stringify(root.namespace)}`;
    throw new StatementError(root.line, `This is ${found}, not a Document of camt.053.001.02 or camt.053.001.08.`);
  }
  const statements = root.all("BkToCstmrStmt/Stmt");
  if (statements.length === 0) throw new StatementError(root.line, "There is no Stmt.");
  return statements;
}

/** The booked entries of a statement, which must be of the account and complete. */
function bookedIn(statement: Element, account: Account): Element[] {
  const iban = statement.textAt("Acct/Id/IBAN");
  const { line } = statement.at("Acct") ?? statement;
  if (iban !== account.iban)
    throw new StatementError(line, `The account is ${iban ?? "without IBAN"}, not ${account.iban}.`);
  const currency = statement.textAt("Acct/Ccy") ?? account.currency;
  if (currency !== account.currency) {
    throw new StatementError(line, `The account is in ${currency}, not in ${account.currency}.`);
  }
  const booked = statement.all("Ntry").filter(isBooked);
  requireBalances(statement, { booked, currency });
  return booked;
}

function isBooked(entry: Element): boolean {
  const status = entry.textAt("Sts/Cd") ?? entry.textAt("Sts");
  if (status !== "BOOK" && !NOT_YET.has(status)) {
    throw new StatementError(
      entry.line,
      `An entry says with ${status ?? "no Sts"} neither that it is booked nor that it is not.`,
    );
  }
  return status === "BOOK";
}

/**
 * Opening balance and entries must make the closing balance: else some are missing. What an unreadable amount is nobody
 * knows, so with one of them the balances only need to differ in its direction.
 */
function requireBalances(statement: Element, { booked, currency }: { booked: Element[]; currency: string }): void {
  const opening = balanceOf(statement, { codes: ["OPBD", "PRCD"], currency });
  const closing = balanceOf(statement, { codes: ["CLBD"], currency });
  const ours = booked.filter((entry) => entry.at("Amt")?.attributes.get("Ccy") === currency);
  const amounts = ours.map((entry) => ({ entry, amount: signedAmountOf(entry) }));
  const sum = amounts.reduce((all, { amount }) => all.plus(amount ?? Money.ZERO), opening.amount);
  const missing = closing.amount.minus(sum);
  if (missing.isZero()) return;
  const side = missing.units > 0n ? "CRDT" : "DBIT";
  if (amounts.some(({ entry, amount }) => amount === undefined && entry.textAt("CdtDbtInd") === side)) return;
  const difference = `they make ${sum}, but the closing balance is ${closing.amount}`;
  throw new StatementError(closing.line, `Opening balance and entries do not add up: ${difference}.`);
}

interface Balance {
  readonly line: number;
  readonly amount: Money;
}

/** The balance of the first code that there is one of. */
function balanceOf(statement: Element, { codes, currency }: { codes: string[]; currency: string }): Balance {
  const inCurrency = statement.all("Bal").filter((bal) => bal.at("Amt")?.attributes.get("Ccy") === currency);
  const found = codes.map((code) => inCurrency.filter((bal) => bal.textAt("Tp/CdOrPrtry/Cd") === code));
  const [balance, second] = found.find(({ length }) => length > 0) ?? [];
  const names = codes.join(" or ");
  if (balance === undefined) throw new StatementError(statement.line, `There is no balance ${names} in ${currency}.`);
  if (second !== undefined) throw new StatementError(second.line, `There is more than one balance ${names}.`);
  const amount = signedAmountOf(balance);
  if (amount === undefined) throw new StatementError(balance.line, `The balance ${names} cannot be read.`);
  return { line: balance.line, amount };
}

/** Below zero for a debit; undefined where it cannot be read. */
function signedAmountOf(element: Element): Money | undefined {
  const amount = readDecimal(element.textAt("Amt") ?? "")?.amount;
  const side = element.textAt("CdtDbtInd");
  if (side === "CRDT") return amount;
  return side === "DBIT" ? amount?.negated() : undefined;
}

function isCreditTakenBack(entry: Element): boolean {
  return entry.textAt("CdtDbtInd") === "DBIT" && isReversal(entry);
}

type Outcome = Credit | EntryError;

function isCredit(outcome: Outcome): outcome is Credit {
  return !(outcome instanceof EntryError);
}

function outcomesOf(entry: Element, account: Account): Outcome[] {
  const { line } = entry;
  if (isCreditTakenBack(entry))
    return [new EntryError(line, "It takes back a credit, for which WATT may have been made.")];
  const side = entry.textAt("CdtDbtInd");
  if (side === "DBIT") return [];
  if (side !== "CRDT") return [new EntryError(line, "It says not whether it is a credit or a debit.")];
  try {
    return creditsOf(entry, account);
  } catch (error) {
    if (error instanceof EntryError) return [error];
    throw error;
  }
}

/** What the same file takes back has not come in. Banks name the payment by any of its names. */
function refuseTakenBack(outcomes: readonly Outcome[], booked: readonly Element[]): Outcome[] {
  const takers = booked.filter(isCreditTakenBack);
  const takerOf = new Map(takers.flatMap((taker) => namesOf(taker).map((name) => [name, taker])));
  return outcomes.map((outcome) => {
    if (!isCredit(outcome)) return outcome;
    const { line, servicerReference, transactionReference, endToEndId, uetr } = outcome;
    const names = [servicerReference, transactionReference, endToEndId, uetr];
    const name = names.find((one) => one !== undefined && takerOf.has(one));
    const taker = name === undefined ? undefined : takerOf.get(name);
    return taker === undefined ? outcome : new EntryError(line, `It is taken back on line ${taker.line}.`);
  });
}

/** Of payments that the bank gives one reference nobody knows which is meant by it, so none is taken. */
function refuseTwins(outcomes: readonly Outcome[]): Outcome[] {
  const credits = outcomes.filter(isCredit);
  const byReference = Map.groupBy(credits, ({ reference }) => reference);
  return outcomes.map((outcome) => {
    if (!isCredit(outcome)) return outcome;
    const twin = byReference.get(outcome.reference)?.find((other) => other !== outcome);
    if (twin === undefined) return outcome;
    const reference = JSON.stringify(outcome.servicerReference);
    return new EntryError(outcome.line, `Its reference ${reference} stands on line ${twin.line} too.`);
  });
}
