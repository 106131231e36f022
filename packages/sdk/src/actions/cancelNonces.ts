import type { Client } from "../client.ts";
import { ParameterError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface CancelNoncesParameters extends WriteParameters {
  readonly account: number;
  /** Nonces that only differ in their last 8 bits. */
  readonly nonces: readonly bigint[];
}
export type CancelNoncesReturnType = Written;

/**
 * Voids signed orders that have not been submitted.
 * Throws `ParameterError` for nonces of several words, `GridwattError` where the contract refuses.
 * @example
 * await cancelNonces(client, { account: 1, nonces: [signed.nonce] });
 */
export async function cancelNonces(
  client: Client,
  parameters: CancelNoncesParameters,
): Promise<CancelNoncesReturnType> {
  const { account, nonces, overrides } = parameters;
  const [word, ...others] = new Set(nonces.map((nonce) => nonce >> 8n));
  if (word === undefined || others.length > 0) {
    throw new ParameterError("Cancel nonces that only differ in their last 8 bits, at least one.");
  }
  const mask = nonces.reduce((bits, nonce) => bits | (1n << (nonce & 0xffn)), 0n);
  const args = [uint(account, { name: "account", bits: 32 }), word, mask] as const;
  return write(client, { contract: "exchange", name: "cancelNonces", args, overrides });
}
