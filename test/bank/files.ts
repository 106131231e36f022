import { readFileSync } from "node:fs";

export const IBAN = "DE89370400440532013000";
export const ACCOUNT = { iban: IBAN, currency: "EUR" };
const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

/** A file of this folder. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}

export function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** What an entry says where it is not a plain payment of 10.00 to account 12. "" leaves an element out. */
export interface EntryText {
  readonly amount?: string;
  readonly currency?: string;
  readonly side?: string;
  readonly status?: string;
  readonly date?: string;
  readonly reference?: string;
  /** Elements among those of the entry. */
  readonly more?: string;
  /** What stands in its NtryDtls. */
  readonly details?: string;
}

/** On a line of its own, so that lines are easy to count. */
export function entry(text: EntryText = {}): string {
  const { amount = "10.00", currency = "EUR", side = "CRDT", status = "BOOK", date = "2026-03-02" } = text;
  const { reference = "R1", more = "", details = transaction() } = text;
  return [
    `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${more}<Sts><Cd>${status}</Cd></Sts>`,
    date === "" ? "" : `<BookgDt><Dt>${date}</Dt></BookgDt>`,
    reference === "" ? "" : `<AcctSvcrRef>${reference}</AcctSvcrRef>`,
    `<NtryDtls>${details}</NtryDtls></Ntry>`,
  ].join("");
}

export function transaction({ amount = "", refs = "", remittance = "account 12", more = "" } = {}): string {
  const stated = amount === "" ? "" : `<Amt Ccy="EUR">${amount}</Amt>`;
  const words = remittance === "" ? "" : `<RmtInf><Ustrd>${remittance}</Ustrd></RmtInf>`;
  return `<TxDtls><Refs>${refs}</Refs>${stated}${words}${more}</TxDtls>`;
}

export function balance(code: string, amount: string, { currency = "EUR", side = "CRDT" } = {}): string {
  const type = `<Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>`;
  return `<Bal>${type}<Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd></Bal>`;
}

export interface StatementText {
  readonly entries?: readonly string[];
  readonly opening?: string;
  readonly closing?: string;
  readonly account?: string;
  readonly namespace?: string;
}

/** Its account stands on line 3, the balances on 4 and 5, the first entry on 6. */
export const FIRST = 6;
const CLOSES = "</Stmt></BkToCstmrStmt></Document>";

export function statementText({ entries = [], ...text }: StatementText): string {
  const { opening = balance("OPBD", "0.00"), closing = balance("CLBD", "10.00") } = text;
  const { account = `<Id><IBAN>${IBAN}</IBAN></Id><Ccy>EUR</Ccy>`, namespace = NAMESPACE } = text;
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}"><BkToCstmrStmt><Stmt>`;
  return [head, `<Acct>${account}</Acct>`, opening, closing, ...entries, CLOSES].join("\n");
}
