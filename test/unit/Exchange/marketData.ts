import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { CLEARED, NO_DEBTS, NOT_CLEARED } from "../../helpers/exchange.ts";
import { deployClearing, FUNDS, trade } from "../../helpers/clearing.ts";
import { termsWord } from "../../helpers/area.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const NOTHING = [0n, 0n];

async function fixture() {
  return deployClearing(connection);
}

async function tradeFixture() {
  return trade(await deployClearing(connection));
}

/** Asks of zone 1 at 29, 20, 10 and 5, of 10, 20, 30 and 40 Wh, in the order of the worst. */
async function deepFixture() {
  const f = await deployClearing(connection);
  for (const [i, limit] of [29, 20, 10, 5].entries()) {
    await f.place({ account: 1, side: "sell", energy: 10 * (i + 1), limit });
  }
  return f;
}

describe("Exchange", () => {
  describe("slotData", () => {
    it("tells pair, gate and terms of an open slot", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const zones = [{ tariff: 3 }, { tariff: 2 }, { tariff: 4 }];
      const terms = termsWord({ zones, marketFee: 1, minEnergy: 10 }) | (1n << 241n);
      expect(await exchange.slotData(slot)).to.deep.equal([true, -20n, 30n, BigInt(slot * 900 - 300), terms, false]);
    });

    it("tells nothing of a slot that is not open, of the same ring place neither", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      for (const other of [slot + 1, slot - 2048, slot + 2048, (slot + 2 ** 14 * 2048) % 2 ** 32]) {
        expect(await exchange.slotData(other)).to.deep.equal([false, 0n, 0n, 0n, 0n, false]);
      }
    });
  });

  describe("bestPrices", () => {
    it("tells the best price of every zone and the energy there", async () => {
      const { exchange, slot, place } = await networkHelpers.loadFixture(deepFixture);
      await place({ account: 3, side: "sell", energy: 11, limit: 5 });
      await place({ account: 2, side: "buy", energy: 12, limit: -3 });
      const { bids, asks } = await exchange.bestPrices(slot);
      expect(bids).to.deep.equal([NOTHING, NOTHING, [-3n, 12n]]);
      expect(asks).to.deep.equal([NOTHING, [5n, 51n], NOTHING]);
    });

    it("tells nothing of a slot that is not open", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      expect(await exchange.bestPrices(slot + 1)).to.deep.equal([[], []]);
    });
  });

  describe("depth", () => {
    it("tells prices best first, a page at a time", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(deepFixture);
      const first = await exchange.depth(slot, 1, 1, 0, 3);
      expect(first.levels).to.deep.equal([
        [5n, 40n],
        [10n, 30n],
        [20n, 20n],
      ]);
      const second = await exchange.depth(slot, 1, 1, first.next, 3);
      expect(second).to.deep.equal([[[29n, 10n]], 0n]);
    });

    it("goes on below a cursor whose level is gone, and from the best where that is worse", async () => {
      const { exchange, slot, place } = await networkHelpers.loadFixture(deepFixture);
      const { next } = await exchange.depth(slot, 1, 1, 0, 1);
      await place({ account: 2, side: "buy", energy: 70, limit: 30 });
      expect((await exchange.depth(slot, 1, 1, next, 5)).levels).to.deep.equal([
        [20n, 20n],
        [29n, 10n],
      ]);
    });

    it("tells nothing of an empty book, no levels where none are asked for, and nothing of unknown places", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(deepFixture);
      expect(await exchange.depth(slot, 1, 0, 0, 3)).to.deep.equal([[], 0n]);
      expect((await exchange.depth(slot, 1, 1, 0, 0)).levels).to.deep.equal([]);
      for (const [at, zone] of [
        [slot + 1, 1],
        [slot, 3],
        [slot, 12],
        [slot, 255],
      ] as const) {
        expect((await exchange.depth(at, zone, 1, 0, 3)).levels).to.deep.equal([]);
      }
    });
  });

  describe("zoneData", () => {
    it("refuses a zone that no area can have", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      await expect(exchange.zoneData(slot, 12)).to.be.revertedWithCustomError(exchange, "UnknownZone").withArgs(12n);
    });

    it("tells volume and prices in the maker's zone, flow over the links, fees of the path", async () => {
      const { exchange, slot, place } = await networkHelpers.loadFixture(tradeFixture);
      await place({ account: 3, side: "sell", energy: 99, limit: 6 });
      await place({ account: 2, side: "buy", energy: 100, limit: 20 });
      // 150 Wh at 5 and 50 at 6 are 1,050 for 200: 5.25.
      expect(await exchange.zoneData(slot, 1)).to.deep.equal([200n, 1_050n, 5n, 6n, 200n, 400n]);
      expect(await exchange.zoneData(slot, 2)).to.deep.equal([0n, 0n, 0n, 0n, -200n, 800n]);
      expect(await exchange.zoneData(slot, 0)).to.deep.equal([0n, 0n, 0n, 0n, 0n, 600n]);
    });

    it("tells nothing of a slot without trades", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      expect(await exchange.zoneData(slot, 1)).to.deep.equal([0n, 0n, 0n, 0n, 0n, 0n]);
    });
  });

  describe("accountData, positionData, orderData", () => {
    it("tell what an account has, holds and has in the book", async () => {
      const { exchange, alice, bob, slot, ask } = await networkHelpers.loadFixture(tradeFixture);
      expect(await exchange.accountData(1)).to.deep.equal([
        alice.address,
        1n,
        FUNDS - 3_750n,
        1n,
        ...CLEARED,
        ...NO_DEBTS,
      ]);
      expect(await exchange.accountData(2)).to.deep.equal([
        bob.address,
        2n,
        FUNDS - 3_500n,
        1n,
        ...CLEARED,
        ...NO_DEBTS,
      ]);
      expect((await exchange.positionData(1, slot)).slice(0, 4)).to.deep.equal([0n, 0n, 0n, 1n]);
      expect((await exchange.positionData(2, slot)).slice(0, 4)).to.deep.equal([0n, 100n, 0n, 0n]);
      expect(await exchange.orderData(ask)).to.deep.equal([1n, 0n, false, 50n, 100n]);
    });

    it("tell nothing of what there is not", async () => {
      const { exchange, slot, ask } = await networkHelpers.loadFixture(tradeFixture);
      expect(await exchange.accountData(4)).to.deep.equal([ZeroAddress, 0n, 0n, 0n, ...NOT_CLEARED, ...NO_DEBTS]);
      for (const other of [slot + 1, slot + 2048]) {
        expect((await exchange.positionData(2, other)).slice(0, 4)).to.deep.equal([0n, 0n, 0n, 0n]);
      }
      for (const id of [0n, ask + 1n, ask | (1n << 71n), ask + (1n << 39n), 2n ** 256n - 1n]) {
        expect(await exchange.orderData(id)).to.deep.equal([0n, 0n, false, 0n, 0n]);
      }
    });
  });
});
