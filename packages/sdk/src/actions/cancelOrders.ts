import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import type { OrderId } from "../words/order-id.ts";

export interface CancelOrdersParameters extends WriteParameters {
  readonly ids: readonly OrderId[];
}
export interface CancelOrdersReturnType extends Written {
  /** What each order had filled and what was released, in the order given. */
  readonly closed: readonly MarketEventOf<"OrderClosed">[];
}

/**
 * Cancels open orders of accounts that the runner controls, at any time. Filled parts go to the position.
 * Throws `GridwattError`, e.g. "OrderNotOpen".
 * @example
 * await cancelOrders(client, { ids: [id] });
 */
export async function cancelOrders(
  client: Client,
  parameters: CancelOrdersParameters,
): Promise<CancelOrdersReturnType> {
  const { ids, overrides } = parameters;
  const written = await write(client, { contract: "exchange", name: "cancelOrders", args: [ids], overrides });
  return { ...written, closed: eventsNamed(written.events, "OrderClosed") };
}
