import { ParameterError } from "@gridwatt/sdk";

import { balance, type Balancing } from "./balance.ts";
import { ballotsOf } from "./ballots.ts";
import { phragmen, type Elected } from "./phragmen.ts";
import { compareScores, scoreOf } from "./score.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Solution } from "./solution.ts";

export interface ElectionParameters {
  /** How many are elected; default: the snapshot's, for which alone the solution is feasible. */
  readonly seats?: number;
  /** Default: weights stay as the loads give them. */
  readonly balancing?: Balancing;
}

/**
 * Elects by Phragmén's sequential method and balances the winners' backings. Candidates without any backing are never
 * elected, so there may be fewer winners than seats. Where rounding makes balancing lower the score, weights stay as they
 * were. Throws `ElectionFormatError` for a snapshot that is none.
 * @example
 * const { winners, assignments } = electPhragmen(snapshot, { balancing: { rounds: 16, tolerance: 0n } });
 */
export function electPhragmen(snapshot: Snapshot, { seats, balancing }: ElectionParameters): Solution {
  const counted = seats === undefined ? snapshot : { ...snapshot, seats };
  if (balancing !== undefined) checkBalancing(balancing);
  const { winners, splits } = phragmen(ballotsOf(counted), counted.seats);
  const plain = solutionOf(counted, { winners, splits });
  if (balancing === undefined) return plain;
  const balanced = solutionOf(counted, { winners, splits: balance(splits, balancing) });
  return compareScores([scoreOf(counted, balanced), scoreOf(counted, plain)], 0n) < 0 ? plain : balanced;
}

function checkBalancing({ rounds, tolerance }: Balancing): void {
  if (!Number.isSafeInteger(rounds) || rounds < 0) throw new ParameterError(`${rounds} is no number of rounds.`);
  if (tolerance < 0n) throw new ParameterError(`A tolerance of ${tolerance} is below zero.`);
}

function solutionOf({ candidates, nominators }: Snapshot, { winners, splits }: Elected): Solution {
  const idOf = (candidate: number): string => candidates[candidate]?.id ?? "";
  const assignments = nominators.map(({ id }, at) => {
    const backed = splits[candidates.length + at]?.edges.filter(({ weight }) => weight > 0n) ?? [];
    return { nominator: id, edges: backed.map(({ candidate, weight }) => ({ candidate: idOf(candidate), weight })) };
  });
  return { winners: [...winners.keys()].map(idOf), assignments: assignments.filter(({ edges }) => edges.length > 0) };
}
