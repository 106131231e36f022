import { hashExposures, type MarketEvent, type MarketEventOf } from "@gridwatt/sdk";
import { ZeroHash } from "ethers";

import { Daily, type Moment } from "./daily.ts";

type ElectionEvent = Extract<MarketEvent, { readonly contract: "election" }>;
/** The election names operators, then tells of it. */
export type ElectionStep = ElectionEvent | MarketEventOf<"OperatorsSet">;
type Score = MarketEventOf<"SolutionFinished">["score"];
type Named = Pick<MarketEventOf<"OperatorsSet">, "version" | "operators">;

/** A solution that somebody has begun; nothing of it is left when it has ended. */
export interface Solution {
  readonly epoch: number;
  readonly by: string;
  /** Pools as bits, like all sets of pools here. */
  winners: bigint;
  /** {wad} */
  deposit: bigint;
}

/** The best solution of a day. */
export interface Best {
  score: Score;
  winners: bigint;
  /** Hash of what it exposes. */
  exposures: string;
}

/** Those who were made operators, and by which election. */
export interface Term {
  readonly epoch: number;
  readonly winners: bigint;
  /** What was the best solution of that day. */
  readonly best: bigint;
  readonly configuration: string;
  /** Named right before. */
  readonly named: Named | null;
}

const NOBODY: Score = { least: 0n, sum: 0n, squares: 0n };

export function bitsOf(pools: readonly number[]): bigint {
  return pools.reduce((bits, pool) => bits | (1n << BigInt(pool)), 0n);
}

/** Candidates, nominations, solutions and those elected, as events and the contract's rules make them. */
export class Ballots {
  readonly candidates = new Daily();
  readonly nominations = new Map<string, Daily>();
  /** By day. */
  readonly best = new Map<number, Best>();
  readonly terms: Term[] = [];
  /** Whether each solution that was finished is told to be the best so far, and whether it is. */
  readonly verdicts: { readonly what: string; readonly expected: boolean; readonly found: boolean }[] = [];
  readonly rules = { seats: 0, minSelfStake: 0n, solutionDeposit: 0n };
  readonly #solutions = new Map<string, Solution>();
  #named: Named | null = null;
  /** Winners that the chain has just solved for itself: what is finished next is none of the begun solutions. */
  #solved: bigint | null = null;
  /** Hash of what a solution exposes that is told finished next. */
  #exposed = ZeroHash;

  /** All that were ever begun. */
  get solutions(): Iterable<Solution> {
    return this.#solutions.values();
  }

  apply(event: ElectionStep, { epoch }: Moment): void {
    switch (event.name) {
      case "CandidateSet": {
        const [bit, now] = [bitsOf([event.pool]), this.candidates.now];
        return this.candidates.set(event.isCandidate ? now | bit : now & ~bit, epoch);
      }
      case "Nominated": {
        const nominations = this.nominations.get(event.nominator) ?? new Daily();
        this.nominations.set(event.nominator, nominations);
        return nominations.set(bitsOf(event.pools), epoch);
      }
      case "OperatorsSet":
        this.#named = event;
        return;
      case "Elected":
        return this.#elect(event);
      default:
        return this.#solve(event);
    }
  }

  #solve(event: ElectionStep): void {
    switch (event.name) {
      case "SolutionBegun":
        Object.assign(this.#solution(event), {
          winners: bitsOf(event.winners),
          deposit: this.rules.solutionDeposit,
        });
        return;
      case "SolutionSolved":
        this.#solved = bitsOf(event.winners);
        return;
      case "Exposed":
        this.#exposed = hashExposures(event);
        return;
      case "SolutionFinished":
        return this.#finish(event);
      case "SolutionAbandoned":
        return this.#end(event);
      case "SeatsSet":
        this.rules.seats = event.seats;
        return;
      case "MinSelfStakeSet":
        this.rules.minSelfStake = event.amount.base;
        return;
      case "SolutionDepositSet":
        this.rules.solutionDeposit = event.amount.base;
    }
  }

  #finish(event: MarketEventOf<"SolutionFinished">): void {
    const { epoch, by, score, isBest } = event;
    const best = this.best.get(epoch) ?? { score: NOBODY, winners: 0n, exposures: ZeroHash };
    this.best.set(epoch, best);
    const expected = isBetter(score, best.score);
    this.verdicts.push({ what: `solution of ${by} on day ${epoch} is the best so far`, expected, found: isBest });
    if (expected) {
      const winners = this.#solved ?? this.#solution(event).winners;
      [best.score, best.winners, best.exposures] = [score, winners, this.#exposed];
    }
    this.#exposed = ZeroHash;
    if (this.#solved === null) this.#end(event);
    this.#solved = null;
  }

  #end(solution: Pick<Solution, "epoch" | "by">): void {
    Object.assign(this.#solution(solution), { winners: 0n, deposit: 0n });
  }

  #elect({ epoch, winners, configuration }: MarketEventOf<"Elected">): void {
    const best = this.best.get(epoch)?.winners ?? 0n;
    this.terms.push({ epoch, winners: bitsOf(winners), best, configuration, named: this.#named });
  }

  #solution({ epoch, by }: Pick<Solution, "epoch" | "by">): Solution {
    const key = [epoch, by].join(" ");
    const solution = this.#solutions.get(key) ?? { epoch, by, winners: 0n, deposit: 0n };
    this.#solutions.set(key, solution);
    return solution;
  }
}

/** The more the least backed has the better, then the more all have, then the less unequal. */
function isBetter(a: Score, b: Score): boolean {
  if (a.least !== b.least) return a.least > b.least;
  if (a.sum !== b.sum) return a.sum > b.sum;
  return a.squares < b.squares;
}
