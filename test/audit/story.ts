import {
  cancelNonces,
  collectFees,
  getEvents,
  offerAccount,
  payOut,
  pullFees,
  setDelegate,
  setFrozenTokens,
  settle,
  type Client,
} from "@gridwatt/sdk";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { Metering } from "../../scenario/metering.ts";
import { OVERRIDES } from "../../scenario/overrides.ts";
import { OWNER } from "../../scenario/accounts.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { playScenario } from "../../scenario/play.ts";
import { useGovernance } from "./governance-story.ts";
import { useHosts } from "./hosts.ts";
import { useOversight } from "./oversight.ts";
import { governFees, useTreasury } from "./treasury-story.ts";
import { useRamps } from "./ramps.ts";
import { useStaking } from "./staking-story.ts";

const [SELLER, BUYER, IDLE] = [1, 2, 4];

/**
 * A market with residual supply on which all happens: trades over a limited link, orders that are open, cancelled,
 * reduced, filled and expired, energy netted, a slot settled with a credit, and with charges that leave a debt.
 */
const SCENARIO = JSON.stringify({
  name: "audited",
  residualSupply: true,
  marketFee: "0.002",
  pair: { short: "0.40", long: "0.05" },
  zones: [
    { id: "root", operator: "tso", tariff: "0.01" },
    { id: "z", operator: "dso", tariff: "0.02", parent: "root", capacity: "50" },
  ],
  accounts: [
    { id: "s", zone: "z", watt: "1000", owner: "sam" },
    { id: "b", zone: "root", watt: "6", owner: "bo" },
    { id: "b2", zone: "root", watt: "50", owner: "bo" },
    { id: "i", zone: "z", watt: "100", owner: "ida" },
  ],
  steps: [
    { place: { ref: "o1", account: "s", side: "sell", slot: 0, energy: "10", price: "0.20" } },
    { place: { ref: "o2", account: "s", side: "sell", slot: 0, energy: "5", price: "0.25" } },
    { place: { ref: "x1", account: "b", side: "buy", slot: 0, energy: "10", price: "0.30" } },
    { place: { ref: "o3", account: "i", side: "buy", slot: 0, energy: "2", price: "0.10" } },
    { place: { ref: "x2", account: "s", side: "sell", slot: 0, energy: "1", price: "0.05" } },
    { place: { ref: "o4", account: "i", side: "sell", slot: 0, energy: "1", price: "0.15" } },
    { place: { ref: "x3", account: "s", side: "buy", slot: 0, energy: "1", price: "0.21", cancelOwn: ["o2"] } },
    { net: { account: "i", slot: 0, energy: "0.5" } },
    { meter: { slot: 0, account: "s", export: "14", import: "0" } },
    { meter: { slot: 0, account: "b", export: "0", import: "30" } },
    { meter: { slot: 0, account: "b2", export: "0", import: "0" } },
    { meter: { slot: 0, account: "i", export: "0", import: "1" } },
    { settle: 0 },
    { place: { ref: "p1", account: "s", side: "sell", slot: 380, energy: "3", price: "0.30" } },
    { place: { ref: "p2", account: "s", side: "sell", slot: 380, energy: "3", price: "0.31" } },
    { replace: { ref: "p2", as: "p3", energy: "2", price: "0.31" } },
    { place: { ref: "p4", account: "i", side: "buy", slot: 380, energy: "1", price: "0.10" } },
    { cancel: "p4" },
  ],
});

/**
 * Plays the story, then what scenarios have no words for: corrections, hosts and discounts, fees on their way to payees, GRID
 * that is staked, operators who are overseen, the treasury, votes, money on the ramps, and rules.
 */
export async function playStory(market: EmbeddedMarket): Promise<Client> {
  await playScenario(market, parseScenario(SCENARIO));
  const { client } = market;
  const [first] = await getEvents(client, { names: ["SlotOpened"] });
  if (first === undefined) throw new Error("no slot opened");
  await correct(market, first.slot);
  await governFees(market);
  const keeper = await market.asNamed("keeper");
  await market.at(() => collectFees(keeper, { slots: [first.slot], overrides: OVERRIDES }));
  await useHosts(market);
  for (const operator of [0, 1]) await market.at(() => pullFees(keeper, { operator, overrides: OVERRIDES }));
  const { rewardsReserve, treasury, incentives } = client.deployment.contracts;
  for (const payee of [rewardsReserve, treasury, incentives]) {
    await market.at(() => payOut(keeper, { payee, overrides: OVERRIDES }));
  }
  await useStaking(market);
  await useOversight(market);
  await useTreasury(market);
  await useGovernance(market);
  await useRamps(market);
  await changeRules(market);
  return client;
}

/** A newer root says that the seller delivered less. */
async function correct(market: EmbeddedMarket, slot: Parameters<Metering["treeOf"]>[0]): Promise<void> {
  const metering = new Metering(market);
  for (const [account, net] of [
    [SELLER, 13_000n],
    [BUYER, -30_000n],
    [3, 0n],
    [IDLE, -1_000n],
  ] as const) {
    metering.keep({ slot, account }, { export: net > 0n ? net : 0n, import: net < 0n ? -net : 0n });
  }
  await metering.attest(slot);
  const readings = metering.treeOf(slot)?.show([SELLER]) ?? "0x";
  const keeper = await market.asNamed("keeper");
  await market.at(() => settle(keeper, { slot, accounts: [SELLER], readings, overrides: OVERRIDES }));
}

async function changeRules(market: EmbeddedMarket): Promise<void> {
  const [sam, ida] = [await market.asNamed(OWNER("sam")), await market.asNamed(OWNER("ida"))];
  const stranger = "0x00000000000000000000000000000000000a0d17";
  const until = new Date((market.now + 86_400) * 1000);
  await market.at(() => setDelegate(sam, { account: SELLER, delegate: stranger, until, overrides: OVERRIDES }));
  await market.at(() => offerAccount(sam, { account: SELLER, to: stranger, overrides: OVERRIDES }));
  await market.at(() => cancelNonces(ida, { account: IDLE, nonces: [7n, 9n], overrides: OVERRIDES }));
  await market.at(async () => {
    return setFrozenTokens(await market.as("FREEZER"), { holder: stranger, amount: "account", overrides: OVERRIDES });
  });
  await market.at(async () => {
    const { exchange } = (await market.as("GUARDIAN")).contracts;
    return (await exchange.getFunction("pause").send(OVERRIDES)).wait();
  });
}
