import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { bySigner } from "../internal/signer.ts";
import { slotNumber } from "../order.ts";
import { rootSigner, type SlotRoot } from "./signRoot.ts";

export interface SubmitRootParameters extends WriteParameters {
  readonly root: SlotRoot;
  /** Of operators, in any order. */
  readonly signatures: readonly string[];
}
export type SubmitRootReturnType = Written;

/**
 * Makes a root that more than two thirds of the operators signed the slot's newest. Anyone may.
 * Throws `GridwattError`, e.g. "NoQuorum", "SequenceNotNewer".
 * @example
 * await submitRoot(client, { root, signatures });
 */
export async function submitRoot(client: Client, parameters: SubmitRootParameters): Promise<SubmitRootReturnType> {
  const { root, signatures, overrides } = parameters;
  const sorted = bySigner(signatures, (signature) => rootSigner(client, root, signature));
  const args = [slotNumber(root.slot), root.root, root.sequence, sorted] as const;
  return write(client, { contract: "oracle", name: "submitRoot", args, overrides });
}
