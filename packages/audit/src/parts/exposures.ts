import { linkOf, readBackers, type MarketEvent, type MarketEventOf } from "@gridwatt/sdk";

import { momentOf } from "./daily.ts";
import { sum, timeIn, type Part, type Times } from "./part.ts";
import { Stakes, type StakingEvent } from "./stakes.ts";

/** {wad} */
const GWEI = 10n ** 9n;
/** What is told of a solution. */
const SOLVING = ["SolutionBegun", "PageAdded", "SolutionSolved", "SolutionFinished"] as const;

type Told = MarketEventOf<(typeof SOLVING)[number]>;
type Step = StakingEvent | Told;

/** Winners, and who backs them by all pages so far. */
interface Solution {
  readonly winners: readonly number[];
  readonly pages: readonly string[];
}

/** What backs the winners of a solution when all nominators are counted. */
export interface Progress {
  /** {gwei} */
  readonly backings: readonly bigint[];
  /** Hashes over the nominators behind each winner. */
  readonly chains: readonly string[];
}

/** What the best solution of a day exposed. */
export interface Exposed {
  readonly epoch: number;
  /** Rising. */
  readonly winners: readonly number[];
  /** {gwei} staked in the winners' pools when the day began, rounded up */
  readonly owns: readonly bigint[];
  readonly progress: Progress;
  readonly score: MarketEventOf<"SolutionFinished">["score"];
}

/** What elections put at stake, which a later slash takes its part of. What was staked depends on when. */
export class Exposures implements Part {
  readonly #steps: Step[] = [];

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract === "staking" || isOfSolution(event)) this.#steps.push(event);
  }

  /** By day, what its best solution exposed. */
  replay(times: Times): ReadonlyMap<number, Exposed> {
    const [stakes, exposed] = [new Stakes(), new Map<number, Exposed>()];
    const open = new Map<string, Solution>();
    let solved: Solution | null = null;
    for (const step of this.#steps) {
      if (step.contract === "staking") stakes.apply(step, momentOf(timeIn(times, step)));
      else if (step.name === "SolutionBegun") open.set(keyOf(step), { winners: step.winners, pages: [] });
      else if (step.name === "PageAdded") {
        const { winners, pages } = open.get(keyOf(step)) ?? NONE;
        open.set(keyOf(step), { winners, pages: [...pages, step.page] });
      } else if (step.name === "SolutionSolved") solved = { winners: step.winners, pages: [step.page] };
      else {
        const solution: Solution = solved ?? open.get(keyOf(step)) ?? NONE;
        if (step.isBest) exposed.set(step.epoch, exposedBy(step, { stakes, solution }));
        solved = null;
      }
    }
    return exposed;
  }
}

const NONE: Solution = { winners: [], pages: [] };

const isOfSolution = (event: MarketEvent): event is Told => SOLVING.some((name) => name === event.name);

const keyOf = ({ epoch, by }: { readonly epoch: number; readonly by: string }) => [epoch, by].join(" ");

function exposedBy(
  { epoch, score }: MarketEventOf<"SolutionFinished">,
  { stakes, solution }: { readonly stakes: Stakes; readonly solution: Solution },
): Exposed {
  const { winners } = solution;
  const staked = winners.map((pool) => stakes.pools[pool]?.assets.at(epoch) ?? 0n);
  const owns = staked.map((assets) => (assets + GWEI - 1n) / GWEI);
  return { epoch, winners, owns, progress: progressOf(solution, staked), score };
}

/** What a solution's pages come to. @param staked {wad} in the winners' pools */
function progressOf({ winners, pages }: Solution, staked: readonly bigint[]): Progress {
  const behind = readBackers(pages);
  const backers = winners.map((pool) => behind.get(pool) ?? []);
  return {
    backings: staked.map((assets, at) => assets / GWEI + sum((backers[at] ?? []).map(({ weight }) => weight))),
    chains: backers.map(linkOf),
  };
}

/** Place of a pool among winners. */
export function placeOf(pool: number, { winners }: Pick<Exposed, "winners">): number {
  return winners.indexOf(pool);
}
