import { setTimeout as sleep } from "node:timers/promises";

import { sentenceOf, type Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** {ms} Without a whole round for longer, a process is not well. */
const STALE = 60_000;

export interface Health {
  readonly healthy: boolean;
  readonly detail: string;
}

/**
 * Does the same work again and again, until it is stopped. A round that fails is logged and counted, and the next one
 * begins anew from what is known then.
 */
export class Rounds {
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #everyMs: number;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #counts;
  #goodAt = Date.now();
  #failure = "";

  constructor(of: {
    readonly work: (signal: AbortSignal) => Promise<void>;
    readonly everyMs: number;
    readonly log: Logger;
    readonly metrics: Metrics;
  }) {
    this.#work = of.work;
    this.#everyMs = of.everyMs;
    this.#log = of.log;
    this.#counts = of.metrics.counter("rounds_total", "Rounds of work, by how they ended.", ["outcome"]);
  }

  /** Returns once `stop` was called and the running round has ended. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#work(signal);
        this.#counts.inc({ outcome: "done" });
        this.#goodAt = Date.now();
        this.#failure = "";
      } catch (error) {
        this.#counts.inc({ outcome: "failed" });
        this.#failure = sentenceOf(error);
        this.#log.warn("a round failed", { error });
      }
      await sleep(this.#everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  get health(): Health {
    const healthy = Date.now() - this.#goodAt < STALE;
    return { healthy, detail: this.#failure === "" ? "rounds are done" : this.#failure };
  }
}
