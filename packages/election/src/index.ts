export type { Balancing } from "./balance.ts";
export { checkSolution } from "./check.ts";
export { electPhragmen, type ElectionParameters } from "./elect.ts";
export { ElectionFormatError, SolutionError, type SolutionProblem } from "./errors.ts";
export { formatSnapshot, formatSolution, parseSnapshot, parseSolution } from "./files.ts";
export { DEN } from "./phragmen.ts";
export { backingsOf, compareScores, EPSILON_ONE, scoreOf, type Score } from "./score.ts";
export {
  APPROVALS_MAX,
  checkSnapshot,
  STAKE_DECIMALS,
  STAKE_MAX,
  type Candidate,
  type Id,
  type Nominator,
  type Snapshot,
} from "./snapshot.ts";
export type { Assignment, Edge, Solution } from "./solution.ts";
