import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, FOK, FUNDS, idOf, loaderOf, POST_ONLY, SELL, type Wish } from "../../helpers/trading.ts";

const connection = await network.create();
const fixture = () => deployTrading(connection);
const load = loaderOf(connection, fixture);

const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };

type Fixture = Awaited<ReturnType<typeof load>>;
const placing = (f: Fixture, wish: Wish, close: readonly bigint[]) => () =>
  f.as(1).exchange.placeOrderClosing(f.order(wish), [...close]);

describe("Exchange", () => {
  describe("placeOrderClosing", () => {
    it("refuses to close an order of somebody else", async () => {
      const f = await load();
      const own = await f.sell(1, 100n, 40n);
      const other = await f.sell(2, 100n, 40n);
      await f.refused(placing(f, BID, [own.id, other.id]), "NotAuthorized", [2n, f.ownerOf(1).address]);
    });

    it("refuses, and closes nothing, where the order is refused", async () => {
      const f = await load();
      const own = await f.sell(1, 100n, 40n);
      const limit = [501, -100, 500];
      await f.refused(placing(f, { ...BID, limit: 501n }, [own.id]), "LimitOutsidePair", limit);
      await f.refused(placing(f, { ...BID, kind: FOK }, [own.id]), "FillOrKillUnfilled", [0n, 100n]);
      await f.sell(2, 10n, 40n);
      await f.refused(placing(f, { ...BID, kind: POST_ONLY }, [own.id]), "PostOnlyWouldMatch", []);
      await f.exchange.pause();
      await f.refused(placing(f, BID, [own.id]), "NewRiskPaused", []);
    });

    it("refuses where the money is short even with what the closed orders free", async () => {
      const f = await load();
      await f.deposit(6, 15_000n);
      const own = await f.buy(6, 100n, 50n);
      const place = (limit: bigint) => () =>
        f.as(6).exchange.placeOrderClosing(f.order({ account: 6, side: BUY, energy: 100n, limit }), [own.id]);
      await f.refused(place(51n), "InsufficientFree", [6n, 15_000n, 15_100n]);
      await f.run(place(50n));
      expect(await f.freeOf(6)).to.equal(0n);
    });

    it("returns and tells what it closed, then what it placed", async () => {
      const f = await load();
      const own = await f.sell(1, 100n, 40n);
      await f.buy(3, 30n, 60n);
      const id = idOf({ slot: f.slot, zone: 1, side: BUY, limit: 50n, index: 0n });
      const answer = await f.as(1).exchange.placeOrderClosing.staticCall(f.order(BID), [own.id]);
      expect([...answer]).to.deep.equal([id, 0n]);
      expect((await f.run(placing(f, BID, [own.id]))).deeds).to.deep.equal([
        { name: "OrderClosed", id: own.id, account: 1, filled: 30n, released: 70n },
        { name: "OrderPlaced", id, account: 1, energy: 100n, postOnly: false, host: 0 },
      ]);
      expect(await f.orderOf(own.id)).to.include({ open: 0n, filled: 0n });
      expect(await f.positionOf(1)).to.deep.equal({ sold: 30n, bought: 0n, openBids: 1n, openAsks: 0n });
      expect(await f.freeOf(1)).to.equal(FUNDS - 30n * 460n - 100n * 150n);
    });

    it("gets past the own order that would stop it", async () => {
      const f = await load();
      const own = await f.sell(1, 100n, 40n);
      await f.sell(2, 100n, 45n);
      expect((await f.as(1).exchange.placeOrder.staticCall(f.order(BID))).filled).to.equal(0n);
      const { filled, deeds } = await f.run(placing(f, BID, [own.id]));
      expect(filled).to.equal(100n);
      expect(deeds.map(({ name }) => name)).to.deep.equal(["OrderClosed", "Trade"]);
      expect(await f.freeOf(1)).to.equal(FUNDS - 100n * (45n + 3n + 100n));
    });

    it("passes over orders that are ended, filled and claimed, or never were, and one that is named twice", async () => {
      const f = await load();
      const [cancelled, filled, open] = [
        await f.sell(1, 20n, 20n),
        await f.sell(1, 20n, 30n),
        await f.sell(1, 20n, 40n),
      ];
      await f.cancel(1, [cancelled.id]);
      await f.buy(2, 20n, 33n);
      await f.claim([filled.id]);
      const { deeds, id } = await f.run(
        placing(f, BID, [cancelled.id, filled.id, 0n, 2n ** 71n - 1n, open.id, open.id]),
      );
      expect(deeds.map(({ name }) => name)).to.deep.equal(["OrderClosed", "OrderPlaced"]);
      expect((await f.orderOf(id)).open).to.equal(100n);
      expect(await f.positionOf(1)).to.deep.equal({ sold: 20n, bought: 0n, openBids: 1n, openAsks: 0n });
    });

    it("claims an order that is filled and not claimed", async () => {
      const f = await load();
      const own = await f.sell(1, 20n, 30n);
      await f.buy(2, 20n, 40n);
      const { deeds } = await f.run(placing(f, BID, [own.id]));
      expect(deeds[0]).to.deep.equal({ name: "OrderClosed", id: own.id, account: 1, filled: 20n, released: 0n });
      expect(await f.positionOf(1)).to.include({ sold: 20n, openAsks: 0n });
    });

    it("closes orders of other slots and accounts of the same owner", async () => {
      const f = await load();
      await f.openSlot({ slot: f.slot + 1, long: -100, short: 500 });
      await f.registry.connect(f.ownerOf(2)).setDelegate(2, f.ownerOf(1), 2n ** 40n - 1n);
      const [later, theirs] = [await f.sell(1, 20n, 30n, { slot: f.slot + 1 }), await f.sell(2, 20n, 30n)];
      await f.run(placing(f, BID, [later.id, theirs.id]));
      expect(await f.freeOf(2)).to.equal(FUNDS);
      expect(await f.positionOf(2)).to.include({ openAsks: 0n });
      expect((await f.exchange.accountData(1)).activeSlots).to.equal(1n);
    });

    it("makes room for a 65th order", async () => {
      const f = await load();
      for (let i = 0; i < 64; i += 1) await f.buy(1, 10n, -100n);
      const [first = 0n] = f.known;
      await f.refused(placing(f, BID, []), "TooManyOpenOrders", [1n, f.slot]);
      await f.run(placing(f, BID, [first]));
      expect(await f.positionOf(1)).to.include({ openBids: 64n });
    });

    it("lets post-only rest where only the closed order was in its way", async () => {
      const f = await load();
      const own = await f.sell(1, 20n, 30n);
      const { id } = await f.run(placing(f, { ...BID, kind: POST_ONLY }, [own.id]));
      expect(await f.orderOf(id)).to.include({ open: 100n, postOnly: true });
      expect(await f.bestOf(SELL, 1)).to.equal(null);
    });
  });
});
