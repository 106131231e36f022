import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { signerOf } from "../internal/signer.ts";
import { hostNumber, toAddress, toGrid } from "../internal/values.ts";
import { uint } from "../order.ts";
import type { Grid } from "../units/grid.ts";

export interface OpenLicenceParameters extends WriteParameters {
  /** To be locked: at least the lowest tier's. */
  readonly amount: Grid;
  /** Who is paid the shares; default: the runner. */
  readonly payee?: string;
}
export interface OpenLicenceReturnType extends Written {
  /** Number that orders carry. */
  readonly host: number;
  readonly licence: number;
}

/**
 * Locks GRID of the runner, who has approved it for "hosts", and makes it a host. Its share counts from the next day on, once
 * `refreshHost` has told the exchange.
 * Throws `GridwattError`, e.g. "LockOutOfRange".
 * @example
 * const { host } = await openLicence(client, { amount: Grid.parse("10000") });
 */
export async function openLicence(client: Client, parameters: OpenLicenceParameters): Promise<OpenLicenceReturnType> {
  const { amount, overrides } = parameters;
  const payee = parameters.payee ?? (await signerOf(client).getAddress());
  const args = [toGrid(amount, "amount"), toAddress(payee, "payee")] as const;
  const written = await write(client, { contract: "hosts", name: "openLicence", args, overrides });
  const [opened] = eventsNamed(written.events, "LicenceOpened");
  if (opened === undefined) throw new GridwattError("NotOpened", { message: "The registry told of no licence." });
  return { ...written, host: opened.host, licence: opened.licence };
}

export interface OfHostParameters extends WriteParameters {
  readonly host: number;
}
export interface AddLockParameters extends OfHostParameters {
  readonly amount: Grid;
}

/**
 * Locks more GRID for a licence of the runner; it counts from the next day on.
 * @example
 * await addLock(client, { host: 1, amount: Grid.parse("90000") });
 */
export async function addLock(client: Client, { host, amount, overrides }: AddLockParameters): Promise<Written> {
  const args = [hostNumber(host), toGrid(amount, "amount")] as const;
  return write(client, { contract: "hosts", name: "addLock", args, overrides });
}

export interface SetHostPayeeParameters extends WriteParameters {
  readonly licence: number;
  readonly payee: string;
}

/**
 * Names who is paid a licence's shares, those that are owed already included. The runner holds the licence.
 * @example
 * await setHostPayee(client, { licence: 1, payee });
 */
export async function setHostPayee(client: Client, parameters: SetHostPayeeParameters): Promise<Written> {
  const { licence, payee, overrides } = parameters;
  const args = [uint(licence, { name: "licence", bits: 32 }), toAddress(payee, "payee")] as const;
  return write(client, { contract: "hosts", name: "setPayee", args, overrides });
}

export interface DelegateLockParameters extends OfHostParameters {
  readonly to: string;
}

/**
 * Names who votes with the locked GRID of a licence of the runner; at first its holder does.
 * @example
 * await delegateLock(client, { host: 1, to });
 */
export async function delegateLock(client: Client, { host, to, overrides }: DelegateLockParameters): Promise<Written> {
  const args = [hostNumber(host), toAddress(to, "to")] as const;
  return write(client, { contract: "hosts", name: "delegate", args, overrides });
}

export interface GiveNoticeReturnType extends Written {
  readonly leavesAt: Date;
}

/**
 * Ends a licence of the runner: its share ends, and its GRID can be withdrawn when the notice period is over.
 * @example
 * const { leavesAt } = await giveNotice(client, { host: 1 });
 */
export async function giveNotice(client: Client, { host, overrides }: OfHostParameters): Promise<GiveNoticeReturnType> {
  const args = [hostNumber(host)] as const;
  const written = await write(client, { contract: "hosts", name: "giveNotice", args, overrides });
  const [given] = eventsNamed(written.events, "NoticeGiven");
  if (given === undefined) throw new GridwattError("NoNotice", { message: "The registry told of no notice." });
  return { ...written, leavesAt: given.leavesAt };
}

export interface WithdrawLockReturnType extends Written {
  readonly withdrawn: MarketEventOf<"LockWithdrawn"> | null;
}

/**
 * Pays the GRID of a licence that has ended back to its holder. Anyone may.
 * Throws `GridwattError`, e.g. "LockNotFree".
 * @example
 * await withdrawLock(client, { host: 1 });
 */
export async function withdrawLock(client: Client, of: OfHostParameters): Promise<WithdrawLockReturnType> {
  const args = [hostNumber(of.host)] as const;
  const written = await write(client, { contract: "hosts", name: "withdraw", args, overrides: of.overrides });
  return { ...written, withdrawn: eventsNamed(written.events, "LockWithdrawn")[0] ?? null };
}
