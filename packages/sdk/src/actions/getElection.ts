import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { poolsOf } from "../internal/staking-events.ts";
import { getEvents } from "./getEvents.ts";

/** {wad} of a gwei of GRID, and {share} of the neutral pool that are one. */
const GWEI = 10n ** 9n;
const SHARES_PER_GWEI = 10n ** 12n;
const NEUTRAL = 0n;

/**
 * Who may be elected today and by whom, as it was when the day began; candidates are named by the numbers of their pools.
 * It is what `electPhragmen` of @gridwatt/election takes.
 */
export interface ElectionSnapshot {
  readonly seats: number;
  /** Pools that can be elected, rising, with what is staked in them {gwei}. */
  readonly candidates: readonly { readonly id: string; readonly selfStake: bigint }[];
  /** Who has staked in the neutral pool {gwei} and nominated pools. */
  readonly nominators: readonly {
    readonly id: string;
    readonly stake: bigint;
    readonly approvals: readonly string[];
  }[];
}

/**
 * What today's election is of. Reads all nominations there ever were.
 * @example
 * const { candidates, nominators, seats } = await getElectionSnapshot(client);
 */
export async function getElectionSnapshot(client: Client, { block }: ReadParameters = {}): Promise<ElectionSnapshot> {
  const [seats, electable, told] = await Promise.all([
    read(client, { contract: "election", name: "seats", args: [], block }),
    read(client, { contract: "election", name: "electablePools", args: [], block }),
    getEvents(client, { names: ["Nominated"] }),
  ]);
  const candidates = poolsOf(electable).map(async (pool) => {
    const stake = await read(client, { contract: "staking", name: "assetsAtEpoch", args: [pool], block });
    return { id: String(pool), selfStake: stake / GWEI };
  });
  const voters = [...new Set(eventsNamed(told, "Nominated").map(({ nominator }) => nominator))];
  const nominators = voters.map(async (nominator) => {
    const [shares, { atEpoch }] = await Promise.all([
      read(client, { contract: "staking", name: "sharesAtEpoch", args: [nominator, NEUTRAL], block }),
      read(client, { contract: "election", name: "nominationsOf", args: [nominator], block }),
    ]);
    return { id: nominator, stake: shares / SHARES_PER_GWEI, approvals: poolsOf(atEpoch).map(String) };
  });
  const known = await Promise.all(nominators);
  return {
    seats: Number(seats),
    candidates: await Promise.all(candidates),
    nominators: known.filter(({ stake, approvals }) => stake > 0n && approvals.length > 0),
  };
}

export interface GetElectedParameters extends ReadParameters {
  /** Day since 1970 of the election; its winners serve the next. */
  readonly epoch: number;
}
export interface Elected {
  readonly winners: readonly number[];
  /** {gwei}, {gwei}, {gwei^2} of the best solution. */
  readonly score: { readonly least: bigint; readonly sum: bigint; readonly squares: bigint };
  /** Commitment to who backs whom. */
  readonly exposures: string;
}

/**
 * The best solution of a day; null while there is none.
 * @example
 * const best = await getElected(client, { epoch });
 */
export async function getElected(client: Client, { epoch, block }: GetElectedParameters): Promise<Elected | null> {
  const best = await read(client, { contract: "election", name: "bestOf", args: [epoch], block });
  if (best.winners === 0n) return null;
  const { least, sum, squares } = best.score;
  return { winners: poolsOf(best.winners), score: { least, sum, squares }, exposures: best.exposures };
}
