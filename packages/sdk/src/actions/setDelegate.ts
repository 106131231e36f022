import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress, toSeconds } from "../internal/values.ts";
import { uint } from "../order.ts";

export interface SetDelegateParameters extends WriteParameters {
  readonly account: number;
  readonly delegate: string;
  /** Last second at which it holds; null revokes. */
  readonly until: Date | null;
}
export type SetDelegateReturnType = Written;

/**
 * Lets a delegate trade for the account: place, replace, cancel, claim and net, never withdraw. Only the owner may.
 * Throws `GridwattError`, e.g. "NotOwner" or "UntilInPast".
 * @example
 * await setDelegate(client, { account: 1, delegate: "0x...", until: new Date("2027-01-01") });
 */
export async function setDelegate(client: Client, parameters: SetDelegateParameters): Promise<SetDelegateReturnType> {
  const { until, overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const seconds = until === null ? 0 : toSeconds(until, "until");
  const args = [account, toAddress(parameters.delegate, "delegate"), seconds] as const;
  return write(client, { contract: "registry", name: "setDelegate", args, overrides });
}
