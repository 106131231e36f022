import { ZeroAddress } from "ethers";

import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress } from "../internal/values.ts";
import { uint } from "../order.ts";

export interface OfferAccountParameters extends WriteParameters {
  readonly account: number;
  /** Who may take it over; null withdraws the offer. */
  readonly to: string | null;
}
export type OfferAccountReturnType = Written;

/**
 * Offers an account, with its funds and obligations, to somebody else. Only the owner may.
 * Throws `GridwattError`, e.g. "NotOwner".
 * @example
 * await offerAccount(client, { account: 1, to: "0x..." });
 */
export async function offerAccount(
  client: Client,
  parameters: OfferAccountParameters,
): Promise<OfferAccountReturnType> {
  const { to, overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const args = [account, to === null ? ZeroAddress : toAddress(to, "to")] as const;
  return write(client, { contract: "registry", name: "offerAccount", args, overrides });
}
