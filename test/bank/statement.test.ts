import assert from "node:assert/strict";

import { bankReference, mintRequests, readStatement, type PaymentReference } from "@gridwatt/bank";
import { Money } from "@gridwatt/sdk";
import { AbiCoder, keccak256 } from "ethers";
import fc from "fast-check";

import { ACCOUNT, balance, bytes, entry, fixture, IBAN, statementText, transaction } from "./files.ts";

const CUSTOMERS = new Map([
  ["RF18539007547034", "account 7"],
  ["WATT for account 12", "account 12"],
  ["account <13>", "account 13"],
]);
const recipientOf = ({ creditorReferences, remittance }: PaymentReference) =>
  CUSTOMERS.get([...creditorReferences, ...remittance].join(" "));
const isUsed = () => false;

const PAYMENT = {
  amount: Money.parse("250.10"),
  currency: "EUR",
  bookedOn: "2026-03-02",
  reference: bankReference({ iban: IBAN, entry: "2026030210001234", transaction: "" }),
  servicerReference: "2026030210001234",
  transactionReference: undefined,
  endToEndId: "TOPUP-0007",
  creditorReferences: ["RF18539007547034"],
  remittance: [],
  debtorName: "Müller & Söhne",
  debtorIban: "FR1420041010050500013M02606",
};

describe("readStatement", () => {
  it("tells every payment of a statement of version 08, and passes over debits and what is pending", () => {
    const { credits, refused, ...account } = readStatement(fixture("statement-08.xml"), ACCOUNT);
    assert.deepEqual(account, ACCOUNT);
    assert.deepEqual(refused, []);
    const [alone, first, second, ...more] = credits;
    assert.deepEqual(alone, { ...PAYMENT, line: 69, uetr: "eb6305c9-1f7f-49de-aed0-16487c27b42d" });
    assert.deepEqual(
      [first?.line, first?.amount, first?.endToEndId, first?.remittance, first?.debtorName, first?.bookedOn],
      [119, Money.parse("60"), undefined, ["WATT for account", "12"], "Anna Weber", "2026-03-02"],
    );
    assert.deepEqual([second?.line, second?.amount, second?.remittance], [137, Money.parse("40.49"), ["account <13>"]]);
    assert.deepEqual(more, []);
  });

  it("tells the same of version 02 with prefixes, and takes no other namespace's elements for its own", () => {
    const { credits, refused } = readStatement(fixture("statement-02.xml"), ACCOUNT);
    assert.deepEqual(refused, []);
    assert.deepEqual(credits, [{ ...PAYMENT, line: 34, uetr: undefined }]);
  });

  it("counts lines that end with CRLF", () => {
    const file = bytes(fixture("statement-08.xml").toString().replaceAll("\n", "\r\n"));
    assert.deepEqual(
      readStatement(file, ACCOUNT).credits.map(({ line }) => line),
      [69, 119, 137],
    );
  });

  it("reads a file with a byte order mark, and an account without movements", () => {
    const text = statementText({ closing: balance("CLBD", "0") });
    assert.deepEqual(readStatement(bytes(`\ufeff${text}`), ACCOUNT), { ...ACCOUNT, credits: [], refused: [] });
  });

  it("reads several statements of the account in one file", () => {
    const one = statementText({ entries: [entry()] });
    const other = statementText({ entries: [entry({ reference: "R2" })] });
    const inner = /<Stmt>[^]*<\/Stmt>/.exec(other)?.[0] ?? "";
    const { credits } = readStatement(bytes(one.replace("</Stmt>", `</Stmt>${inner}`)), ACCOUNT);
    assert.deepEqual(
      credits.map(({ servicerReference, line }) => [servicerReference, line]),
      [
        ["R1", 6],
        ["R2", 11],
      ],
    );
  });

  it("keeps every cent of any amounts, whatever their order", () => {
    const cents = fc.bigInt({ min: 1n, max: 10n ** 14n });
    const property = fc.property(fc.array(cents, { minLength: 1, maxLength: 30 }), (amounts) => {
      const decimal = (count: bigint) => `${count / 100n}.${String(count % 100n).padStart(2, "0")}`;
      const entries = amounts.map((amount, at) => entry({ amount: decimal(amount), reference: `R${at}` }));
      const closing = balance("CLBD", decimal(amounts.reduce((all, one) => all + one)));
      const { credits } = readStatement(bytes(statementText({ entries, closing })), ACCOUNT);
      assert.deepEqual(
        credits.map(({ amount }) => amount.base),
        amounts.map((amount) => amount * 10n ** 16n),
      );
    });
    fc.assert(property, { numRuns: 50 });
  });

  it("reads yen, which have no decimals", () => {
    const yen = (code: string, amount: string) => balance(code, amount, { currency: "JPY" });
    const account = `<Id><IBAN>${IBAN}</IBAN></Id>`;
    const entries = [entry({ amount: "5000", currency: "JPY" })];
    const text = statementText({ entries, opening: yen("OPBD", "1"), closing: yen("CLBD", "5001"), account });
    const { credits } = readStatement(bytes(text), { iban: IBAN, currency: "JPY" });
    assert.deepEqual(
      credits.map(({ amount }) => amount),
      [Money.parse("5000")],
    );
  });
});

describe("bankReference", () => {
  it("is the hash of account, entry and transaction, which cannot be moved from one to another", () => {
    const encoded = AbiCoder.defaultAbiCoder().encode(["string", "string", "string"], [IBAN, "R1", "T1"]);
    assert.equal(bankReference({ iban: IBAN, entry: "R1", transaction: "T1" }), keccak256(encoded));
    const others = [
      { iban: `${IBAN}R`, entry: "1", transaction: "T1" },
      { iban: IBAN, entry: "R1T1", transaction: "" },
      { iban: IBAN, entry: "", transaction: "R1T1" },
    ];
    for (const other of others) assert.notEqual(bankReference(other), keccak256(encoded));
  });
});

describe("mintRequests", () => {
  it("make one request of each payment, to whom its reference names", async () => {
    const statement = readStatement(fixture("statement-08.xml"), ACCOUNT);
    const { requests, refused } = await mintRequests(statement, { recipientOf, isUsed });
    assert.deepEqual(refused, []);
    const [alone, first, second] = statement.credits;
    assert.deepEqual(requests, [
      { to: "account 7", amount: Money.parse("250.10"), reference: PAYMENT.reference, entry: alone },
      { to: "account 12", amount: Money.parse("60"), reference: first?.reference, entry: first },
      { to: "account 13", amount: Money.parse("40.49"), reference: second?.reference, entry: second },
    ]);
    const ofBatch = (transaction: string) => bankReference({ iban: IBAN, entry: "2026030210005678", transaction });
    assert.equal(first?.reference, ofBatch("2026030210005678-1"));
    assert.equal(second?.reference, ofBatch("JB-2026-3"));
  });

  it("leave out a payment that was used before, and no other", async () => {
    const statement = readStatement(fixture("statement-08.xml"), ACCOUNT);
    const before = structuredClone(statement.credits.map(({ reference }) => reference));
    const used = async (reference: string) => Promise.resolve(reference === PAYMENT.reference);
    const { requests, refused } = await mintRequests(statement, { recipientOf, isUsed: used });
    assert.deepEqual(
      requests.map(({ to }) => to),
      ["account 12", "account 13"],
    );
    assert.deepEqual(
      refused.map(({ name, line, message }) => [name, line, message]),
      [["EntryError", 69, "Line 69: WATT has been made for it before."]],
    );
    assert.deepEqual(
      statement.credits.map(({ reference }) => reference),
      before,
    );
  });

  it("leave out who is not known and who is not named, in the order of the file", async () => {
    const entries = [
      entry({ reference: "R1", amount: "0.00" }),
      entry({ reference: "R2", details: transaction({ remittance: "account 99" }) }),
      entry({ reference: "R3", details: transaction({ remittance: "" }) }),
      entry({ reference: "R4", details: transaction({ remittance: "WATT for account 12" }) }),
      entry({ reference: "R5", amount: "0.00" }),
    ];
    const statement = readStatement(bytes(statementText({ entries, closing: balance("CLBD", "30.00") })), ACCOUNT);
    const { requests, refused } = await mintRequests(statement, { recipientOf, isUsed });
    assert.deepEqual(
      requests.map(({ to, entry: { servicerReference } }) => [to, servicerReference]),
      [["account 12", "R4"]],
    );
    assert.deepEqual(
      refused.map(({ message }) => message),
      [
        "Line 6: The amount is zero.",
        'Line 7: Nobody is known as "account 99".',
        "Line 8: The payer says not whom it is for.",
        "Line 10: The amount is zero.",
      ],
    );
    assert.equal(statement.refused.length, 2);
  });
});
