import { AbiCoder, getAddress, getBytes, hexlify, keccak256, toBigInt, ZeroHash } from "ethers";

import type { Client } from "../client.ts";
import type { MarketEventOf } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { read } from "../internal/call.ts";
import { getEvents } from "./getEvents.ts";

/** {byte} of a nominator and the number of its edges; of an edge: pool and gwei. */
const HEAD = 21;
const EDGE = 9;
const CODER = AbiCoder.defaultAbiCoder();

/** Who backs a winner, and with how much {gwei}. */
export interface Backer {
  readonly nominator: string;
  readonly weight: bigint;
}

/** What an election exposed behind a winner. */
export interface ExposedPool {
  readonly pool: number;
  /** {gwei} staked in the pool when the day began, rounded up */
  readonly own: bigint;
  /** In the order of the chain that the election has the hash of. */
  readonly backers: readonly Backer[];
  /** The last link of that chain. */
  readonly chain: string;
}

/** What a term exposed, in the order of the winners' pools. */
export interface Exposures {
  /** Day since 1970 of the election. */
  readonly epoch: number;
  readonly pools: readonly ExposedPool[];
}

export interface GetExposuresParameters {
  /** Day since 1970 of the election. */
  readonly epoch: number;
}

const NAMES = ["SolutionBegun", "PageAdded", "SolutionSolved", "Exposed", "SolutionFinished"] as const;
type Step = MarketEventOf<(typeof NAMES)[number]>;

/** A solution as it was told. */
interface Told {
  readonly winners: readonly number[];
  readonly pages: readonly string[];
}

/**
 * What the election of a day put behind its winners, by whom: what a slash of one of them goes by. It is put together from
 * the pages of the best solution, of whoever submitted it or the chain itself, and held against the election's hash.
 * Throws `GridwattError` "ExposuresUnknown" where nobody was elected, or the node leaves something out.
 * @example
 * const exposures = await getExposures(client, { epoch });
 */
export async function getExposures(client: Client, { epoch }: GetExposuresParameters): Promise<Exposures> {
  const [{ exposures: hash }, told] = await Promise.all([
    read(client, { contract: "election", name: "bestOf", args: [epoch] }),
    getEvents(client, { names: NAMES }),
  ]);
  const { best, owns } = bestOf(told.filter((step) => step.epoch === epoch));
  const backers = readBackers(best.pages);
  const pools = best.winners.map((pool, at) => {
    const own = backers.get(pool) ?? [];
    return { pool, own: owns[at] ?? 0n, backers: own, chain: linkOf(own) };
  });
  const exposures = { epoch, pools };
  const args = exposuresArgs(exposures);
  if (hash === ZeroHash || hashExposures(args) !== hash) {
    const message = `What is told of the election of day ${epoch} is not what the chain has the hash of.`;
    throw new GridwattError("ExposuresUnknown", { message, args: { epoch } });
  }
  return exposures;
}

/** By what an election knows its exposures: stakes of the winners' pools {gwei}, and chains of those who backed them. */
export function hashExposures(of: { readonly owns: readonly bigint[]; readonly chains: readonly string[] }): string {
  return keccak256(CODER.encode(["uint64[]", "bytes32[]"], [of.owns, of.chains]));
}

/** As the slasher takes them. */
export function exposuresArgs({ pools }: Exposures): { owns: bigint[]; chains: string[] } {
  return { owns: pools.map(({ own }) => own), chains: pools.map(({ chain }) => chain) };
}

/** The link of a chain after some nominators, from its begin on: what an election keeps of who backed a winner. */
export function linkOf(backers: readonly Backer[]): string {
  return backers.reduce((link, backer) => nextLink(link, backer), ZeroHash);
}

/** The nominators of a chain up to a link; undefined where it is none of the chain. */
export function backersUpTo(backers: readonly Backer[], link: string): readonly Backer[] | undefined {
  let [at, last] = [0, ZeroHash];
  for (const backer of backers) {
    if (last === link) break;
    last = nextLink(last, backer);
    at += 1;
  }
  return last === link ? backers.slice(0, at) : undefined;
}

function nextLink(link: string, { nominator, weight }: Backer): string {
  return keccak256(CODER.encode(["bytes32", "address", "uint64"], [link, nominator, weight]));
}

/** The solution that was the best of all that were told of a day. */
function bestOf(steps: readonly Step[]): { best: Told; owns: readonly bigint[] } {
  const open = new Map<string, { winners: readonly number[]; pages: string[] }>();
  let [best, owns]: [Told, readonly bigint[]] = [{ winners: [], pages: [] }, []];
  let solved: Told | undefined;
  let exposed: readonly bigint[] = [];
  for (const step of steps) {
    switch (step.name) {
      case "SolutionBegun":
        open.set(step.by, { winners: step.winners, pages: [] });
        break;
      case "PageAdded":
        open.get(step.by)?.pages.push(step.page);
        break;
      case "SolutionSolved":
        solved = { winners: step.winners, pages: [step.page] };
        break;
      case "Exposed":
        exposed = step.owns;
        break;
      case "SolutionFinished":
        if (step.isBest) [best, owns] = [solved ?? open.get(step.by) ?? best, exposed];
        // What the chain has solved ends no solution that its caller has begun.
        if (solved === undefined) open.delete(step.by);
        solved = undefined;
    }
  }
  return { best, owns };
}

/** Who backs whom by a solution's pages: by pool, in the order of the pages. */
export function readBackers(pages: readonly string[]): ReadonlyMap<number, readonly Backer[]> {
  const backers = new Map<number, Backer[]>();
  for (const bytes of pages.map((page) => getBytes(page))) {
    for (let at = 0; at < bytes.length;) {
      const nominator = getAddress(hexlify(bytes.subarray(at, at + HEAD - 1)));
      const end = at + HEAD + (bytes[at + HEAD - 1] ?? 0) * EDGE;
      for (let edge = at + HEAD; edge < end; edge += EDGE) {
        const pool = bytes[edge] ?? 0;
        const own = backers.get(pool) ?? [];
        own.push({ nominator, weight: toBigInt(bytes.subarray(edge + 1, edge + EDGE)) });
        backers.set(pool, own);
      }
      at = end;
    }
  }
  return backers;
}
