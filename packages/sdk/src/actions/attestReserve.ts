import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { bySigner } from "../internal/signer.ts";
import { toSeconds } from "../internal/values.ts";
import { reserveSigner, type ReserveStatement } from "./signReserve.ts";

export interface AttestReserveParameters extends WriteParameters {
  readonly statement: ReserveStatement;
  /** Of attestors, in any order. */
  readonly signatures: readonly string[];
}
export type AttestReserveReturnType = Written;

/**
 * Makes what more than two thirds of the attestors signed the newest statement of the reserve. Anyone may.
 * Throws `GridwattError`, e.g. "NoQuorum", "AttestationNotNewer", "AttestationTooOld", "ReserveGrowthTooFast".
 * @example
 * await attestReserve(client, { statement, signatures });
 */
export async function attestReserve(
  client: Client,
  parameters: AttestReserveParameters,
): Promise<AttestReserveReturnType> {
  const { statement, signatures, overrides } = parameters;
  const { amount, asOf, document } = statement;
  const attestation = { amount: amount.base, asOf: toSeconds(asOf, "asOf"), document };
  const sorted = bySigner(signatures, (signature) => reserveSigner(client, statement, signature));
  return write(client, { contract: "reserve", name: "attest", args: [attestation, sorted], overrides });
}
