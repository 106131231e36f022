import { sumOf } from "./order.ts";
import { checkSnapshot, type Id, type Snapshot } from "./snapshot.ts";

/** A voter's stake and whom it approves: distinct numbers of candidates. */
export interface Ballot {
  /** {stake} */
  readonly budget: bigint;
  readonly approvals: readonly number[];
}

/** A snapshot as votes are counted: candidates by their number in it. */
export interface Ballots {
  /** First each candidate's own, by its number, then each nominator's. */
  readonly ballots: readonly Ballot[];
  /** By candidate: the numbers of the ballots that approve it. */
  readonly voters: readonly (readonly number[])[];
  /** {stake} By candidate: all that its voters have. */
  readonly approvalStakes: readonly bigint[];
}

/** Throws `ElectionFormatError`. */
export function ballotsOf(snapshot: Snapshot): Ballots {
  checkSnapshot(snapshot);
  const { candidates, nominators } = snapshot;
  const numbers = new Map(candidates.map(({ id }, at) => [id, at]));
  const ballots: Ballot[] = [
    ...candidates.map(({ selfStake }, at) => ({ budget: selfStake, approvals: [at] })),
    ...nominators.map(({ stake, approvals }) => ({ budget: stake, approvals: numbersOf(approvals, numbers) })),
  ];
  const voters: number[][] = candidates.map(() => []);
  ballots.forEach(({ approvals }, voter) => approvals.forEach((candidate) => voters[candidate]?.push(voter)));
  const approvalStakes = voters.map((list) => sumOf(list.map((voter) => ballots[voter]?.budget ?? 0n)));
  return { ballots, voters, approvalStakes };
}

/** Each once, without who is no candidate. */
function numbersOf(approvals: readonly Id[], numbers: ReadonlyMap<Id, number>): number[] {
  const found = new Set(approvals.map((id) => numbers.get(id)));
  return [...found].filter((at) => at !== undefined);
}
