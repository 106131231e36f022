import { expect } from "chai";
import { network } from "hardhat";

import {
  BUY,
  deployTrading,
  FOK,
  FUNDS,
  idOf,
  IOC,
  loaderOf,
  MAX_ENERGY,
  MIN_ENERGY,
  PAIR,
  POST_ONLY,
  SELL,
  tradesOf,
  type Wish,
} from "../../helpers/trading.ts";

const connection = await network.create();
const fixture = () => deployTrading(connection);

/** A bid that is all right. */
const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };
const SIDES = [BUY, SELL] as const;

const load = loaderOf(connection, fixture);

describe("Exchange", () => {
  describe("placeOrder", () => {
    describe("rests", () => {
      it("returns the order's name and nothing filled", async () => {
        const f = await load();
        for (const side of SIDES) {
          const [id, filled] = await f.as(1).exchange.placeOrder.staticCall(f.order({ ...BID, side }));
          expect([id, filled]).to.deep.equal([idOf({ slot: f.slot, zone: 1, side, limit: 50n, index: 0n }), 0n]);
        }
        await f.place(BID);
        const [second] = await f.as(2).exchange.placeOrder.staticCall(f.order({ ...BID, account: 2 }));
        expect(second).to.equal(idOf({ slot: f.slot, zone: 1, side: BUY, limit: 50n, index: 1n }));
      });

      it("says account, energy, kind and host", async () => {
        const f = await load();
        const { deeds, id } = await f.sell(4, 123n, -7n, { kind: POST_ONLY, host: 65_535 });
        expect(id).to.equal(idOf({ slot: f.slot, zone: 3, side: SELL, limit: -7n, index: 0n }));
        expect(deeds).to.deep.equal([
          { name: "OrderPlaced", id, account: 4, energy: 123n, postOnly: true, host: 65_535 },
        ]);
        const plain = await f.buy(4, MAX_ENERGY, -100n);
        expect(plain.deeds).to.deep.equal([
          { name: "OrderPlaced", id: plain.id, account: 4, energy: MAX_ENERGY, postOnly: false, host: 0 },
        ]);
      });

      it("keeps the order, locks what it costs at its limit, and counts the slot once", async () => {
        const f = await load();
        const bid = await f.place({ ...BID, host: 3 });
        const ask = await f.sell(1, 20n, 300n, { kind: POST_ONLY });
        expect(await f.orderOf(bid.id)).to.deep.equal({
          account: 1n,
          host: 3n,
          postOnly: false,
          open: 100n,
          filled: 0n,
        });
        expect(await f.orderOf(ask.id)).to.deep.equal({ account: 1n, host: 0n, postOnly: true, open: 20n, filled: 0n });
        expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 0n, openBids: 1n, openAsks: 1n });
        const { free, activeSlots } = await f.exchange.accountData(1);
        expect(free).to.equal(FUNDS - 100n * 150n - 20n * 200n);
        expect(activeSlots).to.equal(1n);
        expect(await f.bestOf(BUY, 1)).to.deep.equal({ price: 50n, energy: 100n });
        expect(await f.bestOf(SELL, 1)).to.deep.equal({ price: 300n, energy: 20n });
      });

      it("counts every slot with open orders", async () => {
        const f = await load();
        await f.openSlot({ slot: f.slot + 1, ...PAIR });
        await f.place(BID);
        await f.place({ ...BID, slot: f.slot + 1 });
        expect((await f.exchange.accountData(1)).activeSlots).to.equal(2n);
      });

      it("at either end of the pair, with the most energy, where a side locks nothing", async () => {
        const f = await load();
        await f.buy(1, MAX_ENERGY, BigInt(PAIR.long));
        await f.sell(1, MAX_ENERGY, BigInt(PAIR.short));
        await f.buy(2, MIN_ENERGY, BigInt(PAIR.long));
        await f.sell(2, MIN_ENERGY, BigInt(PAIR.short));
        for (const account of [1, 2]) expect(await f.freeOf(account)).to.equal(FUNDS);
        await f.buy(1, 100n, -99n);
        expect(await f.freeOf(1)).to.equal(FUNDS - 100n);
        await f.sell(2, 100n, 499n);
        expect(await f.freeOf(2)).to.equal(FUNDS - 100n);
      });

      it("where it cannot match by a tick, on either side and across zones", async () => {
        const f = await load();
        await f.sell(2, 50n, 30n);
        expect((await f.buy(1, 50n, 32n)).filled).to.equal(0n);
        expect((await f.sell(2, 50n, 30n)).filled).to.equal(0n);
        expect((await f.buy(3, 50n, 39n)).filled).to.equal(0n);
        expect((await f.buy(5, 50n, 35n)).filled).to.equal(0n);
        expect((await f.buy(5, 50n, 36n)).filled).to.equal(50n);
      });

      it("with what is left after a partial fill", async () => {
        const f = await load();
        await f.sell(2, 60n, 30n);
        const [id, filled] = await f.as(1).exchange.placeOrder.staticCall(f.order(BID));
        expect(filled).to.equal(60n);
        const placed = await f.place({ ...BID, host: 9, minFill: 60n });
        expect(placed.id).to.equal(id);
        expect(placed.deeds).to.deep.equal([
          {
            name: "Trade",
            slot: f.slot,
            zone: 1,
            side: SELL,
            price: 30n,
            energy: 60n,
            taker: 1,
            takerZone: 1,
            gridFee: 2n,
            marketFee: 1n,
            host: 9,
          },
          { name: "OrderPlaced", id, account: 1, energy: 40n, postOnly: false, host: 9 },
        ]);
        expect(await f.freeOf(1)).to.equal(FUNDS - 60n * (30n + 3n + 100n) - 40n * 150n);
        expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 60n, openBids: 1n, openAsks: 0n });
        expect(await f.bestOf(SELL, 1)).to.equal(null);
      });
    });

    describe("trades", () => {
      it("at the maker's price; the taker bears all fees and gets the difference to its limit back", async () => {
        const f = await load();
        const { exchange } = f;
        const { id } = await f.sell(4, 80n, 200n);
        const held = await f.watt.balanceOf(exchange);
        const { deeds } = await f.buy(3, 50n, 400n);
        expect(tradesOf(deeds)).to.deep.equal([{ zone: 3, price: 200n, energy: 50n, gridFee: 16n }]);
        expect(await f.freeOf(3)).to.equal(FUNDS - 50n * (200n + 16n + 1n + 100n));
        expect(await f.freeOf(4)).to.equal(FUNDS - 80n * 300n);
        expect(await f.positionOf(3)).to.deep.equal({ sold: 0n, bought: 50n, openBids: 0n, openAsks: 0n });
        expect(await f.orderOf(id)).to.include({ open: 30n, filled: 50n });
        expect(await f.watt.balanceOf(exchange)).to.equal(held);
        expect((await exchange.accountData(3)).activeSlots).to.equal(1n);
        const none = { volume: 0n, notional: 0n, average: 0n, last: 0n };
        const [root, one, two, three] = await Promise.all([0, 1, 2, 3].map((z) => f.zoneOf(z)));
        expect(root).to.deep.equal({ ...none, flow: 0n, fees: 150n });
        expect(one).to.deep.equal({ ...none, flow: 50n, fees: 100n });
        expect(two).to.deep.equal({ ...none, flow: -50n, fees: 200n });
        expect(three).to.deep.equal({
          volume: 50n,
          notional: 10_000n,
          average: 200n,
          last: 200n,
          flow: 50n,
          fees: 350n,
        });
      });

      it("as a seller, at the bidder's price less all fees", async () => {
        const f = await load();
        const { id } = await f.buy(4, 80n, -20n);
        const { deeds } = await f.sell(3, 50n, -90n, { kind: IOC });
        expect(tradesOf(deeds)).to.deep.equal([{ zone: 3, price: -20n, energy: 50n, gridFee: 16n }]);
        // Of 500 that back a Wh sold the taker brings 500 - (-20 - 17).
        expect(await f.freeOf(3)).to.equal(FUNDS - 50n * 537n);
        expect(await f.positionOf(3)).to.deep.equal({ sold: 50n, bought: 0n, openBids: 0n, openAsks: 0n });
        expect(await f.orderOf(id)).to.include({ open: 30n, filled: 50n });
        const zone = await f.zoneOf(3);
        expect(zone).to.deep.equal({
          volume: 50n,
          notional: -1000n,
          average: -20n,
          last: -20n,
          flow: -50n,
          fees: 350n,
        });
      });

      it("prices of both signs under a pair that is negative, and one that is positive", async () => {
        const f = await load();
        const pairs = [
          { slot: f.slot + 1, long: -300, short: -100, set: 300n, buyRate: 120n, sellRate: 180n, price: -180n },
          { slot: f.slot + 2, long: 100, short: 300, set: 300n, buyRate: 223n, sellRate: 80n, price: 220n },
        ];
        for (const { slot, long, short, set, buyRate, sellRate, price } of pairs) {
          await f.openSlot({ slot, long, short });
          const [seller, buyer] = [await f.freeOf(2), await f.freeOf(1)];
          await f.sell(2, 100n, price, { slot });
          const spent = seller - (await f.freeOf(2));
          expect(spent).to.equal(100n * sellRate);
          await f.buy(1, 100n, price + 3n, { slot });
          const paid = buyer - (await f.freeOf(1));
          expect(paid).to.equal(100n * (long < 0 ? buyRate + 3n : buyRate));
          // What both brought is what backs the trade, and the fees.
          expect(spent + paid).to.equal(100n * (set + 3n));
        }
      });

      it("exactly to the minimum fill, and rests with the remainder", async () => {
        const f = await load();
        await f.sell(2, 60n, 30n);
        const { filled, id } = await f.place({ ...BID, minFill: 60n });
        expect(filled).to.equal(60n);
        expect((await f.orderOf(id)).open).to.equal(40n);
      });

      it("in full, fill-or-kill, over several books", async () => {
        const f = await load();
        await f.sell(2, 60n, 30n);
        await f.sell(3, 40n, 30n);
        const { filled, id } = await f.place({ ...BID, kind: FOK });
        expect([filled, id]).to.deep.equal([100n, 0n]);
        expect(await f.positionOf(1)).to.include({ bought: 100n, openBids: 0n });
      });

      it("immediate-or-cancel: leaves nothing, whether it fills in part or not at all", async () => {
        const f = await load();
        const before = await f.read();
        const [none, empty] = await f.as(1).exchange.placeOrder.staticCall(f.order({ ...BID, kind: IOC }));
        expect([none, empty]).to.deep.equal([0n, 0n]);
        expect((await f.place({ ...BID, kind: IOC })).deeds).to.deep.equal([]);
        expect(await f.read()).to.deep.equal(before);
        await f.sell(2, 60n, 30n);
        const { filled, id } = await f.place({ ...BID, kind: IOC });
        expect([filled, id]).to.deep.equal([60n, 0n]);
        expect(await f.bestOf(BUY, 1)).to.equal(null);
        expect(await f.freeOf(1)).to.equal(FUNDS - 60n * 133n);
      });

      it("for a delegate, on the account's money and not the delegate's", async () => {
        const f = await load();
        await f.registry.connect(f.ownerOf(1)).setDelegate(1, f.ownerOf(6), 2n ** 40n - 1n);
        await f.run(() => f.as(6).exchange.placeOrder(f.order(BID)));
        expect(await f.freeOf(1)).to.equal(FUNDS - 15_000n);
        await expect(f.as(6).exchange.withdraw(1, f.unit))
          .to.be.revertedWithCustomError(f.exchange, "NotAuthorized")
          .withArgs(1n, f.ownerOf(6).address);
      });

      it("a level that was emptied, and placed at again", async () => {
        const f = await load();
        const first = await f.sell(2, 60n, 30n);
        await f.buy(1, 60n, 40n);
        expect(await f.bestOf(SELL, 1)).to.equal(null);
        const second = await f.sell(2, 70n, 30n);
        expect(second.id).to.equal(first.id + 1n);
        expect(await f.bestOf(SELL, 1)).to.deep.equal({ price: 30n, energy: 70n });
        expect((await f.buy(1, 50n, 40n)).filled).to.equal(50n);
        expect(await f.orderOf(first.id)).to.include({ open: 0n, filled: 60n });
        expect(await f.orderOf(second.id)).to.include({ open: 20n, filled: 50n });
      });
    });
  });
});
