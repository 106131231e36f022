import { expect } from "chai";
import { network } from "hardhat";

import { setBarred } from "../../helpers/exchange.ts";
import { pokeLevel, pokePosition } from "../../helpers/storage.ts";
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
  SET,
  type Wish,
} from "../../helpers/trading.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const fixture = () => deployTrading(connection);

/** A bid that is all right. */
const BID: Wish = { account: 1, side: BUY, energy: 100n, limit: 50n };
const SIDES = [BUY, SELL] as const;

const load = loaderOf(connection, fixture);

describe("Exchange", () => {
  describe("placeOrder", () => {
    describe("refuses", () => {
      it("while new risk is paused; what is open can be ended, netted and withdrawn", async () => {
        const f = await load();
        const { exchange, slot } = f;
        const bid = await f.buy(1, 100n, 50n);
        await f.sell(2, 40n, 40n);
        await f.sell(1, 40n, 200n);
        const own = await f.sell(2, 40n, 60n);
        await f.buy(3, 40n, 300n);
        await f.run(() => f.as(1).exchange.placeOrder(f.order({ ...BID, side: SELL, energy: 20n, limit: 55n })));
        await f.buy(2, 20n, 200n);
        await exchange.pause();
        const place = () => f.as(1).exchange.placeOrder(f.order(BID));
        await f.refused(place, "NewRiskPaused", []);
        await f.claim([...f.known]);
        const { sold, bought } = await f.positionOf(1);
        expect([sold, bought]).to.deep.equal([20n, 40n]);
        const before = await f.freeOf(1);
        await f.as(1).exchange.net(1, slot, 20n);
        expect((await f.freeOf(1)) - before).to.equal(20n * SET);
        await f.cancel(1, [bid.id]);
        await f.refused(() => f.as(2).exchange.cancelOrders([own.id]), "OrderNotOpen", [own.id]);
        await f.as(1).exchange.withdraw(1, (await f.freeOf(1)) * f.unit);
        expect(await f.freeOf(1)).to.equal(0n);
        await exchange.unpause();
        await f.sell(2, 40n, 60n);
      });

      it("a slot whose delivery has begun, and the first slots of all", async () => {
        const f = await load();
        const { slot } = f;
        const begun = Math.floor((await time.latest()) / 900);
        for (const past of [begun, begun - 1, 0]) {
          const order = f.order({ ...BID, slot: past });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "SlotInPast", [past]);
        }
        await time.setNextBlockTimestamp(slot * 900);
        await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "SlotInPast", [slot]);
      });

      it("from the second of the gate on, and not one before", async () => {
        const f = await load();
        const gate = f.slot * 900 - f.gate;
        await time.setNextBlockTimestamp(gate - 1);
        expect((await f.place(BID)).id).not.to.equal(0n);
        for (const now of [gate, gate + 1, f.slot * 900 - 1]) {
          await time.setNextBlockTimestamp(now);
          await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "GateClosed", [f.slot]);
        }
      });

      it("a slot that is not open, within the horizon, at it and a second beyond", async () => {
        const f = await load();
        const far = f.slot + 200;
        const order = f.order({ ...BID, slot: far });
        const reach = far * 900 - f.horizon;
        await time.setNextBlockTimestamp(reach - 1);
        await f.refused(() => f.as(1).exchange.placeOrder(order), "BeyondHorizon", [far, f.horizon], [f.slot, far]);
        for (const now of [reach, reach + 1]) {
          await time.setNextBlockTimestamp(now);
          await f.refused(() => f.as(1).exchange.placeOrder(order), "SlotNotOpen", [far], [f.slot, far]);
        }
        await f.openSlot({ slot: far, ...PAIR });
        await f.place({ ...BID, slot: far });
      });

      it("zones that the area has not", async () => {
        const f = await load();
        for (const zone of [4, 12, 15, 16, 255]) {
          await f.refused(() => f.as(1).exchange.placeOrder(f.order({ ...BID, zone })), "UnknownZone", [zone]);
        }
      });

      it("a zone that came after the slot was opened", async () => {
        const f = await load();
        await f.area.addZone(0, 0, 1, f.admin);
        await f.registry.assignZone(1, f.exchange, 4);
        await f.refused(() => f.as(1).exchange.placeOrder(f.order({ ...BID, zone: 4 })), "UnknownZone", [4n]);
      });

      for (const energy of [0n, 1n, MIN_ENERGY - 1n]) {
        it(`${energy} Wh of at least ${MIN_ENERGY}`, async () => {
          const f = await load();
          const order = f.order({ ...BID, energy });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "EnergyBelowMinimum", [energy, MIN_ENERGY]);
        });
      }

      for (const energy of [MAX_ENERGY + 1n, 2n ** 40n - 1n]) {
        it(`${energy} Wh of at most ${MAX_ENERGY}`, async () => {
          const f = await load();
          const order = f.order({ ...BID, energy });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "EnergyTooLarge", [energy, MAX_ENERGY]);
        });
      }

      for (const limit of [PAIR.long - 1, PAIR.short + 1, -(2 ** 23), 2 ** 23 - 1]) {
        it(`a limit of ${limit} ticks, outside the pair`, async () => {
          const f = await load();
          for (const side of SIDES) {
            const order = f.order({ ...BID, side, limit: BigInt(limit) });
            const values = [limit, PAIR.long, PAIR.short];
            await f.refused(() => f.as(1).exchange.placeOrder(order), "LimitOutsidePair", values);
          }
        });
      }

      it("a minimum fill of a post-only order", async () => {
        const f = await load();
        const order = f.order({ ...BID, kind: POST_ONLY, minFill: 1n });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "InvalidKind", [POST_ONLY, 1n]);
      });

      it("sides and kinds that do not exist", async () => {
        const f = await load();
        for (const wrong of [{ side: 2 }, { side: 255 }, { kind: 4 }, { kind: 255 }]) {
          const order = f.order({ ...BID, ...wrong });
          await expect(f.as(1).exchange.placeOrder(order)).to.be.revertedWithoutReason(ethers);
        }
      });

      it("accounts that nobody has", async () => {
        const f = await load();
        for (const account of [7, 2 ** 32 - 1]) {
          const order = f.order({ ...BID, account });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "UnknownAccount", [account]);
        }
      });

      it("an account without a home", async () => {
        const f = await load();
        await f.registry.openAccount(f.ownerOf(1));
        const order = f.order({ ...BID, account: 7 });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "UnknownAccount", [7n]);
      });

      it("whoever does not control the account, the one with all roles too", async () => {
        const f = await load();
        for (const caller of [f.ownerOf(2), f.admin]) {
          const exchange = f.exchange.connect(caller);
          await f.refused(() => exchange.placeOrder(f.order(BID)), "NotAuthorized", [1n, caller.address]);
        }
      });

      it("a delegate after its last second, or once its right is taken back", async () => {
        const f = await load();
        const delegate = f.ownerOf(2);
        const registry = f.registry.connect(f.ownerOf(1));
        const place = () => f.exchange.connect(delegate).placeOrder(f.order(BID));
        const denied = () => f.refused(place, "NotAuthorized", [1n, delegate.address]);
        const until = (await time.latest()) + 100;
        await registry.setDelegate(1, delegate, until);
        await time.setNextBlockTimestamp(until);
        await place();
        await time.setNextBlockTimestamp(until + 1);
        await denied();
        await registry.setDelegate(1, delegate, 2n ** 40n - 1n);
        await place();
        await registry.setDelegate(1, delegate, 0);
        await denied();
        await registry.setDelegate(1, delegate, 2n ** 40n - 1n);
        await registry.revokeDelegates(1);
        await denied();
      });

      it("a barred account, until it is let in again", async () => {
        const f = await load();
        await setBarred(f.exchange, 1, true);
        await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "AccountNotCleared", [1n]);
        await setBarred(f.exchange, 1, false);
        await f.place(BID);
      });

      it("a zone that is not the account's home", async () => {
        const f = await load();
        for (const zone of [0, 2, 3]) {
          const order = f.order({ ...BID, zone });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "WrongZone", [1n, zone, 1n]);
        }
      });

      it("an account that holds as much energy as it may", async () => {
        const f = await load();
        for (const from of [0, 48]) {
          await f.buy(1, 20n, 30n);
          await pokePosition(f, { account: 1, slot: f.slot }, { from, bits: 48, value: 2n ** 47n });
          await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "PositionTooLarge", [1n, f.slot]);
          await pokePosition(f, { account: 1, slot: f.slot }, { from, bits: 48, value: 2n ** 47n - 1n });
          await f.place(BID);
          await pokePosition(f, { account: 1, slot: f.slot }, { from, bits: 48, value: 0n });
        }
      });

      for (const side of SIDES) {
        it(`${side === BUY ? "a bid" : "an ask"} that free funds do not back at its limit, short of one unit`, async () => {
          const f = await load();
          const rate = side === BUY ? 150n : 450n;
          const wish = { account: 6, side, energy: 100n, limit: 50n };
          await f.refused(() => f.as(6).exchange.placeOrder(f.order(wish)), "InsufficientFree", [6n, 0n, rate * 100n]);
          await f.deposit(6, rate * 100n - 1n);
          const values = [6n, rate * 100n - 1n, rate * 100n];
          await f.refused(() => f.as(6).exchange.placeOrder(f.order(wish)), "InsufficientFree", values);
          await f.deposit(6, 1n);
          await f.place(wish);
          expect(await f.freeOf(6)).to.equal(0n);
        });
      }

      it("an order that would be cheap to fill but is not backed at its limit", async () => {
        const f = await load();
        await f.sell(2, 100n, 0n);
        await f.deposit(6, 20_000n);
        const order = f.order({ account: 6, side: BUY, energy: 100n, limit: 101n, kind: IOC });
        await f.refused(() => f.as(6).exchange.placeOrder(order), "InsufficientFree", [6n, 20_000n, 20_100n]);
      });

      it("post-only where the best price of any zone is within its limit, by a tick", async () => {
        const f = await load();
        await f.sell(3, 50n, 30n);
        // 30 for the energy, 2 + 3 + 4 for the wires, 1 for the market.
        const order = f.order({ ...BID, limit: 40n, kind: POST_ONLY });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "PostOnlyWouldMatch", []);
        expect((await f.place({ ...BID, limit: 39n, kind: POST_ONLY })).filled).to.equal(0n);
      });

      it("post-only where it meets only an own order", async () => {
        const f = await load();
        await f.sell(1, 50n, 30n);
        const order = f.order({ ...BID, limit: 33n, kind: POST_ONLY });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "PostOnlyWouldMatch", []);
        await f.place({ ...BID, limit: 32n, kind: POST_ONLY });
      });

      for (const kind of [LIMIT, IOC, FOK]) {
        it(`a minimum fill missed by 1 Wh (kind ${kind})`, async () => {
          const f = await load();
          await f.sell(2, 60n, 30n);
          const order = f.order({ ...BID, minFill: 61n, kind });
          await f.refused(() => f.as(1).exchange.placeOrder(order), "MinimumFillNotReached", [60n, 61n]);
        });
      }

      it("a minimum fill of more than the order", async () => {
        const f = await load();
        await f.sell(2, 200n, 30n);
        const order = f.order({ ...BID, minFill: 101n });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "MinimumFillNotReached", [100n, 101n]);
      });

      it("fill-or-kill short of 1 Wh", async () => {
        const f = await load();
        await f.refused(() => f.as(1).exchange.placeOrder(f.order({ ...BID, kind: FOK })), "FillOrKillUnfilled", [
          0n,
          100n,
        ]);
        await f.sell(2, 59n, 30n);
        await f.sell(3, 40n, 30n);
        const order = f.order({ ...BID, kind: FOK });
        await f.refused(() => f.as(1).exchange.placeOrder(order), "FillOrKillUnfilled", [99n, 100n]);
      });

      it("the 65th open order, on whatever side, though part of it could trade; not one that need not rest", async () => {
        const f = await load();
        for (let i = 0; i < 40; i += 1) await f.buy(1, 10n, BigInt(-100 + (i % 7)));
        for (let i = 0; i < 24; i += 1) await f.sell(1, 10n, BigInt(500 - (i % 5)));
        await f.sell(2, 60n, 30n);
        for (const wish of [BID, { ...BID, side: SELL }, { ...BID, kind: POST_ONLY, limit: 32n }]) {
          await f.refused(() => f.as(1).exchange.placeOrder(f.order(wish)), "TooManyOpenOrders", [1n, f.slot]);
        }
        expect((await f.place({ ...BID, energy: 60n })).filled).to.equal(60n);
        const [, first = 0n] = [...f.known];
        await f.cancel(1, [first]);
        await f.place(BID);
        await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "TooManyOpenOrders", [1n, f.slot]);
      });

      it("a price at which 65,535 orders have been placed, and no other", async () => {
        const f = await load();
        const { id } = await f.place(BID);
        await pokeLevel(f, id, { from: 156, bits: 16, value: 65_534n });
        expect((await f.place(BID)).id).to.equal(id + 65_534n);
        await f.refused(() => f.as(1).exchange.placeOrder(f.order(BID)), "LevelFull", [1n, 0n, 50n]);
        await f.place({ ...BID, limit: 49n });
      });

      it("first what comes first in the list of reasons", async () => {
        const f = await load();
        const wrong = {
          ...f.order({ ...BID, account: 99, side: BUY, energy: 1n, limit: 501n, kind: POST_ONLY, minFill: 500n }),
          slot: f.slot + 1,
          zone: 9,
        };
        await f.exchange.pause();
        await setBarred(f.exchange, 1, true);
        const order = { ...wrong };
        const next = async (error: string, repair: () => Promise<unknown> | void) => {
          await f.refused(() => f.as(2).exchange.placeOrder(order), error);
          await repair();
        };
        await next("NewRiskPaused", async () => f.exchange.unpause());
        await next("SlotNotOpen", () => void (order.slot = f.slot));
        await next("UnknownZone", () => void (order.zone = 2));
        await next("EnergyBelowMinimum", () => void (order.energy = MAX_ENERGY + 1n));
        await next("EnergyTooLarge", () => void (order.energy = MAX_ENERGY));
        await next("LimitOutsidePair", () => void (order.limit = 500n));
        await next("InvalidKind", () => void (order.kind = FOK));
        await next("UnknownAccount", () => void (order.account = 1));
        await next("NotAuthorized", async () =>
          f.registry.connect(f.ownerOf(1)).setDelegate(1, f.ownerOf(2), 2n ** 40n - 1n),
        );
        await next("AccountNotCleared", async () => setBarred(f.exchange, 1, false));
        await next("WrongZone", () => void (order.zone = 1));
        await next("InsufficientFree", () => void (order.energy = 1_000n));
        await next("MinimumFillNotReached", () => void (order.minFill = 0n));
        await next("FillOrKillUnfilled", () => void (order.kind = LIMIT));
        await f.as(2).exchange.placeOrder(order);
      });
    });
  });
});
