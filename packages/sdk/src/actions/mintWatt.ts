import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress, toBase } from "../internal/values.ts";
import type { Money } from "../units/money.ts";

export interface MintWattParameters extends WriteParameters {
  /** Who paid. */
  readonly to: string;
  readonly amount: Money;
  /** Hash of the bank's reference of the payment: 32 bytes that have not served before. */
  readonly reference: string;
}
export type MintWattReturnType = Written;

/**
 * Creates WATT for a payment that has come to the reserve's bank account. Role of the ramp.
 * Throws `GridwattError`, e.g. "ReferenceUsed", "ReserveExceeded", "ReserveStale", "MintLimitExceeded".
 * @example
 * await mintWatt(rampClient, { to: "0x...", amount: Money.parse("100"), reference: id("DE02...|2026-11-27|0001") });
 */
export async function mintWatt(client: Client, parameters: MintWattParameters): Promise<MintWattReturnType> {
  const { reference, overrides } = parameters;
  const args = [toAddress(parameters.to, "to"), toBase(parameters.amount, "amount"), reference] as const;
  return write(client, { contract: "onRamp", name: "mint", args, overrides });
}
