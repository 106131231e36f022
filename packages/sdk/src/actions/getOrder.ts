import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { Energy } from "../units/energy.ts";
import { decodeOrderId, type OrderId, type OrderPlace } from "../words/order-id.ts";

export interface GetOrderParameters extends ReadParameters {
  readonly id: OrderId;
}
export interface GetOrderReturnType extends OrderPlace {
  readonly id: OrderId;
  readonly account: number;
  readonly host: number;
  readonly postOnly: boolean;
  /** Still in the book. */
  readonly open: Energy;
  /** Not yet claimed. */
  readonly filled: Energy;
}

/**
 * An order that is open or has fills to claim; null once it is ended.
 * @example
 * const order = await getOrder(client, { id });
 */
export async function getOrder(client: Client, parameters: GetOrderParameters): Promise<GetOrderReturnType | null> {
  const { id, block } = parameters;
  const data = await read(client, { contract: "exchange", name: "orderData", args: [id], block });
  if (data.open === 0n && data.filled === 0n) return null;
  return {
    id,
    ...decodeOrderId(id),
    account: Number(data.account),
    host: Number(data.host),
    postOnly: data.postOnly,
    open: Energy.ofWh(data.open),
    filled: Energy.ofWh(data.filled),
  };
}
