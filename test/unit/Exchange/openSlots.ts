import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, GATE, HORIZON, OPERATORS, trade, UNIT } from "../../helpers/clearing.ts";
import { linkWord, operatorsWord, termsWord } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const RING = 2048;
const RULES = { gateMinutes: 5, horizon: HORIZON, minLong: -500, maxShort: 600, minSpread: 40 };
const ZONES = [{ tariff: 3 }, { tariff: 2 }, { tariff: 4 }];

async function fixture() {
  const f = await deployClearing(connection);
  await f.area.setOpeningRules(RULES);
  return f;
}

async function tradeFixture() {
  return trade(await deployClearing(connection));
}

describe("Exchange", () => {
  describe("openSlots", () => {
    it("refuses whoever is not the balancing party", async () => {
      const { exchange, code, stranger, slot, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(stranger).openSlots([{ slot: slot + 1, long: 0, short: 100 }]))
          .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses a slot whose delivery has begun, from its first second on", async () => {
      const { exchange, time, slot } = await networkHelpers.loadFixture(fixture);
      const next = slot + 1;
      const pair = { slot: next, long: 0, short: 100 };
      for (const late of [0, 1, 900]) {
        await time.setNextBlockTimestamp(next * 900 + late);
        await expect(exchange.openSlots([pair]))
          .to.be.revertedWithCustomError(exchange, "SlotInPast")
          .withArgs(BigInt(next));
      }
      expect((await exchange.slotData(next)).open).to.equal(false);
    });

    it("takes a slot to the last second before", async () => {
      const { exchange, time, slot } = await networkHelpers.loadFixture(fixture);
      await time.setNextBlockTimestamp((slot + 1) * 900 - 1);
      await exchange.openSlots([{ slot: slot + 1, long: 0, short: 100 }]);
      expect((await exchange.slotData(slot + 1)).open).to.equal(true);
    });

    it("refuses a slot beyond the horizon by a second, takes it at the horizon", async () => {
      const { exchange, time, slot } = await networkHelpers.loadFixture(fixture);
      const far = slot + 300;
      const pair = { slot: far, long: 0, short: 100 };
      await time.setNextBlockTimestamp(far * 900 - HORIZON - 1);
      await expect(exchange.openSlots([pair]))
        .to.be.revertedWithCustomError(exchange, "BeyondHorizon")
        .withArgs(BigInt(far), BigInt(HORIZON));
      await time.setNextBlockTimestamp(far * 900 - HORIZON);
      await exchange.openSlots([pair]);
      expect((await exchange.slotData(far)).open).to.equal(true);
    });

    for (const [long, short] of [
      [-501, 100],
      [0, 601],
      [0, 39],
      [0, 0],
      [1, 0],
      [-8_388_608, 8_388_607],
    ] as const) {
      it(`refuses the pair ${long}, ${short} where -500..600 and a spread of 40 are ruled`, async () => {
        const { exchange, slot, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(exchange.openSlots([{ slot: slot + 1, long, short }]))
            .to.be.revertedWithCustomError(exchange, "PairOutOfBounds")
            .withArgs(BigInt(slot + 1), BigInt(long), BigInt(short)),
        );
      });
    }

    it("takes one price for both where no spread is ruled, and not the other way round", async () => {
      const { area, exchange, slot } = await networkHelpers.loadFixture(fixture);
      await area.setOpeningRules({ ...RULES, minSpread: 0 });
      await expect(exchange.openSlots([{ slot: slot + 1, long: 41, short: 40 }]))
        .to.be.revertedWithCustomError(exchange, "PairOutOfBounds")
        .withArgs(BigInt(slot + 1), 41n, 40n);
      await exchange.openSlots([{ slot: slot + 1, long: 40, short: 40 }]);
      const data = await exchange.slotData(slot + 1);
      expect([data.long, data.short]).to.deep.equal([40n, 40n]);
    });

    for (const [long, short] of [
      [-500, 600],
      [0, 40],
      [560, 600],
      [-500, -460],
    ] as const) {
      it(`takes the pair ${long}, ${short}`, async () => {
        const { exchange, slot } = await networkHelpers.loadFixture(fixture);
        await exchange.openSlots([{ slot: slot + 1, long, short }]);
        const data = await exchange.slotData(slot + 1);
        expect([data.long, data.short]).to.deep.equal([BigInt(long), BigInt(short)]);
      });
    }

    it("refuses to open a slot again, alone and twice in one call", async () => {
      const { exchange, slot, read } = await networkHelpers.loadFixture(fixture);
      const pair = (at: number) => ({ slot: at, long: 0, short: 100 });
      for (const pairs of [[pair(slot)], [pair(slot + 1), pair(slot + 1)]]) {
        await expectUnchanged(read, () =>
          expect(exchange.openSlots(pairs))
            .to.be.revertedWithCustomError(exchange, "SlotAlreadyOpen")
            .withArgs(BigInt(pairs[0]?.slot ?? 0)),
        );
      }
      expect((await exchange.slotData(slot + 1)).open).to.equal(false);
    });

    it("says each slot with its pair, terms and gate", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const opened = expect(
        exchange.openSlots([
          { slot: slot + 1, long: 0, short: 100 },
          { slot: slot + 2, long: -50, short: -10 },
        ]),
      );
      await opened.to.emit(exchange, "SlotOpened").withArgs(BigInt(slot + 1), 0n, 100n, 1n, BigInt(GATE));
      await opened.to.emit(exchange, "SlotOpened").withArgs(BigInt(slot + 2), -50n, -10n, 1n, BigInt(GATE));
      await opened.not.to.emit(exchange, "TermsFrozen");
    });

    it("keeps pair, gate and terms", async () => {
      const { exchange, area, slot } = await networkHelpers.loadFixture(fixture);
      await area.setOpeningRules({ ...RULES, gateMinutes: 60 });
      await exchange.openSlots([{ slot: slot + 9, long: -7, short: 100 }]);
      const data = await exchange.slotData(slot + 9);
      const begin = BigInt((slot + 9) * 900);
      const terms = termsWord({ zones: ZONES, marketFee: 1, minEnergy: 10 }) | (1n << 241n);
      expect(data).to.deep.equal([true, -7n, 100n, begin - 3_600n, terms, false]);
    });

    it("freezes what has changed, for the slots that open from then on", async () => {
      const { exchange, area, slot, place } = await networkHelpers.loadFixture(fixture);
      const before = await exchange.slotData(slot);
      await area.setTariff(2, 14);
      await area.setMarketFee(9);
      await area.setLink(1, 500, [{ from: 10, surcharge: 3 }]);
      expect(await exchange.slotData(slot)).to.deep.equal(before);
      const opened = expect(exchange.openSlots([{ slot: slot + 1, long: 0, short: 100 }]));
      const zones = [{ tariff: 3 }, { tariff: 2 }, { tariff: 14 }];
      const terms = termsWord({ zones, marketFee: 9, minEnergy: 10, limited: true }) | (2n << 241n);
      const links = [0n, linkWord(500n, [{ from: 10, surcharge: 3 }]), 0n];
      await opened.to.emit(exchange, "TermsFrozen").withArgs(2n, terms, operatorsWord(OPERATORS), links);
      expect(await exchange.slotData(slot)).to.deep.equal(before);
      expect((await exchange.slotData(slot + 1)).terms).to.equal(terms);
      // A trade in the older slot still pays the older fees.
      await place({ account: 1, side: "sell", energy: 100, limit: 5 });
      await place({ account: 2, side: "buy", energy: 100, limit: 20 });
      expect((await exchange.zoneData(slot, 2)).fees).to.equal(400n);
      expect((await exchange.zoneData(slot, 1)).fees).to.equal(200n);
    });

    it("keeps the pause", async () => {
      const { exchange, area, bob, slot, orderOf } = await networkHelpers.loadFixture(fixture);
      await exchange.pause();
      await area.setTariff(2, 14);
      await exchange.openSlots([{ slot: slot + 1, long: 0, short: 100 }]);
      const order = orderOf({ account: 2, side: "buy", energy: 100, limit: 20, slot: slot + 1 });
      await expect(exchange.connect(bob).placeOrder(order)).to.be.revertedWithCustomError(exchange, "NewRiskPaused");
    });

    it("books the fees of the slot whose place in the ring it takes", async () => {
      const { exchange, time, slot } = await networkHelpers.loadFixture(tradeFixture);
      const next = slot + RING;
      await time.increaseTo(next * 900 - 7_200);
      const pair = { slot: next, long: 0, short: 100 };
      await expect(exchange.openSlots([pair]))
        .to.emit(exchange, "FeesCollected")
        .withArgs(BigInt(slot), 100n, [300n, 200n, 400n]);
      const owed = await Promise.all([0, ...OPERATORS].map((operator) => exchange.feesOwed(operator)));
      expect(owed).to.deep.equal([100n, 300n, 200n, 400n]);
      expect((await exchange.slotData(slot)).open).to.equal(false);
      await exchange.collectFees([slot, slot - RING]);
      expect(await exchange.feesOwed(0)).to.equal(100n);
    });

    it("books no fees twice where they are collected already", async () => {
      const { exchange, time, slot } = await networkHelpers.loadFixture(tradeFixture);
      const next = slot + RING;
      await time.increaseTo(next * 900 - 7_200);
      await exchange.collectFees([slot]);
      await expect(exchange.openSlots([{ slot: next, long: 0, short: 100 }])).not.to.emit(exchange, "FeesCollected");
      expect(await exchange.feesOwed(0)).to.equal(100n);
    });

    it("leaves what an older slot left behind: orders, energy and locks", async () => {
      const f = await networkHelpers.loadFixture(tradeFixture);
      const { exchange, alice, bob, time, slot, ask, place, orderOf, free } = f;
      const next = slot + RING;
      await time.increaseTo(next * 900 - 7_200);
      await exchange.openSlots([{ slot: next, long: -20, short: 30 }]);
      const sell = orderOf({ account: 1, side: "sell", energy: 70, limit: 5, slot: next });
      await expect(exchange.connect(alice).placeOrder(sell))
        .to.be.revertedWithCustomError(exchange, "UnsettledPosition")
        .withArgs(1n, BigInt(slot));
      // The same level of the newer slot, taken by another account.
      const newer = await place({ account: 3, side: "sell", energy: 70, limit: 5, slot: next });
      expect(await exchange.orderData(ask)).to.deep.equal([1n, 0n, false, 50n, 100n]);
      expect(await exchange.orderData(newer)).to.deep.equal([3n, 0n, false, 70n, 0n]);
      await exchange.connect(alice).cancelOrders([ask]);
      await exchange.settle(slot, [1, 2], [], "0x");
      expect(await free(1)).to.equal(1_000_500n);
      await exchange.connect(alice).placeOrder(sell);
      expect((await exchange.bestPrices(next)).asks[1]).to.deep.equal([5n, 140n]);
      await exchange.connect(bob).withdraw(2, (await free(2)) * UNIT);
    });
  });
});
