import { accuseDevice, getPot, readContract, refuteLoss, type MarketEventOf, type SignedReading } from "@gridwatt/sdk";
import type { Head } from "@gridwatt/service";

import type { DefenceParts } from "./defence.ts";

/** The events by which losses are shown and taken back. */
export const LOSSES = ["LossShown", "LossRefuted"] as const;

/** {s} how often the disk is looked through for a loss that nothing has refuted */
const EVERY = 3_600;

interface Loss extends Pick<MarketEventOf<"LossShown">, "pot" | "account" | "slot" | "readings"> {
  /** {s} when to look again */
  lookAgain: number;
}

/**
 * Refutes losses that are shown by readings which a meter signed later than others: who holds a meter's key could else be
 * paid for a loss that it never had. Nobody but the operators needs to have kept what it signed first.
 */
export class Refutation {
  readonly #parts: DefenceParts;
  /** By account and slot. */
  readonly #losses = new Map<string, Loss>();

  constructor(parts: DefenceParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.#losses.clear();
  }

  apply(event: MarketEventOf<(typeof LOSSES)[number]>): void {
    const key = `${event.account} ${event.slot.number}`;
    if (event.name === "LossRefuted") this.#losses.delete(key);
    else this.#losses.set(key, { ...event, lookAgain: 0 });
  }

  /** What fails for a loss is told, and tried again in the next round. */
  async refute(head: Head, signal: AbortSignal): Promise<void> {
    for (const [key, loss] of this.#losses) {
      if (signal.aborted) return;
      if (head.time < loss.lookAgain) continue;
      await this.#answer(key, loss, head).catch((error: unknown) =>
        this.#parts.log.warn("a loss waits", { account: loss.account, slot: loss.slot, error }),
      );
    }
  }

  async #answer(key: string, loss: Loss, head: Head): Promise<void> {
    const { client, sender, log } = this.#parts;
    const { account, slot, pot } = loss;
    const { closesAt } = await getPot(client, { pot });
    if (head.time * 1000 >= closesAt.getTime()) return void this.#losses.delete(key);
    const readings = await this.#contradicted(loss);
    if (readings === null) return void (loss.lookAgain = head.time + EVERY);
    const [{ meter, slot: boundary }] = readings;
    log.warn("a loss is shown by a reading that its meter did not sign first", { account, slot, meter });
    const args = [meter, boundary.number] as const;
    const isKnown = await readContract(client, { contract: "oracle", name: "isContradicted", args });
    if (!isKnown) {
      await sender.send("accuseDevice", (overrides) => accuseDevice(client, { readings, overrides }));
    }
    await sender.send("refuteLoss", (overrides) => refuteLoss(client, { account, slot, meter, overrides }));
  }

  /** Two readings of a meter at one end of the slot, of which the loss was shown by the second; null where it was by the first. */
  async #contradicted({ readings }: Loss): Promise<[SignedReading, SignedReading] | null> {
    for (const shown of readings) {
      const kept = await this.#parts.store.recall(shown.meter, shown.slot);
      const other = kept.find(
        ({ importRegister, exportRegister }) =>
          importRegister !== shown.importRegister || exportRegister !== shown.exportRegister,
      );
      if (other !== undefined) return [other, shown];
    }
    return null;
  }
}
