import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { write, type WriteParameters } from "../internal/call.ts";
import { orderResult, type PlacedOrder } from "../internal/orders.ts";
import { ticks, wattHours } from "../order.ts";
import type { Energy } from "../units/energy.ts";
import type { Price } from "../units/price.ts";
import type { OrderId } from "../words/order-id.ts";

export interface ReplaceOrderParameters extends WriteParameters {
  readonly id: OrderId;
  /** The open energy that is counted on, so that a fill in between refuses. */
  readonly expectedOpen: Energy;
  /** The new open energy. */
  readonly energy: Energy;
  readonly limit: Price;
}
export type ReplaceOrderReturnType = PlacedOrder;

/**
 * Gives an open order a new open energy and limit. At the same price and no more energy it keeps its place and id;
 * else it is cancelled and placed anew, where it may trade. A refusal leaves it as it was.
 * Throws `GridwattError`, e.g. "OpenEnergyChanged".
 * @example
 * const { id } = await replaceOrder(client, { id: old, expectedOpen: energy, energy, limit: Price.parse("0.1600") });
 */
export async function replaceOrder(
  client: Client,
  parameters: ReplaceOrderParameters,
): Promise<ReplaceOrderReturnType> {
  const { id, overrides } = parameters;
  const expectedOpen = wattHours(parameters.expectedOpen, "expectedOpen");
  const args = [id, expectedOpen, wattHours(parameters.energy, "energy"), ticks(parameters.limit, "limit")] as const;
  const written = await write(client, { contract: "exchange", name: "replaceOrder", args, overrides });
  const result = orderResult(written.events);
  const isNew = eventsNamed(written.events, "OrderClosed").length > 0;
  return { ...written, ...result, id: isNew ? result.id : id };
}
