import assert from "node:assert/strict";

import { readStatement, StatementError } from "@gridwatt/bank";
import { ParameterError } from "@gridwatt/sdk";

import { ACCOUNT, balance, bytes, entry, fixture, IBAN, statementText, type StatementText } from "./files.ts";

function refuses(file: Uint8Array, message: string | RegExp): void {
  assert.throws(
    () => readStatement(file, ACCOUNT),
    (error) => {
      assert(error instanceof StatementError, String(error));
      assert.equal(error.name, "StatementError");
      assert.equal(error.message.startsWith(`Line ${error.line}: `), true);
      assert.deepEqual(error.args, { line: error.line });
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    },
  );
}

const text = (parts: StatementText = {}) => statementText({ entries: [entry()], ...parts });
const GOOD = text();

describe("a file that is refused as a whole", () => {
  it("is not the one that these cases are made from", () => {
    assert.equal(readStatement(bytes(GOOD), ACCOUNT).credits.length, 1);
  });

  const notXml: [string, { file: string; message: string | RegExp }][] = [
    ["is empty", { file: "", message: /^Line 1: This is no XML/ }],
    ["is no XML", { file: "Date;Amount\n2026-03-02;10.00\n", message: /^Line 1: This is no XML/ }],
    ["is cut off", { file: GOOD.slice(0, -20), message: /^Line \d+: This is no XML/ }],
    ["closes what it did not open", { file: GOOD.replace("</Acct>", "</Acc>"), message: /^Line 3: This is no XML/ }],
    ["has a second root", { file: `${GOOD}<Document/>`, message: /^Line 7: This is no XML/ }],
    ["has a comment without end", { file: `${GOOD}<!-- a comment`, message: /^Line 1: This is no XML/ }],
    ["is nested without end", { file: "<a>".repeat(200) + "</a>".repeat(200), message: /^Line 1: This is no XML/ }],
    ["has a bare ampersand", { file: GOOD.replace("account 12", "a & b"), message: /^Line 6: This is no XML/ }],
    [
      "has an entity that nobody declared",
      { file: GOOD.replace("account 12", "&acct;"), message: 'Line 6: Nothing is known as "&acct;".' },
    ],
    [
      "has a reference to no character",
      { file: GOOD.replace("account 12", "&#0;"), message: 'Line 6: Nothing is known as "&#0;".' },
    ],
    [
      "has a reference to half a character",
      { file: GOOD.replace("account 12", "&#xD800;"), message: 'Line 6: Nothing is known as "&#xD800;".' },
    ],
  ];
  for (const [what, { file, message }] of notXml) {
    it(`${what}`, () => refuses(bytes(file), message));
  }

  it("declares entities, which are not expanded", () => {
    const lol = '<!DOCTYPE lolz [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">\n]>';
    const external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>';
    const because = "There is a DOCTYPE or another declaration, which a statement never needs.";
    for (const doctype of [lol, external, "<!DOCTYPE Document>"]) {
      refuses(bytes(GOOD.replace("<Document", `${doctype}\n<Document`)), `Line 2: ${because}`);
    }
  });

  it("is longer than 20 MB, before it is parsed", () => {
    refuses(Buffer.alloc(20_000_001, "<a>"), "Line 1: The file has more than 20000000 bytes.");
    refuses(Buffer.alloc(20_000_000, " "), /^Line 1: This is no XML/);
  });

  it("is not in UTF-8", () => {
    const latin = Buffer.from(GOOD.replace("account 12", "Müller"), "latin1");
    refuses(latin, "Line 6: There is a character that XML in UTF-8 cannot have.");
    refuses(bytes(GOOD.replace("account 12", "\u0000")), "Line 6: There is a character that XML in UTF-8 cannot have.");
  });

  const WRONG = "not a Document of camt.053.001.02 or camt.053.001.08.";
  const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.052.001.08";
  const notOurs: [string, { file: string; message: string }][] = [
    [
      "is another message",
      { file: text({ namespace: NAMESPACE }), message: `Line 2: This is Document of "${NAMESPACE}", ${WRONG}` },
    ],
    ["has no namespace", { file: "<Document/>", message: `Line 1: This is Document of "", ${WRONG}` }],
    [
      "has no statement",
      {
        file: GOOD.replaceAll("Stmt>", "Rpt>").replaceAll("BkToCstmrRpt>", "BkToCstmrStmt>"),
        message: "Line 2: There is no Stmt.",
      },
    ],
    [
      "is of another account",
      {
        file: text({ account: "<Id><IBAN>GB82WEST12345698765432</IBAN></Id>" }),
        message: `Line 3: The account is GB82WEST12345698765432, not ${IBAN}.`,
      },
    ],
    [
      "names no account",
      {
        file: text({ account: "<Id><Othr><Id>1</Id></Othr></Id>" }),
        message: `Line 3: The account is without IBAN, not ${IBAN}.`,
      },
    ],
    [
      "is of an account in another currency",
      {
        file: text({ account: `<Id><IBAN>${IBAN}</IBAN></Id><Ccy>USD</Ccy>` }),
        message: "Line 3: The account is in USD, not in EUR.",
      },
    ],
    [
      "has two amounts in an entry",
      {
        file: GOOD.replace("<Sts>", '\n<Amt Ccy="EUR">9.00</Amt><Sts>'),
        message: "Line 7: Ntry has more than one Amt.",
      },
    ],
    [
      "has an entry that may be booked or not",
      {
        file: text({ entries: [entry(), entry({ status: "DONE" })] }),
        message: "Line 7: An entry says with DONE neither that it is booked nor that it is not.",
      },
    ],
  ];
  for (const [what, { file, message }] of notOurs) {
    it(`${what}`, () => refuses(bytes(file), message));
  }

  const ADD_UP = "Opening balance and entries do not add up: they make";
  const unbalanced: [string, { file: string; message: string }][] = [
    [
      "lacks a cent",
      {
        file: text({ closing: balance("CLBD", "10.01") }),
        message: `${ADD_UP} 10.0, but the closing balance is 10.01.`,
      },
    ],
    [
      "has lost an entry",
      {
        file: text({ entries: [], closing: balance("CLBD", "10.00") }),
        message: `${ADD_UP} 0.0, but the closing balance is 10.0.`,
      },
    ],
    [
      "ends below zero where it should not",
      {
        file: text({ closing: balance("CLBD", "10.00", { side: "DBIT" }) }),
        message: `${ADD_UP} 10.0, but the closing balance is -10.0.`,
      },
    ],
    [
      "lacks more than an unreadable debit could take",
      {
        file: text({ entries: [entry({ amount: "x", side: "DBIT" })] }),
        message: `${ADD_UP} 0.0, but the closing balance is 10.0.`,
      },
    ],
    [
      "has two closing balances",
      {
        file: text({ closing: balance("CLBD", "10") + balance("CLBD", "10") }),
        message: "There is more than one balance CLBD.",
      },
    ],
    [
      "has a balance that is none",
      { file: text({ closing: balance("CLBD", "1o") }), message: "The balance CLBD cannot be read." },
    ],
  ];
  for (const [what, { file, message }] of unbalanced) {
    it(`${what}`, () => refuses(bytes(file), `Line 5: ${message}`));
  }

  it("has no opening or no closing balance in the currency", () => {
    const none = "Line 2: There is no balance";
    refuses(bytes(text({ opening: balance("OPAV", "0.00") })), `${none} OPBD or PRCD in EUR.`);
    refuses(bytes(text({ closing: balance("CLBD", "10.00", { currency: "USD" }) })), `${none} CLBD in EUR.`);
  });

  it("is not blamed for an account that cannot be", () => {
    const read = (account: { iban: string; currency: string }) => () =>
      readStatement(fixture("statement-08.xml"), account);
    assert.throws(read({ iban: "DE88370400440532013000", currency: "EUR" }), ParameterError);
    assert.throws(read({ iban: IBAN, currency: "XXX" }), ParameterError);
  });
});
