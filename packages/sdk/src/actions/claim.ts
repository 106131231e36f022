import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import type { OrderId } from "../words/order-id.ts";

export interface ClaimParameters extends WriteParameters {
  /** Orders of anyone; those with nothing to claim are passed over. */
  readonly ids: readonly OrderId[];
}
export interface ClaimReturnType extends Written {
  readonly claimed: readonly MarketEventOf<"OrderClaimed">[];
  /** Orders that had expired. */
  readonly closed: readonly MarketEventOf<"OrderClosed">[];
}

/**
 * Brings fills of orders to their accounts' positions, and ends orders whose gate has closed. Anyone may for anyone.
 * @example
 * const { claimed } = await claim(client, { ids });
 */
export async function claim(client: Client, parameters: ClaimParameters): Promise<ClaimReturnType> {
  const { ids, overrides } = parameters;
  const written = await write(client, { contract: "exchange", name: "claim", args: [ids], overrides });
  const [claimed, closed] = [eventsNamed(written.events, "OrderClaimed"), eventsNamed(written.events, "OrderClosed")];
  return { ...written, claimed, closed };
}
