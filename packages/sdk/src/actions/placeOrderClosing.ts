import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters } from "../internal/call.ts";
import { orderResult, orderStructOf, type PlacedOrder } from "../internal/orders.ts";
import type { OrderParameters } from "../order.ts";
import type { OrderId } from "../words/order-id.ts";

export interface PlaceOrderClosingParameters extends OrderParameters, WriteParameters {
  /** Own orders to close first; ended ones are passed over. */
  readonly close: readonly OrderId[];
}
export interface PlaceOrderClosingReturnType extends PlacedOrder {
  readonly closed: readonly MarketEventOf<"OrderClosed">[];
}

/**
 * Closes own orders, then places an order: the way not to be stopped by an own order.
 * Throws `GridwattError`.
 * @example
 * await placeOrderClosing(client, { ...order, close: [oldAsk] });
 */
export async function placeOrderClosing(
  client: Client,
  parameters: PlaceOrderClosingParameters,
): Promise<PlaceOrderClosingReturnType> {
  const { overrides, close, ...order } = parameters;
  const args = [await orderStructOf(client, order), close] as const;
  const written = await write(client, { contract: "exchange", name: "placeOrderClosing", args, overrides });
  return { ...written, ...orderResult(written.events), closed: eventsNamed(written.events, "OrderClosed") };
}
