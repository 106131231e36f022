import type { MarketEvent } from "@gridwatt/sdk";

import { Ballots, type ElectionStep } from "./ballots.ts";
import { momentOf } from "./daily.ts";
import { timeIn, type Part, type Times } from "./part.ts";

/** The election of operators: what was told of it. What counts on a day depends on when it was told. */
export class Election implements Part {
  readonly #steps: ElectionStep[] = [];

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    const names = event.contract === "operatorSet" && event.name === "OperatorsSet";
    if (event.contract === "election" || names) this.#steps.push(event);
  }

  /** Who stood, who nominated whom, and who was elected, after all that was told. */
  replay(times: Times): Ballots {
    const ballots = new Ballots();
    for (const step of this.#steps) ballots.apply(step, momentOf(timeIn(times, step)));
    return ballots;
  }
}
