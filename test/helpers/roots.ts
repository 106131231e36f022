import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id } from "ethers";

import type { Metering } from "./metering.ts";

const SLOT_ROOT = {
  SlotRoot: [
    { name: "slot", type: "uint32" },
    { name: "root", type: "bytes32" },
    { name: "sequence", type: "uint64" },
    { name: "configuration", type: "bytes32" },
  ],
};

export interface RootRequest {
  readonly slot: number;
  readonly root?: string;
  readonly sequence?: bigint;
  readonly by?: readonly HardhatEthersSigner[];
  readonly domain?: Record<string, unknown>;
  readonly configuration?: string;
}

/** A root with the signatures of operators, as `submitRoot` takes it; default: those of the first three of four. */
export async function signedRoot(f: Metering, request: RootRequest) {
  const { slot, root = id("root"), sequence = 1n, by = f.operators.slice(0, 3) } = request;
  const { chainId } = await f.ethers.provider.getNetwork();
  const verifyingContract = await f.oracle.getAddress();
  const domain = { name: "Gridwatt Oracle", version: "1", chainId, verifyingContract, ...request.domain };
  const configuration = request.configuration ?? (await f.operatorSet.configuration());
  const message = { slot, root, sequence, configuration };
  const signatures = await Promise.all(by.map((signer) => signer.signTypedData(domain, SLOT_ROOT, message)));
  return [slot, root, sequence, signatures] as const;
}
