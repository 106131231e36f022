import type { Client, MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { AbiCoder, keccak256 } from "ethers";

import type { Part } from "./part.ts";

/** Who signs together, since when. */
export interface NamedSet {
  readonly contract: MarketEventOf<"OperatorsSet">["contract"];
  readonly version: bigint;
  readonly operators: readonly string[];
}

/** What those sign with who were named together, as the contract has it. */
export function configurationOf(
  { chainId, contracts }: Client["deployment"],
  { contract, version, operators }: NamedSet,
): string {
  const of = [chainId, contracts[contract], version, operators];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "address", "uint256", "address[]"], of));
}

/** A set of operators who sign together. */
export class Quorum implements Part {
  readonly contract: MarketEventOf<"OperatorsSet">["contract"];
  version = 0n;
  operators: readonly string[] = [];
  /** All who ever were. */
  readonly named = new Set<string>();

  constructor(contract: Quorum["contract"]) {
    this.contract = contract;
  }

  apply(event: MarketEvent): void {
    if (event.name !== "OperatorsSet" || event.contract !== this.contract) return;
    [this.version, this.operators] = [event.version, event.operators];
    for (const operator of event.operators) this.named.add(operator);
  }
}
