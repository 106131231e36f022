import { GridwattError } from "@gridwatt/sdk";

/** A snapshot, or a file of a snapshot or solution, that is not what it should be. */
export class ElectionFormatError extends GridwattError {
  /** Where it is wrong, such as `nominators[3].stake`; empty for the whole. */
  readonly path: string;

  constructor(path: string, sentence: string) {
    super("ElectionFormatError", { message: path === "" ? sentence : `${path}: ${sentence}`, args: { path } });
    this.path = path;
  }
}

/** What can be wrong with a solution that is well formed. */
export type SolutionProblem =
  | "UnknownWinner"
  | "UnbackedWinner"
  | "DoubledWinner"
  | "WrongWinnerCount"
  | "UnknownNominator"
  | "DoubledNominator"
  | "EmptyAssignment"
  | "NotElected"
  | "NotApproved"
  | "DoubledEdge"
  | "NoWeight"
  | "WrongSum";

/** A solution that is none of its snapshot. */
export class SolutionError extends GridwattError {
  readonly problem: SolutionProblem;

  constructor(problem: SolutionProblem, details: { message: string; args: GridwattError["args"] }) {
    super("SolutionError", details);
    this.problem = problem;
  }
}
