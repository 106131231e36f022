import type { MarketEvent } from "@gridwatt/sdk";

import { momentOf } from "./daily.ts";
import { timeIn, type Part, type Times } from "./part.ts";
import { Stakes, type StakingEvent } from "./stakes.ts";

/** Staking: what was told of it. What follows depends on when it was told. */
export class Staking implements Part {
  readonly #steps: StakingEvent[] = [];

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract === "staking") this.#steps.push(event);
  }

  /** What was staked, left and earned after all that was told. */
  replay(times: Times): Stakes {
    const stakes = new Stakes();
    for (const step of this.#steps) stakes.apply(step, momentOf(timeIn(times, step)));
    return stakes;
  }
}
