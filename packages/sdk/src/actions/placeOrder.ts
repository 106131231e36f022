import type { Client } from "../client.ts";
import { write, type WriteParameters } from "../internal/call.ts";
import { orderResult, orderStructOf, type PlacedOrder } from "../internal/orders.ts";
import type { OrderParameters } from "../order.ts";

export interface PlaceOrderParameters extends OrderParameters, WriteParameters {}
export type PlaceOrderReturnType = PlacedOrder;

/**
 * Places an order: it trades against the best effective prices of all zones and, if it is a limit order, rests with
 * what is left. The runner must be the account's owner or delegate.
 * Throws `GridwattError`, e.g. "InsufficientFree" or "LimitOutsidePair".
 * @example
 * const { id, filled } = await placeOrder(client, {
 *   account: 1, slot: Slot.at("2026-03-29T12:00Z"), side: "buy",
 *   energy: Energy.parse("20.000"), limit: Price.parse("0.1500"),
 * });
 */
export async function placeOrder(client: Client, parameters: PlaceOrderParameters): Promise<PlaceOrderReturnType> {
  const { overrides, ...order } = parameters;
  const args = [await orderStructOf(client, order)] as const;
  const written = await write(client, { contract: "exchange", name: "placeOrder", args, overrides });
  return { ...written, ...orderResult(written.events) };
}
