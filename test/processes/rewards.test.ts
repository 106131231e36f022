import assert from "node:assert/strict";

import { getEvents, getWattBalance, Money, placeOrders, readContract, Slot } from "@gridwatt/sdk";

import { runScript } from "../helpers/script.ts";
import { ALL_IN, ENERGY, PRICE } from "./households.ts";
import { keyOf, KEEPERS, OPERATORS, startMarket, type ProcessMarket } from "./market.ts";
import { OracleNodes, startKeeper } from "./oracles.ts";
import { until, type RunningProcess } from "./process.ts";

const [DAY, HOUR] = [86_400, 3_600];
const SLOTS = 4;
/** Accounts of the node that own the maker's and the taker's. */
const [MAKER, TAKER] = [15, 12];
/** Of a market fee of 0.001 for each kWh, 30% go into the fund, which is less than the half that makers would earn. */
const EARNED = Money.parse("0.0012");

describe("what a maker earned, from the trade to the wallet", function () {
  this.timeout(300_000);
  let market: ProcessMarket;
  let nodes: OracleNodes;
  let maker: number;
  let day: number;
  const oracles: RunningProcess[] = [];
  const keepers: RunningProcess[] = [];

  before(async () => {
    market = await startMarket();
    maker = await market.trader(1, MAKER);
    const taker = await market.trader(2, TAKER);
    const first = Slot.at(new Date((await market.now()) * 1000)).plus(8);
    const slots = Array.from({ length: SLOTS }, (_, at) => first.plus(at));
    await market.open(first, SLOTS);
    const order = { energy: ENERGY, account: maker, side: "sell", limit: PRICE } as const;
    await placeOrders(market.as(MAKER), { orders: slots.map((slot) => ({ ...order, slot })) });
    const taking = { energy: ENERGY, account: taker, side: "buy", limit: ALL_IN } as const;
    await placeOrders(market.as(TAKER), { orders: slots.map((slot) => ({ ...taking, slot })) });
    day = Math.floor((await market.now()) / DAY);
    nodes = await OracleNodes.for(market);
    oracles.push(...(await Promise.all([0, 1, 2].map((at) => nodes.start(at)))), await nodes.startLiar(3));
    // The one that lies comes first.
    const urls = [...nodes.urls].reverse();
    const started = KEEPERS.map((key) => startKeeper(market, { key: keyOf(key), oracles: urls, takeover: 0 }));
    keepers.push(...(await Promise.all(started)));
    await market.setClock(first.plus(SLOTS).beginSeconds);
  });

  after(async () => {
    await Promise.all([...oracles, ...keepers].map((process) => process.kill()));
    await market?.close();
  });

  const submitted = () => getEvents(market.client, { names: ["RewardsSubmitted"] });
  const fund = () => getWattBalance(market.client, { holder: market.client.deployment.contracts.incentives });
  const balance = async () => (await getWattBalance(market.client, { holder: addressOf(market, MAKER) })).base;
  const claim = () => {
    const { DEPLOYMENT = "" } = market.variables;
    const where = ["--rpc", market.rpc, "--deployment", DEPLOYMENT, "--from", `#${MAKER}`];
    return runScript("scripts/incentives.ts", ["claim", "--epoch", `${day}`, "--account", `${maker}`, ...where]);
  };
  /** Lets all keepers do a round that begins from now on. */
  const rounds = async () => {
    const counts = () => Promise.all(keepers.map((one) => one.metric('gridwatt_keeper_rounds_total{outcome="done"}')));
    const before = await counts();
    await until("rounds of the keepers", async () =>
      (await counts()).every((count, at) => count > (before[at] ?? 0) + 1),
    );
  };

  it("waits in the fund until the day after is over, and for a quorum that one who lies is no part of", async () => {
    await until("the fund to have its part of the fees", async () => (await fund()).equals(EARNED));
    await oracles[0]?.kill();
    await market.setClock((day + 2) * DAY - HOUR);
    for (const url of nodes.urls.slice(1, 3)) assert.equal((await fetch(`${url}/rewards`)).status, 404);
    await market.setClock((day + 2) * DAY);
    for (const url of nodes.urls.slice(1, 3)) {
      await until("a node to sign", async () => (await fetch(`${url}/rewards/${day}`)).ok);
    }
    await market.setClock((day + 2) * DAY + HOUR);
    await rounds();
    assert.deepEqual(await submitted(), []);
    const { code, stderr } = await claim();
    assert.deepEqual(
      [code, stderr],
      [1, `What makers earned on day ${day} is not on chain yet: keepers bring it there.\n`],
    );
  });

  it("is signed by a node that starts again, and submitted once", async () => {
    oracles[0] = await nodes.start(0);
    await until("the node to sign", async () => (await fetch(`${nodes.urls[0]}/rewards/${day}`)).ok);
    await market.setClock((day + 2) * DAY + 3 * HOUR);
    const [told] = await until("rewards to be submitted", async () => {
      const events = await submitted();
      return events.length > 0 && events;
    });
    const honest = OPERATORS.slice(0, 3).map((number) => addressOf(market, number));
    assert.deepEqual([told?.epoch, told?.total], [day, EARNED.base]);
    assert.deepEqual([...(told?.signers ?? [])].sort(), honest.sort());
    await rounds();
    assert.equal((await submitted()).length, 1);
    const sent = (outcome: string) => `gridwatt_keeper_transactions_total{task="submitRewards",outcome="${outcome}"}`;
    for (const [outcome, count] of [
      ["mined", 1],
      ["failed", 0],
    ] as const) {
      const counts = await Promise.all(keepers.map((one) => one.metric(sent(outcome))));
      assert.equal(
        counts.reduce((a, b) => a + b, 0),
        count,
        outcome,
      );
    }
  });

  it("is claimed by its owner, once", async () => {
    const before = await balance();
    const { code, stdout, stderr } = await claim();
    assert.deepEqual([code, stdout, stderr], [0, `account ${maker} was paid 0.0012 WATT for day ${day}\n`, ""]);
    assert.equal((await balance()) - before, EARNED.base);
    const again = await claim();
    assert.deepEqual(again, { code: 1, stdout: "", stderr: `Account ${maker} had its rewards of day ${day}.\n` });
    assert.equal((await balance()) - before, EARNED.base);
    assert.equal(await readContract(market.client, { contract: "incentives", name: "promised", args: [] }), 0n);
  });

  it("hinders no node in what else it does", async () => {
    for (const process of [oracles[0], oracles[1], oracles[2], ...keepers]) {
      assert.equal((await fetch(`${process?.url}/healthz`)).status, 200);
      assert.equal(
        process?.log.some(({ message }) => message === "makers' rewards are not signed yet"),
        false,
      );
    }
  });
});

function addressOf(market: ProcessMarket, number: number): string {
  const { address } = market.as(number).runner as { readonly address?: string };
  return address ?? assert.fail();
}
