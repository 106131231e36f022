import { readStatement, type Party, type Statement } from "@gridwatt/bank";
import { Money } from "@gridwatt/sdk";

import { formatDecimal, MONEY_DECIMALS } from "../scenario/decimal.ts";

/** The account in which the reserve lies; its number is one that banks publish for tests. */
export const RESERVE: Party = { name: "Gridwatt reserve", iban: "DE89370400440532013000" };
export const CURRENCY = "EUR";

/** A payment into the reserve's account. */
export interface Payment {
  readonly payer: Party;
  readonly amount: Money;
  /** What the payer writes: whom the WATT is for. */
  readonly words: string;
}

/** What the bank calls a transfer that it has made. */
export interface Transfer {
  readonly endToEndId: string;
  readonly amount: Money;
  readonly entry: string;
}

const CENT = Money.parse("0.01");
const TRANSFER = /<EndToEndId>([^<]+)<\/EndToEndId>[^]*?<InstdAmt[^>]*>([^<]+)<\/InstdAmt>/g;

/**
 * The bank of the demo: it books payments, tells of them by statements (camt.053) and takes payment files (pain.001), as a
 * real one does by itself. What the market knows of it is these files.
 */
export class Bank {
  #balance = Money.ZERO;
  #entries = 0;

  /** What the reserve's account has. */
  get balance(): Money {
    return this.#balance;
  }

  /** The statement of a day on which somebody paid in. */
  book(payments: readonly Payment[], day: string): { file: Uint8Array; statement: Statement } {
    const file = new TextEncoder().encode(this.#statementOf(payments, day));
    return { file, statement: readStatement(file, { iban: RESERVE.iban, currency: CURRENCY }) };
  }

  /** Makes the transfers of a payment file. */
  execute(file: string, day: string): Transfer[] {
    return [...file.matchAll(TRANSFER)].map(([, endToEndId = "", text = ""]) => {
      const amount = Money.parse(text);
      this.#balance = this.#balance.minus(amount);
      return { endToEndId, amount, entry: this.#nextEntry(day) };
    });
  }

  #statementOf(payments: readonly Payment[], day: string): string {
    const opening = this.#balance;
    for (const { amount } of payments) this.#balance = this.#balance.plus(amount);
    return [
      `<?xml version="1.0" encoding="UTF-8"?>`,
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">`,
      `<BkToCstmrStmt>`,
      `<GrpHdr><MsgId>${day}</MsgId><CreDtTm>${day}T00:00:00Z</CreDtTm></GrpHdr>`,
      `<Stmt><Id>${day}</Id>`,
      `<Acct><Id><IBAN>${RESERVE.iban}</IBAN></Id><Ccy>${CURRENCY}</Ccy></Acct>`,
      balanceOf("OPBD", opening),
      balanceOf("CLBD", this.#balance),
      ...payments.map((payment) => this.#creditOf(payment, day)),
      `</Stmt>`,
      `</BkToCstmrStmt>`,
      `</Document>`,
    ].join("\n");
  }

  #creditOf({ payer, amount, words }: Payment, day: string): string {
    return [
      `<Ntry>${amountOf(amount)}<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>`,
      `<BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${this.#nextEntry(day)}</AcctSvcrRef>`,
      `<NtryDtls><TxDtls>`,
      `<RltdPties><Dbtr><Pty><Nm>${payer.name}</Nm></Pty></Dbtr>`,
      `<DbtrAcct><Id><IBAN>${payer.iban}</IBAN></Id></DbtrAcct></RltdPties>`,
      `<RmtInf><Ustrd>${words}</Ustrd></RmtInf>`,
      `</TxDtls></NtryDtls></Ntry>`,
    ].join("\n");
  }

  #nextEntry(day: string): string {
    this.#entries += 1;
    return `${day}-${this.#entries}`;
  }
}

/** An amount without what is less than a cent, which no bank pays. */
export function wholeCentsRoundedDown(amount: Money): Money {
  return Money.ofBase(amount.base - (amount.base % CENT.base));
}

function balanceOf(code: string, amount: Money): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amountOf(amount)}<CdtDbtInd>CRDT</CdtDbtInd></Bal>`;
}

function amountOf(amount: Money): string {
  return `<Amt Ccy="${CURRENCY}">${formatDecimal(amount.units, MONEY_DECIMALS, 2)}</Amt>`;
}
