import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { completeOrders, orderResults, type OrderResult } from "../internal/orders.ts";
import { toOrderStruct, type OrderParameters } from "../order.ts";

export interface PlaceOrdersParameters extends WriteParameters {
  readonly orders: readonly OrderParameters[];
}
export interface PlaceOrdersReturnType extends Written {
  /** What became of each order, in the order given. */
  readonly results: readonly OrderResult[];
}

/**
 * Places several orders, in the order given; if one is refused all are.
 * Throws `GridwattError`.
 * @example
 * const { results } = await placeOrders(client, { orders: slots.map((slot) => ({ ...order, slot })) });
 */
export async function placeOrders(client: Client, parameters: PlaceOrdersParameters): Promise<PlaceOrdersReturnType> {
  const { overrides } = parameters;
  const orders = await completeOrders(client, parameters.orders);
  const args = [orders.map(toOrderStruct)] as const;
  const written = await write(client, { contract: "exchange", name: "placeOrders", args, overrides });
  return { ...written, results: orderResults(orders, written.events) };
}
