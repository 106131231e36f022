import assert from "node:assert/strict";

import { rewardsToJson } from "@gridwatt/oracle";
import type { Client } from "@gridwatt/sdk";
import { createLogger, Metrics, startServer, type HttpServer } from "@gridwatt/service";
import { parseEther, Signature, ZeroHash } from "ethers";
import { network } from "hardhat";

import { Oracles } from "../../packages/keeper/src/oracles.ts";
import { RewardKeeper } from "../../packages/keeper/src/rewards.ts";
import { clientOf, playRound, workOf } from "../helpers/keeper.ts";
import { deployIncentives } from "../helpers/treasury.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const HOUR = 3_600;
const REWARDS = [{ account: 1, amount: parseEther("3") }];
const OTHERS = [{ account: 2, amount: parseEther("40") }];

async function fixture() {
  const f = await deployIncentives(connection);
  const client = await clientOf(connection, { incentives: f.incentives, operatorSet: f.operatorSet });
  const [, , , , , , , , carol, dave] = await ethers.getSigners();
  if (carol === undefined || dave === undefined) throw new Error("too few accounts");
  return { ...f, client, wallets: [carol, dave] };
}

describe("RewardKeeper", () => {
  const log = createLogger("keeper", () => undefined);
  let f: Awaited<ReturnType<typeof fixture>>;
  let servers: HttpServer[];
  let answers: unknown[];
  let keepers: RewardKeeper[];

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    answers = [];
    const routesOf = (at: number) => {
      const handle = async () => ({ status: answers[at] === undefined ? 404 : 200, body: answers[at] ?? {} });
      return [{ method: "GET", path: /^\/rewards$/, handle } as const];
    };
    const started = [0, 1, 2, 3, 4].map((at) => startServer({ host: "127.0.0.1", port: 0, routes: routesOf(at), log }));
    servers = await Promise.all(started);
    keepers = f.wallets.map(() => new RewardKeeper());
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  /** What operators' nodes answer who signed the same. */
  async function signed(of: Parameters<typeof f.sign>[0]): Promise<unknown[]> {
    const { message, signatures } = await f.sign(of);
    const configuration = await f.operatorSet.configuration();
    return signatures.map((signature) => rewardsToJson({ rewards: { ...message, configuration }, signature }));
  }

  function oraclesOf(client: Client): Oracles {
    // One is down.
    const urls = ["http://127.0.0.1:9", ...servers.map(({ url }) => url)];
    return new Oracles({ urls, client, log, metrics: new Metrics("keeper") });
  }

  /** A round of both keepers at the same time. @returns what was told by what they sent */
  async function round(): Promise<string[]> {
    const { client } = f;
    const works = f.wallets.map((by) => workOf(connection, { client, by, rules: { oracles: oraclesOf(client) } }));
    const made = await Promise.all(works);
    return playRound(connection, {
      client,
      keepers: made.map((work, at) => () => keepers[at]?.keep(work) ?? assert.fail()),
    });
  }

  const nonces = () => Promise.all(f.wallets.map((wallet) => wallet.getNonce()));

  it("hands in what more than two thirds signed, once, and the next day right after it", async () => {
    const [earlier, today] = [(await f.today()) - 2, await f.today()];
    answers = await signed({ rewards: REWARDS, epoch: earlier });
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
    assert.equal(await f.incentives.lastEpoch(), BigInt(earlier));
    assert.deepEqual(await round(), []);
    answers = await signed({ rewards: REWARDS, epoch: today - 1 });
    // The nodes were looked at a moment ago, with nothing new.
    assert.deepEqual(await round(), []);
    await networkHelpers.time.increase(HOUR);
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
    assert.equal(await f.incentives.promised(), 2n * (REWARDS[0]?.amount ?? 0n));
  });

  it("looks again at once when it has handed in a day", async () => {
    answers = await signed({ rewards: REWARDS, epoch: (await f.today()) - 2 });
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
    answers = await signed({ rewards: REWARDS });
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
    assert.equal(await f.incentives.lastEpoch(), BigInt((await f.today()) - 1));
  });

  it("hands in nothing that two of four signed, whatever others say", async () => {
    const { operators, stranger } = f;
    const two = await signed({ rewards: REWARDS, by: operators.slice(0, 2) });
    const [liar] = await signed({ rewards: OTHERS, by: operators.slice(2, 3) });
    const [foreign] = await signed({ rewards: REWARDS, by: [stranger] });
    const [old] = await signed({ rewards: REWARDS, by: operators.slice(2, 3), lie: { configuration: ZeroHash } });
    const [more] = await signed({ rewards: REWARDS, by: operators.slice(2, 3), lie: { total: 1n } });
    const [sum] = await signed({ rewards: REWARDS, by: operators.slice(2, 3), total: 1n, fees: parseEther("6") });
    const [fees] = await signed({ rewards: REWARDS, by: operators.slice(2, 3), fees: parseEther("7") });
    const [day] = await signed({ rewards: REWARDS, by: operators.slice(2, 3), epoch: (await f.today()) - 2 });
    const [third] = await signed({ rewards: REWARDS, by: operators.slice(2, 3) });
    const set = { ...(third as object), configuration: ZeroHash };
    const third128 = { ...(third as object), total: (1n << 128n).toString() };
    const short = { ...(third as object), signature: "0x1234" };
    const before = await nonces();
    const lies = [two[0], liar, foreign, old, more, sum, fees, day, set, third128, short, "nonsense", undefined];
    for (const lie of lies) {
      answers = [...two, lie, two[1]];
      keepers = f.wallets.map(() => new RewardKeeper());
      assert.deepEqual(await round(), []);
    }
    assert.deepEqual([await f.incentives.lastEpoch(), await nonces()], [0n, before]);
  });

  it("is not stopped by a node that lies, nor by one that writes its signature in another way", async () => {
    const three = await signed({ rewards: REWARDS });
    const last = three[2] as { readonly signature: string };
    const [liar] = await signed({ rewards: OTHERS, by: f.operators.slice(3) });
    answers = [liar, ...three.slice(0, 2), { ...last, signature: Signature.from(last.signature).compactSerialized }];
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
    const { root } = await f.incentives.claimableOf((await f.today()) - 1);
    assert.equal(root, (last as unknown as { readonly root: string }).root);
  });

  it("sends nothing that the chain refuses, and asks again after an hour", async () => {
    answers = await signed({ rewards: [{ account: 1, amount: parseEther("101") }], fees: parseEther("1000") });
    const before = await nonces();
    await assert.rejects(round(), { name: "RewardsTooHigh" });
    assert.deepEqual(await nonces(), before);
    answers = await signed({ rewards: REWARDS });
    assert.deepEqual(await round(), []);
    await networkHelpers.time.increase(HOUR);
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
  });

  it("knows whose signatures count once the operators are others", async () => {
    const { operatorSet, operators, stranger } = f;
    const before = await signed({ rewards: REWARDS });
    const sorted = [...operators.slice(0, 3), stranger].map(({ address }) => address);
    sorted.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    await operatorSet.setOperators(sorted);
    answers = before;
    assert.deepEqual(await round(), []);
    await networkHelpers.time.increase(HOUR);
    answers = await signed({ rewards: REWARDS, by: [...operators.slice(0, 2), stranger] });
    assert.deepEqual(await round(), ["RewardsSubmitted"]);
  });
});
