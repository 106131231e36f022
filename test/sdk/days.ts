import { expect } from "chai";

import { localDate, localDay, localTime, Slot, UnitError } from "@gridwatt/sdk";

/** Counts slots one by one. */
function counted(date: string, timeZone: string): { slots: number; peak: number } {
  const around = Slot.at(`${date}T00:00Z`).number;
  const all = Array.from({ length: 300 }, (_, i) => Slot.ofNumber(around - 100 + i));
  const own = all.map(({ begin }) => localTime(begin, timeZone)).filter((time) => time.startsWith(date));
  return {
    slots: own.length,
    peak: own.filter((time) => time.slice(11, 13) >= "08" && time.slice(11, 13) < "20").length,
  };
}

describe("sdk", () => {
  describe("localDay", () => {
    it("has 96 slots, 92 when clocks go forward and 100 when they go back, and always 48 of peak", () => {
      for (const [date, slots, first, peak] of [
        ["2026-03-28", 96, "2026-03-27T23:00Z", "2026-03-28T07:00Z"],
        ["2026-03-29", 92, "2026-03-28T23:00Z", "2026-03-29T06:00Z"],
        ["2026-10-25", 100, "2026-10-24T22:00Z", "2026-10-25T07:00Z"],
        ["2026-12-31", 96, "2026-12-30T23:00Z", "2026-12-31T07:00Z"],
      ] as const) {
        const day = localDay(date);
        expect([day.date, day.slots, String(day.first)]).to.deep.equal([date, slots, first]);
        expect([day.peak.slots, String(day.peak.first)]).to.deep.equal([48, peak]);
      }
    });

    it("holds what counting slot by slot gives, in zones east, west, off the full hour and without a midnight", () => {
      for (const [date, timeZone] of [
        ["2026-03-29", "Europe/Berlin"],
        ["2026-10-25", "Europe/Lisbon"],
        ["2026-11-01", "America/St_Johns"],
        ["2026-06-30", "Pacific/Kiritimati"],
        ["2026-06-30", "Pacific/Pago_Pago"],
        ["2026-06-30", "Asia/Kathmandu"],
        ["2026-04-24", "Africa/Cairo"],
        ["2018-11-04", "America/Sao_Paulo"],
      ] as const) {
        const { slots, peak } = localDay(date, timeZone);
        expect({ slots, peak: peak.slots }, `${date} in ${timeZone}`).to.deep.equal(counted(date, timeZone));
      }
    });

    it("leaves no slot between two days", () => {
      const days = Array.from({ length: 400 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10));
      for (const [i, date] of days.entries()) {
        const [day, next] = [localDay(date), localDay(days[i + 1] ?? "2027-02-05")];
        expect(day.first.number + day.slots, date).to.equal(next.first.number);
      }
    });

    it("refuses days and time zones that do not exist, in one sentence", () => {
      for (const date of ["2026-02-29", "2026-3-1", "yesterday", ""]) {
        expect(() => localDay(date)).to.throw(UnitError, /^".*" is no day: write it like "2026-03-29"\.$/);
      }
      expect(() => localDay("2026-03-29", "Europe/Atlantis")).to.throw(
        UnitError,
        'There is no time zone "Europe/Atlantis": name one like "Europe/Berlin".',
      );
    });
  });

  describe("localTime and localDate", () => {
    it("show clocks and their offset", () => {
      const at = (time: string) => new Date(time);
      expect(localTime(at("2026-10-25T00:30Z"))).to.equal("2026-10-25T02:30:00+02:00");
      expect(localTime(at("2026-10-25T01:30Z"))).to.equal("2026-10-25T02:30:00+01:00");
      expect(localTime(at("2026-07-01T00:00:01.900Z"), "America/St_Johns")).to.equal("2026-06-30T21:30:01-02:30");
      expect(localTime(at("2026-07-01T00:00Z"), "UTC")).to.equal("2026-07-01T00:00:00+00:00");
      expect(localDate(at("2026-06-30T22:00Z"))).to.equal("2026-07-01");
    });
  });
});
