import assert from "node:assert/strict";

import { getAccount, getClearing, getEvents, Money, Slot } from "@gridwatt/sdk";

import { freeOf, placesOf, poolOf, settledOnce } from "./books.ts";
import { openHouseholds, tradeDay, type Household } from "./households.ts";
import { DEPOSIT, keyOf, KEEPERS, startMarket, type ProcessMarket } from "./market.ts";
import { startKeeper } from "./oracles.ts";
import { until, type RunningProcess } from "./process.ts";
import { SignedOracle } from "./signed-oracle.ts";

const SLOTS = 12;
const PAIRS = 2;
/** {Wh} of the households in each slot, by their order: 1 kWh was traded. */
const COUNTED = [1_500n, 400n, 1_200n, 1_000n];
/** What a slot's deviations are worth to them, at 0.05 for surplus and 0.35 for shortfall. */
const WORTH = ["0.025", "-0.21", "-0.07", "0"];
const TRADED = ["0.12", "0.12", "-0.166", "-0.166"];

describe("two keepers of a market with residual supply", function () {
  this.timeout(300_000);
  let market: ProcessMarket;
  let households: Household[];
  let slots: Slot[];
  let oracle: SignedOracle;
  const keepers: RunningProcess[] = [];

  const start = (key: number) =>
    startKeeper(market, { key: keyOf(KEEPERS[key] ?? 0), oracles: oracle.urls, takeover: 0 });

  before(async () => {
    market = await startMarket({ residualSupply: true });
    households = await openHouseholds(market, PAIRS);
    const first = Slot.at(new Date((await market.now()) * 1000)).plus(8);
    slots = Array.from({ length: SLOTS }, (_, at) => first.plus(at));
    await market.open(first, SLOTS);
    await tradeDay(market, { households, slots });
    const readings = households.flatMap((household, at) =>
      Array.from({ length: SLOTS + 1 }, (_, boundary) => {
        return household.reading(first.plus(boundary), boundary === 0 ? 0n : (COUNTED[at] ?? 0n));
      }),
    );
    oracle = await SignedOracle.start(market, { households, readings });
    await market.setClock(first.plus(SLOTS).beginSeconds);
  });

  after(async () => {
    await Promise.all(keepers.map((process) => process.kill()));
    await oracle?.close();
    await market?.close();
  });

  it("settle once, though one is killed between two batches and starts again", async () => {
    keepers.push(...(await Promise.all([start(0), start(1)])));
    await settledOnce(market.client, 1);
    await keepers[0]?.kill();
    keepers[0] = await start(0);
    const settled = await settledOnce(market.client, SLOTS * households.length);
    const expected = slots.flatMap((slot) => households.map(({ account }) => `${slot.number}/${account}`));
    assert.deepEqual(placesOf(settled), expected.sort());
  });

  it("go on with the same key as well", async () => {
    keepers.push(await start(1));
    await until("all rounds to be done", async () => {
      const rounds = keepers.map((keeper) => keeper.metric('gridwatt_keeper_rounds_total{outcome="done"}'));
      return (await Promise.all(rounds)).every((count) => count > 2);
    });
    assert.notEqual(await keepers.at(-1)?.metric("gridwatt_keeper_wallet_gwei"), 0);
  });

  it("pay every credit once", async () => {
    const paid = await until("all credits to be paid", async () => {
      const events = await getEvents(market.client, { names: ["CreditPaid"] });
      return events.length >= SLOTS && events;
    });
    const expected = slots.map((slot) => `${slot.number}/${households[0]?.account}`);
    assert.deepEqual(paid.map(({ slot, account }) => `${slot.number}/${account}`).sort(), expected);
    for (const slot of slots) {
      const { financed, unpaid } = await getClearing(market.client, { slot });
      assert.deepEqual([financed, unpaid.units], [true, 0n]);
    }
  });

  it("leave everybody with what the slots were worth, and lose no money", async () => {
    const accounts = households.map(({ account }) => account);
    await until("the orders to be closed and the fees to be paid", async () => {
      const open = await Promise.all(keepers.map((keeper) => keeper.metric("gridwatt_keeper_open_orders")));
      const isEven = (await poolOf(market.client)).equals(await freeOf(market.client, accounts));
      return isEven && open.every((count) => count === 0);
    });
    for (const [at, account] of accounts.entries()) {
      const perSlot = Money.parse(WORTH[at] ?? "").plus(Money.parse(TRADED[at] ?? ""));
      const expected = DEPOSIT.plus(Money.ofUnits(perSlot.units * BigInt(SLOTS)));
      assert.equal(`${(await getAccount(market.client, { account }))?.free}`, `${expected}`, `account ${account}`);
    }
  });

  it("fail in nothing, and stop when they are told to", async () => {
    for (const keeper of keepers) {
      assert.deepEqual(
        keeper.log.filter(({ level }) => level === "error"),
        [],
      );
      assert.equal(await keeper.stop(), 0);
    }
  });
});
