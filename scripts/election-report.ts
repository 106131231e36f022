import { backingsOf, scoreOf, STAKE_DECIMALS, type Snapshot, type Solution } from "@gridwatt/election";
import { formatDecimal } from "@gridwatt/sdk";

import { formatTable } from "./table.ts";

const RIGHT = { align: "right" } as const;

/** Who is elected, who backs whom, and how good that is, for people. */
export function reportOf(snapshot: Snapshot, solution: Solution): string {
  const { leastStake, sum, sumOfSquares } = scoreOf(snapshot, solution);
  const squares = formatDecimal(sumOfSquares, { decimals: 2 * STAKE_DECIMALS, atLeast: 1 });
  return [
    `elected: ${solution.winners.length} of ${snapshot.candidates.length} candidates, for ${snapshot.seats} seats; stakes in GRID`,
    "",
    winnersTable(snapshot, solution),
    "",
    splitsTable(snapshot, solution),
    "",
    `score: least backing ${grid(leastStake)}, sum ${grid(sum)}, sum of squares ${squares}`,
    "",
  ].join("\n");
}

function winnersTable(snapshot: Snapshot, solution: Solution): string {
  const selfStakes = new Map(snapshot.candidates.map(({ id, selfStake }) => [id, selfStake]));
  const backers = solution.assignments.flatMap(({ edges }) => edges.map(({ candidate }) => candidate));
  const rows = [...backingsOf(snapshot, solution)].map(([winner, backing]) => [
    winner,
    grid(backing),
    grid(selfStakes.get(winner) ?? 0n),
    String(backers.filter((candidate) => candidate === winner).length),
  ]);
  const columns = ["backing", "of its own", "nominators"].map((head) => ({ head, ...RIGHT }));
  return formatTable([{ head: "winner" }, ...columns], rows);
}

/** A line for each winner that a nominator backs, one with "nobody" for a nominator none of whose approvals won. */
function splitsTable({ nominators }: Snapshot, { assignments }: Solution): string {
  const edgesOf = new Map(assignments.map(({ nominator, edges }) => [nominator, edges]));
  const rows = nominators.flatMap(({ id, stake }) => {
    const edges = edgesOf.get(id) ?? [{ candidate: "nobody", weight: 0n }];
    return edges.map(({ candidate, weight }) => [id, grid(stake), candidate, grid(weight)]);
  });
  const columns = [{ head: "nominator" }, { head: "stake", ...RIGHT }, { head: "backs" }, { head: "with", ...RIGHT }];
  return formatTable(columns, rows);
}

function grid(stake: bigint): string {
  return formatDecimal(stake, { decimals: STAKE_DECIMALS, atLeast: 1 });
}
