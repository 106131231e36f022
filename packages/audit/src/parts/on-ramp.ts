import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import { Bucket } from "./bucket.ts";
import { timeIn, type Part, type Times } from "./part.ts";

type Minted = MarketEventOf<"WattMinted">;

/** The on-ramp: what it made WATT for, and how much each operator may make. Amounts in base units. */
export class OnRamp implements Part {
  readonly mints: Minted[] = [];
  minted = 0n;
  readonly #steps: (Minted | MarketEventOf<"MintLimitSet">)[] = [];

  get operators(): ReadonlySet<string> {
    return new Set(this.mints.map(({ operator }) => operator));
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "WattMinted":
        this.minted += event.base;
        this.mints.push(event);
        this.#steps.push(event);
        return;
      case "MintLimitSet":
        this.#steps.push(event);
    }
  }

  /** What operators have used of their limits. */
  limitBy(times: Times): Bucket {
    const limit = new Bucket();
    for (const step of this.#steps) {
      if (step.name === "MintLimitSet") limit.set(step);
      else limit.use(step.operator, step.base, timeIn(times, step));
    }
    return limit;
  }
}
