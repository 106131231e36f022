import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface AcceptAccountParameters extends WriteParameters {
  readonly account: number;
}
export type AcceptAccountReturnType = Written;

/**
 * Takes over an account that was offered to the runner, without its delegates.
 * Throws `GridwattError`, e.g. "NotOffered".
 * @example
 * await acceptAccount(client, { account: 1 });
 */
export async function acceptAccount(
  client: Client,
  parameters: AcceptAccountParameters,
): Promise<AcceptAccountReturnType> {
  const args = [uint(parameters.account, { name: "account", bits: 32 })] as const;
  return write(client, { contract: "registry", name: "acceptAccount", args, overrides: parameters.overrides });
}
