import { ballotsOf } from "./ballots.ts";
import { SolutionError } from "./errors.ts";
import { sumOf } from "./order.ts";
import type { Id, Nominator, Snapshot } from "./snapshot.ts";
import type { Edge, Solution } from "./solution.ts";

/**
 * Whether a solution may stand for its snapshot, however good it is. Winners: distinct candidates with backing, as many as
 * there are seats or, if those are fewer, such candidates. Assignments: each nominator who approves a winner gives all its
 * stake to winners it approves, none of them twice and each more than zero; no other nominator has any.
 * Throws `SolutionError`, whose `problem` names what is wrong first, or `ElectionFormatError` for the snapshot.
 * @example
 * checkSolution(snapshot, parseSolution(readFileSync("solution.json", "utf8")));
 */
export function checkSolution(snapshot: Snapshot, { winners, assignments }: Solution): void {
  const { approvalStakes } = ballotsOf(snapshot);
  const stakes = new Map(snapshot.candidates.map(({ id }, at) => [id, approvalStakes[at] ?? 0n]));
  checkWinners(winners, { stakes, seats: snapshot.seats });
  const elected = new Set(winners);
  const nominators = new Map(snapshot.nominators.map((nominator) => [nominator.id, nominator]));
  const assigned = new Set<Id>();
  for (const { nominator: id, edges } of assignments) {
    const nominator = nominators.get(id);
    if (nominator === undefined) throw new SolutionError("UnknownNominator", { nominator: id });
    if (assigned.has(id)) throw new SolutionError("DoubledNominator", { nominator: id });
    assigned.add(id);
    checkEdges(edges, { nominator, elected });
  }
  for (const nominator of snapshot.nominators) {
    const isLeftOut = !assigned.has(nominator.id) && nominator.approvals.some((approval) => elected.has(approval));
    if (isLeftOut) checkSum(nominator, 0n);
  }
}

interface Seating {
  /** {stake} By candidate: all that its voters have. */
  readonly stakes: ReadonlyMap<Id, bigint>;
  readonly seats: number;
}

function checkWinners(winners: readonly Id[], { stakes, seats }: Seating): void {
  const seen = new Set<Id>();
  for (const winner of winners) {
    const stake = stakes.get(winner);
    if (stake === undefined) throw new SolutionError("UnknownWinner", { winner });
    if (stake === 0n) throw new SolutionError("UnbackedWinner", { winner });
    if (seen.has(winner)) throw new SolutionError("DoubledWinner", { winner });
    seen.add(winner);
  }
  const backed = [...stakes.values()].filter((stake) => stake > 0n).length;
  const expected = Math.min(seats, backed);
  const actual = winners.length;
  if (actual !== expected) throw new SolutionError("WrongWinnerCount", { expected, actual });
}

interface Voting {
  readonly nominator: Nominator;
  readonly elected: ReadonlySet<Id>;
}

function checkEdges(edges: readonly Edge[], { nominator, elected }: Voting): void {
  const { id, approvals } = nominator;
  if (edges.length === 0) throw new SolutionError("EmptyAssignment", { nominator: id });
  const seen = new Set<Id>();
  for (const { candidate, weight } of edges) {
    const backing = { nominator: id, candidate };
    if (!elected.has(candidate)) throw new SolutionError("NotElected", backing);
    if (!approvals.includes(candidate)) throw new SolutionError("NotApproved", backing);
    if (seen.has(candidate)) throw new SolutionError("DoubledEdge", backing);
    seen.add(candidate);
    if (weight <= 0n) throw new SolutionError("NoWeight", { ...backing, weight });
  }
  checkSum(nominator, sumOf(edges.map(({ weight }) => weight)));
}

function checkSum({ id, stake }: Nominator, actual: bigint): void {
  if (actual !== stake) throw new SolutionError("WrongSum", { nominator: id, expected: stake, actual });
}
