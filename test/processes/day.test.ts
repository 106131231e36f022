import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { getAccount, getEvents, getRoot, Money, Slot } from "@gridwatt/sdk";

import { freeOf, placesOf, poolOf, settledOnce } from "./books.ts";
import { openHouseholds, post, tradeDay, type Household } from "./households.ts";
import { DEPOSIT, keyOf, KEEPERS, startMarket, type ProcessMarket } from "./market.ts";
import { OracleNodes, startKeeper } from "./oracles.ts";
import { until, type RunningProcess } from "./process.ts";

const SLOTS = 96;
const PAIRS = 3;
const STEP = 8;
/** The second seller delivers half in every fourth slot. */
const SHORT_EVERY = 4;
/** The last buyer's meter is silent at this boundary of the day. */
const SILENT = 50;

describe("a day that processes settle", function () {
  this.timeout(600_000);
  let market: ProcessMarket;
  let nodes: OracleNodes;
  let households: Household[];
  let slots: Slot[];
  const oracles: RunningProcess[] = [];
  let keeper: RunningProcess;

  before(async () => {
    market = await startMarket();
    households = await openHouseholds(market, PAIRS);
    const first = Slot.at(new Date((await market.now()) * 1000)).plus(8);
    slots = Array.from({ length: SLOTS }, (_, at) => first.plus(at));
    await market.open(first, SLOTS);
    await tradeDay(market, { households, slots });
    nodes = await OracleNodes.for(market);
    oracles.push(...(await Promise.all(nodes.urls.map((_, at) => nodes.start(at)))));
    // The one that is going to lie comes first.
    const key = keyOf(KEEPERS[0] ?? 0);
    keeper = await startKeeper(market, { key, oracles: [...nodes.urls].reverse(), takeover: 120_000 });
    await market.setClock(first.beginSeconds);
    await postAt(0);
  });

  after(async () => {
    await Promise.all([...oracles, keeper].map((process) => process?.kill()));
    await market?.close();
  });

  /** Each household sends its reading at a boundary of the day to two nodes, so that nodes need each other. */
  async function postAt(boundary: number): Promise<void> {
    const slot = slots[0]?.plus(boundary) ?? assert.fail();
    const sent = households.map(async (household, at) => {
      const reading = household.reading(slot, boundary === 0 ? 0n : deliveredBy(at, boundary - 1));
      if (at === households.length - 1 && boundary === SILENT) return;
      // As a gateway does: it tries until two nodes have taken it, of whom one may be lying.
      const takers = new Set<string>();
      await until("two nodes to take a reading", async () => {
        for (let tried = 0; tried < nodes.urls.length && takers.size < 2; ++tried) {
          const url = nodes.urls[(at + tried) % nodes.urls.length] ?? "";
          if ((await post(url, [reading]).catch(() => undefined))?.ok === true) takers.add(url);
        }
        return takers.size === 2;
      });
    });
    await Promise.all(sent);
  }

  /** {Wh} */
  function deliveredBy(household: number, slot: number): bigint {
    return household === 1 && slot % SHORT_EVERY === 0 ? 500n : 1_000n;
  }

  /** Lets slots of the day pass, and waits until all accounts are settled in them for which there are readings. */
  async function pass(from: number, to: number): Promise<void> {
    for (let at = from; at < to; at += STEP) {
      for (let boundary = at + 1; boundary <= at + STEP; ++boundary) {
        await market.setClock(slots[0]?.plus(boundary).beginSeconds ?? 0);
        await postAt(boundary);
      }
      const gaps = at + STEP > SILENT ? 2 : 0;
      await whileTimePasses(settledOnce(market.client, (at + STEP) * households.length - gaps));
    }
  }

  /** Lets minutes of the chain's time go by while something is waited for: what is corrected is so by then. */
  async function whileTimePasses<T>(wait: Promise<T>): Promise<T> {
    const waiting = { done: false };
    void wait.then(
      () => (waiting.done = true),
      () => (waiting.done = true),
    );
    for (let minute = 0; minute < 13; ++minute) {
      for (let tenth = 0; tenth < 10 && !waiting.done; ++tenth) await sleep(100);
      if (waiting.done) break;
      await market.setClock((await market.now()) + 60);
    }
    return wait;
  }

  it("begins with four nodes", async () => {
    await pass(0, 32);
    for (const { signers } of await getEvents(market.client, { names: ["RootSubmitted"] })) {
      assert(signers.length >= 3, `${signers.length}`);
    }
  });

  it("refuses a second node on the folder of one that runs", async () => {
    const refusal = /code 1: oracle: another oracle node keeps its readings here: process \d+ holds \S+oracle-0\/lock/;
    await assert.rejects(nodes.start(0), refusal);
  });

  it("goes on with three after one is killed", async () => {
    await oracles[0]?.kill();
    await pass(32, 64);
  });

  it("takes the killed node back, with all that it knew and all that it missed", async () => {
    oracles[0] = await nodes.start(0);
    for (const slot of [slots[20], slots[40]]) {
      const { root } = await getRoot(market.client, { slot: slot ?? assert.fail() });
      await until("the node to come to the same root", async () => {
        const answer = await fetch(`${nodes.urls[0]}/slots/${slot?.number}`);
        return answer.ok && ((await answer.json()) as { root: string }).root === root;
      });
    }
  });

  it("stops a node that is told to", async () => {
    assert.equal(await oracles[3]?.stop(), 0);
    assert.equal(oracles[3]?.log.at(-1)?.message, "stopped");
  });

  it("is not bent by a node that lies", async () => {
    oracles[3] = await nodes.startLiar(3);
    await pass(64, SLOTS);
    const liar = nodes.urls[3];
    assert((await keeper.metric(`gridwatt_keeper_wrong_leaves_total{oracle="${liar}"}`)) > 0);
    assert(((await oracles[0]?.metric(`gridwatt_oracle_disagreements_total{peer="${liar}"}`)) ?? 0) > 0);
  });

  it("settles at the deadline who has no readings", async () => {
    const { deadline } = await getRoot(market.client, { slot: slots[SILENT] ?? assert.fail() });
    await market.setClock(deadline.getTime() / 1000);
    const settled = await settledOnce(market.client, SLOTS * households.length);
    const assumed = settled.filter((event) => event.assumed);
    const silent = households.at(-1)?.account;
    assert.deepEqual(
      placesOf(assumed),
      [SILENT - 1, SILENT].map((at) => `${slots[at]?.number}/${silent}`),
    );
  });

  it("has settled every account in every slot once", async () => {
    const settled = await getEvents(market.client, { names: ["Settled"] });
    const expected = slots.flatMap((slot) => households.map(({ account }) => `${slot.number}/${account}`));
    assert.deepEqual(placesOf(settled), expected.sort());
    for (const { account, slot, meteredWh, assumed } of settled) {
      const at = households.findIndex((household) => household.account === account);
      const wh = deliveredBy(at, slot.number - (slots[0]?.number ?? 0));
      assert.equal(meteredWh, assumed ? 0n : households[at]?.sells ? wh : -wh, `${slot.number}/${account}`);
    }
  });

  it("has given everybody what the day was worth, and lost no money", async () => {
    const accounts = households.map(({ account }) => account);
    await until("the fees to be paid out", async () => {
      return (await poolOf(market.client)).equals(await freeOf(market.client, accounts));
    });
    const free = async (at: number) => (await getAccount(market.client, { account: accounts[at] ?? 0 }))?.free;
    const day = (perSlot: string) => times(perSlot, SLOTS);
    const shortfall = times("0.175", SLOTS / SHORT_EVERY);
    assert.equal(`${await free(0)}`, `${DEPOSIT.plus(day("0.12"))}`);
    assert.equal(`${await free(1)}`, `${DEPOSIT.plus(day("0.12")).minus(shortfall)}`);
    assert.equal(`${await free(3)}`, `${DEPOSIT.minus(day("0.166"))}`);
    const party = await getAccount(market.client, { account: 0 });
    assert.equal(`${party?.free}`, `${DEPOSIT.plus(shortfall)}`);
  });

  it("leaves no order behind, and pays the fees", async () => {
    await until("orders to be closed", async () => (await keeper.metric("gridwatt_keeper_open_orders")) === 0);
    const closed = await getEvents(market.client, { names: ["OrderClosed"] });
    assert.equal(closed.length, SLOTS);
    const credited = await until("fees to be paid out", async () => {
      const events = await getEvents(market.client, { names: ["PaidOut"] });
      const sum = events.reduce((total, { amount }) => total.plus(amount), Money.ZERO);
      return sum.equals(times("0.046", SLOTS * PAIRS)) && sum;
    });
    assert(credited.units > 0n);
  });

  it("answers when asked how it is", async () => {
    for (const process of [keeper, oracles[0], oracles[1], oracles[2]]) {
      const answer = await fetch(`${process?.url}/healthz`);
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { healthy: true, detail: "rounds are done" });
    }
    assert.equal(await keeper.stop(), 0);
  });
});

function times(amount: string, count: number): Money {
  return Money.ofUnits(Money.parse(amount).units * BigInt(count));
}
