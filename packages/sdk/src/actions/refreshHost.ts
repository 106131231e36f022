import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { hostNumber } from "../internal/values.ts";
import { uint } from "../order.ts";

export interface RefreshHostParameters extends WriteParameters {
  readonly host: number;
}

/**
 * Tells the exchange the share that a host has now. Anyone may.
 * Throws `GridwattError`, e.g. "HostFeesDue".
 * @example
 * await refreshHost(client, { host: 1 });
 */
export async function refreshHost(client: Client, { host, overrides }: RefreshHostParameters): Promise<Written> {
  const args = [hostNumber(host)] as const;
  return write(client, { contract: "exchange", name: "refreshHost", args, overrides });
}

export interface RefreshDiscountsParameters extends WriteParameters {
  readonly accounts: readonly number[];
}
export interface RefreshDiscountsReturnType extends Written {
  /** Accounts whose discount is another now. */
  readonly changed: readonly MarketEventOf<"DiscountSet">[];
}

/**
 * Tells the exchange the discounts that the owners of accounts have now, by what they stake. Anyone may.
 * @example
 * await refreshDiscounts(client, { accounts: [1, 2] });
 */
export async function refreshDiscounts(
  client: Client,
  { accounts, overrides }: RefreshDiscountsParameters,
): Promise<RefreshDiscountsReturnType> {
  const args = [accounts.map((account) => uint(account, { name: "account", bits: 32 }))] as const;
  const written = await write(client, { contract: "exchange", name: "refreshDiscounts", args, overrides });
  return { ...written, changed: eventsNamed(written.events, "DiscountSet") };
}
