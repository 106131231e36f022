import { decodeTrade } from "@gridwatt/sdk";
import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, PAIR, trade } from "../../helpers/clearing.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const RING = 2048;
const ZONE = 1;

interface Fill {
  readonly slot: number;
  readonly price: bigint;
  readonly energy: bigint;
}

async function emptyFixture() {
  return deployClearing(connection);
}

async function fixture() {
  return trade(await deployClearing(connection));
}

/**
 * Ten slots from `first` on, the fourth of them never opened: in some of them zone 1 sells at prices below and above zero,
 * in some zone 2 does; nothing is traded in the last.
 */
async function dayFixture() {
  const f = await deployClearing(connection);
  const first = f.slot + 1;
  const opened = [0, 1, 2, 4, 5, 6, 7, 8, 9].map((at) => first + at);
  await f.exchange.openSlots(opened.map((slot) => ({ slot, ...PAIR })));
  const sales: readonly (readonly [at: number, account: number, energy: number, limit: number])[] = [
    [0, 1, 30, -3],
    [0, 1, 70, -4],
    [1, 1, 10, 7],
    [2, 2, 40, 6],
    [4, 1, 25, -12],
    [5, 1, 50, 3],
    [5, 1, 51, 4],
    [6, 2, 60, 2],
    [7, 1, 33, 5],
    [8, 1, 10, -1],
  ];
  for (const [at, account, energy, limit] of sales) {
    const slot = first + at;
    await f.place({ account, side: "sell", energy, limit, slot });
    await f.place({ account: account === 1 ? 2 : 1, side: "buy", energy, limit: 25, slot });
  }
  return { ...f, first };
}

/** What makers of a zone traded, by the events. */
async function fillsOf({ exchange }: Awaited<ReturnType<typeof emptyFixture>>, zone: number): Promise<Fill[]> {
  const events = await exchange.queryFilter(exchange.filters.Trade());
  return events
    .map(({ args }) => decodeTrade(args.word))
    .filter((fill) => fill.zone === zone)
    .map((fill) => ({ slot: fill.slot.number, price: fill.price.ticks, energy: fill.energy.wh }));
}

/** floor(sum / weight + 1/2) */
function halfUp(sum: bigint, weight: bigint): bigint {
  const [twice, double] = [2n * sum + weight, 2n * weight];
  const cut = twice / double;
  return twice < 0n && twice % double !== 0n ? cut - 1n : cut;
}

/** The index of some slots, the plain way. */
function naive(fills: readonly Fill[]) {
  const bySlot = [...Map.groupBy(fills, ({ slot }) => slot).values()];
  const energy = (of: readonly Fill[]) => of.reduce((sum, fill) => sum + fill.energy, 0n);
  const value = (of: readonly Fill[]) => of.reduce((sum, fill) => sum + fill.price * fill.energy, 0n);
  const prices = bySlot.map((of) => halfUp(value(of), energy(of)));
  const count = BigInt(prices.length);
  return {
    price:
      count === 0n
        ? 0n
        : halfUp(
            prices.reduce((sum, price) => sum + price, 0n),
            count,
          ),
    weighted: count === 0n ? 0n : halfUp(value(fills), energy(fills)),
    slots: count,
    volume: energy(fills),
  };
}

describe("Exchange", () => {
  describe("slotIndex", () => {
    it("refuses a zone that is not there", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      await expect(exchange.slotIndex(slot, 3)).to.be.revertedWithCustomError(exchange, "UnknownZone").withArgs(3);
    });

    it("refuses a slot whose storage serves a later one", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const call = exchange.slotIndex(slot - RING, ZONE);
      await expect(call)
        .to.be.revertedWithCustomError(exchange, "SlotForgotten")
        .withArgs(slot - RING);
    });

    it("tells price and volume of the makers' zone, and the whole area's volume", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      expect(await exchange.slotIndex(slot, ZONE)).to.deep.equal([false, 5n, 500n, 100n, 100n, 0n]);
      expect(await exchange.slotIndex(slot, 2)).to.deep.equal([false, 0n, 0n, 0n, 100n, 0n]);
    });

    it("weighs prices by energy and rounds a half up, below zero too", async () => {
      const { exchange, slot, place } = await networkHelpers.loadFixture(emptyFixture);
      for (const limit of [-3, -4]) await place({ account: 1, side: "sell", energy: 20, limit });
      await place({ account: 2, side: "buy", energy: 40, limit: 20 });
      const { price, notional, volume } = await exchange.slotIndex(slot, ZONE);
      expect([price, notional, volume]).to.deep.equal([-3n, -140n, 40n]);
    });

    it("is final from the second of gate closure on", async () => {
      const { exchange, slot, time, closeGate } = await networkHelpers.loadFixture(fixture);
      const isFinal = async () => (await exchange.slotIndex(slot, ZONE)).isFinal;
      await time.increaseTo(slot * 900 - 301);
      expect(await isFinal()).to.equal(false);
      await closeGate();
      expect(await isFinal()).to.equal(true);
    });

    it("tells of a slot that nobody opened that it is empty, and final once it has begun", async () => {
      const { exchange, slot, time } = await networkHelpers.loadFixture(fixture);
      const begun = Math.floor((await time.latest()) / 900);
      expect(await exchange.slotIndex(slot + 1, ZONE)).to.deep.equal([false, 0n, 0n, 0n, 0n, 0n]);
      expect(await exchange.slotIndex(begun + 1, ZONE)).to.deep.equal([false, 0n, 0n, 0n, 0n, 0n]);
      expect(await exchange.slotIndex(begun, ZONE)).to.deep.equal([true, 0n, 0n, 0n, 0n, 0n]);
    });

    it("counts no volume of an older slot in the same storage", async () => {
      const { exchange, slot, time } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo((slot + RING - 8) * 900);
      await exchange.openSlots([{ slot: slot + RING, ...PAIR }]);
      expect(await exchange.slotIndex(slot + RING, ZONE)).to.deep.equal([false, 0n, 0n, 0n, 0n, 0n]);
    });

    it("keeps price and volume when energy is netted, and tells how much was", async () => {
      const { exchange, slot, bob, place } = await networkHelpers.loadFixture(fixture);
      const sale = await place({ account: 2, side: "sell", energy: 40, limit: 5 });
      await place({ account: 3, side: "buy", energy: 90, limit: 25 });
      await exchange.claim([sale]);
      await exchange.connect(bob).net(2, slot, 30);
      expect(await exchange.slotIndex(slot, ZONE)).to.deep.equal([false, 5n, 750n, 150n, 190n, 30n]);
    });
  });

  describe("dailyIndex", () => {
    it("refuses a zone that is not there", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const call = exchange.dailyIndex(3, slot, 1, slot, slot);
      await expect(call).to.be.revertedWithCustomError(exchange, "UnknownZone").withArgs(3);
    });

    it("refuses no slots, and more than 100", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      for (const count of [0, 101]) {
        const call = exchange.dailyIndex(ZONE, slot, count, slot, slot);
        await expect(call).to.be.revertedWithCustomError(exchange, "SlotCountOutOfRange").withArgs(count, 100);
      }
      expect((await exchange.dailyIndex(ZONE, slot, 100, slot, slot)).base.slots).to.equal(1n);
    });

    it("refuses a peak that begins before the day, ends after it, or ends before it begins", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      for (const [from, to] of [
        [slot - 1, slot + 1],
        [slot, slot + 3],
        [slot + 1, slot],
      ] as const) {
        const call = exchange.dailyIndex(ZONE, slot, 2, from, to);
        await expect(call).to.be.revertedWithCustomError(exchange, "PeakOutsideDay").withArgs(from, to);
      }
    });

    it("refuses a day of which a slot is forgotten", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const first = slot - RING - 3;
      const call = exchange.dailyIndex(ZONE, first, 96, first, first);
      await expect(call)
        .to.be.revertedWithCustomError(exchange, "SlotForgotten")
        .withArgs(slot - RING);
    });

    it("is what the trades say, for base and peak, in every zone", async () => {
      const f = await networkHelpers.loadFixture(dayFixture);
      const [from, to] = [f.first + 1, f.first + 6];
      for (const zone of [0, 1, 2]) {
        const fills = (await fillsOf(f, zone)).filter(({ slot }) => slot >= f.first);
        const { base, peak } = await f.exchange.dailyIndex(zone, f.first, 10, from, to);
        const parts = ({ price, weighted, slots, volume }: typeof base) => ({ price, weighted, slots, volume });
        expect(parts(base), `base of zone ${zone}`).to.deep.equal(naive(fills));
        const within = fills.filter(({ slot }) => slot >= from && slot < to);
        expect(parts(peak), `peak of zone ${zone}`).to.deep.equal(naive(within));
      }
    });

    it("gives each slot that traded the same weight, and tells the volume-weighted price beside", async () => {
      const { exchange, first } = await networkHelpers.loadFixture(dayFixture);
      // Prices -4 (100 Wh), 7 (10 Wh), -12 (25 Wh), 3 or 4 (101 Wh): 3.504 -> 4.
      const { base } = await exchange.dailyIndex(ZONE, first, 6, first, first);
      expect([base.price, base.slots, base.volume, base.areaVolume]).to.deep.equal([-1n, 4n, 236n, 276n]);
      expect(base.weighted).to.equal(-1n);
    });

    it("is final when the last gate has closed, the peak when its own last has", async () => {
      const { exchange, first, closeGate } = await networkHelpers.loadFixture(dayFixture);
      const finals = async () => {
        const { base, peak } = await exchange.dailyIndex(ZONE, first, 10, first, first + 2);
        return [base.isFinal, peak.isFinal];
      };
      expect(await finals()).to.deep.equal([false, false]);
      await closeGate(first + 1);
      expect(await finals()).to.deep.equal([false, true]);
      await closeGate(first + 9);
      expect(await finals()).to.deep.equal([true, true]);
    });

    it("has no price where nothing traded", async () => {
      const { exchange, first } = await networkHelpers.loadFixture(dayFixture);
      const nothing = [false, 0n, 0n, 0n, 0n, 0n, 0n];
      const { base, peak } = await exchange.dailyIndex(ZONE, first + 9, 1, first + 9, first + 9);
      expect(base).to.deep.equal(nothing);
      expect(peak).to.deep.equal([true, ...nothing.slice(1)]);
    });
  });
});
