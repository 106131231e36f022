import type { Edge, Snapshot, Solution } from "@gridwatt/election";
import fc from "fast-check";

/** Which one is meant where there are several, by any number. */
function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(list.length, 1)];
}

interface Made {
  readonly snapshot: Snapshot;
  readonly solution: Solution;
  /** Says where it is done. */
  readonly at: number;
}

/** Undefined where there is nothing to change in this way. */
type Mutation = (made: Made) => Solution | undefined;

function withWinners(change: (winners: readonly string[], at: number) => readonly string[]): Mutation {
  return ({ solution, at }) => {
    return solution.winners.length === 0 ? undefined : { ...solution, winners: change(solution.winners, at) };
  };
}

function withEdges(change: (edges: readonly Edge[], made: Made, approvals: readonly string[]) => Edge[] | undefined) {
  return (made: Made): Solution | undefined => {
    const { snapshot, solution, at } = made;
    const assignment = pick(solution.assignments, at);
    if (assignment === undefined) return undefined;
    const { approvals } = snapshot.nominators.find(({ id }) => id === assignment.nominator) ?? { approvals: [] };
    const edges = change(assignment.edges, made, approvals);
    if (edges === undefined) return undefined;
    return {
      ...solution,
      assignments: solution.assignments.map((one) => (one === assignment ? { ...one, edges } : one)),
    };
  };
}

/** None of these leaves a solution feasible. */
export const BREAKING: Readonly<Record<string, Mutation>> = {
  "a winner left out": withWinners((winners, at) => winners.toSpliced(at % winners.length, 1)),
  "a winner twice": withWinners((winners, at) => [...winners, pick(winners, at) ?? ""]),
  "a stranger for a winner": withWinners((winners, at) => winners.with(at % winners.length, "99")),
  "one more winner": ({ snapshot, solution }) => {
    const other = snapshot.candidates.find(({ id }) => !solution.winners.includes(id));
    return other === undefined ? undefined : { ...solution, winners: [...solution.winners, other.id] };
  },
  "an assignment left out": ({ solution, at }) => {
    const { assignments } = solution;
    if (assignments.length === 0) return undefined;
    return { ...solution, assignments: assignments.toSpliced(at % assignments.length, 1) };
  },
  "an assignment twice": ({ solution, at }) => {
    const one = pick(solution.assignments, at);
    return one === undefined ? undefined : { ...solution, assignments: [...solution.assignments, one] };
  },
  "an assignment of nothing": withEdges(() => []),
  "an assignment by a stranger": ({ solution, at }) => {
    const candidate = pick(solution.winners, at);
    if (candidate === undefined) return undefined;
    const stranger = { nominator: "99", edges: [{ candidate, weight: 1n }] };
    return { ...solution, assignments: [...solution.assignments, stranger] };
  },
  "a unit more": withEdges(([first, ...rest]) => first && [{ ...first, weight: first.weight + 1n }, ...rest]),
  "a unit less": withEdges(([first, ...rest]) => first && [{ ...first, weight: first.weight - 1n }, ...rest]),
  "an edge in two": withEdges(([first, ...rest]) => {
    if (first === undefined || first.weight < 2n) return undefined;
    return [{ ...first, weight: first.weight - 1n }, { ...first, weight: 1n }, ...rest];
  }),
  "an edge of nothing": withEdges((edges, { solution }, approvals) => {
    const free = solution.winners.find(
      (id) => approvals.includes(id) && edges.every(({ candidate }) => candidate !== id),
    );
    return free === undefined ? undefined : [...edges, { candidate: free, weight: 0n }];
  }),
  "an edge to who is not approved": withEdges(([first, ...rest], { snapshot, at }, approvals) => {
    const stranger = pick(
      snapshot.candidates.filter(({ id }) => !approvals.includes(id)),
      at,
    );
    return first && stranger && [{ ...first, candidate: stranger.id }, ...rest];
  }),
  "an edge to who is not elected": withEdges(([first, ...rest], { solution, at }, approvals) => {
    const loser = pick(
      approvals.filter((id) => !solution.winners.includes(id)),
      at,
    );
    return first && loser === undefined ? undefined : first && [{ ...first, candidate: loser ?? "" }, ...rest];
  }),
};

/** Moves some of a nominator's weight to another winner it approves: always feasible. */
export function shift({ snapshot, solution, at }: Made, share: bigint): Solution | undefined {
  return withEdges((edges, _, approvals) => {
    const from = pick(edges, at);
    const to = pick(
      solution.winners.filter((id) => approvals.includes(id) && id !== from?.candidate),
      at,
    );
    if (from === undefined || to === undefined) return undefined;
    const moved = (from.weight * share) / 100n;
    const weights = new Map(edges.map(({ candidate, weight }) => [candidate, weight]));
    weights.set(from.candidate, from.weight - moved);
    weights.set(to, (weights.get(to) ?? 0n) + moved);
    return [...weights].flatMap(([candidate, weight]) => (weight > 0n ? [{ candidate, weight }] : []));
  })({ snapshot, solution, at });
}

export const AT = fc.nat({ max: 1_000 });
