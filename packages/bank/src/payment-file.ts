import { isDay, Money } from "@gridwatt/sdk";
import { XMLBuilder } from "fast-xml-parser";

import { isBic, isIban } from "./codes.ts";
import { decimalsOf, writeDecimal } from "./currency.ts";
import { PaymentFileError } from "./errors.ts";

/** A holder of a bank account. */
export interface Party {
  /** At most 70 characters. */
  readonly name: string;
  /** Without spaces. */
  readonly iban: string;
  /** Needed where the bank does not find it by the IBAN. */
  readonly bic?: string;
}

/** A redemption that is to be paid. */
export interface Redemption {
  /** The redemption's id on the chain. */
  readonly id: bigint;
  /** A whole number of the currency's smallest coin, more than zero. */
  readonly amount: Money;
  readonly creditor: Party;
  /** What the creditor reads; at most 140 characters. */
  readonly reference: string;
}

export interface PaymentFileParameters {
  /** By which the bank knows a file that it gets again; at most 35 characters. */
  readonly messageId: string;
  readonly createdAt: Date;
  /** The day on which the bank shall pay, e.g. "2026-03-02". */
  readonly executeOn: string;
  /** E.g. "EUR". */
  readonly currency: string;
  readonly debtor: Party;
  readonly redemptions: readonly Redemption[];
}

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/** The characters that all banks of SEPA take; a bank may change or refuse any other. */
const TEXT = /^[A-Za-z0-9/?:().,'+-](?:[A-Za-z0-9/?:().,'+ -]*[A-Za-z0-9/?:().,'+-])?$/;
/** {EUR} The most that SEPA moves at once. */
const SEPA_MOST = Money.parse("999999999.99");
const MAX = { id: 35, name: 70, reference: 140 };

const BUILDER = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: "@",
});

/**
 * Writes a credit transfer file, pain.001.001.09, that pays redemptions. The same parameters make the same file.
 * Throws `PaymentFileError` where anything does not fit, rather than change it, and `ParameterError` for a currency that is
 * not known.
 * @example
 * writePaymentFile({ messageId: "GW-2026-03-02-1", createdAt: new Date(), executeOn: "2026-03-03", currency: "EUR", debtor, redemptions })
 */
export function writePaymentFile(parameters: PaymentFileParameters): string {
  requireHeader(parameters);
  requireEachOnce(parameters.redemptions);
  const { currency, redemptions } = parameters;
  const transfers = redemptions.map((redemption) => transferOf(redemption, currency));
  const sum = redemptions.reduce((all, { amount }) => all.plus(amount), Money.ZERO);
  const total = writeDecimal(sum, currency);
  if (total === undefined) throw new PaymentFileError(`The sum of ${sum} ${currency} is too long.`);
  return BUILDER.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    Document: { "@xmlns": NAMESPACE, CstmrCdtTrfInitn: initiationOf(parameters, { transfers, total }) },
  });
}

/** What the bank calls a redemption's payment from end to end, so that a statement tells which it was. */
export function endToEndIdOf(redemption: bigint): string {
  return `GW-REDEMPTION-${redemption}`;
}

function requireHeader({
  messageId,
  createdAt,
  executeOn,
  currency,
  debtor,
  redemptions,
}: PaymentFileParameters): void {
  decimalsOf(currency);
  requireText(messageId, { what: "The message id", most: MAX.id });
  requireIdForm(messageId);
  if (Number.isNaN(createdAt.getTime())) throw new PaymentFileError("The creation time is no time.");
  if (!isDay(executeOn)) throw new PaymentFileError(`The day of execution ${JSON.stringify(executeOn)} is no day.`);
  requireParty(debtor, { what: "The debtor" });
  if (redemptions.length === 0) throw new PaymentFileError("There is no redemption to pay.");
}

function requireEachOnce(redemptions: readonly Redemption[]): void {
  const seen = new Set<bigint>();
  for (const { id } of redemptions) {
    if (seen.has(id)) throw new PaymentFileError(`Redemption ${id} stands twice.`, id);
    seen.add(id);
  }
}

interface TextRule {
  readonly what: string;
  readonly most: number;
  readonly redemption?: bigint | undefined;
}

function requireText(text: string, { what, most, redemption }: TextRule): void {
  if (!TEXT.test(text)) {
    const allowed = "one or more of A-Z a-z 0-9 / - ? : ( ) . , ' + with spaces only between them";
    throw new PaymentFileError(`${what} ${JSON.stringify(text)} is not ${allowed}.`, redemption);
  }
  if (text.length > most) throw new PaymentFileError(`${what} has more than ${most} characters.`, redemption);
}

/** Banks take slashes in an id for a separator, where they stand at an end or together. */
function requireIdForm(id: string): void {
  if (/^\/|\/\/|\/$/.test(id)) throw new PaymentFileError(`The message id ${id} begins or ends with / or has //.`);
}

function requireParty({ name, iban, bic }: Party, { what, redemption }: { what: string; redemption?: bigint }): void {
  requireText(name, { what: `${what}'s name`, most: MAX.name, redemption });
  if (!isIban(iban)) throw new PaymentFileError(`${what}'s ${JSON.stringify(iban)} is no IBAN.`, redemption);
  if (bic !== undefined && !isBic(bic)) {
    throw new PaymentFileError(`${what}'s ${JSON.stringify(bic)} is no BIC.`, redemption);
  }
}

/** The order of an object's keys is the order that the schema asks for, here and below. */
function transferOf({ id, amount, creditor, reference }: Redemption, currency: string): object {
  const endToEndId = endToEndIdOf(id);
  if (id < 0n || endToEndId.length > MAX.id) throw new PaymentFileError(`${id} is no id of a redemption.`, id);
  requireParty(creditor, { what: `Redemption ${id}: the creditor`, redemption: id });
  requireText(reference, { what: `Redemption ${id}: the reference`, most: MAX.reference, redemption: id });
  return {
    PmtId: { EndToEndId: endToEndId },
    Amt: { InstdAmt: { "@Ccy": currency, "#text": amountOf({ id, amount }, currency) } },
    ...(creditor.bic === undefined ? {} : { CdtrAgt: { FinInstnId: { BICFI: creditor.bic } } }),
    Cdtr: { Nm: creditor.name },
    CdtrAcct: { Id: { IBAN: creditor.iban } },
    RmtInf: { Ustrd: reference },
  };
}

function amountOf({ id, amount }: Pick<Redemption, "id" | "amount">, currency: string): string {
  const refused = (why: string) => new PaymentFileError(`Redemption ${id}: ${amount} ${currency} ${why}.`, id);
  if (amount.units <= 0n) throw refused("is not more than zero");
  if (isSepa(currency) && amount.compare(SEPA_MOST) > 0) throw refused(`is more than ${SEPA_MOST}`);
  const text = writeDecimal(amount, currency);
  if (text === undefined) throw refused("has a fraction of the smallest coin, or too many digits");
  return text;
}

function initiationOf(
  { messageId, createdAt, executeOn, currency, debtor, redemptions }: PaymentFileParameters,
  { transfers, total }: { transfers: readonly object[]; total: string },
): object {
  const totals = { NbOfTxs: String(redemptions.length), CtrlSum: total };
  const agent = debtor.bic === undefined ? { Othr: { Id: "NOTPROVIDED" } } : { BICFI: debtor.bic };
  return {
    GrpHdr: { MsgId: messageId, CreDtTm: createdAt.toISOString(), ...totals, InitgPty: { Nm: debtor.name } },
    PmtInf: {
      PmtInfId: messageId,
      PmtMtd: "TRF",
      ...totals,
      ...(isSepa(currency) ? { PmtTpInf: { SvcLvl: { Cd: "SEPA" } } } : {}),
      ReqdExctnDt: { Dt: executeOn },
      Dbtr: { Nm: debtor.name },
      DbtrAcct: { Id: { IBAN: debtor.iban }, Ccy: currency },
      DbtrAgt: { FinInstnId: agent },
      ChrgBr: isSepa(currency) ? "SLEV" : "SHAR",
      CdtTrfTxInf: transfers,
    },
  };
}

/** SEPA moves euros only, and shares charges by a rule of its own. */
function isSepa(currency: string): boolean {
  return currency === "EUR";
}
