import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Part } from "./part.ts";

/** Which moves of lost keys are proposed, and who refuses them. */
export class Recoveries implements Part {
  /** By the wallet whose key is lost; null where what was proposed is off. */
  readonly proposed = new Map<string, MarketEventOf<"RecoveryProposed"> | null>();
  readonly refused = new Map<string, boolean>();

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "RecoveryProposed":
        this.proposed.set(event.from, event);
        return;
      case "RecoveryCancelled":
        this.proposed.set(event.from, null);
        return;
      case "RecoveryRefused":
        this.refused.set(event.wallet, event.refused);
    }
  }
}
