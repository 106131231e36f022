import { defendRoot, isContractError, readContract, Slot, type Client, type MarketEventOf } from "@gridwatt/sdk";
import type { Head, Logger, Sender } from "@gridwatt/service";

import type { ReadingStore } from "./store.ts";

/** The events by which faults begin and end. */
export const FAULTS = ["FaultAccused", "FaultCleared", "FaultProven"] as const;

/** {s} how often the disk is looked through for a fault that nothing has cleared */
const EVERY = 3_600;

export interface DefenceParts {
  readonly client: Client;
  readonly store: Pick<ReadingStore, "recall">;
  readonly sender: Sender;
  readonly log: Logger;
}

/**
 * Clears the operators of faults by what their meters signed before: who holds a meter's key can sign another reading at any
 * time, and accuse a root that was right. Nobody but the operators needs to have kept what it signed first.
 */
export class Defence {
  readonly #parts: DefenceParts;
  /** {s} By fault, until when it can be defended. */
  readonly #open = new Map<string, number>();
  /** {s} By fault that nothing at hand cleared, when to look again. */
  readonly #lookAgain = new Map<string, number>();

  constructor(parts: DefenceParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#open.clear();
  }

  apply(event: MarketEventOf<(typeof FAULTS)[number]>): void {
    if (event.name === "FaultAccused") this.#open.set(event.fault, event.until.getTime() / 1000);
    else this.#open.delete(event.fault);
  }

  /** What fails for a fault is told, and tried again in the next round. */
  async defend(head: Head, signal: AbortSignal): Promise<void> {
    for (const [fault, until] of this.#open) {
      if (signal.aborted) return;
      if (head.time >= until) this.#open.delete(fault);
      else if (head.time >= (this.#lookAgain.get(fault) ?? 0))
        await this.#answer(fault, head).catch((error: unknown) =>
          this.#parts.log.warn("a fault waits", { fault, error }),
        );
    }
  }

  async #answer(fault: string, head: Head): Promise<void> {
    const { client, store, sender, log } = this.#parts;
    const { meter, boundary } = await readContract(client, { contract: "oracle", name: "faultOf", args: [fault] });
    const readings = await store.recall(Number(meter), Slot.ofNumber(boundary));
    for (const reading of readings) {
      const { signature, ...said } = { ...reading, slot: reading.slot.number };
      try {
        await readContract(client, { contract: "oracle", name: "defend", args: [fault, said, signature] });
      } catch (error) {
        if (isContractError(error, "NoDefence")) continue;
        throw error;
      }
      await sender.send("defend", (overrides) => defendRoot(client, { fault, reading, overrides }));
      return;
    }
    this.#lookAgain.set(fault, head.time + EVERY);
    log.error("no reading at hand clears a fault", { fault, meter: Number(meter), slot: Slot.ofNumber(boundary) });
  }
}
