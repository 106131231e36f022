import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, GATE, OPERATORS, trade } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** 100 Wh went from zone 1 over zone 0 to zone 2, with tariffs 2, 3 and 4 and a market fee of 1. */
async function fixture() {
  const f = await trade(await deployClearing(connection));
  const owed = () => Promise.all([0, ...OPERATORS].map((operator) => f.exchange.feesOwed(operator)));
  return { ...f, owed };
}

describe("Exchange", () => {
  describe("collectFees", () => {
    it("refuses to the last second before the gate, for all slots of the call", async () => {
      const { exchange, time, slot, read } = await networkHelpers.loadFixture(fixture);
      await exchange.openSlots([{ slot: slot - 3, long: 0, short: 100 }]);
      await time.increaseTo((slot - 3) * 900);
      await expectUnchanged(read, async () => {
        await time.setNextBlockTimestamp(slot * 900 - GATE - 1);
        await expect(exchange.collectFees([slot - 3, slot]))
          .to.be.revertedWithCustomError(exchange, "GateOpen")
          .withArgs(BigInt(slot));
      });
      expect((await exchange.slotData(slot - 3)).collected).to.equal(false);
      await time.setNextBlockTimestamp(slot * 900 - GATE);
      await exchange.collectFees([slot - 3, slot]);
      expect((await exchange.slotData(slot)).collected).to.equal(true);
    });

    it("says the market's and every zone's fees", async () => {
      const { exchange, stranger, slot, closeGate } = await networkHelpers.loadFixture(fixture);
      await closeGate();
      await expect(exchange.connect(stranger).collectFees([slot]))
        .to.emit(exchange, "FeesCollected")
        .withArgs(BigInt(slot), 100n, [300n, 200n, 400n]);
    });

    it("books each operator's fees and the market's; the path's parts are what the taker paid", async () => {
      const { exchange, watt, slot, closeGate, owed } = await networkHelpers.loadFixture(fixture);
      await closeGate();
      const held = await watt.balanceOf(exchange);
      expect(await owed()).to.deep.equal([0n, 0n, 0n, 0n]);
      await exchange.collectFees([slot]);
      expect(await owed()).to.deep.equal([100n, 300n, 200n, 400n]);
      expect(await watt.balanceOf(exchange)).to.equal(held);
    });

    it("is done once: again, and twice in one call, it is nothing", async () => {
      const { exchange, slot, closeGate, owed, read } = await networkHelpers.loadFixture(fixture);
      await closeGate();
      await exchange.collectFees([slot, slot]);
      expect(await owed()).to.deep.equal([100n, 300n, 200n, 400n]);
      await expectUnchanged(read, () => expect(exchange.collectFees([slot])).not.to.emit(exchange, "FeesCollected"));
    });

    it("passes over slots that never opened, and others of the same ring place", async () => {
      const { exchange, slot, closeGate, read } = await networkHelpers.loadFixture(fixture);
      await closeGate();
      await expectUnchanged(read, () => exchange.collectFees([slot + 1, slot - 2048, slot + 2048, 2 ** 32 - 1]));
    });

    it("books fees to whoever was a zone's operator when the slot opened", async () => {
      const { exchange, area, slot, closeGate, owed } = await networkHelpers.loadFixture(fixture);
      await area.setOperator(2, 8);
      await area.setMarketFee(100);
      await closeGate();
      await exchange.collectFees([slot]);
      expect(await owed()).to.deep.equal([100n, 300n, 200n, 400n]);
    });

    it("adds up zones of one operator", async () => {
      const { exchange, area, slot, place, closeGate } = await networkHelpers.loadFixture(fixture);
      await area.setOperator(2, 8);
      await exchange.openSlots([{ slot: slot + 1, long: -20, short: 30 }]);
      await place({ account: 1, side: "sell", energy: 10, limit: 0, slot: slot + 1 });
      await place({ account: 2, side: "buy", energy: 10, limit: 30, slot: slot + 1 });
      await closeGate(slot + 1);
      await exchange.collectFees([slot + 1]);
      expect(await exchange.feesOwed(8)).to.equal(60n);
      expect(await exchange.feesOwed(9)).to.equal(0n);
    });
  });
});
