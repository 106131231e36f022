import type { Client } from "../client.ts";
import { write, type WriteParameters } from "../internal/call.ts";
import { orderResult, type PlacedOrder } from "../internal/orders.ts";
import { toOrderStruct } from "../order.ts";
import type { SignedOrder } from "./signOrder.ts";

export interface PlaceSignedParameters extends WriteParameters {
  readonly signed: SignedOrder;
}
export type PlaceSignedReturnType = PlacedOrder;

/**
 * Places an order that an owner or delegate of its account has signed. Anyone may submit it, once.
 * Throws `GridwattError`, e.g. "NonceUsed" or "SignatureExpired".
 * @example
 * await placeSigned(client, { signed: await signOrder(traderClient, order) });
 */
export async function placeSigned(client: Client, parameters: PlaceSignedParameters): Promise<PlaceSignedReturnType> {
  const { order, nonce, deadline, signer, signature } = parameters.signed;
  const args = [toOrderStruct(order), nonce, deadline, signer, signature] as const;
  const { overrides } = parameters;
  const written = await write(client, { contract: "exchange", name: "placeSigned", args, overrides });
  return { ...written, ...orderResult(written.events) };
}
