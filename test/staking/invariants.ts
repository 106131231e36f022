import { expect } from "chai";

import { SHARES, type Staked } from "../helpers/staking.ts";

/** What is looked at after each step. */
export interface Watch {
  unbondings: Left[];
  readonly people: readonly Person[];
  readonly pools: readonly number[];
}

/** What somebody unbonded of a pool in a day. */
export interface Left {
  readonly owner: Person;
  readonly pool: number;
  readonly epoch: bigint;
}

export type Person = "alice" | "bob" | "carol" | "operator";

/** All that must hold at any time. */
export async function check(f: Staked, w: Watch): Promise<void> {
  const { staking, grid } = f;
  await staking.accrue();
  const { free, promised, slashed } = await staking.funds();
  let [principal, rewards, votes] = [0n, 0n, 0n];
  for (const pool of w.pools) {
    const { assets, shares, commissionOwed, wasSlashed } = await staking.poolData(pool);
    if (!wasSlashed) expect(shares, `a GRID votes for one in pool ${pool}`).to.equal(assets * SHARES);
    let [held, worth] = [0n, 0n];
    for (const name of w.people) {
      const own = await staking.sharesOf(f[name], pool);
      held += own;
      worth += await staking.assetsOf(pool, own);
      rewards += await staking.rewardsOf(f[name], pool);
    }
    expect(held, `shares of pool ${pool}`).to.equal(shares);
    expect(worth <= assets, `what pool ${pool} is worth to its stakers`).to.equal(true);
    principal += assets;
    rewards += commissionOwed;
  }
  let leaving = 0n;
  for (const { owner, pool, epoch } of w.unbondings) {
    leaving += await staking.unbondingAmount(f[owner], pool, epoch);
  }
  const balance = await grid.balanceOf(staking);
  // What leaves in an epoch is counted in one: its parts are rounded down.
  const dust = balance - principal - leaving - free - promised - slashed;
  expect(dust >= 0n, `principal never pays: ${dust}`).to.equal(true);
  expect(dust <= BigInt(w.unbondings.length) + 400n, `nothing is lost: ${dust}`).to.equal(true);
  expect(rewards <= promised, `rewards of ${rewards} of ${promised}`).to.equal(true);
  for (const name of w.people) votes += await staking.getVotes(f[name]);
  expect(votes <= principal, "each GRID votes once").to.equal(true);
}
