import {
  backingsOf,
  checkSolution,
  electPhragmen,
  type Balancing,
  type Id,
  type Snapshot,
  type Solution,
} from "@gridwatt/election";

/** Candidates as [id, what it staked itself], nominators as [id, stake, ids it approves]. */
export interface Brief {
  readonly seats: number;
  readonly candidates: readonly (readonly [number, bigint])[];
  readonly nominators: readonly (readonly [number, bigint, readonly number[]])[];
}

export function snapshotOf({ seats, candidates, nominators }: Brief): Snapshot {
  return {
    seats,
    candidates: candidates.map(([id, selfStake]) => ({ id: String(id), selfStake })),
    nominators: nominators.map(([id, stake, approvals]) => ({
      id: String(id),
      stake,
      approvals: approvals.map(String),
    })),
  };
}

/** Candidates who staked nothing themselves. */
export function idle(...ids: readonly number[]): [number, bigint][] {
  return ids.map((id) => [id, 0n]);
}

/** Whom each nominator backs, with what. */
export type Splits = Readonly<Record<Id, Readonly<Record<Id, bigint>>>>;

/** What a solution says, in a form that is easily written down. */
export interface Outcome {
  /** In the order of their election, each with its backing. */
  readonly winners: readonly (readonly [Id, bigint])[];
  readonly splits: Splits;
}

/** Elects, and has the solution checked. */
export function outcomeOf(snapshot: Snapshot, balancing?: Balancing): Outcome {
  const solution = electPhragmen(snapshot, balancing === undefined ? {} : { balancing });
  checkSolution(snapshot, solution);
  return { winners: [...backingsOf(snapshot, solution)], splits: splitsOf(solution) };
}

export function splitsOf({ assignments }: Solution): Splits {
  return Object.fromEntries(
    assignments.map(({ nominator, edges }) => [
      nominator,
      Object.fromEntries(edges.map(({ candidate, weight }) => [candidate, weight])),
    ]),
  );
}
