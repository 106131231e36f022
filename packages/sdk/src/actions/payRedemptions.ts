import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface MarkRedemptionsParameters extends WriteParameters {
  /** At most so many of the queue are looked at. */
  readonly count: number;
}

/**
 * Marks the next redemptions as being paid, in the order of their requests; those that cannot be paid now are set aside.
 * Role of the ramp. The events tell which are to be paid, and how much.
 * @example
 * const { events } = await markRedemptions(rampClient, { count: 50 });
 */
export async function markRedemptions(client: Client, parameters: MarkRedemptionsParameters): Promise<Written> {
  const args = [uint(parameters.count, { name: "count", bits: 32 })] as const;
  return write(client, { contract: "redemptions", name: "markNext", args, overrides: parameters.overrides });
}

export interface RedemptionParameters extends WriteParameters {
  readonly id: bigint;
}

/**
 * Marks a redemption that was set aside. Role of the ramp.
 * Throws `GridwattError`, e.g. "HolderFrozen", "NothingToPay".
 */
export async function markSetAside(client: Client, { id, overrides }: RedemptionParameters): Promise<Written> {
  return write(client, { contract: "redemptions", name: "markSetAside", args: [id], overrides });
}

export interface ConfirmRedemptionsParameters extends WriteParameters {
  /** Each with the hash of the bank's reference: 32 bytes that have not served before. */
  readonly payments: readonly { readonly id: bigint; readonly reference: string }[];
}

/**
 * Confirms payments; the WATT that was held for them is gone. Role of the ramp.
 * Throws `GridwattError`, e.g. "WrongState", "ReferenceUsed".
 * @example
 * await confirmRedemptions(rampClient, { payments: [{ id: 1n, reference }] });
 */
export async function confirmRedemptions(client: Client, parameters: ConfirmRedemptionsParameters): Promise<Written> {
  const { payments, overrides } = parameters;
  const args = [payments.map(({ id }) => id), payments.map(({ reference }) => reference)] as const;
  return write(client, { contract: "redemptions", name: "confirm", args, overrides });
}

/**
 * Gives the WATT back where the bank has refused the payment. Role of the ramp.
 * Throws `GridwattError`, e.g. "WrongState".
 */
export async function giveBackRedemption(client: Client, { id, overrides }: RedemptionParameters): Promise<Written> {
  return write(client, { contract: "redemptions", name: "giveBack", args: [id], overrides });
}

/**
 * Takes the WATT of a redemption back whose deadline has passed. Only the holder may.
 * Throws `GridwattError`, e.g. "DeadlineNotOver".
 */
export async function takeBackRedemption(client: Client, { id, overrides }: RedemptionParameters): Promise<Written> {
  return write(client, { contract: "redemptions", name: "takeBack", args: [id], overrides });
}
