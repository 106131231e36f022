import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, FOK, FUNDS, idOf, IOC, loaderOf, SELL, type Wish } from "../../helpers/trading.ts";

const connection = await network.create();
const fixture = () => deployTrading(connection, { homes: [1, 1, 2, 3, 0, 1], accountsPerOwner: 2 });
const load = loaderOf(connection, fixture);

const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };

type Fixture = Awaited<ReturnType<typeof load>>;
const placing = (f: Fixture, wishes: readonly Wish[]) => () =>
  f.as(1).exchange.placeOrders(wishes.map((wish) => f.order(wish)));

describe("Exchange", () => {
  describe("placeOrders", () => {
    it("refuses all where one is refused, first, in the middle or last", async () => {
      const f = await load();
      const wrong = { ...BID, limit: 501n };
      for (const at of [0, 1, 3]) {
        const wishes: Wish[] = [BID, { ...BID, limit: 49n }, { ...BID, account: 2 }];
        wishes.splice(at, 0, wrong);
        await f.refused(placing(f, wishes), "LimitOutsidePair", [501, -100, 500]);
      }
      await f.refused(placing(f, [BID, { ...BID, kind: FOK }]), "FillOrKillUnfilled", [0n, 100n]);
      await f.refused(placing(f, [BID, { ...BID, account: 3, zone: 2 }]), "NotAuthorized", [3n, f.ownerOf(1).address]);
      await f.exchange.pause();
      await f.refused(placing(f, [BID]), "NewRiskPaused", []);
    });

    it("refuses where the money lasts for each order but not for all", async () => {
      const f = await load();
      const large = { ...BID, energy: 40_000n };
      await f.refused(placing(f, [large, large]), "InsufficientFree", [1n, FUNDS - 6_000_000n, 6_000_000n]);
    });

    it("refuses a batch in which the 65th order would rest", async () => {
      const f = await load();
      const wishes = Array.from({ length: 65 }, (_, i) => ({ ...BID, energy: 10n, limit: BigInt(i) }));
      await f.refused(placing(f, wishes), "TooManyOpenOrders", [1n, f.slot]);
      await f.run(placing(f, wishes.slice(1)));
      expect(await f.positionOf(1)).to.include({ openBids: 64n });
    });

    it("does nothing for an empty batch", async () => {
      const f = await load();
      const before = await f.read();
      expect((await f.run(placing(f, []))).deeds).to.deep.equal([]);
      expect(await f.read()).to.deep.equal(before);
    });

    it("returns the names of what rests, 0 for what does not", async () => {
      const f = await load();
      await f.sell(3, 30n, 20n);
      const wishes: Wish[] = [
        BID,
        { ...BID, kind: IOC },
        { ...BID, account: 2, energy: 30n, side: SELL, limit: 45n },
        BID,
      ];
      const at = { slot: f.slot, zone: 1, side: BUY, limit: 50n };
      const expected = [idOf({ ...at, index: 0n }), 0n, 0n, idOf({ ...at, index: 1n })];
      const orders = wishes.map((wish) => f.order(wish));
      expect([...(await f.as(1).exchange.placeOrders.staticCall(orders))]).to.deep.equal(expected);
      const { deeds } = await f.run(placing(f, wishes));
      // The second bid takes nothing more: the first has taken the ask of zone 2. The ask then takes from the first.
      const names = deeds.map((deed) => (deed.name === "Trade" ? `trade of ${deed.energy}` : deed.name));
      expect(names).to.deep.equal(["trade of 30", "OrderPlaced", "trade of 30", "OrderPlaced"]);
      expect(await f.orderOf(expected[0] ?? 0n)).to.include({ open: 40n, filled: 30n });
    });

    it("does what the same orders do one by one, in the order given", async () => {
      const f = await load();
      await f.openSlot({ slot: f.slot + 1, long: -7, short: 400 });
      const wishes: Wish[] = Array.from({ length: 30 }, (_, i) => ({
        account: i < 15 ? 1 : 2,
        side: i < 15 || i % 4 === 1 ? SELL : BUY,
        energy: BigInt(20 + ((i * 13) % 50)),
        limit: BigInt(25 + ((i * 17) % 40)),
        kind: i % 5 === 4 ? IOC : 0,
        host: i,
        slot: f.slot + (i % 4 === 3 ? 1 : 0),
      }));
      const { takeSnapshot } = connection.networkHelpers;
      const snapshot = await takeSnapshot();
      const one: unknown[] = [];
      for (const wish of wishes) one.push(...(await f.place(wish)).deeds);
      const after = await f.read([f.slot, f.slot + 1]);
      await snapshot.restore();
      const { deeds } = await f.run(placing(f, wishes));
      expect(deeds).to.deep.equal(one);
      expect(await f.read([f.slot, f.slot + 1])).to.deep.equal(after);
      expect(deeds.filter(({ name }) => name === "Trade").length).to.be.greaterThan(5);
    });
  });
});
