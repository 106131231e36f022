import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress, toBase } from "../internal/values.ts";
import type { Money } from "../units/money.ts";

export interface MintWattParameters extends WriteParameters {
  readonly to: string;
  readonly amount: Money;
}
export type MintWattReturnType = Written;

/**
 * Creates WATT: the on-ramp. Role of the ramp.
 * Throws `GridwattError`, e.g. "AccessManagedUnauthorized".
 * @example
 * await mintWatt(rampClient, { to: "0x...", amount: Money.parse("100") });
 */
export async function mintWatt(client: Client, parameters: MintWattParameters): Promise<MintWattReturnType> {
  const { overrides } = parameters;
  const args = [toAddress(parameters.to, "to"), toBase(parameters.amount, "amount")] as const;
  return write(client, { contract: "watt", name: "mint", args, overrides });
}
