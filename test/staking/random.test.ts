import { expect } from "chai";
import fc from "fast-check";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { DAY, deployStaking, NEUTRAL, type Staked } from "../helpers/staking.ts";
import { check, type Left, type Watch } from "./invariants.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const POOLS = [NEUTRAL, 1, 2] as const;
const fixture = async () => {
  const f = await deployStaking(connection);
  await f.staking.connect(f.carol).openPool(500);
  return f;
};

const person = fc.constantFrom("alice", "bob", "carol", "operator" as const);
const pool = fc.constantFrom(...POOLS);
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 5n }),
  fc.bigInt({ min: 1n, max: parseEther("2000") }),
  fc.bigInt({ min: parseEther("1000"), max: parseEther("50000") }),
);
/** {bps} */
const part = fc.oneof(fc.constant(10_000n), fc.bigInt({ min: 1n, max: 10_000n }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("stake" as const), person, pool, amount }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("unbond" as const), person, pool, part }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.bigInt({ min: 1n, max: 40n * DAY }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("claim" as const), person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("withdraw" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("slashPool" as const),
      pool,
      part,
      since: fc.bigInt({ min: 0n, max: 30n }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("slashAccount" as const), person, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fund" as const), amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stop" as const), pool, stopped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delegate" as const), person, to: person }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does a step where it can be done. @returns whether it could */
async function take(f: Staked, s: Step, w: Watch): Promise<boolean> {
  const { staking } = f;
  switch (s.kind) {
    case "stake":
      if ((await staking.poolData(s.pool)).isDead) return false;
      await staking.connect(f[s.person]).stake(s.pool, s.amount);
      return true;
    case "unbond": {
      const shares = ((await staking.sharesOf(f[s.person], s.pool)) * s.part) / 10_000n;
      if (shares === 0n) return false;
      note(w, { owner: s.person, pool: s.pool, epoch: await f.unbond(f[s.person], s.pool, shares) });
      return true;
    }
    case "wait":
      await time.increase(s.seconds);
      return true;
    case "claim":
      await staking.connect(f[s.person]).claimRewards([...POOLS]);
      return true;
    case "withdraw":
      return withdrawAll(f, w);
    case "slashPool": {
      const { assets } = await staking.poolData(s.pool);
      if (s.pool === NEUTRAL || assets === 0n) return false;
      const today = await staking.epoch();
      await staking.slashPool(s.pool, (assets * s.part) / 10_000n + 1n, today - s.since);
      return true;
    }
    case "slashAccount": {
      await staking.slashAccount(f[s.person], s.amount, 0);
      return true;
    }
    case "fund":
      await staking.fundRewards(s.amount);
      return true;
    case "stop":
      if (s.pool === NEUTRAL) return false;
      await staking.setStopped(s.pool, s.stopped);
      return true;
    case "delegate":
      await staking.connect(f[s.person]).delegate(f[s.to]);
      return true;
  }
}

/** Withdraws what is ripe, waiting for the first. */
async function withdrawAll(f: Staked, w: Watch): Promise<boolean> {
  const [first] = w.unbondings;
  if (first === undefined) return false;
  const maturityOf = async ({ owner, pool, epoch }: Left) =>
    (await f.staking.unbondingOf(f[owner], pool, epoch)).maturesAt;
  const matures = await maturityOf(first);
  if (matures > (await f.now())) await time.increaseTo(matures);
  const rest: Left[] = [];
  for (const left of w.unbondings) {
    if ((await maturityOf(left)) > (await f.now())) rest.push(left);
    else await f.staking.withdraw(f[left.owner], left.pool, [left.epoch]);
  }
  w.unbondings = rest;
  return true;
}

function note(w: Watch, left: Left): void {
  const isSame = ({ owner, pool, epoch }: Left) => owner === left.owner && pool === left.pool && epoch === left.epoch;
  if (!w.unbondings.some(isSame)) w.unbondings.push(left);
}

describe("staking, by random steps", () => {
  it("owes nobody what it has not, and takes from nobody what is not slashed", async () => {
    const taken = new Map<string, number>();
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const f = await networkHelpers.loadFixture(fixture);
      const w: Watch = { unbondings: [], people: ["alice", "bob", "carol", "operator"], pools: [...POOLS] };
      for (const s of steps) {
        if (await take(f, s, w)) taken.set(s.kind, (taken.get(s.kind) ?? 0) + 1);
        await check(f, w);
      }
      await leave(f, w);
    });
    await fc.assert(property, { numRuns: 70, endOnFailure: true });
    const kinds = [
      "stake",
      "unbond",
      "wait",
      "claim",
      "withdraw",
      "slashPool",
      "slashAccount",
      "fund",
      "stop",
      "delegate",
    ];
    for (const kind of kinds) expect(taken.get(kind) ?? 0, kind).to.be.greaterThan(1);
  }).timeout(300_000);
});

/** Everybody can leave with all that is theirs, and what stays is a wei a staker. */
async function leave(f: Staked, w: Watch): Promise<void> {
  const { staking, grid } = f;
  for (const name of w.people) {
    for (const pool of POOLS) {
      const shares = await staking.sharesOf(f[name], pool);
      if (shares > 0n) note(w, { owner: name, pool, epoch: await f.unbond(f[name], pool, shares) });
    }
    await staking.connect(f[name]).claimRewards([...POOLS]);
  }
  const { slashed, free, promised } = await staking.funds();
  await staking.paySlashed(f.admin, slashed);
  await time.increase(28n * DAY);
  for (const { owner, pool, epoch } of w.unbondings) await staking.withdraw(f[owner], pool, [epoch]);
  const rest = (await grid.balanceOf(staking)) - free - promised;
  // A wei for each of what left, and for each time that somebody was slashed alone.
  expect(rest).to.be.within(0n, 400n);
}
