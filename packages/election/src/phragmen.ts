import type { Ballots } from "./ballots.ts";
import { normalise } from "./normalise.ts";

/** Loads and scores are fixed point: 1 is 2^128. */
export const DEN = 1n << 128n;

/** How a voter's budget is split among candidates, by ascending number. */
export interface Split {
  /** {stake} */
  readonly budget: bigint;
  readonly edges: readonly { readonly candidate: number; readonly weight: bigint }[];
}

export interface Elected {
  /** Numbers of candidates in the order of their election, each with its score in that round {1 / DEN}. */
  readonly winners: ReadonlyMap<number, bigint>;
  /** By ballot. Weights are above zero and sum to the budget; no edges where no winner is approved. */
  readonly splits: readonly Split[];
}

interface Running {
  /** By ballot {1 / DEN} */
  readonly loads: bigint[];
  /** By ballot: what each winner it approves added to its load. */
  readonly edgeLoads: Map<number, bigint>[];
  readonly winners: Map<number, bigint>;
}

/**
 * Elects by Phragmén's sequential method: in each round the candidate whose election leaves its voters with the least
 * load, the first of equals. Source: `seq_phragmen_core` of polkadot-sdk,
 * substrate/primitives/npos-elections/src/phragmen.rs, with 2^128 for its 2^128 - 1 and without its saturation: no load
 * falls from round to round, since every term that is rounded down only grows with the loads, and none exceeds seats x DEN.
 */
export function phragmen(ballots: Ballots, seats: number): Elected {
  const running: Running = {
    loads: ballots.ballots.map(() => 0n),
    edgeLoads: ballots.ballots.map(() => new Map()),
    winners: new Map(),
  };
  while (running.winners.size < seats) {
    const best = bestOf(ballots, running);
    if (best === undefined) break;
    elect(ballots, running, best);
  }
  const splits = ballots.ballots.map(({ budget }, voter) => splitOf(budget, running.edgeLoads[voter] ?? new Map()));
  return { winners: running.winners, splits };
}

interface Best {
  readonly candidate: number;
  readonly scoreDown: bigint;
}

/** Undefined once all who have backing are elected. */
function bestOf(ballots: Ballots, running: Running): Best | undefined {
  let best: Best | undefined;
  for (const [candidate, approvalStake] of ballots.approvalStakes.entries()) {
    if (approvalStake === 0n || running.winners.has(candidate)) continue;
    const scoreDown = scoreDownOf(ballots, running, candidate);
    if (best === undefined || scoreDown < best.scoreDown) best = { candidate, scoreDown };
  }
  return best;
}

/**
 * {1 / DEN} A candidate's score: the load of its voters were it elected now.
 * DEN / approvalStake + sum over its voters of load x budget / approvalStake, every quotient rounded down by itself, so
 * that the voters' order changes nothing. load x budget is below seats x 2^192.
 */
function scoreDownOf({ ballots, voters, approvalStakes }: Ballots, { loads }: Running, candidate: number): bigint {
  const approvalStake = approvalStakes[candidate] ?? 0n;
  let scoreDown = DEN / approvalStake;
  for (const voter of voters[candidate] ?? []) {
    scoreDown += ((loads[voter] ?? 0n) * (ballots[voter]?.budget ?? 0n)) / approvalStake;
  }
  return scoreDown;
}

/** Each voter of the winner then bears the winner's score; the edge has what that adds to its load. Exact. */
function elect({ voters }: Ballots, { loads, edgeLoads, winners }: Running, { candidate, scoreDown }: Best): void {
  winners.set(candidate, scoreDown);
  for (const voter of voters[candidate] ?? []) {
    edgeLoads[voter]?.set(candidate, scoreDown - (loads[voter] ?? 0n));
    loads[voter] = scoreDown;
  }
}

/**
 * Weight of an edge: budget x edge load / voter load, rounded down, then normalised to the budget. Edge loads sum to the
 * voter's load, so weights never exceed the budget. Edges that round to zero are dropped first, unless all of them do:
 * then the budget is less than one {stake} for each and goes one by one to the first.
 */
function splitOf(budget: bigint, edgeLoads: ReadonlyMap<number, bigint>): Split {
  const byCandidate = [...edgeLoads].sort(([a], [b]) => a - b);
  const load = byCandidate.reduce((sum, [, edgeLoad]) => sum + edgeLoad, 0n);
  const edges = byCandidate.map(([candidate, edgeLoad]) => ({ candidate, weightDown: (budget * edgeLoad) / load }));
  const heavy = edges.filter(({ weightDown }) => weightDown > 0n);
  const kept = heavy.length > 0 ? heavy : edges;
  if (kept.length === 0) return { budget, edges: [] };
  const weights = normalise(
    kept.map(({ weightDown }) => weightDown),
    budget,
  );
  const split = kept.map(({ candidate }, at) => ({ candidate, weight: weights[at] ?? 0n }));
  return { budget, edges: split.filter(({ weight }) => weight > 0n) };
}
