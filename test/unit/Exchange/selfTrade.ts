import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, FOK, IOC, loaderOf, POST_ONLY, SELL, tradesOf } from "../../helpers/trading.ts";

const connection = await network.create();
/** Accounts 1, 2 and 3 live in zone 1 (1 and 2 of one owner), 4 in zone 2. */
const fixture = () => deployTrading(connection, { homes: [1, 1, 1, 2, 3, 1], accountsPerOwner: 2 });
const load = loaderOf(connection, fixture);

const energies = (deeds: Parameters<typeof tradesOf>[0]) => tradesOf(deeds).map(({ price, energy }) => [price, energy]);

describe("Exchange", () => {
  describe("self-trade", () => {
    it("stops before an own order at the front; nothing trades and nothing rests", async () => {
      const f = await load();
      await f.sell(1, 100n, 40n);
      await f.sell(3, 100n, 40n);
      const before = await f.read();
      expect((await f.buy(1, 100n, 60n)).deeds).to.deep.equal([]);
      expect(await f.read()).to.deep.equal(before);
    });

    it("stops before an own order further behind, in queue order, and cancels the remainder", async () => {
      const f = await load();
      await f.sell(2, 30n, 40n);
      await f.sell(3, 40n, 40n);
      const own = await f.sell(1, 100n, 40n);
      await f.sell(3, 100n, 40n);
      const { deeds, id, filled } = await f.buy(1, 150n, 60n);
      expect([filled, id]).to.deep.equal([70n, 0n]);
      expect(energies(deeds)).to.deep.equal([[40n, 70n]]);
      expect(await f.orderOf(own.id)).to.include({ open: 100n, filled: 0n });
      expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 70n, openBids: 0n, openAsks: 1n });
      expect(await f.bestOf(SELL, 1)).to.deep.equal({ price: 40n, energy: 200n });
    });

    it("takes up to the own order and no further, to the last Wh", async () => {
      const f = await load();
      await f.sell(3, 70n, 40n);
      await f.sell(1, 100n, 40n);
      expect((await f.buy(1, 70n, 60n, { kind: FOK })).filled).to.equal(70n);
      const kill = () =>
        f.as(1).exchange.placeOrder(f.order({ account: 1, side: BUY, energy: 10n, limit: 60n, kind: FOK }));
      await f.refused(kill, "FillOrKillUnfilled", [0n, 10n]);
    });

    it("takes better levels whole and stops in the level of the own order", async () => {
      const f = await load();
      for (const limit of [30n, 35n, 40n]) await f.sell(3, 50n, limit);
      await f.sell(1, 50n, 40n);
      await f.sell(3, 50n, 45n);
      const { deeds } = await f.buy(1, 300n, 60n);
      expect(energies(deeds)).to.deep.equal([
        [30n, 50n],
        [35n, 50n],
        [40n, 50n],
      ]);
    });

    it("does not go on with another zone's book behind its own order", async () => {
      const f = await load();
      await f.sell(1, 50n, 40n);
      await f.sell(4, 50n, 41n);
      expect((await f.buy(1, 100n, 60n)).filled).to.equal(0n);
    });

    it("takes another zone's book while that is better than the own order", async () => {
      const f = await load();
      // 40 + 10 from zone 2 is better than 50 + 3 at home.
      await f.sell(1, 50n, 50n);
      await f.sell(4, 50n, 40n);
      const { deeds, filled, id } = await f.buy(1, 100n, 60n);
      expect([filled, id]).to.deep.equal([50n, 0n]);
      expect(tradesOf(deeds).map(({ zone }) => zone)).to.deep.equal([2]);
    });

    it("does not meet own orders that its limit does not reach, and rests", async () => {
      const f = await load();
      await f.sell(3, 50n, 40n);
      await f.sell(1, 50n, 58n);
      const { filled, id } = await f.buy(1, 100n, 60n);
      expect(filled).to.equal(50n);
      expect(await f.orderOf(id)).to.include({ open: 50n });
    });

    it("knows both sides: a seller stops before its own bid", async () => {
      const f = await load();
      await f.buy(3, 50n, 70n);
      await f.buy(1, 50n, 70n);
      await f.buy(3, 50n, 65n);
      const { filled, id } = await f.sell(1, 200n, 40n, { kind: IOC });
      expect([filled, id]).to.deep.equal([50n, 0n]);
      expect(await f.positionOf(1)).to.deep.equal({ sold: 50n, bought: 0n, openBids: 1n, openAsks: 0n });
    });

    it("is not stopped by own orders that are cancelled, filled, claimed or reduced away", async () => {
      const f = await load();
      const cancelled = await f.sell(1, 20n, 40n);
      const filled = await f.sell(1, 20n, 40n);
      const claimed = await f.sell(1, 20n, 40n);
      await f.sell(3, 100n, 40n);
      const last = await f.sell(1, 20n, 500n);
      await f.cancel(1, [cancelled.id]);
      await f.buy(4, 40n, 60n);
      await f.claim([claimed.id]);
      expect(await f.orderOf(filled.id)).to.include({ filled: 20n });
      expect((await f.buy(1, 100n, 60n)).filled).to.equal(100n);
      expect(await f.orderOf(last.id)).to.include({ open: 20n });
    });

    it("stops before the open part of an own order that is filled in part", async () => {
      const f = await load();
      await f.sell(1, 50n, 40n);
      await f.sell(3, 50n, 40n);
      await f.buy(4, 20n, 60n);
      expect((await f.buy(1, 40n, 60n)).filled).to.equal(0n);
      await f.buy(4, 30n, 60n);
      expect((await f.buy(1, 40n, 60n)).filled).to.equal(40n);
    });

    it("trades between accounts of one owner", async () => {
      const f = await load();
      await f.sell(2, 50n, 40n);
      expect((await f.buy(1, 50n, 60n)).filled).to.equal(50n);
    });

    it("counts nothing of what it did not trade: no volume, no fee, no price", async () => {
      const f = await load();
      await f.sell(1, 100n, 40n);
      await f.buy(1, 100n, 60n);
      expect(await f.zoneOf(1)).to.deep.equal({ volume: 0n, notional: 0n, average: 0n, last: 0n, flow: 0n, fees: 0n });
      await f.sell(3, 50n, 35n);
      await f.buy(1, 100n, 60n);
      const { volume, notional, fees } = await f.zoneOf(1);
      expect([volume, notional, fees]).to.deep.equal([50n, 1750n, 100n]);
    });

    it("leaves the last price at the last trade, not at the own order that was not taken", async () => {
      const f = await load();
      await f.sell(3, 50n, 35n);
      await f.sell(1, 100n, 40n);
      await f.buy(1, 100n, 60n);
      expect((await f.zoneOf(1)).last).to.equal(35n);
    });

    it("misses a minimum fill and refuses post-only where only an own order is there", async () => {
      const f = await load();
      await f.sell(3, 50n, 40n);
      await f.sell(1, 50n, 40n);
      const place = (rest: object) => () =>
        f.as(1).exchange.placeOrder(f.order({ account: 1, side: BUY, energy: 100n, limit: 60n, ...rest }));
      await f.refused(place({ minFill: 51n }), "MinimumFillNotReached", [50n, 51n]);
      await f.run(place({ minFill: 50n }));
      await f.refused(place({ kind: POST_ONLY }), "PostOnlyWouldMatch", []);
    });

    it("finds an own order among 150 of others, in any group of the queue", async () => {
      const f = await load();
      const asks = (account: number, count: number) =>
        f.run(() =>
          f
            .as(account)
            .exchange.placeOrders(
              Array.from({ length: count }, () => f.order({ account, side: SELL, energy: 10n, limit: 40n })),
            ),
        );
      let ahead = 0n;
      for (const count of [47, 1, 1, 13]) {
        await asks(3, count);
        ahead += 10n * BigInt(count);
        const { id } = await f.sell(1, 10n, 40n);
        expect(
          await f.as(1).exchange.placeOrder.staticCall(f.order({ account: 1, side: BUY, energy: 5_000n, limit: 60n })),
        ).to.deep.equal([0n, ahead]);
        await f.cancel(1, [id]);
      }
      await asks(6, 64);
      await asks(2, 30);
      await f.sell(1, 10n, 40n);
      const { filled } = await f.buy(1, 5_000n, 60n);
      expect(filled).to.equal(ahead + 940n);
    });
  });
});
