import { ZeroHash } from "ethers";

import type { Client } from "../client.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import { read, write, type WriteParameters, type Written } from "../internal/call.ts";
import { getEvents } from "./getEvents.ts";
import { backersUpTo, exposuresArgs, linkOf, type Backer, type Exposures } from "./getExposures.ts";

export interface OffenceParameters extends WriteParameters {
  readonly offence: string;
}
export interface ExecuteOffenceParameters extends OffenceParameters {
  /** Of the offence's election, by `getExposures`. */
  readonly exposures: Exposures;
}

/**
 * Executes an offence after the time for appeals: the operators' pools are slashed, their nominators by `slashBackers` then.
 * Anyone may. Throws `GridwattError`, e.g. "OffenceDeferred", "OffenceNotOpen".
 * @example
 * const exposures = await getExposures(client, { epoch: (await getOffence(client, { offence })).epoch });
 * await executeOffence(client, { offence, exposures });
 */
export function executeOffence(client: Client, of: ExecuteOffenceParameters): Promise<Written> {
  const args = [of.offence, exposuresArgs(of.exposures)] as const;
  return write(client, { contract: "slasher", name: "execute", args, overrides: of.overrides });
}

/** Ends an offence that nobody executed in time. Anyone may. Throws `GridwattError`, e.g. "OffenceNotOver". */
export function expireOffence(client: Client, { offence, overrides }: OffenceParameters): Promise<Written> {
  return write(client, { contract: "slasher", name: "expire", args: [offence], overrides });
}

export interface GetBackersLeftParameters {
  readonly offence: string;
  readonly exposures: Exposures;
  readonly pool: number;
}

/**
 * Nominators of a pool who are left to be slashed for an executed offence.
 * @example
 * const left = await getBackersLeft(client, { offence, exposures, pool });
 */
export async function getBackersLeft(client: Client, of: GetBackersLeftParameters): Promise<readonly Backer[]> {
  const args = [of.offence, of.pool] as const;
  return upTo(of, await read(client, { contract: "slasher", name: "backersLeft", args }));
}

/**
 * Nominators of a pool whose withdrawals do not wait for an open offence yet; none where it takes nothing more of the pool.
 * @example
 * const left = await getBackersToHold(client, { offence, exposures, pool });
 */
export async function getBackersToHold(client: Client, of: GetBackersLeftParameters): Promise<readonly Backer[]> {
  const [{ fraction }, taken, told] = await Promise.all([
    read(client, { contract: "slasher", name: "offenceOf", args: [of.offence] }),
    read(client, { contract: "slasher", name: "takenOf", args: [of.exposures.epoch, of.pool] }),
    getEvents(client, { names: ["BackersHeld"] }),
  ]);
  if (fraction <= taken) return [];
  const held = told.filter(({ id, pool }) => id === of.offence && pool === of.pool);
  return upTo(of, held.at(-1)?.left ?? linkOf(backersOf(of)));
}

export interface BackersParameters extends ExecuteOffenceParameters {
  readonly pool: number;
  /** Those left, by `getBackersLeft` or `getBackersToHold`. */
  readonly left: readonly Backer[];
  /** How many of them the transaction takes, from the last on; default: 40. */
  readonly count?: number;
}
export interface BackersReturnType extends Written {
  /** Who is left now. */
  readonly left: readonly Backer[];
}

/**
 * Slashes nominators of a pool for an executed offence, the last of those left. Anyone may.
 * Throws `GridwattError`, e.g. "WrongBackers" where somebody else was first.
 * @example
 * for (let left = await getBackersLeft(client, of); left.length > 0; ) ({ left } = await slashBackers(client, { ...of, left }));
 */
export async function slashBackers(client: Client, of: BackersParameters): Promise<BackersReturnType> {
  const { rest, page } = lastOf(of);
  const args = [of.offence, of.pool, linkOf(rest), page] as const;
  const written = await write(client, { contract: "slasher", name: "slashBackers", args, overrides: of.overrides });
  return { ...written, left: rest };
}

/**
 * Lets withdrawals of nominators of a pool wait for an open offence, the last of those left. Anyone may.
 * Throws `GridwattError`, e.g. "PoolNotConcerned", "WrongBackers" where somebody else was first.
 * @example
 * for (let left = await getBackersToHold(client, of); left.length > 0; ) ({ left } = await holdBackers(client, { ...of, left }));
 */
export async function holdBackers(client: Client, of: BackersParameters): Promise<BackersReturnType> {
  const { rest, page } = lastOf(of);
  const args = [of.offence, of.pool, exposuresArgs(of.exposures), linkOf(rest), page] as const;
  const written = await write(client, { contract: "slasher", name: "holdBackers", args, overrides: of.overrides });
  return { ...written, left: rest };
}

export interface ReleaseBackersParameters extends OffenceParameters {
  /** Addresses of nominators who wait for it; others are passed over. */
  readonly nominators: readonly string[];
}

/**
 * Ends the waiting of nominators for an offence that was cancelled or is over. Anyone may.
 * Throws `GridwattError`, e.g. "OffenceNotOver".
 * @example
 * await releaseBackers(client, { offence, nominators: [address] });
 */
export function releaseBackers(client: Client, of: ReleaseBackersParameters): Promise<Written> {
  const args = [of.offence, [...of.nominators]] as const;
  return write(client, { contract: "slasher", name: "releaseBackers", args, overrides: of.overrides });
}

function lastOf({ left, count = 40 }: BackersParameters): { rest: readonly Backer[]; page: Backer[] } {
  if (!Number.isInteger(count) || count < 1) throw new ParameterError("A transaction takes at least one nominator.");
  const from = Math.max(0, left.length - count);
  return { rest: left.slice(0, from), page: left.slice(from) };
}

function backersOf({ exposures, pool }: GetBackersLeftParameters): readonly Backer[] {
  const exposed = exposures.pools.find((one) => one.pool === pool);
  if (exposed === undefined) throw new ParameterError(`Pool ${pool} was not elected on day ${exposures.epoch}.`);
  return exposed.backers;
}

function upTo(of: GetBackersLeftParameters, link: string): readonly Backer[] {
  if (link === ZeroHash) return [];
  const left = backersUpTo(backersOf(of), link);
  if (left !== undefined) return left;
  const message = `What is left of pool ${of.pool} is not of the election of day ${of.exposures.epoch}.`;
  throw new GridwattError("ExposuresUnknown", { message, args: { epoch: of.exposures.epoch } });
}

export interface PotParameters extends WriteParameters {
  readonly pot: number;
}

/** Pays what is left in a closed pot to the insurance. Anyone may. Throws `GridwattError`, e.g. "PotOpen", "NothingDue". */
export function payRest(client: Client, { pot, overrides }: PotParameters): Promise<Written> {
  return write(client, { contract: "slasher", name: "payRest", args: [pot], overrides });
}

/** Pays the reporter of an offence out of its closed pot. Anyone may. Throws `GridwattError`, e.g. "NothingDue". */
export function payReporter(client: Client, { offence, overrides }: OffenceParameters): Promise<Written> {
  return write(client, { contract: "slasher", name: "payReporter", args: [offence], overrides });
}

export interface PayVictimParameters extends PotParameters {
  readonly account: number;
}

/** Pays a victim out of a closed pot. Anyone may. Throws `GridwattError`, e.g. "NothingDue". */
export function payVictim(client: Client, { pot, account, overrides }: PayVictimParameters): Promise<Written> {
  return write(client, { contract: "slasher", name: "payVictim", args: [pot, account], overrides });
}
