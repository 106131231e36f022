import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, FOK, IOC, loaderOf, SELL, tradesOf } from "../../helpers/trading.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const connection = await network.create();
const { takeSnapshot } = connection.networkHelpers;

const OPEN = 64;
const DUST = DEEP ? 10_000 : 600;
const MAKERS = Math.ceil(DUST / OPEN);
const TAKER = MAKERS + 1;
const BEHIND = MAKERS + 2;
const PRICE = 40n;
const WH = 10n;
/** Levels that one order takes at most, and words that it reads at most to find its own orders. */
const MAX_STEPS = 128;
const MAX_SCAN = 128;

/** Many makers of one owner in zone 1, and a maker who stands behind them. */
async function fixture() {
  const homes = Array.from({ length: MAKERS + 2 }, () => 1);
  const f = await deployTrading(connection, {
    homes,
    accountsPerOwner: homes.length,
    poor: [],
    minEnergy: 1n,
    funds: 10n ** 9n,
  });
  await f.sell(BEHIND, 1_000n, 400n);
  return f;
}
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;

/** Asks at {PRICE} or another limit, spread over the makers, 64 to each at most. */
async function makeAsks(f: Fixture, request: { count: number; energy?: bigint; from?: number; limit?: bigint }) {
  const { count, energy = WH, from = 1, limit = PRICE } = request;
  const ids: bigint[] = [];
  for (let account = from, left = count; left > 0; account += 1) {
    const batch = Math.min(OPEN, left, Math.max(1, Math.ceil(count / MAKERS)));
    const orders = Array.from({ length: batch }, () => f.order({ account, side: SELL, energy, limit }));
    const { ids: placed } = await f.run(() => f.as(1).exchange.placeOrders(orders));
    ids.push(...placed);
    left -= batch;
  }
  return ids;
}

const take = (f: Fixture, energy: bigint) => f.buy(TAKER, energy, 60n, { kind: IOC });

describe("Exchange", () => {
  describe("bounds", () => {
    it("costs a taker the same gas whether 1, 5, 50 or 200 makers stand in the level it crosses", async () => {
      const f = await load();
      const TOTAL = 60_000n;
      const snapshot = await takeSnapshot();
      for (const energy of [TOTAL, TOTAL - 300n, TOTAL / 2n]) {
        const gas = [];
        for (const makers of [1, 5, 50, 200]) {
          await makeAsks(f, { count: makers, energy: TOTAL / BigInt(makers) });
          const taken = await take(f, energy);
          expect(taken.filled).to.equal(energy);
          gas.push(taken.gas);
          await snapshot.restore();
        }
        for (const one of gas) expect(one).to.equal(gas[0]);
      }
    });

    it("costs a taker with worse own orders no walk through the makers either", async () => {
      const f = await load();
      await f.sell(TAKER, WH, 300n);
      const snapshot = await takeSnapshot();
      const gas = [];
      for (const makers of [1, 200]) {
        await makeAsks(f, { count: makers, energy: 60_000n / BigInt(makers) });
        gas.push((await take(f, 30_000n)).gas);
        await snapshot.restore();
      }
      expect(gas[1]).to.equal(gas[0]);
    });

    it(`keeps every verb cheap behind ${DUST} dust orders at one price`, async function () {
      this.timeout(600_000);
      const f = await load();
      const ids = await makeAsks(f, { count: DUST });
      expect((await f.bestOf(SELL, 1))?.energy).to.equal(WH * BigInt(DUST));
      const cheap = async (call: Promise<{ gas: bigint }>, most: bigint) => {
        const { gas } = await call;
        expect(gas).to.be.lessThan(most);
      };
      const at = (index: number) => ids.at(index) ?? 0n;
      // Sums of all groups of 48 are read six to a word, then at most 16 words of the order's own group.
      const perGroups = BigInt(Math.ceil(DUST / 48 / 6)) * 2_500n;
      await cheap(take(f, WH / 2n), 200_000n);
      await cheap(f.cancel(1, [at(-1)]), 150_000n);
      await cheap(f.cancel(1, [at(DUST >> 1)]), 150_000n + perGroups);
      await cheap(take(f, WH * BigInt(DUST - 4)), 150_000n);
      expect((await f.bestOf(SELL, 1))?.energy).to.equal(WH + WH / 2n);
      await cheap(f.claim([at(-3)]), 150_000n + perGroups);
      await cheap(f.claim([at(0)]), 150_000n + perGroups);
      await cheap(take(f, WH * 2n), 150_000n);
      await cheap(f.claim([at(-2)]), 150_000n + perGroups);
      expect((await f.bestOf(SELL, 1))?.price).to.equal(400n);
      // What all of them sold is what was taken, to the Wh.
      for (let i = 0; i < ids.length; i += 250) await f.claim(ids.slice(i, i + 250));
      let sold = 0n;
      for (let account = 1; account <= MAKERS; account += 1) sold += (await f.positionOf(account)).sold;
      expect(sold).to.equal(WH * BigInt(DUST - 2));
      expect((await f.positionOf(TAKER)).bought).to.equal(sold);
    });

    it("fills a taker behind 1,000 cancelled orders in one call, at the price of any other", async function () {
      const f = await load();
      const snapshot = await takeSnapshot();
      await f.sell(BEHIND, 50n, PRICE);
      const { gas: usual } = await take(f, 50n);
      await snapshot.restore();
      for (let done = 0; done < 1_000;) {
        const ids = await makeAsks(f, { count: Math.min(500, 1_000 - done) });
        done += ids.length;
        for (let i = 0; i < ids.length; i += 100) await f.cancel(1, ids.slice(i, i + 100));
      }
      expect((await f.bestOf(SELL, 1))?.price).to.equal(400n);
      const { id } = await f.sell(BEHIND, 50n, PRICE);
      expect(id & 0xffffn).to.equal(1_000n);
      const { filled, gas } = await take(f, 50n);
      expect(filled).to.equal(50n);
      expect(gas).to.equal(usual);
      expect(await f.orderOf(id)).to.include({ open: 0n, filled: 50n });
    });

    it("searches past 1,000 ended orders for own ones, and neither stops nor pays for each of them", async function () {
      const f = await load();
      await f.sell(TAKER, WH, PRICE - 1n);
      const [own = 0n] = [...f.known].slice(-1);
      await f.sell(TAKER, WH, 350n);
      for (let done = 0; done < 1_000;) {
        const ids = await makeAsks(f, { count: Math.min(500, 1_000 - done) });
        done += ids.length;
        // The first are filled and claimed, the others cancelled.
        if (done === ids.length) await f.run(() => f.as(1).exchange.cancelOrders([own]));
        const filled = ids.slice(0, 100);
        await f.buy(BEHIND, WH * 100n, 60n, { kind: IOC });
        await f.claim(filled);
        for (let i = 100; i < ids.length; i += 100) await f.cancel(1, ids.slice(i, i + 100));
      }
      await makeAsks(f, { count: 30 });
      const { filled, gas } = await f.buy(TAKER, WH * 30n, 60n, { kind: FOK });
      expect(filled).to.equal(WH * 30n);
      expect(gas).to.be.lessThan(300_000n);
    });

    it("stops the search for own orders after as many words as it may read, and cancels the remainder", async () => {
      const f = await load();
      const count = 3 * MAX_SCAN + 40;
      await makeAsks(f, { count });
      await f.sell(TAKER, WH, PRICE);
      const everything = WH * BigInt(count);
      const { filled, id, gas } = await f.buy(TAKER, everything, 60n);
      // One word of sums, the others of three orders each.
      expect(filled).to.equal(WH * 3n * BigInt(MAX_SCAN - 1));
      expect(id).to.equal(0n);
      expect(gas).to.be.lessThan(800_000n);
      const kill = () =>
        f.as(1).exchange.placeOrder(f.order({ account: TAKER, side: BUY, energy: everything, limit: 60n, kind: FOK }));
      const left = everything - filled;
      await f.refused(kill, "FillOrKillUnfilled", [left, everything]);
      expect((await f.buy(TAKER, everything, 60n)).filled).to.equal(left);
      expect((await f.buy(TAKER, everything, 60n)).filled).to.equal(0n);
    });

    it("takes what lies beyond its reach for its own where an old bound makes it search", async () => {
      const f = await load();
      const first = await f.sell(TAKER, WH, PRICE);
      await f.sell(TAKER, WH, 350n);
      await f.cancel(TAKER, [first.id]);
      const count = 3 * MAX_SCAN + 10;
      await makeAsks(f, { count });
      const { filled, id } = await f.buy(TAKER, WH * BigInt(count), 60n);
      expect([filled, id]).to.deep.equal([WH * (3n * BigInt(MAX_SCAN - 1) - 1n), 0n]);
      expect((await f.buy(TAKER, WH * 20n, 60n)).filled).to.be.greaterThan(0n);
    });

    it("searches no longer where an old bound makes it search in many levels", async () => {
      const f = await load();
      const first = await f.sell(TAKER, WH, PRICE);
      await f.sell(TAKER, WH, 350n);
      await f.cancel(TAKER, [first.id]);
      for (const above of [1n, 2n, 3n, 4n]) await makeAsks(f, { count: 150, limit: PRICE + above });
      const { filled, id, gas } = await f.buy(TAKER, WH * 600n, 60n);
      // A word of sums and 50 of orders in each of two levels; a word of sums and 25 of orders are left for the third.
      expect([filled, id]).to.deep.equal([WH * BigInt(150 + 150 + 3 * (MAX_SCAN - 2 * 51 - 1)), 0n]);
      expect(gas).to.be.lessThan(800_000n);
      expect((await f.buy(TAKER, WH * 10n, 60n)).filled).to.equal(WH * 10n);
    });

    for (const levels of [MAX_STEPS - 1, MAX_STEPS]) {
      it(`takes ${levels} levels and rests with what is left`, async () => {
        const f = await load();
        await makeLevels(f, levels);
        const { deeds, filled, id } = await f.buy(TAKER, WH * 200n, 330n);
        expect(filled).to.equal(WH * BigInt(levels));
        expect(tradesOf(deeds).length).to.equal(levels);
        expect(await f.orderOf(id)).to.include({ open: WH * BigInt(200 - levels) });
      });
    }

    it(`takes ${MAX_STEPS} of more levels and cancels what is left; the next order goes on`, async () => {
      const f = await load();
      await makeLevels(f, MAX_STEPS + 2);
      const { deeds, filled, id, gas } = await f.buy(TAKER, WH * 200n, 330n);
      expect(filled).to.equal(WH * BigInt(MAX_STEPS));
      expect(tradesOf(deeds).length).to.equal(MAX_STEPS);
      expect(id).to.equal(0n);
      expect(gas).to.be.lessThan(4_000_000n);
      expect(await f.positionOf(TAKER)).to.include({ openBids: 0n });
      const next = await f.buy(TAKER, WH * 200n, 330n);
      expect(next.filled).to.equal(2n * WH);
      expect(await f.orderOf(next.id)).to.include({ open: WH * 198n });
    });

    it(`refuses a fill-or-kill order that would need more than ${MAX_STEPS} levels`, async () => {
      const f = await load();
      await makeLevels(f, MAX_STEPS + 1);
      const order = (energy: bigint) => f.order({ account: TAKER, side: BUY, energy, limit: 330n, kind: FOK });
      const all = WH * BigInt(MAX_STEPS + 1);
      const most = WH * BigInt(MAX_STEPS);
      await f.refused(() => f.as(1).exchange.placeOrder(order(all)), "FillOrKillUnfilled", [most, all]);
      await f.run(() => f.as(1).exchange.placeOrder(order(most)));
    });

    it("costs a best-price taker the same however many orders lie at far prices", async () => {
      const f = await load();
      const snapshot = await takeSnapshot();
      const gas = [];
      for (const far of [1, 200]) {
        await f.sell(1, 50n, PRICE);
        for (let account = 2, left = far; left > 0; account += 1, left -= OPEN) {
          const orders = Array.from({ length: Math.min(OPEN, left) }, (_, i) =>
            f.order({ account, side: SELL, energy: WH, limit: BigInt(200 + (i % 2)) }),
          );
          await f.run(() => f.as(1).exchange.placeOrders(orders));
        }
        gas.push((await take(f, 20n)).gas);
        await snapshot.restore();
      }
      expect(gas[1]).to.equal(gas[0]);
    });
  });
});

/** As many levels of one order each, from {PRICE} on. */
async function makeLevels(f: Fixture, count: number) {
  for (let at = 0; at < count; at += OPEN) {
    const orders = Array.from({ length: Math.min(OPEN, count - at) }, (_, i) =>
      f.order({ account: 1 + at / OPEN, side: SELL, energy: WH, limit: PRICE + BigInt(at + i) }),
    );
    await f.run(() => f.as(1).exchange.placeOrders(orders));
  }
}
