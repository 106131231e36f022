import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, FUNDS, idOf, IOC, loaderOf, PAIR, RING, SELL } from "../../helpers/trading.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;
const PRICE = 40n;
/** Accounts in pairs of maker and taker, one pair for each lap of the ring; all in zone 1. */
const MAKER = 1;
const TAKER = 2;
const NEW_MAKER = 3;
const NEW_TAKER = 4;

/** The old slot has 100 Wh on offer at 40, of which 30 are taken; its storage is about to be used again. */
async function fixture() {
  const f = await deployTrading(connection, { homes: [1, 1, 1, 1, 1, 1], poor: [] });
  const old = f.slot;
  const { id } = await f.sell(MAKER, 100n, PRICE);
  await f.buy(TAKER, 30n, 60n);
  const slot = old + RING;
  const enter = async (next: number) => {
    await time.increaseTo((next - 10) * 900);
    await f.openSlot({ slot: next, ...PAIR });
  };
  const ask = (account: number, energy: bigint, at = slot) => f.sell(account, energy, PRICE, { slot: at });
  const bid = (account: number, energy: bigint, at = slot) => f.buy(account, energy, 60n, { slot: at, kind: IOC });
  return { ...f, old, slot, id, enter, ask, bid };
}
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;

/** What the old slot's maker and taker get in the end, wherever their orders lay. */
async function settleOld(f: Fixture) {
  const { deeds } = await f.run(() => f.exchange.settle(f.old, [MAKER, TAKER], [f.id], "0x"));
  expect(deeds).to.deep.equal([{ name: "OrderClosed", id: f.id, account: MAKER, filled: 30n, released: 70n }]);
  // 500 for each Wh sold, 100 for each bought: the seller earned 40, the buyer paid 40 and 3 of fees.
  expect(await f.freeOf(MAKER)).to.equal(FUNDS + 30n * 40n);
  expect(await f.freeOf(TAKER)).to.equal(FUNDS - 30n * 43n);
  for (const account of [MAKER, TAKER]) {
    expect((await f.exchange.accountData(account)).activeSlots).to.equal(0n);
  }
}

describe("Exchange", () => {
  describe("ring of slots", () => {
    it("reads as empty where an older slot has left its words", async () => {
      const f = await load();
      for (let i = 0n; i < 6n; i += 1n) await f.sell(5, 10n, 60n + 50n * i, { slot: f.old });
      expect((await f.depthOf(SELL, 1, { at: f.old })).length).to.equal(7);
      await f.enter(f.slot);
      expect(await f.bestOf(SELL, 1, f.slot)).to.equal(null);
      expect(await f.depthOf(SELL, 1, { at: f.slot })).to.deep.equal([]);
      for (const zone of [0, 1, 2, 3]) {
        const nothing = { volume: 0n, notional: 0n, average: 0n, last: 0n, flow: 0n, fees: 0n };
        expect(await f.zoneOf(zone, f.slot)).to.deep.equal(nothing);
      }
      const none = { sold: 0n, bought: 0n, openBids: 0n, openAsks: 0n };
      expect(await f.positionOf(TAKER, f.slot)).to.deep.equal(none);
      expect((await f.exchange.slotData(f.old)).open).to.equal(false);
      expect(await f.depthOf(SELL, 1, { at: f.old })).to.deep.equal([]);
      expect((await f.bid(NEW_TAKER, 100n)).filled).to.equal(0n);
    });

    it("books the old slot's fees when its words are used again, once", async () => {
      const f = await load();
      const owed = async () => Promise.all([0, 1, 2, 3].map((operator) => f.exchange.feesOwed(operator)));
      const before = await owed();
      await f.enter(f.slot);
      const after = await owed();
      const booked = after.reduce((sum, fee) => sum + fee, 0n) - before.reduce((sum, fee) => sum + fee, 0n);
      expect(booked).to.equal(30n * 3n);
      expect(after[0]).to.equal(30n);
      await f.exchange.collectFees([f.old]);
      expect(await owed()).to.deep.equal(after);
    });

    it("finds levels of the new slot only, over the bitmaps that the old one has left", async () => {
      const f = await load();
      const old = [30n, 31n, 100n, 300n, 450n];
      for (const limit of old) await f.sell(5, 10n, limit, { slot: f.old });
      await f.enter(f.slot);
      const limits = [300n, 35n, 31n, 490n, 301n, 30n, 100n];
      for (const limit of limits) await f.sell(NEW_MAKER, 10n, limit, { slot: f.slot });
      const expected = limits.toSorted((a, b) => Number(a - b)).map((price) => ({ price, energy: 10n }));
      expect(await f.depthOf(SELL, 1, { at: f.slot })).to.deep.equal(expected);
      for (let i = 0; i < limits.length; i += 1) {
        expect(await f.bestOf(SELL, 1, f.slot)).to.deep.equal(expected[i] ?? null);
        await f.buy(NEW_TAKER, 10n, 500n, { slot: f.slot, kind: IOC });
      }
      expect(await f.bestOf(SELL, 1, f.slot)).to.equal(null);
    });

    it("lets a level live elsewhere while the old slot's orders there are not all ended", async () => {
      const f = await load();
      await f.enter(f.slot);
      const { id } = await f.ask(NEW_MAKER, 50n);
      expect(id).to.equal(idOf({ slot: f.slot, zone: 1, side: SELL, limit: PRICE, index: 0n }));
      expect(await f.orderOf(id)).to.include({ account: 3n, open: 50n, filled: 0n });
      expect(await f.orderOf(f.id)).to.include({ account: 1n, open: 70n, filled: 30n });
      expect(await f.bestOf(SELL, 1, f.slot)).to.deep.equal({ price: PRICE, energy: 50n });
      expect((await f.bid(NEW_TAKER, 200n)).filled).to.equal(50n);
      expect(await f.orderOf(f.id)).to.include({ open: 70n, filled: 30n });
      expect(await f.orderOf(id)).to.include({ open: 0n, filled: 50n });
    });

    for (const [when, oldFirst] of [
      ["before", true],
      ["after", false],
    ] as const) {
      it(`claims and settles the old slot ${when} the new one's orders end, and loses nothing`, async () => {
        const f = await load();
        await f.enter(f.slot);
        const first = await f.ask(NEW_MAKER, 50n);
        if (oldFirst) await settleOld(f);
        const second = await f.ask(NEW_MAKER, 20n);
        expect(second.id).to.equal(first.id + 1n);
        expect(await f.bestOf(SELL, 1, f.slot)).to.deep.equal({ price: PRICE, energy: 70n });
        await f.bid(NEW_TAKER, 55n);
        await f.cancel(NEW_MAKER, [second.id]);
        await f.claim([first.id]);
        if (!oldFirst) await settleOld(f);
        expect(await f.positionOf(NEW_MAKER, f.slot)).to.deep.equal({
          sold: 55n,
          bought: 0n,
          openBids: 0n,
          openAsks: 0n,
        });
        expect(await f.freeOf(NEW_MAKER)).to.equal(FUNDS - 55n * 460n);
        expect(await f.bestOf(SELL, 1, f.slot)).to.equal(null);
        // The level stays where it was begun.
        const third = await f.ask(NEW_MAKER, 30n);
        expect(third.id).to.equal(first.id + 2n);
        await f.bid(NEW_TAKER, 30n);
        await time.increaseTo((f.slot + 1) * 900);
        await f.run(() => f.exchange.settle(f.slot, [NEW_MAKER, NEW_TAKER], [third.id, first.id], "0x"));
        expect(await f.freeOf(NEW_MAKER)).to.equal(FUNDS + 85n * 40n);
        expect(await f.freeOf(NEW_TAKER)).to.equal(FUNDS - 85n * 43n);
      });
    }

    it("takes the old level's place where all its orders had ended", async () => {
      const f = await load();
      await time.increaseTo((f.old + 1) * 900);
      await settleOld(f);
      await f.enter(f.slot);
      const { id } = await f.ask(MAKER, 50n);
      expect(id).to.equal(idOf({ slot: f.slot, zone: 1, side: SELL, limit: PRICE, index: 0n }));
      expect(await f.orderOf(f.id)).to.include({ account: 0n, open: 0n });
      await f.refused(() => f.as(MAKER).exchange.cancelOrders([f.id]), "OrderNotOpen", [f.id], [f.slot]);
      expect((await f.bid(TAKER, 50n)).filled).to.equal(50n);
      expect((await f.claim([f.id, id])).deeds).to.deep.equal([
        { name: "OrderClaimed", id, account: MAKER, filled: 50n },
      ]);
    });

    it("keeps three laps at one price apart", async () => {
      const f = await load();
      await f.enter(f.slot);
      const second = await f.ask(NEW_MAKER, 50n);
      await f.bid(NEW_TAKER, 20n);
      const third = f.slot + RING;
      await f.enter(third);
      const last = await f.ask(5, 60n, third);
      await f.bid(6, 25n, third);
      expect(await f.orderOf(f.id)).to.include({ open: 70n, filled: 30n });
      expect(await f.orderOf(second.id)).to.include({ open: 30n, filled: 20n });
      expect(await f.orderOf(last.id)).to.include({ open: 35n, filled: 25n });
      await f.cancel(NEW_MAKER, [second.id]);
      await settleOld(f);
      expect((await f.ask(5, 11n, third)).id).to.equal(last.id + 1n);
      expect(await f.bestOf(SELL, 1, third)).to.deep.equal({ price: PRICE, energy: 46n });
      await f.run(() => f.exchange.settle(f.slot, [NEW_MAKER, NEW_TAKER], [], "0x"));
      expect(await f.freeOf(NEW_MAKER)).to.equal(FUNDS + 20n * 40n);
      expect(await f.freeOf(NEW_TAKER)).to.equal(FUNDS - 20n * 43n);
      // The fourth lap finds the first level ended and takes its place.
      await f.enter(third + RING);
      const fourth = await f.ask(MAKER, 10n, third + RING);
      expect(await f.orderOf(fourth.id)).to.include({ open: 10n });
      expect(await f.orderOf(last.id)).to.include({ open: 35n, filled: 25n });
    });

    it("empties levels of the new slot without a trace of the old one's, in each case of its end", async () => {
      const f = await load();
      await f.enter(f.slot);
      const one = await f.ask(NEW_MAKER, 10n);
      await f.sell(NEW_MAKER, 10n, PRICE + 5n, { slot: f.slot });
      // An expired order of the old slot is closed: the new slot's best price stays.
      await f.claim([f.id]);
      expect(await f.bestOf(SELL, 1, f.slot)).to.deep.equal({ price: PRICE, energy: 10n });
      await f.cancel(NEW_MAKER, [one.id]);
      expect(await f.bestOf(SELL, 1, f.slot)).to.deep.equal({ price: PRICE + 5n, energy: 10n });
      expect(await f.depthOf(SELL, 1, { at: f.slot })).to.deep.equal([{ price: PRICE + 5n, energy: 10n }]);
    });

    it("refuses an account that has open orders or energy in the old slot, until it is settled", async () => {
      const f = await load();
      await f.buy(5, 10n, -50n, { slot: f.old });
      await f.enter(f.slot);
      for (const account of [MAKER, TAKER, 5]) {
        const order = f.order({ account, side: BUY, energy: 10n, limit: 0n, slot: f.slot });
        const place = () => f.as(account).exchange.placeOrder(order);
        await f.refused(place, "UnsettledPosition", [account, f.old], [f.slot]);
      }
      const [expired] = [...f.known].slice(-1);
      await f.claim([expired ?? 0n]);
      await f.buy(5, 10n, 0n, { slot: f.slot });
      await f.run(() => f.exchange.settle(f.old, [TAKER], [], "0x"));
      await f.buy(TAKER, 10n, 0n, { slot: f.slot });
      await f.claim([f.id]);
      const order = f.order({ account: MAKER, side: BUY, energy: 10n, limit: 0n, slot: f.slot });
      const place = () => f.as(MAKER).exchange.placeOrder(order);
      await f.refused(place, "UnsettledPosition", [MAKER, f.old], [f.slot]);
      await f.run(() => f.exchange.settle(f.old, [MAKER], [], "0x"));
      await f.run(place);
    });

    it("names the slot that is not settled, several laps ago", async () => {
      const f = await load();
      const later = f.old + 3 * RING;
      await f.enter(later);
      const order = f.order({ account: TAKER, side: BUY, energy: 10n, limit: 0n, slot: later });
      await f.refused(() => f.as(TAKER).exchange.placeOrder(order), "UnsettledPosition", [TAKER, f.old], [later]);
    });

    it("keeps fills and locks of the old slot by its own price pair", async () => {
      const f = await load();
      await f.buy(5, 10n, -50n, { slot: f.old });
      const [bid = 0n] = [...f.known].slice(-1);
      await time.increaseTo((f.slot - 10) * 900);
      await f.openSlot({ slot: f.slot, long: 200, short: 300 });
      await f.cancel(5, [bid]);
      expect(await f.freeOf(5)).to.equal(FUNDS);
      await settleOld(f);
    });

    it("finds no old order under a new slot's name, nor the other way round", async () => {
      const f = await load();
      await f.enter(f.slot);
      const lap = BigInt(RING) << 39n;
      expect(await f.orderOf(f.id + lap)).to.include({ account: 0n, open: 0n, filled: 0n });
      const { id } = await f.sell(NEW_MAKER, 10n, 55n, { slot: f.slot });
      expect(await f.orderOf(id - lap)).to.include({ account: 0n, open: 0n, filled: 0n });
      expect((await f.claim([f.id + lap, id - lap, id + lap])).deeds).to.deep.equal([]);
    });
  });
});
