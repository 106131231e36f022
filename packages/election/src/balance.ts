import { normalise } from "./normalise.ts";
import { ascending } from "./order.ts";
import type { Split } from "./phragmen.ts";

/** How long splits are balanced. */
export interface Balancing {
  /** How often all voters are visited at most, in the order of their ballots. */
  readonly rounds: number;
  /** {stake} Ends once no visit of a round found winners further apart than this. */
  readonly tolerance: bigint;
}

interface Edge {
  readonly candidate: number;
  weight: bigint;
}

/** {stake} By candidate. */
type Backings = bigint[];

/**
 * Shifts each voter's budget to those of its winners who have least, voter by voter, round by round. What the winners
 * have together stays the same. Source: `balance` of polkadot-sdk,
 * substrate/primitives/npos-elections/src/balancing.rs.
 * @returns splits in which weights may be zero
 */
export function balance(splits: readonly Split[], { rounds, tolerance }: Balancing): Split[] {
  const balanced = splits.map(({ budget, edges }) => ({ budget, edges: edges.map((edge) => ({ ...edge })) }));
  const backings: Backings = [];
  for (const { edges } of balanced) {
    for (const { candidate, weight } of edges) backings[candidate] = (backings[candidate] ?? 0n) + weight;
  }
  for (let round = 0; round < rounds; round++) {
    let widest = 0n;
    for (const split of balanced) {
      const difference = balanceVoter(split, backings, tolerance);
      if (difference > widest) widest = difference;
    }
    if (widest <= tolerance) break;
  }
  return balanced;
}

/** {stake} How far apart the voter's winners were: the most that one it backs had over the least that one had. */
function balanceVoter(split: { budget: bigint; edges: Edge[] }, backings: Backings, tolerance: bigint): bigint {
  const { budget, edges } = split;
  const [first] = edges;
  if (first === undefined || edges.length === 1) return 0n;
  const backingOf = ({ candidate }: Edge): bigint => backings[candidate] ?? 0n;
  const backed = edges.filter(({ weight }) => weight > 0n).map(backingOf);
  const difference = max(backed) - min(edges.map(backingOf));
  if (difference < tolerance) return difference;
  const others = edges.map((edge) => backingOf(edge) - edge.weight);
  const levelDown = levelDownOf(others, budget);
  const poured = others.map((other) => max([levelDown - other, 0n]));
  for (const [at, weight] of normalise(poured, budget).entries()) {
    const edge = edges[at] ?? first;
    backings[edge.candidate] = (others[at] ?? 0n) + weight;
    edge.weight = weight;
  }
  return difference;
}

/**
 * {stake} The level to which a budget lifts the least of some stakes, as water fills vessels: (budget + their sum) /
 * their count, rounded down, over as many of the smallest as the budget lifts to the last of them.
 */
function levelDownOf(stakes: readonly bigint[], budget: bigint): bigint {
  let [count, sum] = [0n, 0n];
  for (const stake of [...stakes].sort(ascending)) {
    if (stake * count - sum > budget) break;
    count += 1n;
    sum += stake;
  }
  return (budget + sum) / count;
}

function max(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most));
}

function min(amounts: readonly bigint[]): bigint {
  return amounts.reduce((least, amount) => (amount < least ? amount : least));
}
