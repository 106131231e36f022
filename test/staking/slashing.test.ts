import { expect } from "chai";
import fc from "fast-check";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { deploySlasher, KINDS, linked, partOf, STAGES, twoRoots, type Slashable } from "../helpers/slasher.ts";
import { DAY, NEUTRAL } from "../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const POOLS = [1, 2, 3, 4] as const;
/** {wei} of each part that a slash rounds. */
const DUST = 8n;

const fixture = async () => {
  const f = await deploySlasher(connection);
  return { ...f, slot: await f.endedSlot() };
};
type World = Awaited<ReturnType<typeof fixture>>;

/** What should have come of it: plain fractions of plain exposures. */
interface Model {
  readonly offences: Map<string, Recorded>;
  /** {bps} by pool: the gravest fraction that was executed. */
  readonly gravest: Map<number, bigint>;
  /** {wad} taken so far. */
  total: bigint;
  sequence: bigint;
  /** Reports that were refused as too late. */
  late: number;
}

interface Recorded {
  stage: bigint;
  readonly pools: readonly number[];
  /** Pools that wait for it: those of which it will take more. */
  readonly held: readonly number[];
  readonly fraction: bigint;
  readonly executableAt: bigint;
  readonly endsAt: bigint;
  /** By pool: from what fraction on it takes, and how many nominators are left. */
  readonly passes: Map<number, { from: bigint; left: number }>;
}

const pool = fc.constantFrom(...POOLS);
/** Some hours, or so many that it is too late for a report. */
const hours = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 120 }) },
  { weight: 1, arbitrary: fc.integer({ min: 600, max: 700 }) },
);
const pick = fc.nat();
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("equivocate" as const),
      pool,
      fraction: fc.integer({ min: 100, max: 5_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("attest" as const),
      absent: fc.integer({ min: 0, max: 4 }),
      fraction: fc.integer({ min: 100, max: 5_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("execute" as const), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("page" as const), pick, size: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("hold" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("expire" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("leave" as const), pick, part: fc.bigInt({ min: 1n, max: 10_000n }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What must come up is not left to chance: thrice a graver offence after one that was executed, and thrice a late report. */
const FURTHER: readonly Step[] = POOLS.slice(0, 3).flatMap((pool): Step[] => [
  { kind: "equivocate", pool, fraction: 200 },
  { kind: "execute", pick: 0 },
  { kind: "equivocate", pool, fraction: 900 },
  { kind: "execute", pick: 0 },
]);
const LATE: readonly Step[] = [
  { kind: "wait", hours: 650 },
  { kind: "equivocate", pool: 1, fraction: 200 },
  { kind: "attest", absent: 0, fraction: 200 },
  { kind: "equivocate", pool: 2, fraction: 200 },
];

async function note(f: World, m: Model, offence: string): Promise<void> {
  const o = await f.slasher.offenceOf(offence);
  const pools = POOLS.filter((number) => (o.pools >> BigInt(number)) & 1n);
  const { fraction, executableAt, endsAt } = o;
  const held = pools.filter((number) => fraction > (m.gravest.get(number) ?? 0n));
  m.offences.set(offence, { stage: STAGES.open, pools, held, fraction, executableAt, endsAt, passes: new Map() });
}

/** Has an offence recorded where it is not too late, and refused where it is. @returns whether it was recorded */
async function record(f: World, m: Model, { fraction, steps, report }: Recording): Promise<boolean> {
  const until = (f.elected + 27n) * DAY;
  // However long the steps before take, they do not go over the last second.
  if ((await f.now()) < until && (await f.now()) + steps >= until) await time.increaseTo(until);
  if ((await f.now()) < until) {
    const offence = await report();
    expect((await f.slasher.offenceOf(offence)).fraction).to.equal(BigInt(fraction));
    await note(f, m, offence);
    return true;
  }
  await expect(report()).to.be.revertedWithCustomError(f.slasher, "ReportTooLate").withArgs(f.elected, until);
  ++m.late;
  return false;
}

interface Recording {
  readonly fraction: number;
  /** {s} Longer than all that comes before the report's last call. */
  readonly steps: bigint;
  readonly report: () => Promise<string>;
}

async function equivocate(f: World, m: Model, { pool: number, fraction }: { pool: number; fraction: number }) {
  const { slasher, slot } = f;
  await slasher.setFraction(KINDS.equivocation, fraction);
  const place = f.operators.findIndex(({ address }) => address === f.owners[number - 1]?.address);
  const sequence = ++m.sequence;
  const roots = await twoRoots(f, { slot, place, sequence });
  return record(f, m, { fraction, steps: 3_600n, report: () => f.report(roots) });
}

/** A false root by all, or by three of four. */
async function attest(f: World, m: Model, { absent, fraction }: { absent: number; fraction: number }) {
  const { slasher, former } = f;
  await slasher.setFraction(KINDS.falseRoot, fraction);
  const { fault } = await f.falseRoot(await f.endedSlot(), { by: f.operators.filter((_, place) => place !== absent) });
  const report = async () => {
    const offence = await slasher.reportFalseRoot.staticCall(fault, former);
    await slasher.reportFalseRoot(fault, former);
    return offence;
  };
  return record(f, m, { fraction, steps: 60n, report });
}

/** {wad} What an operator's pool has, and what left it since the election. */
async function poolHas(f: World, number: number): Promise<bigint> {
  const { staking } = f;
  let has = (await staking.poolData(number)).assets;
  const owner = f.owners[number - 1];
  if (owner === undefined) throw new Error("no owner");
  for (let day = f.elected; day <= (await staking.epoch()); ++day) {
    has += await staking.unbondingAmount(owner, number, day);
  }
  return has;
}

/** {wad} What an account has in the neutral pool, and what left it since the election. */
async function accountHas(f: World, account: string): Promise<bigint> {
  const { staking } = f;
  let has = await staking.assetsOf(NEUTRAL, await staking.sharesOf(account, NEUTRAL));
  for (let day = f.elected; day <= (await staking.epoch()); ++day) {
    has += await staking.unbondingAmount(account, NEUTRAL, day);
  }
  return has;
}

function expectNear(is: bigint, should: bigint, what: string): void {
  expect(is >= should - DUST && is <= should + DUST, `${what}: ${is} and not ${should}`).to.equal(true);
}

async function execute(f: World, m: Model, offence: string, o: Recorded): Promise<void> {
  const before = new Map<number, bigint>();
  for (const number of o.pools) before.set(number, await poolHas(f, number));
  await f.slasher.execute(offence, f.exposures);
  o.stage = STAGES.executed;
  for (const number of o.pools) {
    const from = m.gravest.get(number) ?? 0n;
    const own = f.exposures.owns[number - 1] ?? 0n;
    const had = before.get(number) ?? 0n;
    const should = o.fraction > from ? partOf(own, o.fraction - from) : 0n;
    const taken = had - (await poolHas(f, number));
    expectNear(taken, should < had ? should : had, `pool ${number}`);
    m.total += taken;
    if (o.fraction <= from) continue;
    m.gravest.set(number, o.fraction);
    o.passes.set(number, { from, left: f.backers[number]?.length ?? 0 });
  }
}

async function page(f: World, m: Model, { pick: at, size }: { pick: number; size: number }): Promise<boolean> {
  const now = await f.now();
  const open = [...m.offences].flatMap(([offence, o]) =>
    [...o.passes].flatMap(([number, pass]) =>
      pass.left > 0 && now + 1n < o.endsAt ? [{ offence, o, number, pass }] : [],
    ),
  );
  const one = open[at % Math.max(1, open.length)];
  if (one === undefined) return false;
  const { offence, o, number, pass } = one;
  const all = f.backers[number] ?? [];
  const rest = Math.max(0, pass.left - size);
  const now_ = all.slice(rest, pass.left);
  const before = await Promise.all(now_.map(async ({ nominator }) => accountHas(f, nominator)));
  await f.slasher.slashBackers(offence, number, linked(all.slice(0, rest)), now_);
  pass.left = rest;
  for (const [place, { nominator, weight }] of now_.entries()) {
    const had = before[place] ?? 0n;
    const should = partOf(weight, o.fraction - pass.from);
    const taken = had - (await accountHas(f, nominator));
    expectNear(taken, should < had ? should : had, `nominator of pool ${number}`);
    m.total += taken;
  }
  return true;
}

function chosen(m: Model, at: number, fits: (o: Recorded) => boolean): readonly [string, Recorded] | undefined {
  const list = [...m.offences].filter(([, o]) => o.stage === STAGES.open && fits(o));
  return list[at % Math.max(1, list.length)];
}

/** Does a step where it can be done. @returns whether it could */
async function take(f: World, m: Model, s: Step): Promise<boolean> {
  const now = (await f.now()) + 1n;
  switch (s.kind) {
    case "equivocate":
      return equivocate(f, m, s);
    case "attest":
      return attest(f, m, s);
    case "execute": {
      const one = chosen(m, s.pick, ({ endsAt }) => now < endsAt);
      if (one === undefined) return false;
      const { executableAt } = one[1];
      if (now < executableAt) await time.increaseTo(executableAt);
      await execute(f, m, ...one);
      return true;
    }
    case "page":
      return page(f, m, s);
    case "hold": {
      const one = chosen(m, s.pick, ({ endsAt, pools, fraction }) => {
        return now < endsAt && pools.includes(1) && fraction > (m.gravest.get(1) ?? 0n);
      });
      if (one === undefined) return false;
      await f.slasher.holdBackers(one[0], 1, f.exposures, ZeroHash, [...(f.backers[1] ?? [])]);
      return true;
    }
    case "cancel": {
      const one = chosen(m, s.pick, () => true);
      if (one === undefined) return false;
      await f.slasher.connect(f.appeals).cancel(one[0]);
      one[1].stage = STAGES.cancelled;
      return true;
    }
    case "expire": {
      const one = chosen(m, s.pick, () => true);
      if (one === undefined) return false;
      if (now < one[1].endsAt) await time.increaseTo(one[1].endsAt);
      await f.slasher.connect(f.stranger).expire(one[0]);
      one[1].stage = STAGES.expired;
      return true;
    }
    case "wait":
      await time.increase(s.hours * 3_600);
      return true;
    case "leave": {
      const people = [...f.owners, f.alice, f.stranger];
      const at = s.pick % people.length;
      const [who, number] = [people[at] ?? f.alice, at < 4 ? at + 1 : NEUTRAL];
      const shares = ((await f.staking.sharesOf(who, number)) * s.part) / 10_000n;
      if (shares > 0n) await f.staking.connect(who).unbond(number, shares);
      return shares > 0n;
    }
  }
}

/** What must hold at any time. */
async function check(f: World, m: Model): Promise<void> {
  const { slasher, staking } = f;
  const funds = await staking.funds();
  let [byOffence, byPot] = [0n, 0n];
  const pots = new Set<bigint>();
  for (const [offence, o] of m.offences) {
    const { stage, taken, pot } = await slasher.offenceOf(offence);
    expect(stage).to.equal(o.stage);
    byOffence += taken;
    pots.add(pot);
  }
  for (const pot of pots) byPot += (await slasher.potOf(pot)).taken;
  expect([byOffence, byPot]).to.deep.equal([funds.slashed, funds.slashed]);
  const dust = 2n * DUST * BigInt(m.offences.size * 4 + 1);
  expect(funds.slashed - m.total >= -dust && funds.slashed - m.total <= dust, "all that was taken").to.equal(true);
  for (const number of POOLS) {
    const waits = [...m.offences.values()].some(({ stage, held }) => stage === STAGES.open && held.includes(number));
    expect(await staking.isHeld(number), `pool ${number} waits`).to.equal(waits);
    expect(await slasher.takenOf(f.elected, number)).to.equal(m.gravest.get(number) ?? 0n);
  }
}

/** Whatever has begun ends, and pots are paid out to the last wei but dust. */
async function end(f: World, m: Model): Promise<void> {
  const { slasher, staking } = f;
  await time.increase(30n * DAY);
  const pots = new Set<bigint>();
  for (const [offence, o] of m.offences) {
    if (o.stage === STAGES.open) await slasher.connect(f.stranger).expire(offence);
    const { pot, taken, stage } = await slasher.offenceOf(offence);
    pots.add(pot);
    if (stage === STAGES.executed && taken > 10n) await slasher.payReporter(offence);
  }
  for (const pot of pots) if ((await slasher.potOf(pot)).taken > 0n) await slasher.payRest(pot);
  for (const number of POOLS) expect(await staking.isHeld(number)).to.equal(false);
  expect((await staking.funds()).slashed <= BigInt(m.offences.size), "dust").to.equal(true);
}

describe("slashing, by random offences", () => {
  it("takes the gravest fraction of what an election exposed, of each who backed it, and pays it out", async () => {
    const taken = new Map<string, number>();
    let [further, late] = [0, 0];
    const property = fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 40 }), async (steps) => {
      const f: World & Slashable = await networkHelpers.loadFixture(fixture);
      const m: Model = { offences: new Map(), gravest: new Map(), total: 0n, sequence: 0n, late: 0 };
      for (const s of steps) {
        if (await take(f, m, s)) taken.set(s.kind, (taken.get(s.kind) ?? 0) + 1);
        await check(f, m);
      }
      further += [...m.offences.values()].filter(({ passes }) =>
        [...passes.values()].some(({ from }) => from > 0n),
      ).length;
      late += m.late;
      await end(f, m);
    });
    await fc.assert(property, { numRuns: 60, endOnFailure: true, examples: [[[...FURTHER]], [[...LATE]]] });
    for (const kind of ["equivocate", "attest", "execute", "page", "hold", "cancel", "expire", "wait", "leave"]) {
      expect(taken.get(kind) ?? 0, kind).to.be.greaterThan(2);
    }
    expect(late, "reports that were too late").to.be.greaterThan(2);
    expect(further, "offences that took what one before had left").to.be.greaterThan(2);
  }).timeout(300_000);
});
