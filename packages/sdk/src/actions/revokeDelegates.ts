import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface RevokeDelegatesParameters extends WriteParameters {
  readonly account: number;
}
export type RevokeDelegatesReturnType = Written;

/**
 * Revokes all delegates of an account at once. Only the owner may.
 * Throws `GridwattError`, e.g. "NotOwner".
 * @example
 * await revokeDelegates(client, { account: 1 });
 */
export async function revokeDelegates(
  client: Client,
  parameters: RevokeDelegatesParameters,
): Promise<RevokeDelegatesReturnType> {
  const args = [uint(parameters.account, { name: "account", bits: 32 })] as const;
  return write(client, { contract: "registry", name: "revokeDelegates", args, overrides: parameters.overrides });
}
