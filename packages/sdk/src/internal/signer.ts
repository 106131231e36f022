import { Signature, type Signer } from "ethers";

import type { Client } from "../client.ts";
import { ParameterError } from "../gridwatt-error.ts";

/** The client's runner as a signer. Throws `ParameterError` where it is none. */
export function signerOf({ runner }: Client): Signer {
  if ("signTypedData" in runner && "getAddress" in runner) return runner as Signer;
  throw new ParameterError("This needs a client whose runner is a signer.");
}

/**
 * Signatures in the order of their signers' addresses, one of each, in the one form that the contracts take: one signer who
 * gives another, like 64 bytes, stops nobody else's.
 */
export function bySigner(signatures: readonly string[], signerOfOne: (signature: string) => string): string[] {
  const signers = new Map(signatures.map((signature) => [BigInt(signerOfOne(signature)), signature]));
  return [...signers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, signature]) => Signature.from(signature).serialized);
}
