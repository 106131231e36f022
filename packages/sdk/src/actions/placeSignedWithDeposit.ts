import type { Client } from "../client.ts";
import { write, type WriteParameters } from "../internal/call.ts";
import { orderResult, type PlacedOrder } from "../internal/orders.ts";
import { toBase } from "../internal/values.ts";
import { toOrderStruct } from "../order.ts";
import type { DepositAuthorization } from "./depositWithAuthorization.ts";
import type { SignedOrder } from "./signOrder.ts";

export interface PlaceSignedWithDepositParameters extends WriteParameters {
  readonly signed: SignedOrder;
  /** Into the order's account, with `orderDigest` of the order as its salt. */
  readonly authorization: DepositAuthorization;
}
export type PlaceSignedWithDepositReturnType = PlacedOrder;

/**
 * Deposits what a holder has signed for an order, and places it: one transaction, which anyone may submit, for a wallet
 * without gas and without an approval.
 * Throws `GridwattError`, e.g. "NonceUsed", "ERC3009InvalidSignature".
 * @example
 * const signed = await signOrder(trader, order);
 * const authorization = await signDeposit(trader, { account, amount, salt: orderDigest(trader, signed) });
 * await placeSignedWithDeposit(relayer, { signed, authorization });
 */
export async function placeSignedWithDeposit(
  client: Client,
  parameters: PlaceSignedWithDepositParameters,
): Promise<PlaceSignedWithDepositReturnType> {
  const { order, nonce, deadline, signer, signature } = parameters.signed;
  const { from, amount, validAfter, validBefore, signature: paid } = parameters.authorization;
  const payment = { from, amount: toBase(amount, "amount"), validAfter, validBefore, signature: paid };
  const args = [toOrderStruct(order), nonce, deadline, signer, signature, payment] as const;
  const { overrides } = parameters;
  const written = await write(client, { contract: "exchange", name: "placeSignedWithDeposit", args, overrides });
  return { ...written, ...orderResult(written.events) };
}
