import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { completeOrders, orderResults, type OrderResult } from "../internal/orders.ts";
import { toOrderStruct, type OrderParameters } from "../order.ts";

export interface PlaceBasketParameters extends WriteParameters {
  /** Traded in full, in the order given. */
  readonly legs: readonly Omit<OrderParameters, "kind">[];
}
export interface PlaceBasketReturnType extends Written {
  /** What became of each leg, in the order given. */
  readonly results: readonly OrderResult[];
}

/**
 * Trades all legs in full or nothing, e.g. a block of slots, over accounts that the runner controls.
 * Throws `GridwattError`, e.g. "BasketLegUnfilled".
 * @example
 * await placeBasket(client, { legs: [0, 1, 2, 3].map((n) => ({ ...leg, slot: slot.plus(n) })) });
 */
export async function placeBasket(client: Client, parameters: PlaceBasketParameters): Promise<PlaceBasketReturnType> {
  const { overrides } = parameters;
  const legs = await completeOrders(
    client,
    parameters.legs.map((leg) => ({ ...leg, kind: "fillOrKill" })),
  );
  const args = [legs.map(toOrderStruct)] as const;
  const written = await write(client, { contract: "exchange", name: "placeBasket", args, overrides });
  return { ...written, results: orderResults(legs, written.events) };
}
