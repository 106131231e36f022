import { expect } from "chai";
import { network } from "hardhat";

import { setBarred } from "../../helpers/exchange.ts";
import {
  BUY,
  deployTrading,
  FUNDS,
  idOf,
  loaderOf,
  MAX_ENERGY,
  MIN_ENERGY,
  PAIR,
  POST_ONLY,
  SELL,
} from "../../helpers/trading.ts";

const connection = await network.create();
const { time } = connection.networkHelpers;

/** Account 1 bids 100 Wh at 50; account 2 stands behind it with as much. */
async function fixture() {
  const f = await deployTrading(connection);
  const { id } = await f.buy(1, 100n, 50n, { host: 4 });
  const { id: behind } = await f.buy(2, 100n, 50n);
  return { ...f, id, behind };
}
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;
interface Replacement {
  readonly id?: bigint;
  readonly expected?: bigint;
  readonly energy?: bigint;
  readonly limit?: bigint;
}
const replacing = (f: Fixture, { id = f.id, expected = 100n, energy = 100n, limit = 50n }: Replacement, by = 1) => {
  return () => f.as(by).exchange.replaceOrder(id, expected, energy, limit);
};
/** Same price and less, same price and more, another price. */
const WAYS = [{ energy: 60n }, { energy: 120n }, { limit: 49n }] as const;

describe("Exchange", () => {
  describe("replaceOrder", () => {
    describe("refuses", () => {
      it("orders that never were", async () => {
        const f = await load();
        for (const id of [0n, f.id + 2n, f.id ^ (1n << 34n), 2n ** 71n - 1n]) {
          for (const way of WAYS) await f.refused(replacing(f, { ...way, id }), "OrderNotOpen", [id]);
        }
      });

      it("cancelled orders, claimed ones, and filled ones that nobody has claimed", async () => {
        const f = await load();
        await f.cancel(2, [f.behind]);
        await f.sell(3, 100n, 40n);
        for (const way of WAYS) {
          await f.refused(replacing(f, { ...way, id: f.behind }, 2), "OrderNotOpen", [f.behind]);
          await f.refused(replacing(f, way), "OrderNotOpen", [f.id]);
        }
        await f.claim([f.id]);
        for (const way of WAYS) await f.refused(replacing(f, way), "OrderNotOpen", [f.id]);
      });

      it("whoever does not control the account", async () => {
        const f = await load();
        for (const way of WAYS) {
          await f.refused(replacing(f, way, 2), "NotAuthorized", [1n, f.ownerOf(2).address]);
        }
      });

      it("where the order has another open energy than expected", async () => {
        const f = await load();
        for (const way of WAYS) {
          for (const expected of [101n, 99n]) {
            if ("energy" in way && way.energy > expected) continue;
            await f.refused(replacing(f, { ...way, expected }), "OpenEnergyChanged", [f.id, 100n, expected]);
          }
        }
        await f.sell(3, 30n, 40n);
        for (const way of WAYS) {
          await f.refused(replacing(f, way), "OpenEnergyChanged", [f.id, 70n, 100n]);
        }
      });

      for (const energy of [0n, MIN_ENERGY - 1n]) {
        it(`a new energy of ${energy} Wh, at the same price and another`, async () => {
          const f = await load();
          for (const limit of [50n, 49n]) {
            await f.refused(replacing(f, { energy, limit }), "EnergyBelowMinimum", [energy, MIN_ENERGY]);
          }
        });
      }

      it("more energy than an order may have", async () => {
        const f = await load();
        const energy = MAX_ENERGY + 1n;
        await f.refused(replacing(f, { energy }), "EnergyTooLarge", [energy, MAX_ENERGY]);
      });

      it("limits outside the pair", async () => {
        const f = await load();
        for (const limit of [BigInt(PAIR.long - 1), BigInt(PAIR.short + 1), -(2n ** 23n), 2n ** 23n - 1n]) {
          await f.refused(replacing(f, { limit }), "LimitOutsidePair", [limit, PAIR.long, PAIR.short]);
        }
      });

      it("what free funds do not back, the old order's lock counted in", async () => {
        const f = await load();
        await f.as(1).exchange.withdraw(1, (await f.freeOf(1)) * f.unit);
        await f.refused(replacing(f, { limit: 51n }), "InsufficientFree", [1n, 15_000n, 15_100n]);
        await f.refused(replacing(f, { energy: 101n }), "InsufficientFree", [1n, 15_000n, 15_150n]);
        await f.run(replacing(f, { limit: 0n, energy: 150n }));
        expect(await f.freeOf(1)).to.equal(0n);
      });

      it("after the gate, whatever the new order is", async () => {
        const f = await load();
        await time.setNextBlockTimestamp(f.slot * 900 - f.gate);
        for (const way of WAYS) await f.refused(replacing(f, way), "GateClosed", [f.slot]);
        await time.setNextBlockTimestamp(f.slot * 900);
        for (const way of WAYS) await f.refused(replacing(f, way), "SlotInPast", [f.slot]);
      });

      it("new orders while paused or barred; less of the same is no new risk", async () => {
        const f = await load();
        await f.exchange.pause();
        for (const way of WAYS.slice(1)) await f.refused(replacing(f, way), "NewRiskPaused", []);
        await f.run(replacing(f, { energy: 90n }));
        await f.exchange.unpause();
        await setBarred(f.exchange, 1, true);
        for (const way of WAYS.slice(1)) {
          await f.refused(replacing(f, { ...way, expected: 90n }), "AccountNotCleared", [1n]);
        }
        await f.run(replacing(f, { expected: 90n, energy: 80n }));
        expect(await f.orderOf(f.id)).to.include({ open: 80n });
      });

      it("a post-only order that would trade at its new limit, or meet an own order", async () => {
        const f = await load();
        const { id } = await f.buy(1, 100n, 30n, { kind: POST_ONLY });
        const { id: ask } = await f.sell(3, 100n, 60n);
        await f.refused(replacing(f, { id, limit: 70n }), "PostOnlyWouldMatch", []);
        await f.run(replacing(f, { id, limit: 69n }));
        await f.cancel(3, [ask]);
        await f.sell(1, 100n, 80n);
        const moved = idOf({ slot: f.slot, zone: 1, side: BUY, limit: 69n, index: 0n });
        await f.refused(replacing(f, { id: moved, limit: 83n }), "PostOnlyWouldMatch", []);
      });
    });

    describe("at the same price, with no more energy", () => {
      it("returns the same name and fills nothing", async () => {
        const f = await load();
        const answer = await f.as(1).exchange.replaceOrder.staticCall(f.id, 100n, 60n, 50n);
        expect([...answer]).to.deep.equal([f.id, 0n]);
      });

      it("says what was released, frees its lock and keeps the rest of the order", async () => {
        const f = await load();
        const { deeds } = await f.run(replacing(f, { energy: 60n }));
        expect(deeds).to.deep.equal([{ name: "OrderReduced", id: f.id, account: 1, released: 40n }]);
        expect(await f.orderOf(f.id)).to.deep.equal({ account: 1n, host: 4n, postOnly: false, open: 60n, filled: 0n });
        expect(await f.freeOf(1)).to.equal(FUNDS - 60n * 150n);
        expect(await f.bestOf(BUY, 1)).to.deep.equal({ price: 50n, energy: 160n });
        expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 0n, openBids: 1n, openAsks: 0n });
      });

      it("keeps its place in the queue, down to the least energy", async () => {
        const f = await load();
        await f.run(replacing(f, { energy: MIN_ENERGY }));
        await f.sell(3, 15n, 40n);
        expect(await f.orderOf(f.id)).to.include({ open: 0n, filled: 10n });
        expect(await f.orderOf(f.behind)).to.include({ open: 95n, filled: 5n });
      });

      it("keeps the fill of an order that is filled in part", async () => {
        const f = await load();
        await f.sell(3, 30n, 40n);
        await f.run(replacing(f, { expected: 70n, energy: 20n }));
        expect(await f.orderOf(f.id)).to.include({ open: 20n, filled: 30n });
        expect(await f.freeOf(1)).to.equal(FUNDS - 50n * 150n);
        await f.sell(3, 40n, 40n);
        expect(await f.orderOf(f.id)).to.include({ open: 0n, filled: 50n });
        expect(await f.orderOf(f.behind)).to.include({ open: 80n, filled: 20n });
        await f.claim([f.id, f.behind]);
        expect(await f.positionOf(1)).to.include({ bought: 50n, openBids: 0n });
        expect(await f.positionOf(2)).to.include({ bought: 20n, openBids: 1n });
      });

      it("releases an ask's lock at the ask's rate", async () => {
        const f = await load();
        const { id } = await f.sell(3, 100n, 300n);
        await f.run(() => f.as(3).exchange.replaceOrder(id, 100n, 30n, 300n));
        expect(await f.freeOf(3)).to.equal(FUNDS - 30n * 200n);
      });

      it("changes nothing where the energy stays", async () => {
        const f = await load();
        const before = await f.read();
        expect((await f.run(replacing(f, {}))).deeds).to.deep.equal([]);
        expect(await f.read()).to.deep.equal(before);
      });

      it("is for a delegate too", async () => {
        const f = await load();
        await f.registry.connect(f.ownerOf(1)).setDelegate(1, f.ownerOf(2), 2n ** 40n - 1n);
        await f.run(replacing(f, { energy: 60n }, 2));
        expect(await f.orderOf(f.id)).to.include({ open: 60n });
      });
    });

    describe("else", () => {
      it("returns and tells the end of the old and the place of the new, which inherits kind and host", async () => {
        const f = await load();
        const { id } = await f.buy(1, 100n, 30n, { kind: POST_ONLY, host: 77 });
        const fresh = idOf({ slot: f.slot, zone: 1, side: BUY, limit: 31n, index: 0n });
        const answer = await f.as(1).exchange.replaceOrder.staticCall(id, 100n, 40n, 31n);
        expect([...answer]).to.deep.equal([fresh, 0n]);
        const { deeds } = await f.run(replacing(f, { id, energy: 40n, limit: 31n }));
        expect(deeds).to.deep.equal([
          { name: "OrderClosed", id, account: 1, filled: 0n, released: 100n },
          { name: "OrderPlaced", id: fresh, account: 1, energy: 40n, postOnly: true, host: 77 },
        ]);
        expect(await f.orderOf(id)).to.include({ open: 0n, filled: 0n });
        expect(await f.orderOf(fresh)).to.deep.equal({ account: 1n, host: 77n, postOnly: true, open: 40n, filled: 0n });
        expect(await f.freeOf(1)).to.equal(FUNDS - 100n * 150n - 40n * 131n);
        expect((await f.exchange.accountData(1)).activeSlots).to.equal(1n);
      });

      it("puts a larger order at the back of the same price", async () => {
        const f = await load();
        const { id } = await f.run(replacing(f, { energy: 101n }));
        expect(id).to.equal(f.id + 2n);
        await f.sell(3, 150n, 40n);
        expect(await f.orderOf(f.behind)).to.include({ open: 0n, filled: 100n });
        expect(await f.orderOf(id)).to.include({ open: 51n, filled: 50n });
      });

      it("puts the same energy at the back where a fill was to be made good", async () => {
        const f = await load();
        await f.sell(3, 30n, 40n);
        const { id } = await f.run(replacing(f, { expected: 70n, energy: 100n }));
        expect(id).to.equal(f.id + 2n);
        expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 30n, openBids: 1n, openAsks: 0n });
        expect(await f.freeOf(1)).to.equal(FUNDS - 130n * 150n);
      });

      it("trades where the new limit reaches, and rests with what is left", async () => {
        const f = await load();
        await f.sell(3, 60n, 60n);
        const { deeds, id, filled } = await f.run(replacing(f, { limit: 70n }));
        expect(filled).to.equal(60n);
        expect(deeds.map(({ name }) => name)).to.deep.equal(["OrderClosed", "Trade", "OrderPlaced"]);
        expect(await f.orderOf(id)).to.deep.equal({ account: 1n, host: 4n, postOnly: false, open: 40n, filled: 0n });
        expect(await f.freeOf(1)).to.equal(FUNDS - 60n * 170n - 40n * 170n);
      });

      it("cancels what an own order stops, and says that nothing rests", async () => {
        const f = await load();
        await f.sell(1, 60n, 60n);
        const { deeds, id } = await f.run(replacing(f, { limit: 63n }));
        expect(id).to.equal(0n);
        expect(deeds.map(({ name }) => name)).to.deep.equal(["OrderClosed"]);
        expect(await f.positionOf(1)).to.deep.equal({ sold: 0n, bought: 0n, openBids: 0n, openAsks: 1n });
      });

      it("moves the last order of a level away, and the best price with it", async () => {
        const f = await load();
        const { id } = await f.sell(4, 50n, 200n);
        await f.run(() => f.as(4).exchange.replaceOrder(id, 50n, 50n, 210n));
        expect(await f.bestOf(SELL, 3)).to.deep.equal({ price: 210n, energy: 50n });
        expect(await f.depthOf(SELL, 3)).to.deep.equal([{ price: 210n, energy: 50n }]);
      });

      it("needs no free place among the 64", async () => {
        const f = await load();
        for (let i = 1; i < 64; i += 1) await f.buy(1, 10n, -100n);
        await f.run(replacing(f, { limit: 49n }));
        expect(await f.positionOf(1)).to.include({ openBids: 64n });
      });
    });
  });
});
