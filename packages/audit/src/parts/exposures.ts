import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { AbiCoder, concat, dataLength, dataSlice, getAddress, keccak256, toNumber, ZeroHash } from "ethers";

import { momentOf } from "./daily.ts";
import { timeIn, type Part, type Times } from "./part.ts";
import { Stakes, type StakingEvent } from "./stakes.ts";

/** {wad} */
const GWEI = 10n ** 9n;
/** {byte} of a nominator and the number of its edges, and of an edge, as pages have them. */
const HEAD = 21;
const EDGE = 9;

/** What is told of a solution. */
const SOLVING = ["SolutionBegun", "PageAdded", "SolutionSolved", "SolutionFinished"] as const;

type Told = MarketEventOf<(typeof SOLVING)[number]>;
type Step = StakingEvent | Told;

/** Winners, and the nominators of all pages so far. */
interface Solution {
  readonly winners: readonly number[];
  readonly page: string;
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
      else if (step.name === "SolutionBegun") open.set(keyOf(step), { winners: step.winners, page: "0x" });
      else if (step.name === "PageAdded") {
        const { winners, page } = open.get(keyOf(step)) ?? NONE;
        open.set(keyOf(step), { winners, page: concat([page, step.page]) });
      } else if (step.name === "SolutionSolved") solved = step;
      else {
        const solution: Solution = solved ?? open.get(keyOf(step)) ?? NONE;
        if (step.isBest) exposed.set(step.epoch, exposedBy(step, { stakes, solution }));
        solved = null;
      }
    }
    return exposed;
  }
}

const NONE: Solution = { winners: [], page: "0x" };

const isOfSolution = (event: MarketEvent): event is Told => SOLVING.some((name) => name === event.name);

const keyOf = ({ epoch, by }: { readonly epoch: number; readonly by: string }) => [epoch, by].join(" ");

function exposedBy(
  { epoch, score }: MarketEventOf<"SolutionFinished">,
  { stakes, solution }: { readonly stakes: Stakes; readonly solution: Solution },
): Exposed {
  const { winners, page } = solution;
  const staked = winners.map((pool) => stakes.pools[pool]?.assets.at(epoch) ?? 0n);
  const owns = staked.map((assets) => (assets + GWEI - 1n) / GWEI);
  return { epoch, winners, owns, progress: progressOf(page, { winners, staked }), score };
}

/** What a page comes to, nominators in its order. @param of {wad} staked in the winners' pools */
function progressOf(page: string, of: { winners: readonly number[]; staked: readonly bigint[] }): Progress {
  const backings = of.staked.map((assets) => assets / GWEI);
  const chains = of.winners.map(() => ZeroHash);
  for (let at = 0; at < dataLength(page);) {
    const nominator = getAddress(dataSlice(page, at, at + HEAD - 1));
    const end = at + HEAD + EDGE * toNumber(dataSlice(page, at + HEAD - 1, at + HEAD));
    for (let edge = at + HEAD; edge < end; edge += EDGE) {
      const winner = of.winners.indexOf(toNumber(dataSlice(page, edge, edge + 1)));
      const weight = BigInt(dataSlice(page, edge + 1, edge + EDGE));
      backings[winner] = (backings[winner] ?? 0n) + weight;
      chains[winner] = linkOf(chains[winner] ?? ZeroHash, { nominator, weight });
    }
    at = end;
  }
  return { backings, chains };
}

/** The link of a chain after one more nominator, with how much {gwei} it backs the winner. */
function linkOf(before: string, { nominator, weight }: { nominator: string; weight: bigint }): string {
  const types = ["bytes32", "address", "uint64"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [before, nominator, weight]));
}

/** What the election keeps of what was exposed. */
export function hashOf({ owns, chains }: { owns: readonly bigint[]; chains: readonly string[] }): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint64[]", "bytes32[]"], [owns, chains]));
}

/** Place of a pool among winners. */
export function placeOf(pool: number, { winners }: Pick<Exposed, "winners">): number {
  return winners.indexOf(pool);
}
