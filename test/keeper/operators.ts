import assert from "node:assert/strict";

import { getElectedSets, type Client } from "@gridwatt/sdk";
import { id } from "ethers";
import { network } from "hardhat";

import { DayKeeper, enact, resumePools } from "../../packages/keeper/src/operators.ts";
import type { Work } from "../../packages/keeper/src/work.ts";
import { clientOf, playRound, workOf } from "../helpers/keeper.ts";
import { DEADLINE } from "../helpers/metering.ts";
import { deploySlasher, FINAL_AFTER } from "../helpers/slasher.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const SLOTS = 96;
const DAY = 86_400;
const TIMES = { deadline: DEADLINE, finality: FINAL_AFTER };

/** All but the last of the operators have signed half of the roots of a day, as few as count. */
async function fixture() {
  const f = await deploySlasher(connection);
  const { staking, election, attendance, set } = f;
  const client = await clientOf(connection, { staking, election, attendance, operatorSet: set, oracle: f.m.oracle });
  const today = Number(await staking.epoch());
  const by = f.operators.slice(0, 3);
  await time.increaseTo((today + 1) * DAY - 1);
  const slots = Array.from({ length: SLOTS / 2 }, (_, at) => today * SLOTS + at);
  for (const slot of slots) await f.m.oracle.submitRoot(...(await f.root({ slot, by, root: id(`root ${slot}`) })));
  const absent = Number(f.pools(f.operators.slice(3)).toString(2).length - 1);
  return { ...f, client, today, absent };
}

describe("the operators' keeper", () => {
  let f: Awaited<ReturnType<typeof fixture>>;
  let client: Client;

  beforeEach(async () => {
    f = await networkHelpers.loadFixture(fixture);
    client = f.client;
  });

  /** Two keepers that have just been started do the same at the same time. */
  async function round(task: (work: Work) => Promise<void>): Promise<string[]> {
    const works = await Promise.all(
      [f.carol, f.dave].map((by) => workOf(connection, { client, by, rules: { times: TIMES } })),
    );
    return playRound(connection, { client, keepers: works.map((work) => () => task(work)) });
  }
  const days = (work: Work) => new DayKeeper().keep(work);

  it("counts a day when its roots are due, once, and lets who was absent earn again on the next", async () => {
    const { staking, attendance, absent, today } = f;
    assert.deepEqual(await round(days), []);
    await time.increaseTo((today + 1) * DAY + DEADLINE - 1);
    assert.deepEqual(await round(days), []);
    await time.increaseTo((today + 1) * DAY + DEADLINE);
    assert.deepEqual(await round(days), ["RewardsAccrued", "PoolStopped", "DayClosed"]);
    assert.equal((await staking.poolData(absent)).isStopped, true);
    assert.deepEqual(await round(days), []);
    assert.deepEqual(await round(resumePools), []);
    await time.increaseTo((await attendance.stoppedUntil(absent)) * BigInt(DAY));
    assert.deepEqual(await round(resumePools), ["RewardsAccrued", "PoolStopped", "Resumed"]);
    assert.equal((await staking.poolData(absent)).isStopped, false);
    assert.deepEqual(await round(resumePools), []);
  });

  it("looks once an hour, and at no day that is older than a week", async () => {
    await time.increaseTo((f.today + 1) * DAY + DEADLINE - 1);
    const keeper = new DayKeeper();
    assert.deepEqual(await round((work) => keeper.keep(work)), []);
    await time.increase(60);
    assert.deepEqual(await round((work) => keeper.keep(work)), []);
    await time.increase(3_600);
    assert((await round((work) => keeper.keep(work))).includes("DayClosed"));
  });

  it("lets nobody count a day after a week", async () => {
    await time.increaseTo((f.today + 8) * DAY);
    assert.deepEqual(await round(days), []);
  });

  it("lets those serve who were elected yesterday, once", async () => {
    assert.deepEqual(await round(enact), []);
    await f.nextDay();
    const epoch = Number(await f.staking.epoch());
    await f.election.solve([]);
    assert.deepEqual(await round(enact), []);
    await f.nextDay();
    assert.deepEqual(await round(enact), ["OperatorsSet", "Elected"]);
    assert.deepEqual((await getElectedSets(client)).at(-1)?.epoch, epoch);
    assert.deepEqual(await round(enact), []);
  });
});
