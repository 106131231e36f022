import { electPhragmen } from "@gridwatt/election";
import { getElected, getElectionSnapshot, getEvents, toGridwattError, type MarketEventOf } from "@gridwatt/sdk";
import fc from "fast-check";

import type { EmbeddedMarket } from "../../scenario/embedded.ts";
import { bits } from "../helpers/election.ts";
import { DAY, grid, JUDGE, NEUTRAL, STAKERS, Stakers } from "./stakers.ts";

/** {ray} per second: 8% a year. */
const MOST = 2_536_783_358_701_166_920n;
const PEOPLE = Object.values(STAKERS);
const OPERATORS = [STAKERS.first, STAKERS.second, STAKERS.third] as const;
const POOLS = [NEUTRAL, 1, 2, 3] as const;

const person = fc.constantFrom(...PEOPLE);
const pool = fc.constantFrom(...POOLS);
const operated = fc.constantFrom(...POOLS.slice(1));
/** {wad} */
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 9n }), fc.bigInt({ min: grid(1), max: grid(700) }));
/** {basis point} */
const part = fc.oneof(fc.constant(10_000n), fc.bigInt({ min: 1n, max: 10_000n }));
/** {s} */
const seconds = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: DAY }) },
  { weight: 3, arbitrary: fc.integer({ min: DAY, max: 5 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 20 * DAY, max: 58 * DAY }) },
);
/** Of a slash: some days ago, or before there was anything. */
const days = fc.oneof(fc.nat(9), fc.constant(1_000_000));
const kind = <K extends string>(name: K) => fc.constant(name);

/** Stakers' calls come more often than those of roles. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: kind("stake"), person, pool, amount }) },
  {
    weight: 9,
    arbitrary: fc.record({ kind: kind("unbond"), person, pool, part }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kind("wait"), seconds }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("withdraw"), person }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("claim"), person }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("nominate"), person, pools: fc.subarray(POOLS.slice(1)) }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("elect"), person, finishes: fc.constantFrom(true, true, false) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("sweep") }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("slashPool"), pool: operated, part, days }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind("slashAccount"),
      person,
      amount: fc.oneof(amount, fc.constant(grid(9_000))),
      days,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("paySlashed"), part }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("fund"), amount: fc.bigInt({ min: 1n, max: grid(5) }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("setRate"), part }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("stop"), pool: operated, stopped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("hold"), pool, holds: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("holdAccount"), person, seconds }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("delegate"), person, to: person }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("announce"), pool: operated, commission: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("stand"), pool: operated, isCandidate: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
export const steps = fc.array(step, { minLength: 30, maxLength: 80 });

/** What a step that comes at the wrong time is refused with. */
const REFUSALS = new Set([
  ...["PoolIsDead", "StakeTooSmall", "SharesExceeded", "UnbondingNotFound", "NotMatured", "PoolOnHold"],
  ...["PoolNotHeld", "AccountOnHold", "WrongWinnerCount", "SolutionOpen", "NothingElected"],
  // Of a pool of which nearly all was slashed a stake is more shares than can be kept.
  "SafeCastOverflowedUintDowncast",
]);

type Take = { readonly [K in Step["kind"]]: (step: Extract<Step, { readonly kind: K }>) => Promise<void> };

/** Takes steps on a market whose stakers have begun. */
export class Walk {
  readonly #market: EmbeddedMarket;
  readonly #stakers: Stakers;
  readonly #takes: Take;

  constructor(market: EmbeddedMarket) {
    [this.#market, this.#stakers] = [market, new Stakers(market)];
    this.#takes = { ...this.#byStakers(), ...this.#byJudges(), ...this.#byVoters() };
  }

  /** Does nothing where it cannot be done, or is refused as a step at the wrong time is. */
  async take(step: Step): Promise<void> {
    try {
      await (this.#takes[step.kind] as (step: Step) => Promise<void>)(step);
    } catch (error) {
      const { name, message } = toGridwattError(error);
      if (!REFUSALS.has(name)) throw new Error(`${step.kind} was refused: ${name}, ${message}`, { cause: error });
    }
  }

  #byStakers() {
    const stakers = this.#stakers;
    return {
      stake: ({ person, pool, amount }) => stakers.staking(person, "stake", pool, amount),
      unbond: async ({ person, pool, part }) => {
        const shares = await this.#read<bigint>("sharesOf", await stakers.address(person), pool);
        await stakers.staking(person, "unbond", pool, (shares * part) / 10_000n);
      },
      wait: ({ seconds }) => this.#wait(seconds),
      withdraw: ({ person }) => this.#withdraw(person),
      claim: ({ person }) => stakers.staking(person, "claimRewards", POOLS),
      fund: ({ amount }) => stakers.staking(JUDGE, "fundRewards", amount),
      delegate: async ({ person, to }) => stakers.staking(person, "delegate", await stakers.address(to)),
      announce: ({ pool, commission }) => {
        return stakers.staking(OPERATORS[pool - 1] ?? "", "announceCommission", pool, commission);
      },
    } satisfies Partial<Take>;
  }

  #byJudges() {
    const stakers = this.#stakers;
    return {
      slashPool: async ({ pool, part, days }) => {
        const { assets } = await this.#read<{ assets: bigint }>("poolData", pool);
        await stakers.staking(JUDGE, "slashPool", pool, (assets * part) / 10_000n + 1n, this.#dayBefore(days));
      },
      slashAccount: async ({ person, amount, days }) => {
        await stakers.staking(JUDGE, "slashAccount", await stakers.address(person), amount, this.#dayBefore(days));
      },
      paySlashed: async ({ part }) => {
        const { slashed } = await this.#read<{ slashed: bigint }>("funds");
        await stakers.staking(JUDGE, "paySlashed", await stakers.address(JUDGE), (slashed * part) / 10_000n);
      },
      setRate: ({ part }) => stakers.rule("staking", "setRewardRate", (MOST * part) / 10_000n),
      stop: ({ pool, stopped }) => stakers.staking(JUDGE, "setStopped", pool, stopped),
      hold: ({ pool, holds }) => stakers.staking(JUDGE, holds ? "hold" : "release", pool),
      holdAccount: async ({ person, seconds }) => {
        await stakers.staking(JUDGE, "holdAccount", await stakers.address(person), this.#market.now + seconds);
      },
    } satisfies Partial<Take>;
  }

  #byVoters() {
    const stakers = this.#stakers;
    return {
      nominate: ({ person, pools }) => stakers.election(person, "nominate", bits(...pools)),
      stand: ({ pool, isCandidate }) => stakers.election(OPERATORS[pool - 1] ?? "", "setCandidate", isCandidate),
      elect: ({ person, finishes }) => this.#elect(person, finishes),
      sweep: () => this.#sweep(),
    } satisfies Partial<Take>;
  }

  /** Somebody's solution of today, by Phragmén's method. */
  async #elect(name: string, finishes: boolean): Promise<void> {
    const snapshot = await getElectionSnapshot(this.#market.client);
    if (snapshot.candidates.length === 0) return;
    const { winners, assignments } = electPhragmen(snapshot, { balancing: { rounds: 4, tolerance: 0n } });
    const shared = assignments.map(({ nominator, edges }) => {
      return { nominator, edges: edges.map(({ candidate, weight }) => [Number(candidate), weight] as const) };
    });
    const progress = await this.#stakers.solve(name, shared, bits(...winners.map(Number)));
    if (finishes) await this.#stakers.election(name, "finish", progress);
  }

  /** Of the first solution that was left over. */
  async #sweep(): Promise<void> {
    const { election } = this.#market.client.contracts;
    for (const { epoch, by } of await getEvents(this.#market.client, { names: ["SolutionBegun"] })) {
      const { deposit } = (await election.getFunction("solutionOf").staticCall(epoch, by)) as { deposit: bigint };
      if (deposit === 0n || epoch >= this.#stakers.today) continue;
      return this.#stakers.election(JUDGE, "sweep", epoch, by);
    }
  }

  /** Those elected the day before serve. */
  async #wait(seconds: number): Promise<void> {
    this.#stakers.wait(seconds);
    await this.#stakers.staking(JUDGE, "accrue");
    const best = await getElected(this.#market.client, { epoch: this.#stakers.today - 1 });
    if (best !== null) await this.#stakers.election(JUDGE, "enact");
  }

  /** All that somebody can withdraw of the pool of which it unbonded first, once the first has matured. */
  async #withdraw(name: string): Promise<void> {
    const left = await this.#leftOf(name);
    const [first] = left;
    if (first === undefined) return;
    this.#market.advanceTo(first.maturesAt.getTime() / 1000);
    const own = left.filter(({ pool }) => pool === first.pool);
    const ripe = own.filter(({ epoch }) => own.every((one) => one.epoch !== epoch || this.#isOver(one.maturesAt)));
    const epochs = [...new Set(ripe.map(({ epoch }) => epoch))];
    await this.#stakers.staking(JUDGE, "withdraw", await this.#stakers.address(name), first.pool, epochs);
  }

  /** So many days ago, or the first. */
  #dayBefore(days: number): number {
    return Math.max(0, this.#stakers.today - days);
  }

  #isOver(time: Date): boolean {
    return time.getTime() / 1000 <= this.#market.now;
  }

  /** What somebody has unbonded and not withdrawn. */
  async #leftOf(name: string) {
    const account = await this.#stakers.address(name);
    const events = await getEvents(this.#market.client, { names: ["Unbonded", "UnbondedWithdrawn"] });
    let own: MarketEventOf<"Unbonded">[] = [];
    for (const event of events.filter((one) => one.account === account)) {
      if (event.name === "Unbonded") own.push(event);
      else own = own.filter(({ pool, epoch }) => pool !== event.pool || epoch !== event.epoch);
    }
    return own;
  }

  async #read<T>(name: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#market.client.contracts.staking.getFunction(name).staticCall(...args)) as T;
  }
}
