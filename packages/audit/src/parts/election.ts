import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import { momentOf } from "./daily.ts";
import { timeIn, type Part, type Times } from "./part.ts";
import { Ballots } from "./ballots.ts";

type ElectionEvent = Extract<MarketEvent, { readonly contract: "election" }>;
/** The election names operators right before it tells of it. */
export type ElectionStep = ElectionEvent | MarketEventOf<"OperatorsSet">;

/** The election of operators: what was told of it. What counts on a day depends on when it was told. */
export class Election implements Part {
  readonly #steps: ElectionStep[] = [];

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract === "election" || event.contract === "operatorSet") this.#steps.push(event as ElectionStep);
  }

  /** Who stood, who nominated whom, and who was elected, after all that was told. */
  replay(times: Times): Ballots {
    const ballots = new Ballots();
    for (const step of this.#steps) ballots.apply(step, momentOf(timeIn(times, step)));
    return ballots;
  }
}
