import assert from "node:assert/strict";

import {
  endToEndIdOf,
  PaymentFileError,
  writePaymentFile,
  type PaymentFileParameters,
  type Redemption,
} from "@gridwatt/bank";
import { Money, ParameterError } from "@gridwatt/sdk";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";

import { fixture, IBAN } from "./files.ts";

const THIRD: Redemption = {
  id: 3n,
  amount: Money.parse("40"),
  creditor: { name: "Anna Weber", iban: "FR1420041010050500013M02606", bic: "PSSTFRPP" },
  reference: "Redemption 3 of WATT",
};
const FIFTH: Redemption = {
  id: 5n,
  amount: Money.ofBase(1_000_050_000_000_000_000_000n),
  creditor: { name: "O'Neil (Solar)", iban: "GB82WEST12345698765432" },
  reference: "Redemption 5 of WATT",
};
const FILE: PaymentFileParameters = {
  messageId: "GW-2026-03-02-1",
  createdAt: new Date("2026-03-02T17:00:00Z"),
  executeOn: "2026-03-03",
  currency: "EUR",
  debtor: { name: "Gridwatt Reserve GmbH", iban: IBAN, bic: "COBADEFFXXX" },
  redemptions: [THIRD, FIFTH],
};

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "CdtTrfTxInf" });

interface Totals {
  readonly NbOfTxs: string;
  readonly CtrlSum: string;
}
interface Written {
  readonly GrpHdr: Totals;
  readonly PmtInf: Totals & {
    readonly ChrgBr: string;
    readonly PmtTpInf?: unknown;
    readonly DbtrAgt: unknown;
    readonly CdtTrfTxInf: readonly {
      readonly Amt: { readonly InstdAmt: string };
      readonly RmtInf: { readonly Ustrd: string };
    }[];
  };
}

function read(file: string): Written {
  return parser.parse(file).Document.CstmrCdtTrfInitn;
}

describe("writePaymentFile", () => {
  it("writes the file that stands here, the same each time", () => {
    assert.equal(writePaymentFile(FILE), fixture("payments.xml").toString());
    assert.equal(writePaymentFile(FILE), writePaymentFile({ ...FILE, redemptions: [...FILE.redemptions] }));
  });

  it("asks for no service level of SEPA and shares charges in other currencies, and writes yen without decimals", () => {
    const yen = { ...FILE, currency: "JPY", debtor: { name: "Gridwatt KK", iban: IBAN }, redemptions: [THIRD] };
    const { GrpHdr, PmtInf } = read(writePaymentFile(yen));
    assert.deepEqual([GrpHdr.CtrlSum, PmtInf.CdtTrfTxInf[0]?.Amt.InstdAmt, PmtInf.ChrgBr], ["40", "40", "SHAR"]);
    assert.equal("PmtTpInf" in PmtInf, false);
    assert.deepEqual(PmtInf.DbtrAgt, { FinInstnId: { Othr: { Id: "NOTPROVIDED" } } });
  });

  it("has sums and counts of whatever it pays, and reads back as it was", () => {
    const word = fc.string({ unit: fc.constantFrom(..."azAZ09/?:().,'+-"), minLength: 1, maxLength: 40 });
    const one = fc.record({ cents: fc.bigInt({ min: 1n, max: 99_999_999_999n }), reference: word });
    const property = fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (list) => {
      const redemptions = list.map(({ cents, reference }, at) => {
        return { ...THIRD, id: BigInt(at), amount: Money.ofBase(cents * 10n ** 16n), reference };
      });
      const { GrpHdr, PmtInf } = read(writePaymentFile({ ...FILE, redemptions }));
      const amounts = PmtInf.CdtTrfTxInf.map(({ Amt }) => Amt.InstdAmt);
      assert.deepEqual(
        PmtInf.CdtTrfTxInf.map(({ RmtInf }) => RmtInf.Ustrd),
        list.map(({ reference }) => reference),
      );
      for (const amount of [...amounts, GrpHdr.CtrlSum]) assert.match(amount, /^\d+\.\d\d$/);
      const cents = (text: string) => BigInt(text.replace(".", ""));
      assert.deepEqual(
        amounts.map(cents),
        list.map((redemption) => redemption.cents),
      );
      const sum = list.reduce((all, redemption) => all + redemption.cents, 0n);
      for (const { NbOfTxs, CtrlSum } of [GrpHdr, PmtInf]) {
        assert.deepEqual([NbOfTxs, cents(CtrlSum)], [String(list.length), sum]);
      }
    });
    fc.assert(property, { numRuns: 50 });
  });

  it("names a payment by its redemption", () => assert.equal(endToEndIdOf(12n), "GW-REDEMPTION-12"));
});

describe("a payment file that is not written", () => {
  function refuses(change: Partial<PaymentFileParameters>, { message, id }: { message: RegExp; id?: bigint }): void {
    const parameters = { ...FILE, ...change };
    const before = structuredClone(
      JSON.stringify(parameters, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );
    assert.throws(
      () => writePaymentFile(parameters),
      (error) => {
        assert(error instanceof PaymentFileError, String(error));
        assert.match(error.message, message);
        assert.deepEqual(error.args, id === undefined ? {} : { redemption: id });
        return true;
      },
    );
    assert.equal(
      JSON.stringify(parameters, (_, value) => (typeof value === "bigint" ? String(value) : value)),
      before,
    );
  }

  const second = (change: Partial<Redemption>) => ({ redemptions: [THIRD, { ...FIFTH, ...change }] });
  const creditor = (change: Partial<Redemption["creditor"]>) => second({ creditor: { ...FIFTH.creditor, ...change } });
  const amount = (base: bigint) => second({ amount: Money.ofBase(base) });

  const redemptions: [string, { change: Partial<PaymentFileParameters>; message: RegExp; id: bigint }][] = [
    ["a redemption twice", { change: second({ id: 3n }), message: /^Redemption 3 stands twice\.$/, id: 3n }],
    ["nothing", { change: amount(0n), message: /^Redemption 5: 0\.0 EUR is not more than zero\.$/, id: 5n }],
    ["less than nothing", { change: amount(-(10n ** 18n)), message: /^Redemption 5: -1\.0 EUR is not more/, id: 5n }],
    ["half a cent", { change: amount(5n * 10n ** 15n), message: /^Redemption 5: 0\.005 EUR has a fraction/, id: 5n }],
    [
      "more than SEPA moves",
      { change: amount(10n ** 27n), message: /^Redemption 5: .* more than 999999999\.99\.$/, id: 5n },
    ],
    [
      "a wrong IBAN",
      { change: creditor({ iban: "GB82WEST12345698765433" }), message: /^Redemption 5: .* is no IBAN\.$/, id: 5n },
    ],
    [
      "an IBAN with spaces",
      { change: creditor({ iban: "GB82 WEST 1234 5698 7654 32" }), message: /is no IBAN\.$/, id: 5n },
    ],
    [
      "an IBAN in small letters",
      { change: creditor({ iban: "gb82west12345698765432" }), message: /is no IBAN\.$/, id: 5n },
    ],
    ["a wrong BIC", { change: creditor({ bic: "NOBIC" }), message: /^Redemption 5: .*"NOBIC" is no BIC\.$/, id: 5n }],
    [
      "an umlaut",
      { change: creditor({ name: "Müller" }), message: /^Redemption 5: the creditor's name "Müller" is not/, id: 5n },
    ],
    [
      "markup",
      { change: creditor({ name: "A <b> & Co" }), message: /the creditor's name "A <b> & Co" is not/, id: 5n },
    ],
    ["no name", { change: creditor({ name: "" }), message: /the creditor's name "" is not/, id: 5n }],
    [
      "a long name",
      { change: creditor({ name: "a".repeat(71) }), message: /name has more than 70 characters\.$/, id: 5n },
    ],
    [
      "a line break",
      { change: second({ reference: "a\nb" }), message: /^Redemption 5: the reference "a\\nb" is not/, id: 5n },
    ],
    [
      "a space at the end",
      { change: second({ reference: "a " }), message: /^Redemption 5: the reference "a " is not/, id: 5n },
    ],
    [
      "a long reference",
      { change: second({ reference: "a".repeat(141) }), message: /reference has more than 140/, id: 5n },
    ],
    ["a negative id", { change: second({ id: -1n }), message: /^-1 is no id of a redemption\.$/, id: -1n }],
    ["a huge id", { change: second({ id: 10n ** 21n }), message: /is no id of a redemption\.$/, id: 10n ** 21n }],
  ];
  for (const [what, { change, message, id }] of redemptions) {
    it(`since it would pay ${what}`, () => refuses(change, { message, id }));
  }

  const debtor = (change: Partial<Redemption["creditor"]>) => ({ debtor: { ...FILE.debtor, ...change } });
  const headers: [string, { change: Partial<PaymentFileParameters>; message: RegExp }][] = [
    ["an empty list", { change: { redemptions: [] }, message: /^There is no redemption to pay\.$/ }],
    [
      "a debtor's wrong IBAN",
      { change: debtor({ iban: "DE88370400440532013000" }), message: /^The debtor's .* is no IBAN\.$/ },
    ],
    ["a debtor's wrong BIC", { change: debtor({ bic: "COBADEFFXX" }), message: /^The debtor's .* is no BIC\.$/ }],
    [
      "a debtor's odd name",
      { change: debtor({ name: "Gridwatt & Co" }), message: /^The debtor's name "Gridwatt & Co" is not/ },
    ],
    [
      "a long message id",
      { change: { messageId: "a".repeat(36) }, message: /^The message id has more than 35 characters\.$/ },
    ],
    ["a message id with slashes", { change: { messageId: "a//b" }, message: /^The message id a\/\/b begins or ends/ }],
    [
      "a day that is none",
      { change: { executeOn: "2026-02-29" }, message: /^The day of execution "2026-02-29" is no day\.$/ },
    ],
    ["a time that is none", { change: { createdAt: new Date("soon") }, message: /^The creation time is no time\.$/ }],
  ];
  for (const [what, { change, message }] of headers) {
    it(`since it has ${what}`, () => refuses(change, { message }));
  }

  it("since nobody knows the currency", () => {
    assert.throws(() => writePaymentFile({ ...FILE, currency: "XTS" }), ParameterError);
  });
});
