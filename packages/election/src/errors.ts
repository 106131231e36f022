import { GridwattError } from "@gridwatt/sdk";

import type { Id } from "./snapshot.ts";

/** A snapshot, or a file of a snapshot or solution, that is not what it should be. */
export class ElectionFormatError extends GridwattError {
  /** Where it is wrong, such as `nominators[3].stake`; empty for the whole. */
  readonly path: string;

  constructor(path: string, sentence: string) {
    super("ElectionFormatError", { message: path === "" ? sentence : `${path}: ${sentence}`, args: { path } });
    this.path = path;
  }
}

interface Backing {
  readonly nominator: Id;
  readonly candidate: Id;
}

/** What can be wrong with a solution that is well formed, in one sentence each. */
const SENTENCES = {
  UnknownWinner: ({ winner }: { winner: Id }) => `Winner ${winner} is no candidate.`,
  UnbackedWinner: ({ winner }: { winner: Id }) => `Winner ${winner} has no backing.`,
  DoubledWinner: ({ winner }: { winner: Id }) => `Winner ${winner} stands twice.`,
  WrongWinnerCount: ({ expected, actual }: { expected: number; actual: number }) =>
    `There must be ${expected} winners, not ${actual}.`,
  UnknownNominator: ({ nominator }: { nominator: Id }) => `${nominator} nominates nobody.`,
  DoubledNominator: ({ nominator }: { nominator: Id }) => `Nominator ${nominator} stands twice.`,
  EmptyAssignment: ({ nominator }: { nominator: Id }) => `Nominator ${nominator} has an assignment that backs nobody.`,
  NotElected: ({ nominator, candidate }: Backing) => `Nominator ${nominator} backs ${candidate}, who is no winner.`,
  NotApproved: ({ nominator, candidate }: Backing) =>
    `Nominator ${nominator} backs ${candidate}, whom it does not approve.`,
  DoubledEdge: ({ nominator, candidate }: Backing) => `Nominator ${nominator} backs ${candidate} twice.`,
  NoWeight: ({ nominator, candidate, weight }: Backing & { weight: bigint }) =>
    `Nominator ${nominator} backs ${candidate} with ${weight}.`,
  WrongSum: ({ nominator, expected, actual }: { nominator: Id; expected: bigint; actual: bigint }) =>
    `Nominator ${nominator} must back winners with all its stake of ${expected}, not with ${actual}.`,
} as const;

export type SolutionProblem = keyof typeof SENTENCES;
type Args<Problem extends SolutionProblem> = Parameters<(typeof SENTENCES)[Problem]>[0];

/** A solution that is none of its snapshot. */
export class SolutionError<Problem extends SolutionProblem = SolutionProblem> extends GridwattError {
  readonly problem: Problem;

  constructor(problem: Problem, args: Args<Problem>) {
    const sentence = SENTENCES[problem] as (args: Args<Problem>) => string;
    super("SolutionError", { message: sentence(args), args: { ...args } });
    this.problem = problem;
  }
}
