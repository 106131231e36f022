import { expect } from "chai";
import { network } from "hardhat";

import { deployTestMarket } from "../../helpers/market.ts";

const ZONES = [{ parent: null, operator: "tso", tariff: 1n, capacity: null, bands: [] }];
/** Slots this far apart share their words and the low bits of their stamps. */
const WRAP = 2 ** 14 * 2048;

const connection = await network.create();

async function fixture() {
  const market = await deployTestMarket(connection, { zones: ZONES, accountZones: [0, 0] });
  const slot = Math.ceil(market.now / 900) + 2;
  for (const account of market.accounts) await market.deposit(account, 1_000_000n);
  await market.openSlot({ slot, long: 0n, short: 100n });
  const order = { account: 1, zone: 0, slot, side: 1, energy: 100n, limit: 50n, kind: 0, minFill: 0n, host: 0 };
  const { hash } = await market.as(1).exchange.placeOrder(order);
  const [placed] = await market.eventsOf(hash);
  if (placed?.name !== "OrderPlaced") throw new Error("the order does not rest");
  return { market, slot, order, id: placed.id };
}

describe("Exchange", () => {
  describe("names that are not quite right", () => {
    it("refuse an order for a slot that only shares its words with an open one", async () => {
      const { market, slot, order } = await connection.networkHelpers.loadFixture(fixture);
      const { exchange } = market.as(2);
      const alias = { ...order, account: 2, side: 0, slot: slot + WRAP };
      await expect(exchange.placeOrder(alias))
        .to.be.revertedWithCustomError(exchange, "BeyondHorizon")
        .withArgs(slot + WRAP, market.horizon);
      await market.advanceTo(slot * 900 - market.gate);
      await expect(exchange.placeOrder(alias)).to.be.revertedWithCustomError(exchange, "BeyondHorizon");
      expect((await exchange.slotData(slot + WRAP)).open).to.equal(false);
    });

    it("know no slot of a ring place that was never used", async () => {
      const { market } = await connection.networkHelpers.loadFixture(fixture);
      const { exchange } = market;
      expect((await exchange.slotData(5)).open).to.equal(false);
      expect((await exchange.bestPrices(5)).bids).to.deep.equal([]);
      expect((await exchange.depth(5, 0, 0, 0, 10)).levels).to.deep.equal([]);
      await expect(exchange.collectFees([5])).not.to.emit(exchange, "FeesCollected");
    });

    it("find no order under an id with another slot or with bits above its fields", async () => {
      const { market, id } = await connection.networkHelpers.loadFixture(fixture);
      const { exchange } = market.as(1);
      for (const alias of [id + (BigInt(WRAP) << 39n), id | (7n << 71n), id | (1n << 255n)]) {
        await expect(exchange.cancelOrders([alias]))
          .to.be.revertedWithCustomError(exchange, "OrderNotOpen")
          .withArgs(alias);
        await expect(exchange.replaceOrder(alias, 100n, 50n, 50n)).to.be.revertedWithCustomError(
          exchange,
          "OrderNotOpen",
        );
        const { hash } = await exchange.claim([alias]);
        expect((await market.ethers.provider.getTransactionReceipt(hash))?.logs).to.deep.equal([]);
        expect((await exchange.orderData(alias)).account).to.equal(0n);
      }
      expect((await exchange.orderData(id)).open).to.equal(100n);
    });
  });
});
