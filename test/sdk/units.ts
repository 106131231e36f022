import { expect } from "chai";
import fc from "fast-check";

import { Energy, Fee, Grid, Money, Price, Slot, UnitError } from "@gridwatt/sdk";

const KINDS = [
  { name: "Energy", parse: (text: string) => Energy.parse(text), decimals: 3, signed: false },
  { name: "Grid", parse: (text: string) => Grid.parse(text), decimals: 18, signed: false },
  { name: "Fee", parse: (text: string) => Fee.parse(text), decimals: 4, signed: false },
  { name: "Price", parse: (text: string) => Price.parse(text), decimals: 4, signed: true },
  { name: "Money", parse: (text: string) => Money.parse(text), decimals: 7, signed: true },
];

const NO_DECIMALS = [
  "",
  " ",
  "1e18",
  "1E2",
  "+1",
  "--1",
  "0x10",
  "1_000",
  "1,5",
  "1.",
  ".5",
  "1.2.3",
  " 1",
  "1 ",
  "1\n",
  "01",
  "00.1",
  "NaN",
  "Infinity",
  "-",
  "１２",
  "1．5",
  "١",
  "1n",
  "½",
  "9".repeat(100),
];

describe("sdk", () => {
  describe("units", () => {
    for (const { name, parse, decimals, signed } of KINDS) {
      it(`${name} reads no text but plain decimals`, () => {
        for (const text of NO_DECIMALS) expect(() => parse(text), JSON.stringify(text)).to.throw(UnitError);
        expect(() => parse(`0.${"0".repeat(decimals)}1`)).to.throw(UnitError, `${decimals} decimals`);
        if (!signed) expect(() => parse("-1")).to.throw(UnitError, "below zero");
      });

      it(`${name} reads no other types`, () => {
        const others: unknown[] = [1, 1.5, 1n, null, undefined, {}, [], ["1"], new String("1"), true];
        for (const value of others) expect(() => parse(value as string), String(value)).to.throw(UnitError);
      });
    }

    it("Energy reads what it writes, whatever zeros are left out", () => {
      fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: 1n << 60n }), (wh) => {
          const text = Energy.ofWh(wh).toString();
          expect(Energy.parse(text).wh).to.equal(wh);
          expect(Energy.parse(text.replace(/0+$/, "").replace(/\.$/, "")).wh).to.equal(wh);
          expect(text).to.match(/^(0|[1-9]\d*)\.\d{3}$/);
        }),
      );
    });

    it("Price reads what it writes", () => {
      fc.assert(
        fc.property(fc.bigInt({ min: -99_999n, max: 99_999n }), (ticks) => {
          const text = Price.ofTicks(ticks).toString();
          expect(Price.parse(text).ticks).to.equal(ticks);
          expect(text).to.match(/^-?\d\.\d{4}$/);
        }),
      );
    });

    it("Money reads what it writes, by units and by base units", () => {
      fc.assert(
        fc.property(fc.bigInt({ min: -(1n << 90n), max: 1n << 90n }), (units) => {
          const money = Money.ofUnits(units);
          expect(Money.parse(money.toString()).units).to.equal(units);
          expect(Money.ofBase(money.base).units).to.equal(units);
          expect(money.toString()).to.match(/^-?\d+\.(\d|\d+[1-9])$/);
        }),
      );
    });

    it("writes decimals as people do", () => {
      expect(Energy.parse("20").toString()).to.equal("20.000");
      expect(Energy.ofWh(1n).toString()).to.equal("0.001");
      expect(Price.parse("0.15").toString()).to.equal("0.1500");
      expect(Price.ofTicks(-1n).toString()).to.equal("-0.0001");
      expect(Price.parse("-0").toString()).to.equal("0.0000");
      expect(Money.parse("12.50").toString()).to.equal("12.5");
      expect(Money.ofUnits(0n).toString()).to.equal("0.0");
      expect(Money.ofUnits(-1n).toString()).to.equal("-0.0000001");
      expect(JSON.stringify({ energy: Energy.ofWh(5n), slot: Slot.ofNumber(7) })).to.equal(
        '{"energy":"0.005","slot":7}',
      );
      expect(`${Fee.parse("0.012")}`).to.equal("0.0120");
    });

    it("price x energy is exact money", () => {
      const [prices, energies] = [fc.bigInt({ min: -99_999n, max: 99_999n }), fc.bigInt({ min: 0n, max: 1n << 36n })];
      fc.assert(
        fc.property(prices, energies, (ticks, wh) => {
          const money = Price.ofTicks(ticks).times(Energy.ofWh(wh));
          expect(money.base).to.equal(ticks * wh * 10n ** 11n);
        }),
      );
      expect(Price.parse("0.1500").times(Energy.parse("20.000")).toString()).to.equal("3.0");
      expect(Fee.parse("0.0120").times(Energy.parse("2.000")).toString()).to.equal("0.024");
    });

    it("adds and compares within a kind", () => {
      expect(Energy.parse("1").plus(Energy.parse("0.5")).minus(Energy.parse("0.25")).toString()).to.equal("1.250");
      expect(Money.parse("1").minus(Money.parse("3")).negated().toString()).to.equal("2.0");
      expect(Price.parse("0.2").plus(Fee.parse("0.01")).minus(Fee.parse("0.02")).toString()).to.equal("0.1900");
      expect(Price.parse("-1").compare(Price.parse("1"))).to.equal(-1);
      expect(Fee.parse("1").plus(Fee.parse("1")).equals(Fee.parse("2"))).to.equal(true);
      expect(Money.ZERO.isZero()).to.equal(true);
    });

    it("refuses to leave its range", () => {
      expect(() => Energy.ofWh(1n).minus(Energy.ofWh(2n))).to.throw(UnitError, "below zero");
      expect(() => Fee.ofTicks(-1n)).to.throw(UnitError, "below zero");
      expect(() => Price.ofTicks(100_000n)).to.throw(UnitError, "9.9999");
      expect(() => Price.parse("-10")).to.throw(UnitError, "-10.0000");
      expect(() => Price.parse("9.9999").plus(Fee.ofTicks(1n))).to.throw(UnitError);
      expect(() => Money.ofBase(10n ** 11n + 1n)).to.throw(UnitError, "no multiple");
      expect(Money.ofBaseRoundedDown(10n ** 11n + 1n).units).to.equal(1n);
      expect(Money.ofBaseRoundedDown(-1n).units).to.equal(-1n);
    });

    it("refuses to mix, at compile time and at run time", () => {
      const [energy, price, money, fee] = [Energy.ofWh(1n), Price.ofTicks(1n), Money.ofUnits(1n), Fee.ofTicks(1n)];
      // @ts-expect-error an Energy is no Price
      expect(() => energy.plus(price)).to.throw(UnitError, "Energy goes with Energy here, not with Price");
      // @ts-expect-error a Price is no Money
      expect(() => money.plus(price)).to.throw(UnitError);
      // @ts-expect-error a Fee is no Price
      expect(() => price.equals(fee)).to.throw(UnitError);
      // @ts-expect-error a Price is no Fee
      expect(() => price.plus(price)).to.throw(UnitError);
      // @ts-expect-error Money is no Energy
      expect(() => price.times(money)).to.throw(UnitError);
      // @ts-expect-error a bigint is no Energy
      expect(() => energy.plus(1n)).to.throw(UnitError, "not with a bigint");
      // @ts-expect-error energy is counted in bigints
      expect(() => Energy.ofWh(1)).to.throw(UnitError, "not in a number");
      expect(() => Number(energy)).to.throw(UnitError, "methods of Energy");
      expect(() => energy < energy).to.throw(UnitError);
    });
  });

  describe("Slot", () => {
    it("contains every moment from its begin to before its end", () => {
      const times = fc.date({ min: new Date(0), max: new Date("9000-01-01T00:00:00Z"), noInvalidDate: true });
      fc.assert(
        fc.property(times, (time) => {
          const slot = Slot.at(time);
          expect(slot.begin <= time && time < slot.end).to.equal(true);
          expect(slot.end.getTime() - slot.begin.getTime()).to.equal(900_000);
          expect(slot.beginSeconds).to.equal(slot.number * 900);
          expect(Slot.at(time.toISOString()).equals(slot)).to.equal(true);
          expect(Slot.parse(slot.toString()).number).to.equal(slot.number);
          expect(Slot.parse(String(slot.number)).equals(slot)).to.equal(true);
        }),
      );
    });

    it("knows zones of time", () => {
      expect(Slot.at("2026-03-29T12:05+02:00").toString()).to.equal("2026-03-29T10:00Z");
      expect(Slot.at("2026-03-29T10:14:59.999Z").equals(Slot.at("2026-03-29T10:00Z"))).to.equal(true);
      expect(Slot.at("2028-02-29T00:00Z").plus(96).toString()).to.equal("2028-03-01T00:00Z");
      expect(Slot.ofNumber(5n).plus(-5).number).to.equal(0);
    });

    it("reads no other times", () => {
      const texts = [
        "",
        "2026-03-29",
        "2026-03-29T10:00",
        "2026-02-30T10:00Z",
        "2026-13-01T10:00Z",
        "2026-03-29T24:00Z",
        "today",
        "2026-03-29 10:00Z",
        "2026-03-29T10:60Z",
        "-1",
        "1.5",
        "4294967296",
        "1e3",
        "1969-12-31T23:59Z",
        "007",
      ];
      for (const text of texts) expect(() => Slot.parse(text), text).to.throw(UnitError);
      expect(() => Slot.ofNumber(1.5)).to.throw(UnitError);
      expect(() => Slot.ofNumber(2 ** 32)).to.throw(UnitError);
      expect(() => Slot.at(new Date(Number.NaN))).to.throw(UnitError, "invalid Date");
      expect(() => Slot.at(5 as unknown as Date)).to.throw(UnitError);
      expect(() => Slot.ofNumber(1) < Slot.ofNumber(2)).to.throw(UnitError);
    });
  });
});
