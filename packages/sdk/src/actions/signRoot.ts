import { recoverAddress, TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
import { fieldsOf } from "../internal/values.ts";
import { signerOf } from "../internal/signer.ts";
import { slotNumber } from "../order.ts";
import type { Slot } from "../units/slot.ts";
import type { OrderTypedData } from "./signOrder.ts";

/** The root of a slot's readings, as operators sign it. */
export interface SlotRoot {
  readonly slot: Slot;
  readonly root: string;
  /** Higher than the slot's last root's. */
  readonly sequence: bigint;
  /** Of the set of operators, by `getRoot`. */
  readonly configuration: string;
}

const ROOT = { SlotRoot: fieldsOf("uint32 slot,bytes32 root,uint64 sequence,bytes32 configuration") };

/**
 * Signs a root as an oracle operator. Asks nothing of the network.
 * @returns the signature
 * @example
 * const signature = await signRoot(connect(client, operator), { slot, root: tree.root, sequence: 1n, configuration });
 */
export async function signRoot(client: Client, root: SlotRoot): Promise<string> {
  const { domain, types, message } = rootTypedData(client, root);
  return signerOf(client).signTypedData(domain, types, message);
}

/** Who signed a root. Throws where the signature is none. */
export function rootSigner(client: Pick<Client, "deployment">, root: SlotRoot, signature: string): string {
  const { domain, types, message } = rootTypedData(client, root);
  return recoverAddress(TypedDataEncoder.hash(domain, types, message), signature);
}

function rootTypedData(client: Pick<Client, "deployment">, root: SlotRoot): OrderTypedData {
  const { chainId, contracts } = client.deployment;
  return {
    domain: { name: "Gridwatt Oracle", version: "1", chainId, verifyingContract: contracts.oracle },
    types: ROOT,
    message: { ...root, slot: slotNumber(root.slot) },
  };
}
