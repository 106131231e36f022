import { electPhragmen } from "@gridwatt/election";
import { getElectionSnapshot, getEvents, toGridwattError } from "@gridwatt/sdk";
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
const kind = <K extends string>(name: K) => fc.constant(name);

/** Stakers' calls come more often than those of roles. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: kind("stake"), person, pool, amount }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("unbond"), person, pool, part }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("wait"), seconds: fc.integer({ min: 1, max: 5 * DAY }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("withdraw"), person }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("claim"), person }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("nominate"), person, pools: fc.subarray(POOLS.slice(1)) }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("elect"), person, finishes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("sweep") }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("slashPool"), pool: operated, part, days: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("slashAccount"), person, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("paySlashed"), part }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("fund"), amount: fc.bigInt({ min: 1n, max: grid(5) }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("setRate"), part }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("stop"), pool: operated, stopped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("hold"), pool, holds: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("delegate"), person, to: person }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("announce"), pool: operated, commission: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("stand"), pool: operated, isCandidate: fc.boolean() }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
export const KINDS: readonly Step["kind"][] = [
  ...(["stake", "unbond", "wait", "withdraw", "claim", "nominate", "elect", "sweep", "slashPool"] as const),
  ...(["slashAccount", "paySlashed", "fund", "setRate", "stop", "hold", "delegate", "announce", "stand"] as const),
];
export const steps = fc.array(step, { minLength: 20, maxLength: 60 });

/** What a step that comes at the wrong time is refused with. */
const REFUSALS = new Set([
  ...["PoolIsDead", "StakeTooSmall", "SharesExceeded", "UnbondingNotFound", "NotMatured", "PoolOnHold"],
  ...["PoolNotHeld", "WrongWinnerCount", "SolutionOpen", "NoSolution", "NotYetOver"],
]);

/** Takes steps on a market whose stakers have begun. */
export class Walk {
  readonly #market: EmbeddedMarket;
  readonly #stakers: Stakers;

  constructor(market: EmbeddedMarket) {
    [this.#market, this.#stakers] = [market, new Stakers(market)];
  }

  /** @returns whether it was taken, not refused */
  async take(step: Step): Promise<boolean> {
    try {
      return (await this.#stake(step)) ?? (await this.#judge(step)) ?? (await this.#choose(step)) ?? false;
    } catch (error) {
      const { name, message } = toGridwattError(error);
      if (!REFUSALS.has(name)) throw new Error(`${step.kind} was refused: ${name}, ${message}`, { cause: error });
      return false;
    }
  }

  /** The day's best serve, from the second day on on which there is one. */
  async enact(): Promise<void> {
    const { election } = this.#market.client.contracts;
    const best = (await election.getFunction("bestOf").staticCall(this.#stakers.today - 1)) as { winners: bigint };
    if (best.winners !== 0n) await this.#stakers.election(JUDGE, "enact");
  }

  async #stake(step: Step): Promise<boolean | undefined> {
    switch (step.kind) {
      case "stake":
        return this.#staking(step.person, "stake", step.pool, step.amount);
      case "unbond": {
        const shares = ((await this.#sharesOf(step.person, step.pool)) * step.part) / 10_000n;
        return this.#staking(step.person, "unbond", step.pool, shares);
      }
      case "wait":
        return this.#wait(step.seconds);
      case "withdraw":
        return this.#withdraw(step.person);
      case "claim":
        return this.#staking(step.person, "claimRewards", POOLS);
      case "fund":
        return this.#staking(JUDGE, "fundRewards", step.amount);
      case "delegate":
        return this.#staking(step.person, "delegate", await this.#stakers.address(step.to));
      case "announce":
        return this.#staking(OPERATORS[step.pool - 1] ?? "", "announceCommission", step.pool, step.commission);
      default:
        return undefined;
    }
  }

  async #judge(step: Step): Promise<boolean | undefined> {
    const today = this.#stakers.today;
    switch (step.kind) {
      case "slashPool": {
        const amount = ((await this.#poolAssets(step.pool)) * step.part) / 10_000n + 1n;
        return this.#staking(JUDGE, "slashPool", step.pool, amount, today - step.days);
      }
      case "slashAccount": {
        const epochs = (await this.#leftOf(step.person)).filter(({ pool }) => pool === NEUTRAL);
        const account = await this.#stakers.address(step.person);
        const days = epochs.map(({ epoch }) => epoch);
        return this.#staking(JUDGE, "slashAccount", account, step.amount, days);
      }
      case "paySlashed": {
        const { slashed } = await this.#read<{ slashed: bigint }>("funds");
        const to = await this.#stakers.address(JUDGE);
        return this.#staking(JUDGE, "paySlashed", to, (slashed * step.part) / 10_000n);
      }
      case "setRate":
        await this.#stakers.rule("staking", "setRewardRate", (MOST * step.part) / 10_000n);
        return true;
      case "stop":
        return this.#staking(JUDGE, "setStopped", step.pool, step.stopped);
      case "hold":
        return this.#staking(JUDGE, step.holds ? "hold" : "release", step.pool);
      default:
        return undefined;
    }
  }

  async #choose(step: Step): Promise<boolean | undefined> {
    switch (step.kind) {
      case "nominate":
        await this.#stakers.election(step.person, "nominate", bits(...step.pools));
        return true;
      case "stand":
        await this.#stakers.election(OPERATORS[step.pool - 1] ?? "", "setCandidate", step.isCandidate);
        return true;
      case "elect":
        return this.#elect(step.person, step.finishes);
      case "sweep":
        return this.#sweep();
      default:
        return undefined;
    }
  }

  /** Somebody's solution of today, by Phragmén's method. */
  async #elect(name: string, finishes: boolean): Promise<boolean> {
    const snapshot = await getElectionSnapshot(this.#market.client);
    if (snapshot.candidates.length === 0) return false;
    const { winners, assignments } = electPhragmen(snapshot, { balancing: { rounds: 4, tolerance: 0n } });
    const shared = assignments.map(({ nominator, edges }) => {
      return { nominator, edges: edges.map(({ candidate, weight }) => [Number(candidate), weight] as const) };
    });
    const progress = await this.#stakers.solve(name, shared, bits(...winners.map(Number)));
    if (finishes) await this.#stakers.election(name, "finish", progress);
    return true;
  }

  /** Of the first solution that was left over. */
  async #sweep(): Promise<boolean> {
    const begun = await getEvents(this.#market.client, { names: ["SolutionBegun"] });
    for (const { epoch, by } of begun) {
      const { election } = this.#market.client.contracts;
      const { deposit } = (await election.getFunction("solutionOf").staticCall(epoch, by)) as { deposit: bigint };
      if (deposit === 0n || epoch >= this.#stakers.today) continue;
      await this.#stakers.election(JUDGE, "sweep", epoch, by);
      return true;
    }
    return false;
  }

  async #wait(seconds: number): Promise<boolean> {
    const day = this.#stakers.today;
    this.#stakers.wait(seconds);
    await this.#stakers.staking(JUDGE, "accrue");
    if (this.#stakers.today === day + 1) await this.enact();
    return true;
  }

  /** All that somebody can withdraw of the pool of which it unbonded first. */
  async #withdraw(name: string): Promise<boolean> {
    const left = await this.#leftOf(name);
    const [first] = left;
    if (first === undefined) return false;
    const epochs = left.filter(({ pool }) => pool === first.pool).map(({ epoch }) => epoch);
    return this.#staking(JUDGE, "withdraw", await this.#stakers.address(name), first.pool, [...new Set(epochs)]);
  }

  /** What somebody has unbonded, not withdrawn, and, as far as it is known, that is over the waiting. */
  async #leftOf(name: string) {
    const account = await this.#stakers.address(name);
    const events = await getEvents(this.#market.client, { names: ["Unbonded", "UnbondedWithdrawn"] });
    const own = events.filter((event) => event.account === account);
    const gone = new Set(own.filter(isWithdrawn).map(({ pool, epoch }) => `${pool} ${epoch}`));
    return own.filter((event) => event.name === "Unbonded" && !gone.has(`${event.pool} ${event.epoch}`));
  }

  async #staking(name: string, call: string, ...args: readonly unknown[]): Promise<boolean> {
    await this.#stakers.staking(name, call, ...args);
    return true;
  }

  async #sharesOf(name: string, of: number): Promise<bigint> {
    return this.#read<bigint>("sharesOf", await this.#stakers.address(name), of);
  }

  async #poolAssets(of: number): Promise<bigint> {
    return (await this.#read<{ assets: bigint }>("poolData", of)).assets;
  }

  async #read<T>(name: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#market.client.contracts.staking.getFunction(name).staticCall(...args)) as T;
  }
}

const isWithdrawn = ({ name }: { readonly name: string }) => name === "UnbondedWithdrawn";
