import assert from "node:assert/strict";

import { localDay, Slot, type ExchangeEvent, type GetMeterReturnType } from "@gridwatt/sdk";
import {
  centsRoundedHalfAway,
  countedBySlot,
  formatCents,
  Journal,
  ledgerOf,
  parseOpenings,
  parseRates,
  RateFileError,
  ReadingFileError,
  RunningCents,
  toCsv,
  totalsOf,
  Vat,
} from "@gridwatt/statements";
import fc from "fast-check";

const CENT = 10n ** 16n;
const amounts = fc.array(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), { maxLength: 60 });
const sum = (list: readonly bigint[]) => list.reduce((all, one) => all + one, 0n);

describe("cents", () => {
  it("round to the nearest, a half away from zero", () => {
    const cases: [bigint, string][] = [
      [CENT / 2n, "0.01"],
      [CENT / 2n - 1n, "0.00"],
      [-CENT / 2n, "-0.01"],
      [-(CENT / 2n) + 1n, "0.00"],
      [123n * CENT + 1n, "1.23"],
    ];
    for (const [base, cents] of cases) assert.equal(formatCents(centsRoundedHalfAway(base)), cents);
  });

  it("of items add up to the rounded sum, none of them a cent or more off", () => {
    const property = fc.property(fc.bigInt({ min: -CENT * 9n, max: CENT * 9n }), amounts, (opening, list) => {
      const running = new RunningCents(opening);
      const before = running.sum;
      const cents = list.map((base) => running.next(base));
      assert.equal(before + sum(cents), centsRoundedHalfAway(opening + sum(list)));
      for (const [at, base] of list.entries()) {
        const off = (cents[at] ?? 0n) * CENT - base;
        assert((off < 0n ? -off : off) < CENT + 1n);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe("toCsv", () => {
  it("quotes what needs quotes and ends every line with CRLF", () => {
    const rows = [
      { a: 'say "no"', b: "1,5" },
      { a: "two\nlines", b: "" },
    ];
    assert.equal(toCsv({ columns: ["a", "b"], rows }), 'a,b\r\n"say ""no""","1,5"\r\n"two\nlines",\r\n');
  });
});

describe("rates", () => {
  const file = (prices: string, ...rates: unknown[]) => JSON.stringify({ prices, rates });
  const rate = (kind: string, from: string, basisPoints: unknown) => ({ kind, from, basisPoints });
  const SALES = [rate("sale", "2027-01-01", 1600), rate("sale", "2026-01-01", 1900)] as const;
  const WATT = 100n * CENT;

  it("hold from their day on, until a later one", () => {
    const vat = new Vat(parseRates(file("exclude", ...SALES)));
    const of = (date: string) => vat.of({ kind: "sale", date, base: WATT }, 100n);
    assert.deepEqual(of("2026-12-31"), { basisPoints: 1900, vat: 19n, net: 100n, gross: 119n });
    assert.deepEqual(of("2027-01-01"), { basisPoints: 1600, vat: 16n, net: 100n, gross: 116n });
  });

  it("are taken out of prices that include them", () => {
    const vat = new Vat(parseRates(file("include", ...SALES)));
    const item = { kind: "sale", date: "2026-06-01", base: -119n * CENT } as const;
    assert.deepEqual(vat.of(item, -119n), { basisPoints: 1900, vat: -19n, net: -100n, gross: -119n });
  });

  it("give cents of tax that add up to the tax on the sum, rate by rate", () => {
    const list = fc.array(fc.tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.boolean()), {
      maxLength: 40,
    });
    const property = fc.property(list, fc.constantFrom("include", "exclude"), (items, prices) => {
      const vat = new Vat(parseRates(file(prices, ...SALES)));
      const [dues, taxes] = [new Map<number, bigint>(), new Map<number, bigint>()];
      for (const [base, late] of items) {
        const cents = centsRoundedHalfAway(base);
        const tax = vat.of({ kind: "sale", date: late ? "2027-05-01" : "2026-05-01", base }, cents);
        assert.equal(tax.net + tax.vat, tax.gross);
        assert.equal(prices === "include" ? tax.gross : tax.net, cents);
        dues.set(tax.basisPoints, (dues.get(tax.basisPoints) ?? 0n) + base);
        taxes.set(tax.basisPoints, (taxes.get(tax.basisPoints) ?? 0n) + tax.vat);
      }
      for (const [points, base] of dues) {
        const by = 10_000n + (prices === "include" ? BigInt(points) : 0n);
        // |2 x (tax - exact)| <= 1 cent, without dividing.
        const off = 2n * ((taxes.get(points) ?? 0n) * CENT * by - base * BigInt(points));
        assert((off < 0n ? -off : off) <= CENT * by);
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("are refused in one sentence", () => {
    const cases: [text: string, sentence: RegExp][] = [
      ["{", /^The rate file is no JSON\.$/],
      ["[]", /^The rate file is an object with prices and rates\.$/],
      [file("both"), /^The rate file says with "prices" whether prices "include" or "exclude" the tax\.$/],
      ['{"prices": "include"}', /^The rate file has no list of "rates"\.$/],
      [file("include", 7), /^Rate 1 of the rate file is an object with kind, from and basisPoints\.$/],
      [file("include", rate("gift", "2026-01-01", 1)), /^Rate 1 .* is for a kind of sale, .*, not for "gift"\.$/],
      [file("include", rate("sale", "2026-02-30", 1)), /^Rate 1 .* holds from a day like .*, not from "2026-02-30"\.$/],
      [file("include", rate("sale", "2026-01-01", 0.19)), /^Rate 1 .* is a whole number of basis points up to 10000, /],
      [file("include", rate("sale", "2026-01-01", -1)), /^Rate 1 .* is a whole number of basis points up to 10000, /],
      [file("include", SALES[0], SALES[0]), /^The rate file has two rates for sale from 2027-01-01\.$/],
    ];
    for (const [text, message] of cases) {
      assert.throws(
        () => parseRates(text),
        (error) => error instanceof RateFileError && message.test(error.message),
      );
    }
  });

  it("are missed where none holds", () => {
    const vat = new Vat(parseRates(file("include", ...SALES)));
    const message = "The rate file has no rate for sale on 2025-12-31: state 0 where no tax is due.";
    assert.throws(() => vat.of({ kind: "sale", date: "2025-12-31", base: 1n }, 0n), { name: "RateFileError", message });
  });
});

describe("readings", () => {
  const span = (meter: number, registers: readonly (number | string)[]) => ({
    ...{ meter, importBegin: registers[0], exportBegin: registers[1] },
    ...{ importEnd: registers[2], exportEnd: registers[3] },
  });
  const meter = (number: number) => ({ meter: number, importDigits: 6, exportDigits: 8 }) as GetMeterReturnType;

  it("are summed over an account's meters, and roll over", () => {
    const spans = [span(1, [100, 20, 350, 20]), span(2, ["999990", "99999999", "15", "4"])];
    const openings = parseOpenings(JSON.stringify([{ slot: 5, spans }]));
    const counted = countedBySlot(openings, [meter(1), meter(2)]);
    assert.deepEqual([...counted], [[5, { generation: 5n, consumption: 250n + 25n }]]);
  });

  it("are refused in one sentence", () => {
    const cases: [value: unknown, sentence: RegExp][] = [
      [{}, /^The file of readings is a list of slots\.$/],
      [
        [{ slot: "5", spans: [] }],
        /^Entry 1 of the readings is an object with the number of a slot and a list of spans\.$/,
      ],
      [[{ slot: 5, spans: [{}] }], /^Entry 1 of the readings has a span without the number of a meter\.$/],
      [[{ slot: 5, spans: [span(1, [0, 0, 0.5, 0])] }], /^Entry 1 of the readings has no importEnd in whole Wh\.$/],
      [
        [
          { slot: 5, spans: [] },
          { slot: 5, spans: [] },
        ],
        /^The readings have slot 5 twice\.$/,
      ],
      [
        [{ slot: 5, spans: [span(1, [0, 0, 5, 0]), span(1, [0, 0, 5, 0])] }],
        /^Entry 1 of the readings has meter 1 twice\.$/,
      ],
    ];
    for (const [value, message] of cases) {
      const parse = () => parseOpenings(JSON.stringify(value));
      assert.throws(parse, (error) => error instanceof ReadingFileError && message.test(error.message));
    }
    assert.throws(() => parseOpenings("["), { message: "The file of readings is no JSON." });
  });
});

describe("totals", () => {
  it("take a day of 92 or 100 slots whole, and lose none between two days", () => {
    for (const [date, slots] of [
      ["2026-03-29", 92],
      ["2026-10-25", 100],
      ["2026-10-26", 96],
    ] as const) {
      const { first } = localDay(date);
      const around = Array.from({ length: slots + 8 }, (_, at) => first.number - 4 + at);
      const counted = new Map(around.map((slot) => [slot, { generation: 1n, consumption: 2n }]));
      const rows = ledgerOf(new Journal(), { account: 1, counted });
      const days = totalsOf(rows, { period: "day" });
      assert.deepEqual(
        days.map((day) => [day.slots, day.generation, day.consumption, day.net]),
        [4, slots, 4].map((count) => [count, BigInt(count), BigInt(2 * count), null]),
      );
      assert.equal(days[1]?.period, date);
    }
  });

  it("put a slot into the month in which it begins, by local time", () => {
    const slots = [Slot.at("2026-03-31T21:45Z"), Slot.at("2026-03-31T22:00Z")].map(({ number }) => number);
    const counted = new Map(slots.map((slot) => [slot, { generation: 1n, consumption: 0n }]));
    const rows = ledgerOf(new Journal(), { account: 1, counted });
    const months = (timeZone: string) => totalsOf(rows, { period: "month", timeZone }).map(({ period }) => period);
    assert.deepEqual(months("Europe/Berlin"), ["2026-03", "2026-04"]);
    assert.deepEqual(months("UTC"), ["2026-03"]);
  });

  it("leave empty what is not known of every slot", () => {
    const counted = new Map([[8, { generation: 3n, consumption: 1n }]]);
    const journal = new Journal();
    const place = { contract: "exchange", block: 1, transaction: "0x", logIndex: 0 } as const;
    const slot = Slot.ofNumber(9);
    const money = { units: 0n };
    const energy = { wh: 0n };
    const settled = { account: 1, slot, sold: energy, bought: energy, sets: money, amount: money };
    const event = { ...place, ...settled, name: "Settled", meteredWh: 4n, assumed: true } as unknown as ExchangeEvent;
    journal.apply(event);
    const [day] = totalsOf(ledgerOf(journal, { account: 1, counted }), { period: "day", timeZone: "UTC" });
    assert.deepEqual([day?.slots, day?.generation, day?.net, day?.deviation, day?.assumed], [2, null, null, null, 1]);
    const [, row] = ledgerOf(journal, { account: 1, counted });
    assert.deepEqual([row?.net, row?.contracted, row?.deviation], [4n, 0n, 4n]);
  });
});
