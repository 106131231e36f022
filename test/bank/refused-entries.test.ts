import assert from "node:assert/strict";

import { bankReference, EntryError, readStatement } from "@gridwatt/bank";

import { ACCOUNT, balance, bytes, entry, FIRST, statementText, transaction } from "./files.ts";

const GOOD = entry({ reference: "GOOD" });

/** What becomes of entries before a good one, which must be taken whatever they are. */
function refusedOf(entries: readonly string[], closing: string): [number, string][] {
  const text = statementText({ entries: [...entries, GOOD], closing: balance("CLBD", closing) });
  const { credits, refused } = readStatement(bytes(text), ACCOUNT);
  assert.deepEqual(
    credits.map(({ servicerReference, line }) => [servicerReference, line]),
    [["GOOD", FIRST + entries.length]],
  );
  for (const error of refused) {
    assert(error instanceof EntryError);
    assert.deepEqual([error.name, error.args], ["EntryError", { line: error.line }]);
  }
  return refused.map(({ line, message }) => [line, message.replace(`Line ${line}: `, "")]);
}

const LINE = FIRST;
const REVERSAL = "<RvslInd>true</RvslInd>";

describe("an entry that nothing is made for", () => {
  const cases: [string, { entry: string; closing: string; because: string }][] = [
    ["has an amount of zero", { entry: entry({ amount: "0.00" }), closing: "10.00", because: "The amount is zero." }],
    ["is below zero", { entry: entry({ amount: "-5.00" }), closing: "5.00", because: "-5.00 is below zero." }],
    ["has a comma", { entry: entry({ amount: "12,50" }), closing: "22.50", because: '"12,50" is no amount.' }],
    ["has an exponent", { entry: entry({ amount: "1e2" }), closing: "110.00", because: '"1e2" is no amount.' }],
    ["is hexadecimal", { entry: entry({ amount: "0x10" }), closing: "26.00", because: '"0x10" is no amount.' }],
    ["has no amount", { entry: entry({ amount: " " }), closing: "20.00", because: "It has no amount." }],
    [
      "has more digits than an amount may have",
      { entry: entry({ amount: "1".repeat(19) }), closing: "20.00", because: `"${"1".repeat(19)}" is no amount.` },
    ],
    [
      "has a fraction of a cent",
      { entry: entry({ amount: "10.125" }), closing: "20.125", because: "10.125 has more decimals than EUR." },
    ],
    [
      "is in another currency",
      { entry: entry({ currency: "USD" }), closing: "10.00", because: "It is in USD, not in EUR." },
    ],
    [
      "reverses a debit",
      {
        entry: entry({ more: REVERSAL }),
        closing: "20.00",
        because: "It reverses a debit, so it is nobody's payment.",
      },
    ],
    [
      "returns what was sent",
      {
        entry: entry({ details: transaction({ more: "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" }) }),
        closing: "20.00",
        because: "It is the return of a payment that was sent.",
      },
    ],
    ["has no date", { entry: entry({ date: "" }), closing: "20.00", because: 'It has no booking date, but "".' }],
    [
      "has a day that is none",
      { entry: entry({ date: "2026-02-30" }), closing: "20.00", because: 'It has no booking date, but "2026-02-30".' },
    ],
    [
      "has no reference",
      {
        entry: entry({ reference: "" }),
        closing: "20.00",
        because: "The bank gives no reference that tells it from others.",
      },
    ],
    [
      "has a reference that is none",
      {
        entry: entry({ reference: "NONREF" }),
        closing: "20.00",
        because: "The bank gives no reference that tells it from others.",
      },
    ],
    [
      "is neither credit nor debit",
      {
        entry: entry({ side: "BOTH", amount: "0.00" }),
        closing: "10.00",
        because: "It says not whether it is a credit or a debit.",
      },
    ],
  ];

  for (const [what, { entry: text, closing, because }] of cases) {
    it(`${what} is told with its line, and stops no other`, () => {
      assert.deepEqual(refusedOf([text], closing), [[LINE, because]]);
    });
  }

  // Looked at again from each zero on, it would take a minute and more: no load makes milliseconds that long.
  it("has an amount with zeros without end, and costs no time", () => {
    const zeros = "0".repeat(200_000);
    assert.deepEqual(refusedOf([entry({ amount: `${zeros}x` })], "20.00"), [[LINE, `"${zeros}x" is no amount.`]]);
  }).timeout(20_000);

  it("says neither that it reverses a debit nor that it does not", () => {
    assert.deepEqual(refusedOf([entry({ more: "<RvslInd>TRUE</RvslInd>" })], "20.00"), [
      [LINE, "It reverses a debit, so it is nobody's payment."],
    ]);
  });

  it("is not one that is pending or a debit: these are passed over", () => {
    const entries = [
      entry({ status: "PDNG", amount: "77.00" }),
      entry({ status: "INFO", amount: "78.00" }),
      entry({ side: "DBIT", amount: "3.00" }),
    ];
    assert.deepEqual(refusedOf(entries, "7.00"), []);
  });

  it("has a reference that stands twice, wherever the other stands", () => {
    const entries = [entry({ reference: "R1" }), entry({ reference: "R1", amount: "20.00" })];
    assert.deepEqual(refusedOf(entries, "40.00"), [
      [LINE, `Its reference "R1" stands on line ${LINE + 1} too.`],
      [LINE + 1, `Its reference "R1" stands on line ${LINE} too.`],
    ]);
  });

  it("may have a reference that only a debit shares", () => {
    assert.deepEqual(refusedOf([entry({ reference: "GOOD", side: "DBIT", amount: "1.00" })], "9.00"), []);
  });

  const UETR = "<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR>";
  const names = { "the bank's reference": "", "the payer's id": "<EndToEndId>E1</EndToEndId>", "the UETR": UETR };
  for (const [name, refs] of Object.entries(names)) {
    it(`is taken back in the same file, known by ${name}`, () => {
      const details = transaction({ refs });
      const reference = refs === "" ? "R1" : "R2";
      const entries = [entry({ details }), entry({ details, reference, side: "DBIT", more: REVERSAL })];
      assert.deepEqual(refusedOf(entries, "10.00"), [
        [LINE, `It is taken back on line ${LINE + 1}.`],
        [LINE + 1, "It takes back a credit, for which WATT may have been made."],
      ]);
    });
  }

  it("is not taken back by one that has no id of the payer either", () => {
    const details = transaction({ refs: "<EndToEndId>NOTPROVIDED</EndToEndId>" });
    const entries = [entry({ details, reference: "R9", side: "DBIT", more: REVERSAL, amount: "1.00" })];
    const text = statementText({ entries: [entry({ details }), ...entries], closing: balance("CLBD", "9.00") });
    assert.equal(readStatement(bytes(text), ACCOUNT).credits.length, 1);
  });
});

describe("a batch that nothing is made for", () => {
  const batch = (details: string[], text: { reference?: string } = {}) =>
    entry({ amount: "30.00", details: details.join(""), ...text });
  const part = (amount: string, id: string) => transaction({ amount, refs: `<AcctSvcrRef>${id}</AcctSvcrRef>` });

  const cases: [string, { details: string[]; because: string }][] = [
    [
      "does not add up",
      {
        details: [part("10.00", "1"), part("19.99", "2")],
        because: "It is 30.0, but its transactions are 29.99 together.",
      },
    ],
    ["has a part without amount", { details: [part("30.00", "1"), transaction()], because: "It has no amount." }],
    ["has a part of zero", { details: [part("30.00", "1"), part("0.00", "2")], because: "The amount is zero." }],
    [
      "has a part with a fraction of a cent",
      { details: [part("15.005", "1"), part("14.995", "2")], because: "15.005 has more decimals than EUR." },
    ],
    [
      "has a debit in it",
      {
        details: [part("20.00", "1"), transaction({ amount: "10.00", more: "<CdtDbtInd>DBIT</CdtDbtInd>" })],
        because: "It is no credit, though its entry is.",
      },
    ],
    [
      "does not tell all its parts",
      {
        details: ["<Btch><NbOfTxs>3</NbOfTxs></Btch>", part("30.00", "1")],
        because: "It is a batch of 3, of which 1 are told.",
      },
    ],
    [
      "tells no part",
      { details: ["<Btch><NbOfTxs>2</NbOfTxs></Btch>"], because: "It is a batch of 2, of which 0 are told." },
    ],
  ];
  for (const [what, { details, because }] of cases) {
    it(`${what} is refused as a whole, and stops no other`, () => {
      assert.deepEqual(refusedOf([batch(details)], "40.00"), [[LINE, because]]);
    });
  }

  it("is taken back in part, known by the bank's reference of that part", () => {
    const back = entry({ reference: "R2", side: "DBIT", more: REVERSAL, details: part("10.00", "1") });
    const details = [part("10.00", "1"), part("20.00", "2")];
    const text = statementText({ entries: [batch(details), back], closing: balance("CLBD", "20.00") });
    const { credits, refused } = readStatement(bytes(text), ACCOUNT);
    assert.deepEqual(
      credits.map(({ amount, transactionReference }) => [amount.toString(), transactionReference]),
      [["20.0", "2"]],
    );
    assert.deepEqual(
      refused.map(({ message }) => message),
      [
        `Line ${LINE}: It is taken back on line ${LINE + 1}.`,
        `Line ${LINE + 1}: It takes back a credit, for which WATT may have been made.`,
      ],
    );
  });

  it("stops no other part where one has no reference", () => {
    const text = statementText({
      entries: [batch([part("10.00", "1"), `\n${transaction({ amount: "20.00" })}`])],
      closing: balance("CLBD", "30.00"),
    });
    const { credits, refused } = readStatement(bytes(text), ACCOUNT);
    assert.deepEqual(
      credits.map(({ amount }) => amount.toString()),
      ["10.0"],
    );
    assert.deepEqual(
      refused.map(({ message }) => message),
      [`Line ${LINE + 1}: The bank gives no reference that tells it from others.`],
    );
  });

  it("does not add up in version 02 either", () => {
    const older = (amount: string) =>
      transaction({ more: `<AmtDtls><TxAmt><Amt Ccy="EUR">${amount}</Amt></TxAmt></AmtDtls>` });
    const because = "It is 30.0, but its transactions are 29.0 together.";
    assert.deepEqual(refusedOf([batch([older("10.00"), older("19.00")])], "40.00"), [[LINE, because]]);
  });

  it("is not one whose payers chose the same id, where the bank tells them apart", () => {
    const same = (amount: string, id: string) =>
      transaction({ amount, refs: `<AcctSvcrRef>${id}</AcctSvcrRef><EndToEndId>E1</EndToEndId>` });
    const entries = [batch([same("10.00", "1"), same("20.00", "2")])];
    const { credits } = readStatement(bytes(statementText({ entries, closing: balance("CLBD", "30.00") })), ACCOUNT);
    const expected = ["1", "2"].map((transaction) => bankReference({ iban: ACCOUNT.iban, entry: "R1", transaction }));
    assert.deepEqual(
      credits.map(({ reference }) => reference),
      expected,
    );
  });

  it("has two parts of one reference", () => {
    const reason = `Its reference "R1" stands on line ${LINE} too.`;
    assert.deepEqual(refusedOf([batch([part("10.00", "1"), part("20.00", "1")])], "40.00"), [
      [LINE, reason],
      [LINE, reason],
    ]);
  });
});
