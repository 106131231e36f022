import assert from "node:assert/strict";

import { Money, type Client } from "@gridwatt/sdk";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { TreasuryKeeper } from "../../packages/keeper/src/treasury.ts";
import { clientOf, playRound, workOf } from "../helpers/keeper.ts";
import { CLAIM_PERIOD, deployIncentives, deployReserve, LOT_TERMS } from "../helpers/treasury.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const LEAST = Money.parse("2");
const HOUR = 3_600;

async function fixture() {
  const f = await deployIncentives(connection);
  const { watt, reserve, give } = await deployReserve(connection);
  const client = await clientOf(connection, { watt, rewardsReserve: reserve, incentives: f.incentives });
  const [, , , , , , , carol, dave] = await ethers.getSigners();
  if (carol === undefined || dave === undefined) throw new Error("too few accounts");
  return { ...f, reserve, give, client, wallets: [carol, dave] };
}

describe("TreasuryKeeper", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let client: Client;
  let keepers: TreasuryKeeper[];

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    client = f.client;
    keepers = f.wallets.map(() => new TreasuryKeeper(LEAST));
  });

  /** A round of both keepers at the same time. */
  async function round(): Promise<string[]> {
    const works = await Promise.all(f.wallets.map((by) => workOf(connection, { client, by })));
    return playRound(connection, {
      client,
      keepers: works.map((work, at) => () => keepers[at]?.keep(work) ?? assert.fail()),
    });
  }

  it("begins a lot where there is enough to sell, when the one before is over, once", async () => {
    await f.give(LEAST.base - 1n);
    assert.deepEqual(await round(), []);
    await f.give(1n);
    assert.deepEqual(await round(), []);
    await time.increase(HOUR);
    assert.deepEqual(await round(), ["LotBegun"]);
    assert.equal((await f.reserve.lot()).left, LEAST.base);
    await time.increase(HOUR);
    assert.deepEqual(await round(), []);
    await time.increaseTo((await f.reserve.lot()).endsAt);
    assert.deepEqual(await round(), ["LotBegun"]);
    assert.equal((await f.reserve.lot()).endsAt - (await f.reserve.lot()).beganAt, LOT_TERMS.duration);
  });

  it("knows what is no lot, whatever payments are worth", async () => {
    keepers = f.wallets.map(() => new TreasuryKeeper(Money.ZERO));
    await f.give(parseEther("0.5"));
    assert.deepEqual(await round(), []);
  });

  it("gives back to the fund what makers left, where it is worth its gas", async () => {
    const { incentives } = f;
    const rewards = [
      { account: 1, amount: parseEther("3") },
      { account: 2, amount: parseEther("1") },
    ];
    await f.submit({ rewards });
    await time.increase(CLAIM_PERIOD - HOUR);
    assert.deepEqual(await round(), []);
    await time.increase(2 * HOUR);
    assert.deepEqual(await round(), ["RewardsReturned"]);
    assert.equal(await incentives.promised(), 0n);
    await time.increase(2 * HOUR);
    assert.deepEqual(await round(), []);

    await f.submit({ rewards: [{ account: 1, amount: LEAST.base - 1n }] });
    await time.increase(CLAIM_PERIOD + HOUR);
    assert.deepEqual(await round(), []);
    assert.equal(await incentives.promised(), LEAST.base - 1n);
  });
});
