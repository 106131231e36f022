import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Part } from "./part.ts";

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
