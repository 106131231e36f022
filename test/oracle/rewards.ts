import assert from "node:assert/strict";

import { parseRewards, readIncentives } from "@gridwatt/incentives";
import {
  connect,
  getOperators,
  Money,
  placeOrder,
  rewardsSigner,
  signRewards,
  submitRewards,
  type MakerRewards,
} from "@gridwatt/sdk";
import { createLogger } from "@gridwatt/service";
import { network } from "hardhat";

import { RewardSigner } from "../../packages/oracle/src/node/rewards.ts";
import { DAY, openSlot, sellToCarol, tradedMarket } from "../incentives/traded.ts";
import { order } from "../sdk/fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { provider } = ethers;
const PAUSE = 600;

/** A market of which the admin is the one operator, on the first second at which its day can be signed. */
async function fixture() {
  const f = await tradedMarket(connection);
  return { ...f, operators: await getOperators(f.client) };
}

describe("a node's rewards for makers", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let told: string[];
  const { getLogs } = provider;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    told = [];
  });

  afterEach(() => {
    provider.getLogs = getLogs;
  });

  function start(): RewardSigner {
    const log = createLogger("oracle", (line) => told.push((JSON.parse(line) as { message: string }).message));
    return new RewardSigner({ client: f.client, address: f.people.admin.address, log });
  }

  /** A round of a node, and all that it does beside it. */
  async function round(node: RewardSigner, { operators = f.operators, time = f.now } = {}): Promise<void> {
    node.begin({ block: 0, hash: null, time }, operators);
    await node.idle();
  }

  /** How often the chain's events were asked for. */
  function countReads(): () => number {
    let count = 0;
    provider.getLogs = (filter) => {
      ++count;
      return getLogs.call(provider, filter);
    };
    return () => count;
  }

  function epochOf(node: RewardSigner): number | undefined {
    return node.signed?.rewards.epoch;
  }

  async function submit(rewards: MakerRewards): Promise<void> {
    await submitRewards(f.client, { rewards, signatures: [await signRewards(f.client, rewards)] });
  }

  /** Bob sells carol 1 kWh more, today. @returns the day */
  async function trade(): Promise<number> {
    const slot = await openSlot(connection, f);
    await placeOrder(f.bob, order(2, slot, "sell 1 0.12"));
    return sellToCarol(f, slot);
  }

  it("are signed once the day after is over, as everybody computes them, after a restart too", async () => {
    const node = start();
    await round(node, { time: f.now - 1 });
    assert.equal(node.signed, undefined);
    await round(node);
    const { rewards, signature, file } = node.signed ?? assert.fail();
    const expected = await readIncentives(f.client, { epoch: f.epoch, now: f.now });
    const parsed = parseRewards(file);
    assert.deepEqual(
      parsed.rewards.map(({ account, amount }) => ({ account, amount })),
      expected.rewards,
    );
    const { epoch, root, total, fees } = parsed;
    assert.deepEqual(rewards, { epoch, root, total, fees, configuration: f.operators.configuration });
    assert.deepEqual([epoch, fees], [f.epoch, expected.fees]);
    assert.equal(rewardsSigner(f.client, rewards, signature), f.people.admin.address);
    const { configuration } = rewards;
    assert.deepEqual({ ...(JSON.parse(file) as object), configuration, signature }, JSON.parse(file));
    const again = start();
    await round(again);
    assert.deepEqual(again.signed, node.signed);
    assert.deepEqual(told, ["rewards signed", "rewards signed"]);
  });

  it("are computed once at a time, and not again while nothing changes", async () => {
    const node = start();
    const reads = countReads();
    node.begin({ block: 0, hash: null, time: f.now }, f.operators);
    await round(node);
    const once = reads();
    const other = start();
    await round(other);
    assert.equal(reads(), 2 * once);
    await round(node);
    assert.equal(reads(), 2 * once);
  });

  it("are signed anew for another set of operators, and not computed again", async () => {
    const node = start();
    await round(node);
    const first = node.signed ?? assert.fail();
    const reads = countReads();
    await round(node);
    const configuration = `0x${"11".repeat(32)}`;
    await round(node, { operators: { ...f.operators, configuration } });
    const second = node.signed ?? assert.fail();
    assert.deepEqual(second.rewards, { ...first.rewards, configuration });
    assert.equal(rewardsSigner(f.client, second.rewards, second.signature), f.people.admin.address);
    assert.equal(reads(), 0);
  });

  it("are not signed by somebody who is no operator any more", async () => {
    const node = start();
    await round(node);
    assert.notEqual(node.signed, undefined);
    await round(node, { operators: { ...f.operators, operators: [f.people.bob.address] } });
    assert.equal(node.signed, undefined);
    await round(node);
    assert.equal(epochOf(node), f.epoch);
  });

  it("are computed again where governance sets another cap, by which there may be none", async () => {
    const node = start();
    await round(node);
    const cap = Money.parse("0.001").base;
    await f.client.contracts.incentives.getFunction("setEpochCap")(cap);
    await round(node);
    const { rewards } = node.signed ?? assert.fail();
    assert.equal(rewards.total, cap);
    await submit(rewards);
    const day = await trade();
    await f.client.contracts.incentives.getFunction("setEpochCap")(0n);
    await round(node, { time: (day + 2) * DAY });
    assert.equal(epochOf(node), f.epoch);
    await f.client.contracts.incentives.getFunction("setEpochCap")(cap);
    await round(node, { time: (day + 2) * DAY });
    assert.equal(epochOf(node), day);
  });

  it("are computed again after a reorganisation, also what was being computed then", async () => {
    const node = start();
    await round(node);
    node.clear();
    assert.equal(node.signed, undefined);
    node.begin({ block: 0, hash: null, time: f.now }, f.operators);
    provider.getLogs = async (filter) => {
      node.clear();
      return getLogs.call(provider, filter);
    };
    await node.idle();
    assert.equal(node.signed, undefined);
    const reads = countReads();
    await round(node);
    assert.equal(epochOf(node), f.epoch);
    assert(reads() > 0);
  });

  it("wait for the day before to be on chain, and pass over days on which nobody earned anything", async () => {
    const day = await trade();
    const time = (day + 9) * DAY;
    const node = start();
    await round(node, { time });
    await round(node, { time });
    const first = node.signed ?? assert.fail();
    assert.equal(first.rewards.epoch, f.epoch);
    await submit(first.rewards);
    await round(node, { time });
    const second = node.signed ?? assert.fail();
    assert.deepEqual([second.rewards.epoch, second.rewards.fees], [day, Money.parse("0.002").base]);
    assert(day > f.epoch + 1);
    await networkHelpers.time.increaseTo((day + 2) * DAY);
    await submit(second.rewards);
    await round(node, { time });
    const reads = countReads();
    await round(node, { time });
    // What was submitted last is still there for those who claim it.
    assert.deepEqual([node.signed, reads()], [second, 0]);
  });

  it("look at a month at a time after a long silence", async () => {
    const node = start();
    const day = (await networkHelpers.time.latest()) / DAY + 40;
    await round(node);
    await submit(node.signed?.rewards ?? assert.fail());
    await networkHelpers.time.increaseTo(Math.floor(day) * DAY);
    const traded = await trade();
    const time = (traded + 2) * DAY;
    await round(node, { time });
    assert.equal(epochOf(node), f.epoch);
    await round(node, { time });
    assert.equal(epochOf(node), traded);
  });

  it("that fail hinder nothing, are told, and tried again after a while", async () => {
    const node = start();
    provider.getLogs = () => Promise.reject(new Error("no logs today"));
    await round(node);
    provider.getLogs = getLogs;
    await round(node, { time: f.now + PAUSE - 1 });
    assert.deepEqual([node.signed, told], [undefined, ["makers' rewards are not signed yet"]]);
    await round(node, { time: f.now + PAUSE });
    assert.equal(epochOf(node), f.epoch);
  });

  it("are signed by the key of the node, whoever asks", async () => {
    const log = createLogger("oracle", () => undefined);
    const { bob, client } = f;
    const node = new RewardSigner({ client: connect(client, f.people.bob), address: f.people.bob.address, log });
    await round(node, { operators: { ...f.operators, operators: [f.people.bob.address] } });
    const { rewards, signature } = node.signed ?? assert.fail();
    assert.equal(rewardsSigner(bob, rewards, signature), f.people.bob.address);
  });
});
