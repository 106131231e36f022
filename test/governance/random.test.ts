import { expect } from "chai";
import fc from "fast-check";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployGovernance, type Governed } from "../helpers/governance.ts";
import { DAY } from "../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
/** Everybody has staked in both pools, for nobody yet. */
const fixture = async () => {
  const f = await deployGovernance(connection);
  for (const one of [f.alice, f.bob, f.carol, f.operator]) {
    for (const pool of [0, 1]) await f.stake(one, pool, parseEther("50000"));
  }
  return f;
};

const PEOPLE = ["alice", "bob", "carol", "operator"] as const;
const POOLS = [0, 1] as const;
/** {wei} Each stake is rounded down when it is counted, and leaves what it is rounded by to its pool. */
const DUST = 100n;
type Person = (typeof PEOPLE)[number];

const person = fc.constantFrom(...PEOPLE);
const pool = fc.constantFrom(...POOLS);
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 9n }), fc.bigInt({ min: 1n, max: parseEther("90000") }));
const step = fc.oneof(
  fc.record({ kind: fc.constant("transfer" as const), who: person, to: person, amount }),
  fc.record({ kind: fc.constant("delegate" as const), who: person, to: person }),
  fc.record({ kind: fc.constant("delegateStake" as const), who: person, to: person }),
  fc.record({ kind: fc.constant("stake" as const), who: person, pool, amount }),
  fc.record({ kind: fc.constant("unbond" as const), who: person, pool, part: fc.bigInt({ min: 1n, max: 4n }) }),
  fc.record({ kind: fc.constant("withdraw" as const), place: fc.nat() }),
  fc.record({ kind: fc.constant("slash" as const), amount }),
  fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1n, 30n) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Whom each has delegated to, and what unbonds: all that the oracle below does not read from balances. */
interface Model {
  readonly tokens: Map<Person, Person>;
  readonly stakes: Map<Person, Person>;
  readonly unbonding: { who: Person; pool: number; epoch: bigint }[];
  /** How often each kind did something. */
  readonly done: Map<Step["kind"], number>;
}

/** Does a step where it is possible. */
async function play(f: Governed, m: Model, s: Step): Promise<void> {
  const done = () => m.done.set(s.kind, (m.done.get(s.kind) ?? 0) + 1);
  const { grid, staking } = f;
  const now = BigInt(await time.latest());
  switch (s.kind) {
    case "transfer": {
      if ((await grid.balanceOf(f[s.who])) < s.amount) return;
      await grid.connect(f[s.who]).transfer(f[s.to], s.amount);
      return void done();
    }
    case "delegate": {
      await grid.connect(f[s.who]).delegate(f[s.to]);
      m.tokens.set(s.who, s.to);
      return void done();
    }
    case "delegateStake": {
      await staking.connect(f[s.who]).delegate(f[s.to]);
      m.stakes.set(s.who, s.to);
      return void done();
    }
    case "stake": {
      const { isDead } = await staking.poolData(s.pool);
      if (isDead || (await grid.balanceOf(f[s.who])) < s.amount) return;
      await staking.connect(f[s.who]).stake(s.pool, s.amount);
      return void done();
    }
    case "unbond": {
      const shares = (await staking.sharesOf(f[s.who], s.pool)) / s.part;
      if (shares === 0n) return;
      await staking.connect(f[s.who]).unbond(s.pool, shares);
      m.unbonding.push({ who: s.who, pool: s.pool, epoch: await staking.epoch() });
      return void done();
    }
    case "withdraw": {
      const place = s.place % Math.max(1, m.unbonding.length);
      const one = m.unbonding[place];
      if (one === undefined) return;
      const { maturesAt } = await staking.unbondingOf(f[one.who], one.pool, one.epoch);
      if (maturesAt === 0n || now < maturesAt) return;
      await staking.withdraw(f[one.who], one.pool, [one.epoch]);
      m.unbonding.splice(place, 1);
      return void done();
    }
    case "slash": {
      const { assets } = await staking.poolData(1);
      if (assets <= s.amount) return;
      await staking.slashPool(1, s.amount, await staking.epoch());
      return void done();
    }
    case "wait": {
      await time.increase(s.days * DAY);
      return void done();
    }
  }
}

/** What each should have by what lies where, to as many wei as stakes can be rounded by. */
async function check(f: Governed, m: Model): Promise<void> {
  const { grid, staking, votes } = f;
  const wanted = new Map<Person, bigint>(PEOPLE.map((who) => [who, 0n]));
  const give = (to: Person | undefined, count: bigint) => {
    if (to !== undefined) wanted.set(to, (wanted.get(to) ?? 0n) + count);
  };
  for (const who of PEOPLE) {
    give(m.tokens.get(who), await grid.balanceOf(f[who]));
    for (const one of POOLS) {
      give(m.stakes.get(who), await staking.assetsOf(one, await staking.sharesOf(f[who], one)));
    }
  }
  let all = 0n;
  for (const who of PEOPLE) {
    const has = await votes.getVotes(f[who]);
    all += has;
    const off = has - (wanted.get(who) ?? 0n);
    expect(off <= DUST && off >= -DUST, `${who} has ${off} wei too much`).to.equal(true);
  }
  expect(all <= (await grid.totalSupply()), "each GRID votes once").to.equal(true);
  const held = await grid.balanceOf(staking);
  const loose = (await Promise.all(PEOPLE.map((who) => grid.balanceOf(f[who])))).reduce((sum, one) => sum + one, 0n);
  expect(all <= held + loose, "what is slashed or unbonds has no votes of its own").to.equal(true);
  expect(await grid.getVotes(staking)).to.equal(0n);
}

describe("votes of GRID, wherever it lies", () => {
  it("threat 79: are of each GRID once, whatever is moved, delegated, staked, slashed or left", async function () {
    this.timeout(600_000);
    const done = new Map<Step["kind"], number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: "max" }), async (steps) => {
        const f = await networkHelpers.loadFixture(fixture);
        const tokens = new Map<Person, Person>([
          ["alice", "alice"],
          ["bob", "bob"],
          ["carol", "carol"],
        ]);
        const model: Model = { tokens, stakes: new Map(), unbonding: [], done };
        for (const one of steps) {
          await play(f, model, one);
          await check(f, model);
        }
      }),
      { numRuns: 12, seed: 5 },
    );
    for (const kind of ["transfer", "delegate", "delegateStake", "stake", "unbond", "withdraw", "slash"] as const) {
      expect(done.get(kind) ?? 0, kind).to.be.above(2);
    }
  });
});
