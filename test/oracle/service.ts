import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { oracleService, rewardsOfJson, type SignedRewards } from "@gridwatt/oracle";
import { Money, placeOrder, signRewards, submitRewards } from "@gridwatt/sdk";
import { createLogger, Environment, Metrics, type ServiceParts } from "@gridwatt/service";
import { id } from "ethers";
import { network } from "hardhat";

import { DAY, openSlot, tradedMarket } from "../incentives/traded.ts";
import { keyOf } from "../processes/market.ts";
import { order } from "../sdk/fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { provider } = ethers;
const PATIENCE = 100;

describe("an oracle node", () => {
  let f: Awaited<ReturnType<typeof tradedMarket>>;
  let folder: string;
  let parts: ServiceParts;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
    const environment = new Environment({
      ...{ ORACLE_KEY: keyOf(0), ORACLE_SECRET: id("a secret"), ORACLE_DATA: folder, ORACLE_PEERS: "" },
    });
    const tools = { log: createLogger("oracle", () => undefined), metrics: new Metrics("oracle") };
    parts = await oracleService({ client: f.client, provider }, { environment, tools });
  });

  afterEach(async () => {
    await parts.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function fixture() {
    return tradedMarket(connection);
  }

  /** What the node gives as signed, once that is so. */
  async function signedOnce(is: (signed: SignedRewards) => boolean): Promise<SignedRewards> {
    const { signal } = new AbortController();
    const { handle } = parts.routes.find(({ path }) => path.test("/rewards")) ?? assert.fail();
    const request = { params: [], query: new URLSearchParams(), authorization: undefined, json: () => assert.fail() };
    for (let round = 0; round < PATIENCE; ++round) {
      await parts.work(signal);
      const body = await handle(request).then(
        (answer) => answer.body,
        () => undefined,
      );
      const signed = body === undefined ? undefined : rewardsOfJson(body);
      if (signed !== undefined && is(signed)) return signed;
    }
    return assert.fail("the node has not signed that");
  }

  /** Carol buys so much today, and two days pass. @returns the day */
  async function tradeOn(energy: string): Promise<number> {
    const day = Math.floor((await networkHelpers.time.latest()) / DAY);
    const slot = await openSlot(connection, f);
    await placeOrder(f.bob, order(2, slot, `sell ${energy} 0.12`));
    await placeOrder(f.carol, { ...order(3, slot, `buy ${energy} 0.3`), kind: "immediateOrCancel" });
    await networkHelpers.time.increaseTo((day + 2) * DAY);
    return day;
  }

  it("signs what makers earned by the chain as it is, also when it was another before", async () => {
    const { rewards } = await signedOnce(({ rewards: { epoch } }) => epoch === f.epoch);
    await submitRewards(f.client, { rewards, signatures: [await signRewards(f.client, rewards)] });
    const fork = await networkHelpers.takeSnapshot();
    const day = await tradeOn("1");
    const first = await signedOnce(({ rewards: { epoch } }) => epoch === day);
    assert.equal(first.rewards.fees, Money.parse("0.002").base);
    await fork.restore();
    assert.equal(await tradeOn("2"), day);
    const { fees } = (await signedOnce((signed) => signed.rewards.root !== first.rewards.root)).rewards;
    assert.equal(fees, Money.parse("0.004").base);
  });
});
