import { SolutionError } from "./errors.ts";
import { sumOf } from "./order.ts";
import type { Id, Snapshot } from "./snapshot.ts";
import type { Solution } from "./solution.ts";

/** How good a solution is: the earlier figure decides. Zeros where nobody is elected. */
export interface Score {
  /** {stake} The least backing of a winner: what it costs at least to have a say. More is better. */
  readonly leastStake: bigint;
  /** {stake} The backing of all winners. More is better. */
  readonly sum: bigint;
  /** {stake^2} The sum of the squares of their backings. Less is better: the same sum is spread more evenly. */
  readonly sumOfSquares: bigint;
}

/** An epsilon of 1, in parts per billion. */
export const EPSILON_ONE = 1_000_000_000n;

/**
 * {stake} What each winner has behind it: its own stake and its nominators' weights. In the winners' order.
 * Throws `SolutionError` where somebody is named as a winner or backed who is none. It checks nothing else; `checkSolution`
 * does.
 */
export function backingsOf({ candidates }: Snapshot, { winners, assignments }: Solution): Map<Id, bigint> {
  const selfStakes = new Map(candidates.map(({ id, selfStake }) => [id, selfStake]));
  const backings = new Map(
    winners.map((winner) => {
      const selfStake = selfStakes.get(winner);
      if (selfStake === undefined) throw new SolutionError("UnknownWinner", { winner });
      return [winner, selfStake];
    }),
  );
  for (const { nominator, edges } of assignments) {
    for (const { candidate, weight } of edges) {
      const backing = backings.get(candidate);
      if (backing === undefined) throw new SolutionError("NotElected", { nominator, candidate });
      backings.set(candidate, backing + weight);
    }
  }
  return backings;
}

/**
 * The score of a feasible solution: see `checkSolution`. Exact. Source: `evaluate_support` of polkadot-sdk,
 * substrate/primitives/npos-elections/src/lib.rs.
 * @example
 * const { leastStake } = scoreOf(snapshot, electPhragmen(snapshot, {}));
 */
export function scoreOf(snapshot: Snapshot, solution: Solution): Score {
  const backings = [...backingsOf(snapshot, solution).values()];
  const [first = 0n] = backings;
  return {
    leastStake: backings.reduce((least, backing) => (backing < least ? backing : least), first),
    sum: sumOf(backings),
    sumOfSquares: sumOf(backings.map((backing) => backing * backing)),
  };
}

/**
 * Whether one score is better than another by more than an epsilon: 1 if `a` is, -1 if `b` is, else 0. Each is held against
 * the other plus or minus epsilon x other, rounded up, in the first figure that differs by more; a figure before that must
 * not be worse at all. With an epsilon of 0 that is the plain order. Source: `strict_threshold_better` of polkadot-sdk,
 * substrate/primitives/npos-elections/src/lib.rs, both ways.
 * @param epsilon parts per billion
 * @example
 * compareScores([claimed, best], EPSILON_ONE / 1_000n) > 0; // better by more than 0.1 %
 */
export function compareScores([a, b]: readonly [Score, Score], epsilon: bigint): 1 | 0 | -1 {
  if (isBetter(a, b, epsilon)) return 1;
  return isBetter(b, a, epsilon) ? -1 : 0;
}

function isBetter(claim: Score, other: Score, epsilon: bigint): boolean {
  const least = compare(claim.leastStake, other.leastStake, epsilon);
  if (least !== 0) return least > 0;
  if (claim.leastStake < other.leastStake) return false;
  const sum = compare(claim.sum, other.sum, epsilon);
  if (sum !== 0) return sum > 0;
  return claim.sum >= other.sum && compare(claim.sumOfSquares, other.sumOfSquares, epsilon) < 0;
}

/** Equal within epsilon x other, rounded up. */
function compare(claim: bigint, other: bigint, epsilon: bigint): 1 | 0 | -1 {
  const marginUp = (other * epsilon + EPSILON_ONE - 1n) / EPSILON_ONE;
  if (claim > other + marginUp) return 1;
  return claim < other - marginUp ? -1 : 0;
}
