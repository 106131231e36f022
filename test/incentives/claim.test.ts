import assert from "node:assert/strict";

import { readIncentives, readReward, RewardTree } from "@gridwatt/incentives";
import {
  claimMakerRewards,
  getOperators,
  getWattBalance,
  Money,
  readContract,
  signRewards,
  submitRewards,
} from "@gridwatt/sdk";
import { network } from "hardhat";

import { refusal } from "../sdk/fixture.ts";
import { tradedMarket } from "./traded.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const [LOW, LOWER] = [Money.parse("0.003").base, Money.parse("0.001").base];
const fixture = () => tradedMarket(connection);

describe("what a maker claims", () => {
  let f: Awaited<ReturnType<typeof fixture>>;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
  });

  const setCap = (cap: bigint) => f.client.contracts.incentives.getFunction("setEpochCap")(cap);
  const compute = () => readIncentives(f.client, { epoch: f.epoch, now: f.now });

  /** Submits what is computed at present, or other rewards. */
  async function submit(lie?: { readonly account: number; readonly amount: bigint }): Promise<bigint> {
    const { rewards, fees } = await compute();
    const said = lie === undefined ? rewards : [lie];
    const total = said.reduce((sum, { amount }) => sum + amount, 0n);
    const { configuration } = await getOperators(f.client);
    const signed = { epoch: f.epoch, root: new RewardTree(said).root, total, fees, configuration };
    await submitRewards(f.client, { rewards: signed, signatures: [await signRewards(f.client, signed)] });
    return total;
  }

  const reward = (account: number) => readReward(f.client, { epoch: f.epoch, account, now: f.now });

  it("is what was submitted, whatever the cap became then", async () => {
    await setCap(LOW);
    assert.equal(await submit(), LOW);
    await setCap(LOWER);
    assert.equal((await compute()).cap, LOW);
    const holder = f.people.bob.address;
    const before = (await getWattBalance(f.client, { holder })).base;
    await claimMakerRewards(f.stranger, await reward(2));
    assert.equal((await getWattBalance(f.client, { holder })).base - before, LOW);
  });

  it("may have been signed before the cap was raised", async () => {
    await setCap(LOWER);
    const { configuration } = await getOperators(f.client);
    const { rewards, fees, epoch } = await compute();
    const signed = { epoch, root: new RewardTree(rewards).root, total: LOWER, fees, configuration };
    await setCap(LOW);
    await submitRewards(f.client, { rewards: signed, signatures: [await signRewards(f.client, signed)] });
    assert.equal((await reward(2)).amount, LOWER);
  });

  it("is nothing where operators signed another root, and that is told", async () => {
    const stolen = { account: 3, amount: LOWER };
    await submit(stolen);
    const promised = () => readContract(f.client, { contract: "incentives", name: "promised", args: [] });
    assert.equal((await refusal(reward(2))).name, "OtherRewards");
    assert.equal((await refusal(reward(3))).name, "NothingEarned");
    assert.equal(await promised(), LOWER);
  });

  it("is nothing before it is on chain", async () => {
    assert.equal((await refusal(reward(2))).name, "NotSubmitted");
    assert.equal((await refusal(reward(1))).name, "NothingEarned");
  });
});
