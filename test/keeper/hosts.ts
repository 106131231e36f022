import assert from "node:assert/strict";

import {
  connect,
  createClient,
  decodeEvents,
  getAccount,
  getHost,
  Money,
  type Client,
  type MarketEvent,
} from "@gridwatt/sdk";
import { createLogger, Metrics, Sender } from "@gridwatt/service";
import { network } from "hardhat";

import { HostKeeper } from "../../packages/keeper/src/hosts.ts";
import { FOLLOWED, MarketIndex, type FollowedEvent } from "../../packages/keeper/src/market-index.ts";
import type { Work } from "../../packages/keeper/src/work.ts";
import { deployTrading, IOC, PAIR } from "../helpers/trading.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const DAY = 86_400;
const LEAST = Money.parse("0.000001");
const HOST = 1;
const STAKER = 2;

/** Two licensed hosts that the exchange knows, a staker's account with the discount of a tier. */
async function fixture() {
  const f = await deployTrading(connection, { marketFee: 9n });
  const { grid, staking } = f;
  const owner = f.ownerOf(STAKER);
  await grid.mint(owner, ethers.parseEther("1000"));
  await grid.connect(owner).approve(staking, ethers.parseEther("1000"));
  await staking.connect(owner).stake(0, ethers.parseEther("1000"));
  await f.licenseHosts();
  await f.exchange.refreshDiscounts([STAKER]);
  const slot = Math.floor((await f.time.latest()) / 900) + 20;
  await f.openSlot({ slot, ...PAIR });
  return { ...f, slot };
}

describe("HostKeeper", () => {
  const log = createLogger("keeper", () => undefined);
  let f: Awaited<ReturnType<typeof fixture>>;
  let client: Client;
  let keeper: HostKeeper;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    client = connect(createClient({ deployment: f.deployment, runner: ethers.provider }), f.ownerOf(6));
    keeper = new HostKeeper(LEAST);
  });

  /** A round by what the chain has told so far; tells what was done. */
  async function round(): Promise<string[]> {
    const { provider } = ethers;
    const fromBlock = f.deployment.startBlock;
    const told = decodeEvents(client, await provider.getLogs({ fromBlock }));
    const index = new MarketIndex();
    const isFollowed = (event: MarketEvent): event is FollowedEvent => FOLLOWED.some((name) => name === event.name);
    for (const event of told.filter(isFollowed)) index.apply(event);
    const before = (await provider.getBlockNumber()) + 1;
    const address = f.ownerOf(6).address;
    const sender = new Sender({ provider, address, log, metrics: new Metrics("keeper") });
    const head = { time: await f.time.latest() };
    const { signal } = new AbortController();
    await keeper.keep({ client, sender, index, log, head, signal } as unknown as Work);
    if ((await provider.getBlockNumber()) < before) return [];
    return decodeEvents(client, await provider.getLogs({ fromBlock: before })).map(({ name }) => name);
  }

  it("does nothing where the exchange knows all, nor again within the hour", async () => {
    assert.deepEqual(await round(), []);
    await f.hosts.setSuspended(HOST, true);
    assert.deepEqual(await round(), []);
    await f.time.increase(3_600);
    assert.deepEqual(await round(), ["HostShareSet"]);
    assert.equal((await getHost(client, { host: HOST })).share, 0);
  });

  it("takes a discount back when the stake leaves", async () => {
    assert.equal((await getAccount(client, { account: STAKER }))?.discount.ticks, 2n);
    await f.staking.connect(f.ownerOf(STAKER)).unbond(0, ethers.parseEther("950") * 1_000n);
    assert.deepEqual(await round(), ["DiscountSet"]);
    assert.equal((await getAccount(client, { account: STAKER }))?.discount.ticks, 0n);
  });

  it("fetches what a host earned where it is worth its gas", async () => {
    await f.sell(1, 1_000n, 10n, { slot: f.slot });
    await f.buy(3, 10n, 100n, { slot: f.slot, host: HOST, kind: IOC });
    assert((await getHost(client, { host: HOST })).owed.units > 0n);
    keeper = new HostKeeper(Money.parse("1"));
    assert.deepEqual(await round(), []);
    keeper = new HostKeeper(LEAST);
    assert((await round()).includes("HostFeesCredited"));
    assert.equal((await getHost(client, { host: HOST })).owed.units, 0n);
  });

  it("lets a number go to the next licence, paid however little", async () => {
    await f.sell(1, 1_000n, 10n, { slot: f.slot });
    await f.buy(3, 10n, 100n, { slot: f.slot, host: HOST, kind: IOC });
    await f.hosts.giveNotice(HOST);
    await f.time.increase(28 * DAY);
    await f.hosts.withdraw(HOST);
    keeper = new HostKeeper(Money.parse("1"));
    const done = await round();
    assert(done.includes("HostFeesCredited") && done.includes("HostShareSet"), done.join(" "));
    const { known, share } = await getHost(client, { host: HOST });
    assert.deepEqual([known, share], [0, 0]);
  });
});
