import { expect } from "chai";
import { network } from "hardhat";

import { setBarred } from "../../helpers/exchange.ts";
import { BUY, deployTrading, FUNDS, loaderOf, SELL } from "../../helpers/trading.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;

/** Accounts 1, 2 and 1 again bid 100 Wh each at 50; 130 Wh of it are taken. */
async function fixture() {
  const f = await deployTrading(connection);
  const ids = [];
  for (const account of [1, 2, 1]) ids.push((await f.buy(account, 100n, 50n)).id);
  await f.sell(3, 130n, 40n);
  const [first = 0n, second = 0n, third = 0n] = ids;
  return { ...f, ids, first, second, third };
}
const load = loaderOf(connection, fixture);

describe("Exchange", () => {
  describe("claim", () => {
    it("passes over orders with nothing to claim, that are ended, or never were", async () => {
      const f = await load();
      await f.cancel(1, [f.third]);
      const { id } = await f.sell(4, 50n, 400n);
      const before = await f.read();
      const elsewhere = [16n, 34n, 35n, 39n].map((bit) => f.first ^ (1n << bit));
      const { deeds } = await f.claim([f.third, id, 0n, 2n ** 71n - 1n, ...elsewhere]);
      expect(deeds).to.deep.equal([]);
      expect(await f.read()).to.deep.equal(before);
    });

    it("says whose order was filled, and by how much since the last claim", async () => {
      const f = await load();
      expect((await f.claim(f.ids)).deeds).to.deep.equal([
        { name: "OrderClaimed", id: f.first, account: 1, filled: 100n },
        { name: "OrderClaimed", id: f.second, account: 2, filled: 30n },
      ]);
      await f.sell(3, 20n, 40n);
      expect((await f.claim(f.ids)).deeds).to.deep.equal([
        { name: "OrderClaimed", id: f.second, account: 2, filled: 20n },
      ]);
    });

    it("brings fills to positions, whoever calls, and no money", async () => {
      const f = await load();
      const funds = [await f.freeOf(1), await f.freeOf(2)];
      await f.run(() => f.as(6).exchange.claim(f.ids));
      expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 100n, openBids: 1n, openAsks: 0n });
      expect(await f.positionOf(2)).to.deep.equal({ sold: 0n, bought: 30n, openBids: 1n, openAsks: 0n });
      expect([await f.freeOf(1), await f.freeOf(2)]).to.deep.equal(funds);
      expect(await f.orderOf(f.first)).to.include({ account: 0n, open: 0n, filled: 0n });
      expect(await f.orderOf(f.second)).to.include({ account: 2n, open: 70n, filled: 0n });
      expect((await f.exchange.accountData(1)).activeSlots).to.equal(1n);
    });

    it("never pays twice: again, twice in one call, or after a cancellation", async () => {
      const f = await load();
      await f.claim([f.first, f.second, f.first, f.second]);
      await f.claim(f.ids);
      expect(await f.positionOf(1)).to.include({ bought: 100n });
      expect(await f.positionOf(2)).to.include({ bought: 30n });
      await f.cancel(2, [f.second]);
      await f.claim(f.ids);
      expect(await f.positionOf(2)).to.deep.equal({ sold: 0n, bought: 30n, openBids: 0n, openAsks: 0n });
      expect(await f.freeOf(2)).to.equal(FUNDS - 30n * 150n);
    });

    it("takes nothing from the book and from nobody's place", async () => {
      const f = await load();
      const best = await f.bestOf(BUY, 1);
      await f.claim(f.ids);
      expect(await f.bestOf(BUY, 1)).to.deep.equal(best);
      await f.sell(3, 100n, 40n);
      expect(await f.orderOf(f.second)).to.include({ open: 0n, filled: 70n });
      expect(await f.orderOf(f.third)).to.include({ open: 70n, filled: 30n });
    });

    it("brings sold energy of asks", async () => {
      const f = await load();
      const { id } = await f.sell(2, 50n, 300n);
      await f.buy(3, 20n, 400n);
      await f.claim([id]);
      expect(await f.positionOf(2)).to.deep.equal({ sold: 20n, bought: 0n, openBids: 1n, openAsks: 1n });
    });

    it("works while paused and for a barred account", async () => {
      const f = await load();
      await f.exchange.pause();
      await setBarred(f.exchange, 1, true);
      await f.claim(f.ids);
      expect(await f.positionOf(1)).to.include({ bought: 100n });
    });

    it("leaves the rest open up to the last second before the gate, and closes it from the gate on", async () => {
      const f = await load();
      const gate = f.slot * 900 - f.gate;
      await time.setNextBlockTimestamp(gate - 1);
      expect((await f.claim([f.second])).deeds).to.deep.equal([
        { name: "OrderClaimed", id: f.second, account: 2, filled: 30n },
      ]);
      expect(await f.positionOf(2)).to.include({ bought: 30n, openBids: 1n });
      await time.setNextBlockTimestamp(gate);
      expect((await f.claim(f.ids)).deeds).to.deep.equal([
        { name: "OrderClaimed", id: f.first, account: 1, filled: 100n },
        { name: "OrderClosed", id: f.second, account: 2, filled: 0n, released: 70n },
        { name: "OrderClosed", id: f.third, account: 1, filled: 0n, released: 100n },
      ]);
      expect(await f.freeOf(1)).to.equal(FUNDS - 100n * 150n);
      expect(await f.freeOf(2)).to.equal(FUNDS - 30n * 150n);
      expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 100n, openBids: 0n, openAsks: 0n });
      expect(await f.bestOf(BUY, 1)).to.equal(null);
    });

    it("closes an expired order with fill and rest in one, and frees a slot without energy", async () => {
      const f = await load();
      const { id } = await f.sell(5, 70n, 333n);
      await time.increaseTo((f.slot + 3) * 900);
      expect((await f.claim([f.second, id])).deeds).to.deep.equal([
        { name: "OrderClosed", id: f.second, account: 2, filled: 30n, released: 70n },
        { name: "OrderClosed", id, account: 5, filled: 0n, released: 70n },
      ]);
      const { free, activeSlots } = await f.exchange.accountData(5);
      expect([free, activeSlots]).to.deep.equal([FUNDS, 0n]);
      expect((await f.exchange.accountData(2)).activeSlots).to.equal(1n);
      expect(await f.bestOf(SELL, 0)).to.equal(null);
    });

    it("makes room for another order where a filled one counted as open", async () => {
      const f = await load();
      for (let i = 0; i < 62; i += 1) await f.buy(1, 10n, -100n);
      const more = () => f.as(1).exchange.placeOrder(f.order({ account: 1, side: BUY, energy: 10n, limit: -100n }));
      await f.refused(more, "TooManyOpenOrders", [1n, f.slot]);
      await f.claim([f.first]);
      await f.run(more);
    });

    it("takes no order at all", async () => {
      const f = await load();
      expect((await f.claim([])).deeds).to.deep.equal([]);
    });
  });
});
