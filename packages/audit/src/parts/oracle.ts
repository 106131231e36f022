import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import type { Part } from "./part.ts";
import { ringOf } from "./ring.ts";

/** Roots of readings, and who attests them. */
export class Oracle implements Part {
  /** The newest by place in the ring. */
  readonly #newest = new Map<number, MarketEventOf<"RootSubmitted">>();
  /** Slot and root of all that were ever the newest. */
  readonly known: { readonly slot: number; readonly root: string }[] = [];
  operatorSet = ZeroAddress;
  operators: MarketEventOf<"OperatorsSet"> | null = null;

  get newest(): readonly MarketEventOf<"RootSubmitted">[] {
    return [...this.#newest.values()];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "RootSubmitted":
        this.#newest.set(ringOf(event.slot.number), event);
        this.known.push({ slot: event.slot.number, root: event.root });
        return;
      case "OperatorSetSet":
        this.operatorSet = event.operatorSet;
        return;
      case "OperatorsSet":
        if (event.contract === "operatorSet") this.operators = event;
    }
  }
}
