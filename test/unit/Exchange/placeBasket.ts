import { expect } from "chai";
import { network } from "hardhat";

import {
  BUY,
  deployTrading,
  FOK,
  FUNDS,
  IOC,
  loaderOf,
  POST_ONLY,
  SELL,
  tradesOf,
  type Wish,
} from "../../helpers/trading.ts";

const connection = await network.create();
const LEGS = 12;

/** Accounts 1 and 2 have one owner; account 3 asks 100 Wh at 40 in {LEGS} slots. */
async function fixture() {
  const f = await deployTrading(connection, { homes: [1, 1, 1, 3, 0, 2], accountsPerOwner: 2 });
  for (let i = 0; i < LEGS; i += 1) {
    if (i > 0) await f.openSlot({ slot: f.slot + i, long: -100, short: 500 });
    await f.sell(3, 100n, 40n, { slot: f.slot + i });
  }
  return f;
}
const load = loaderOf(connection, fixture);

const LEG: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };

type Fixture = Awaited<ReturnType<typeof load>>;
const basket = (f: Fixture, legs: readonly Wish[]) => () =>
  f.as(1).exchange.placeBasket(legs.map((leg) => f.order(leg)));
const block = (f: Fixture, change: (i: number) => Partial<Wish> = () => ({})): Wish[] =>
  Array.from({ length: LEGS }, (_, i) => ({ ...LEG, slot: f.slot + i, ...change(i) }));

describe("Exchange", () => {
  describe("placeBasket", () => {
    for (const at of [0, 5, LEGS - 1]) {
      it(`refuses all where leg ${at} lacks 1 Wh`, async () => {
        const f = await load();
        const legs = block(f, (i) => (i === at ? { energy: 101n } : {}));
        const slots = legs.map(({ slot }) => slot ?? 0);
        await f.refused(basket(f, legs), "BasketLegUnfilled", [at, 100n, 101n], slots);
      });
    }

    it("refuses all where a leg is refused for another reason", async () => {
      const f = await load();
      const slots = [f.slot, f.slot + 1];
      const stranger = f.ownerOf(1).address;
      const last = (change: Partial<Wish>) => basket(f, [LEG, { ...LEG, slot: f.slot + 1, ...change }]);
      await f.refused(last({ limit: 501n }), "LimitOutsidePair", [501, -100, 500], slots);
      await f.refused(last({ account: 4 }), "NotAuthorized", [4n, stranger], slots);
      await f.refused(last({ minFill: 101n }), "MinimumFillNotReached", [100n, 101n], slots);
      await f.refused(last({ slot: f.slot + LEGS }), "SlotNotOpen", [f.slot + LEGS], slots);
      await f.exchange.pause();
      await f.refused(basket(f, block(f)), "NewRiskPaused", [], slots);
    });

    it("refuses all where the second leg finds the book as the first has left it", async () => {
      const f = await load();
      await f.refused(basket(f, [LEG, LEG]), "BasketLegUnfilled", [1n, 0n, 100n]);
    });

    it("refuses all where a leg stops before an own order", async () => {
      const f = await load();
      await f.sell(2, 100n, 30n);
      await f.refused(basket(f, [{ ...LEG, account: 2 }]), "BasketLegUnfilled", [0n, 0n, 100n]);
      expect((await f.run(basket(f, [LEG]))).filled).to.equal(100n);
    });

    it("refuses all where the money lasts for each leg but not for all", async () => {
      const f = await load();
      const price = 100n * (40n + 3n + 100n);
      await f.as(1).exchange.withdraw(1, (FUNDS - 12n * price) * f.unit);
      const values = [1n, 12n * price - 11n * price, 15_000n];
      await f.refused(basket(f, block(f)), "InsufficientFree", values, [f.slot, f.slot + LEGS - 1]);
      await f.deposit(1, 15_000n - price);
      await f.run(basket(f, block(f)));
      expect(await f.freeOf(1)).to.equal(15_000n - price);
    });

    it("takes every kind for fill-or-kill", async () => {
      const f = await load();
      for (const kind of [0, IOC, FOK]) {
        const more = { ...LEG, energy: 101n, kind };
        await f.refused(basket(f, [more]), "BasketLegUnfilled", [0n, 100n, 101n]);
      }
      const { filled } = await f.run(basket(f, [{ ...LEG, kind: POST_ONLY }]));
      expect(filled).to.equal(100n);
    });

    it("trades every leg in full, in the order given, and leaves nothing resting", async () => {
      const f = await load();
      const { deeds, ids } = await f.run(basket(f, block(f)));
      expect(ids).to.deep.equal([]);
      expect(deeds.map((deed) => (deed.name === "Trade" ? deed.slot - f.slot : -1))).to.deep.equal(
        Array.from({ length: LEGS }, (_, i) => i),
      );
      for (let i = 0; i < LEGS; i += 1) {
        const held = { sold: 0n, bought: 100n, openBids: 0n, openAsks: 0n };
        expect(await f.positionOf(1, f.slot + i)).to.deep.equal(held);
        expect(await f.bestOf(SELL, 1, f.slot + i)).to.equal(null);
      }
      const { free, activeSlots } = await f.exchange.accountData(1);
      expect(free).to.equal(FUNDS - BigInt(LEGS) * 100n * 143n);
      expect(activeSlots).to.equal(BigInt(LEGS));
    });

    it("goes over several accounts that the caller controls, and both sides", async () => {
      const f = await load();
      await f.buy(6, 60n, 45n);
      const legs = [LEG, { account: 2, side: SELL, energy: 60n, limit: 35n }];
      const { deeds } = await f.run(basket(f, legs));
      expect(tradesOf(deeds).map(({ zone, price, energy }) => [zone, price, energy])).to.deep.equal([
        [1, 40n, 100n],
        [2, 45n, 60n],
      ]);
      expect(await f.positionOf(2)).to.include({ sold: 60n });
    });

    it("lets a delegate of all its accounts place it", async () => {
      const f = await load();
      const delegate = f.ownerOf(5);
      const place = () => f.exchange.connect(delegate).placeBasket(block(f).map((leg) => f.order(leg)));
      await f.refused(place, "NotAuthorized", [1n, delegate.address]);
      await f.registry.connect(f.ownerOf(1)).setDelegate(1, delegate, 2n ** 40n - 1n);
      await f.run(place);
      expect(await f.positionOf(1)).to.include({ bought: 100n });
    });

    it("does nothing without legs", async () => {
      const f = await load();
      const before = await f.read();
      await f.run(basket(f, []));
      expect(await f.read()).to.deep.equal(before);
    });
  });
});
