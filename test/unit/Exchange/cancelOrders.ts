import { expect } from "chai";
import { network } from "hardhat";

import { setBarred } from "../../helpers/exchange.ts";
import { BUY, deployTrading, FUNDS, loaderOf, PAIR, RING, SELL } from "../../helpers/trading.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;

/** Accounts 1, 2 and 1 again bid 100 Wh each at 50; account 3 asks 100 Wh at 300. */
async function fixture() {
  const f = await deployTrading(connection);
  const ids = [];
  for (const account of [1, 2, 1]) ids.push((await f.buy(account, 100n, 50n)).id);
  const { id: ask } = await f.sell(3, 100n, 300n);
  const [first = 0n, second = 0n, third = 0n] = ids;
  return { ...f, first, second, third, ask };
}
const load = loaderOf(connection, fixture);

describe("Exchange", () => {
  describe("cancelOrders", () => {
    it("refuses names that no order has", async () => {
      const f = await load();
      const elsewhere = [16n, 34n, 35n, 39n].map((bit) => f.first ^ (1n << bit));
      for (const id of [0n, f.third + 1n, 2n ** 71n - 1n, ...elsewhere]) {
        await f.refused(() => f.as(1).exchange.cancelOrders([id]), "OrderNotOpen", [id]);
      }
    });

    it("refuses cancelled orders, filled ones and claimed ones", async () => {
      const f = await load();
      await f.cancel(1, [f.third]);
      await f.refused(() => f.as(1).exchange.cancelOrders([f.third]), "OrderNotOpen", [f.third]);
      await f.sell(3, 100n, 40n);
      await f.refused(() => f.as(1).exchange.cancelOrders([f.first]), "OrderNotOpen", [f.first]);
      await f.claim([f.first]);
      await f.refused(() => f.as(1).exchange.cancelOrders([f.first]), "OrderNotOpen", [f.first]);
    });

    it("refuses whoever does not control the account, a delegate whose right has ended too", async () => {
      const f = await load();
      const delegate = f.ownerOf(2);
      const cancel = () => f.exchange.connect(delegate).cancelOrders([f.first]);
      const denied = () => f.refused(cancel, "NotAuthorized", [1n, delegate.address]);
      await denied();
      const until = (await time.latest()) + 100;
      await f.registry.connect(f.ownerOf(1)).setDelegate(1, delegate, until);
      await time.setNextBlockTimestamp(until + 1);
      await denied();
      await f.registry.connect(f.ownerOf(1)).setDelegate(1, delegate, until + 1000);
      await f.run(cancel);
    });

    it("refuses all where one is refused, or named twice", async () => {
      const f = await load();
      const { exchange } = f.as(1);
      await f.refused(() => exchange.cancelOrders([f.first, f.third, f.first]), "OrderNotOpen", [f.first]);
      const caller = f.ownerOf(1).address;
      await f.refused(() => exchange.cancelOrders([f.first, f.second]), "NotAuthorized", [2n, caller]);
    });

    it("says what was filled and what is released", async () => {
      const f = await load();
      await f.sell(3, 30n, 40n);
      const { deeds } = await f.cancel(1, [f.third, f.first]);
      expect(deeds).to.deep.equal([
        { name: "OrderClosed", id: f.third, account: 1, filled: 0n, released: 100n },
        { name: "OrderClosed", id: f.first, account: 1, filled: 30n, released: 70n },
      ]);
    });

    it("brings the fill to the position and the lock of the rest back, at the limit", async () => {
      const f = await load();
      await f.sell(3, 30n, 40n);
      await f.cancel(1, [f.first]);
      expect(await f.freeOf(1)).to.equal(FUNDS - 130n * 150n);
      expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 30n, openBids: 1n, openAsks: 0n });
      await f.buy(2, 40n, 303n + 10n);
      await f.cancel(3, [f.ask]);
      // It sold 30 Wh at 50 - 10 before, and now 40 Wh at 300.
      expect(await f.freeOf(3)).to.equal(FUNDS - 30n * 460n - 40n * 200n);
      expect(await f.positionOf(3)).to.deep.equal({ sold: 70n, bought: 0n, openBids: 0n, openAsks: 0n });
    });

    it("is the identity after a placement, on every side and whatever was there", async () => {
      const f = await load();
      for (const [account, side, limit] of [
        [4, BUY, -100n],
        [4, BUY, 77n],
        [4, SELL, 500n],
        [4, SELL, 222n],
        [1, BUY, 50n],
        [2, BUY, 51n],
        [2, SELL, 299n],
        [3, SELL, 301n],
      ] as const) {
        const before = await f.read();
        const { id } = await f.place({ account, side, energy: 123n, limit });
        f.known.delete(id);
        await f.cancel(account, [id]);
        expect(await f.read()).to.deep.equal(before);
        expect(await f.orderOf(id)).to.include({ account: 0n, open: 0n, filled: 0n });
      }
    });

    it("counts the slot no more once nothing is open or held there", async () => {
      const f = await load();
      const slots = async (account: number) => (await f.exchange.accountData(account)).activeSlots;
      await f.cancel(1, [f.first]);
      expect(await slots(1)).to.equal(1n);
      await f.cancel(1, [f.third]);
      expect(await slots(1)).to.equal(0n);
      await f.sell(3, 30n, 40n);
      await f.cancel(2, [f.second]);
      expect(await slots(2)).to.equal(1n);
    });

    it("leaves the others their places: in front of them, between them, behind them", async () => {
      const f = await load();
      await f.cancel(2, [f.second]);
      expect(await f.bestOf(BUY, 1)).to.deep.equal({ price: 50n, energy: 200n });
      await f.sell(3, 150n, 40n);
      expect(await f.orderOf(f.first)).to.include({ open: 0n, filled: 100n });
      expect(await f.orderOf(f.third)).to.include({ open: 50n, filled: 50n });
      await f.cancel(1, [f.third]);
      expect(await f.bestOf(BUY, 1)).to.equal(null);
      expect(await f.orderOf(f.first)).to.include({ open: 0n, filled: 100n });
      await f.claim([f.first]);
      expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 150n, openBids: 0n, openAsks: 0n });
    });

    it("works while paused, for a barred account, after the gate and after the delivery", async () => {
      const f = await load();
      await f.exchange.pause();
      await setBarred(f.exchange, 1, true);
      await f.cancel(1, [f.first]);
      await time.increaseTo(f.slot * 900 - f.gate);
      await f.cancel(2, [f.second]);
      await time.increaseTo((f.slot + 5) * 900);
      await f.cancel(1, [f.third]);
      expect(await f.freeOf(1)).to.equal(FUNDS);
      expect(await f.freeOf(2)).to.equal(FUNDS);
      expect(await f.bestOf(BUY, 1)).to.equal(null);
    });

    it("works after the slot has left the ring, and touches nothing of the slot that took its place", async () => {
      const f = await load();
      const later = f.slot + RING;
      await time.increaseTo((later - 10) * 900);
      await f.openSlot({ slot: later, ...PAIR });
      await f.buy(4, 50n, 20n, { slot: later });
      const before = await f.bestOf(BUY, 3, later);
      await f.cancel(1, [f.first, f.third]);
      expect(await f.freeOf(1)).to.equal(FUNDS);
      expect(await f.bestOf(BUY, 3, later)).to.deep.equal(before);
      expect(await f.bestOf(BUY, 1, later)).to.equal(null);
      expect((await f.exchange.accountData(1)).activeSlots).to.equal(0n);
    });

    it("takes orders of several accounts, slots and sides in one call", async () => {
      const f = await load();
      await f.openSlot({ slot: f.slot + 1, ...PAIR });
      const { id } = await f.sell(1, 50n, 80n, { slot: f.slot + 1 });
      await f.registry.connect(f.ownerOf(2)).setDelegate(2, f.ownerOf(1), 2n ** 40n - 1n);
      const { deeds } = await f.cancel(1, [f.second, id, f.first]);
      expect(deeds.map((deed) => (deed.name === "OrderClosed" ? deed.id : 0n))).to.deep.equal([f.second, id, f.first]);
      expect(await f.freeOf(2)).to.equal(FUNDS);
    });

    it("takes no order at all", async () => {
      const f = await load();
      expect((await f.cancel(1, [])).deeds).to.deep.equal([]);
    });
  });
});
