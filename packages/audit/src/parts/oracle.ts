import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import type { Part } from "./part.ts";
import { ringOf } from "./ring.ts";

/** Roots of readings. */
export class Oracle implements Part {
  /** The newest by place in the ring. */
  readonly #newest = new Map<number, MarketEventOf<"RootSubmitted">>();
  /** Slot and root of all that were ever the newest. */
  readonly known: { readonly slot: number; readonly root: string }[] = [];
  operatorSet = ZeroAddress;

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
    }
  }
}
