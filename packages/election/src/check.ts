import { ballotsOf } from "./ballots.ts";
import { SolutionError } from "./errors.ts";
import { sumOf } from "./order.ts";
import { notElected, unknownWinner } from "./score.ts";
import type { Id, Nominator, Snapshot } from "./snapshot.ts";
import type { Assignment, Solution } from "./solution.ts";

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
  checkWinners(winners, stakes, snapshot.seats);
  const elected = new Set(winners);
  const nominators = new Map(snapshot.nominators.map((nominator) => [nominator.id, nominator]));
  const assigned = new Set<Id>();
  for (const assignment of assignments) {
    const { nominator: id } = assignment;
    const nominator = nominators.get(id);
    if (nominator === undefined) throw refusal("UnknownNominator", `${id} nominates nobody.`, { nominator: id });
    if (assigned.has(id)) throw refusal("DoubledNominator", `Nominator ${id} stands twice.`, { nominator: id });
    assigned.add(id);
    checkAssignment(assignment, nominator, elected);
  }
  for (const { id, stake, approvals } of snapshot.nominators) {
    if (!assigned.has(id) && approvals.some((approval) => elected.has(approval))) checkSum({ id, stake }, 0n);
  }
}

/** @param stakes {stake} by candidate: all that its voters have */
function checkWinners(winners: readonly Id[], stakes: ReadonlyMap<Id, bigint>, seats: number): void {
  const seen = new Set<Id>();
  for (const winner of winners) {
    const stake = stakes.get(winner);
    if (stake === undefined) throw unknownWinner(winner);
    if (stake === 0n) throw refusal("UnbackedWinner", `Winner ${winner} has no backing.`, { winner });
    if (seen.has(winner)) throw refusal("DoubledWinner", `Winner ${winner} stands twice.`, { winner });
    seen.add(winner);
  }
  const backed = [...stakes.values()].filter((stake) => stake > 0n).length;
  const expected = Math.min(seats, backed);
  if (winners.length === expected) return;
  const message = `There must be ${expected} winners, not ${winners.length}.`;
  throw refusal("WrongWinnerCount", message, { expected, actual: winners.length });
}

function checkAssignment({ edges }: Assignment, { id, stake, approvals }: Nominator, elected: ReadonlySet<Id>): void {
  const nominator = id;
  if (edges.length === 0) {
    throw refusal("EmptyAssignment", `Nominator ${id} has an assignment that backs nobody.`, { nominator });
  }
  const seen = new Set<Id>();
  for (const { candidate, weight } of edges) {
    const args = { nominator, candidate };
    if (!elected.has(candidate)) throw notElected(id, candidate);
    if (!approvals.includes(candidate)) {
      throw refusal("NotApproved", `Nominator ${id} backs ${candidate}, whom it does not approve.`, args);
    }
    if (seen.has(candidate)) throw refusal("DoubledEdge", `Nominator ${id} backs ${candidate} twice.`, args);
    seen.add(candidate);
    if (weight <= 0n) {
      throw refusal("NoWeight", `Nominator ${id} backs ${candidate} with ${weight}.`, { ...args, weight });
    }
  }
  checkSum({ id, stake }, sumOf(edges.map(({ weight }) => weight)));
}

function checkSum({ id, stake }: Pick<Nominator, "id" | "stake">, actual: bigint): void {
  if (actual === stake) return;
  const message = `Nominator ${id} must back winners with all its stake of ${stake}, not with ${actual}.`;
  throw refusal("WrongSum", message, { nominator: id, expected: stake, actual });
}

function refusal(
  ...[problem, message, args]: [SolutionError["problem"], string, SolutionError["args"]]
): SolutionError {
  return new SolutionError(problem, { message, args });
}
