import { expect } from "chai";
import { network } from "hardhat";

import {
  BUY,
  deployTrading,
  FOK,
  IOC,
  LIMIT,
  loaderOf,
  MAX_ENERGY,
  MIN_ENERGY,
  PAIR,
  POST_ONLY,
  SELL,
  zone,
  type Wish,
} from "../../helpers/trading.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;

const BANDS = [
  { fromBps: 2500n, add: 5n },
  { fromBps: 5000n, add: 20n },
];
/** As the usual tree, with a link of 200 Wh above zone 2. */
const LIMITED = [zone(null, 3n), zone(0, 2n), zone(0, 4n, { capacity: 200n, bands: BANDS }), zone(1, 7n)];

/** Orders on both sides in all zones, a flow on the way to zone 2. */
async function fixture() {
  const f = await deployTrading(connection, { zones: LIMITED });
  for (const account of [2, 3, 4, 5]) {
    for (let i = 0n; i < 4n; i += 1n) {
      await f.sell(account, 40n + i, 100n + 13n * i + BigInt(account));
      await f.buy(account, 30n + i, 60n - 11n * i - BigInt(account));
    }
  }
  await f.buy(3, 130n, 150n, { kind: IOC });
  return f;
}
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;
const BID: Wish = { account: 1, side: BUY, energy: 300n, limit: 140n };
const quoteOf = (f: Fixture, wish: Wish) => f.exchange.quote.staticCall(f.order(wish));

describe("Exchange", () => {
  describe("quote", () => {
    it("refuses what the book has no answer to, for the reasons of placeOrder", async () => {
      const f = await load();
      const quote = (change: Partial<Wish>) => () => quoteOf(f, { ...BID, ...change });
      await f.refused(quote({ slot: 0 }), "SlotInPast", [0n]);
      await f.refused(quote({ slot: f.slot + 1 }), "SlotNotOpen", [f.slot + 1]);
      await f.refused(quote({ slot: f.slot + 500 }), "BeyondHorizon", [f.slot + 500, f.horizon]);
      await f.refused(quote({ zone: 4 }), "UnknownZone", [4n]);
      await f.refused(quote({ energy: MIN_ENERGY - 1n }), "EnergyBelowMinimum", [9n, MIN_ENERGY]);
      await f.refused(quote({ energy: MAX_ENERGY + 1n }), "EnergyTooLarge", [MAX_ENERGY + 1n, MAX_ENERGY]);
      await f.refused(quote({ limit: 501n }), "LimitOutsidePair", [501, PAIR.long, PAIR.short]);
      await f.refused(quote({ kind: POST_ONLY, minFill: 1n }), "InvalidKind", [POST_ONLY, 1n]);
      await time.increaseTo(f.slot * 900 - f.gate);
      await f.refused(quote({}), "GateClosed", [f.slot]);
    });

    it("asks for no owner, no money and no account, and answers while paused", async () => {
      const f = await load();
      await f.exchange.pause();
      const expected = await quoteOf(f, BID);
      for (const account of [0, 6, 99]) {
        expect(await quoteOf(f, { ...BID, account, zone: 1 })).to.deep.equal(expected);
      }
      const huge = await quoteOf(f, { ...BID, energy: MAX_ENERGY, limit: 500n });
      expect(huge.filled).to.be.greaterThan(300n);
    });

    it("changes nothing, even as a transaction", async () => {
      const f = await load();
      const before = await f.read();
      await f.exchange.quote(f.order(BID));
      expect(await f.read()).to.deep.equal(before);
    });

    it("finds nothing in empty books and beyond the limit", async () => {
      const f = await load();
      for (const wish of [
        { ...BID, limit: 90n },
        { ...BID, side: SELL, limit: 80n },
      ]) {
        const { filled, cost, total, limit, marketFee, gridFees } = await quoteOf(f, wish);
        expect([filled, cost, total, limit, marketFee]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
        expect([...gridFees]).to.deep.equal([0n, 0n, 0n, 0n]);
      }
    });

    it("tells an all-in price by hand", async () => {
      const f = await load();
      // 40 Wh at 102 in the own zone, then 10 of 40 at 105 from the root; 3 and 6 ticks of fees.
      const { filled, cost, total, limit, marketFee, gridFees } = await quoteOf(f, { ...BID, energy: 50n });
      expect(filled).to.equal(50n);
      expect(total).to.equal(40n * 105n + 10n * 111n);
      expect(cost).to.equal(total + 50n * 100n);
      expect(limit).to.equal(111n);
      expect(marketFee).to.equal(50n);
      expect([...gridFees]).to.deep.equal([30n, 100n, 0n, 0n]);
    });

    for (const side of [BUY, SELL]) {
      it(`equals what placeOrder does, at every limit and size, ${side === BUY ? "buying" : "selling"}`, async () => {
        const f = await load();
        const { takeSnapshot } = connection.networkHelpers;
        let traded = 0;
        for (const account of [1, 4, 3]) {
          for (const energy of [25n, 90n, 333n, 800n]) {
            for (const distance of [0n, 12n, 40n]) {
              const limit = side === BUY ? 112n + distance : 48n - distance;
              const wish = { account, side, energy, limit, kind: IOC };
              // Own orders are not seen by a quote; a tenant without any stands in their owner's zone.
              const order = { ...f.order(wish), account: 1 };
              const quote = await f.exchange.quote.staticCall(order);
              const snapshot = await takeSnapshot();
              await f.registry.assignZone(1, f.exchange, order.zone);
              const before = await Promise.all([0, 1, 2, 3].map((z) => f.zoneOf(z)));
              const free = await f.freeOf(1);
              const { filled, deeds } = await f.run(() => f.as(1).exchange.placeOrder(order));
              const after = await Promise.all([0, 1, 2, 3].map((z) => f.zoneOf(z)));
              expect(filled).to.equal(quote.filled);
              expect(free - (await f.freeOf(1))).to.equal(quote.cost);
              expect(after.map(({ fees }, z) => fees - (before[z]?.fees ?? 0n))).to.deep.equal([...quote.gridFees]);
              const trades = deeds.flatMap((deed) => (deed.name === "Trade" ? [deed] : []));
              const sign = side === BUY ? 1n : -1n;
              const allIn = trades.map((t) => t.price + sign * (t.gridFee + t.marketFee));
              const total = trades.reduce((sum, t, i) => sum + t.energy * (allIn[i] ?? 0n), 0n);
              expect(quote.total).to.equal(total);
              expect(quote.marketFee).to.equal(filled);
              expect(quote.limit).to.equal(allIn.at(-1) ?? 0n);
              if (filled > 0n) traded += 1;
              await snapshot.restore();
            }
          }
        }
        expect(traded).to.be.greaterThan(25);
      });
    }

    it("gives the limit that is enough to sign, and one tick less is not", async () => {
      const f = await load();
      const { limit } = await quoteOf(f, { ...BID, energy: 90n, limit: 500n });
      expect((await quoteOf(f, { ...BID, energy: 90n, limit })).filled).to.equal(90n);
      expect((await quoteOf(f, { ...BID, energy: 90n, limit: limit - 1n })).filled).to.be.lessThan(90n);
    });

    it("answers alike for every kind", async () => {
      const f = await load();
      const expected = await quoteOf(f, BID);
      for (const kind of [LIMIT, POST_ONLY, IOC, FOK]) {
        expect(await quoteOf(f, { ...BID, kind })).to.deep.equal(expected);
      }
      expect(await quoteOf(f, { ...BID, minFill: 300n })).to.deep.equal(expected);
    });

    it("does not see own orders, which would stop the order itself", async () => {
      const f = await load();
      await f.sell(1, 70n, 90n);
      expect((await quoteOf(f, { ...BID, energy: 50n })).filled).to.equal(50n);
      expect((await f.buy(1, 50n, 140n)).filled).to.equal(0n);
    });

    it("tells negative totals where the seller pays, and where the buyer is paid", async () => {
      const f = await load();
      await f.openSlot({ slot: f.slot + 1, long: -400, short: -50 });
      const slot = f.slot + 1;
      await f.buy(2, 100n, -200n, { slot });
      const sale = await quoteOf(f, { ...BID, side: SELL, energy: 60n, limit: -300n, slot });
      expect([sale.total, sale.cost, sale.limit]).to.deep.equal([-60n * 203n, 60n * 203n, -203n]);
      await f.sell(2, 100n, -150n, { slot });
      const purchase = await quoteOf(f, { ...BID, energy: 60n, limit: -100n, slot });
      expect([purchase.total, purchase.cost, purchase.limit]).to.deep.equal([-60n * 147n, 60n * 253n, -147n]);
    });
  });

  describe("simulate", () => {
    it("always reverts, with the quote", async () => {
      const f = await load();
      const { filled, cost, total, limit, marketFee, gridFees } = await quoteOf(f, BID);
      const answer = [filled, cost, total, limit, marketFee, [...gridFees]];
      await f.refused(() => f.exchange.simulate(f.order(BID)), "Simulated", [answer]);
    });
  });
});
