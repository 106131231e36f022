import { getRoot, Slot, submitRoot } from "@gridwatt/sdk";

import type { Attestation } from "./oracles.ts";
import { isOver, type Work } from "./work.ts";

/** Submits roots that a quorum of oracle nodes has signed and none of them has submitted in time. */
export class RootSubmitter {
  readonly #takeover: number;
  /** {ms} when a slot's quorum was seen first */
  readonly #seen = new Map<number, number>();

  /** @param takeover {ms} that the nodes are given */
  constructor(takeover: number) {
    this.#takeover = takeover;
  }

  async submit(work: Work): Promise<void> {
    for (const slot of slotsWithoutRoot(work)) {
      if (work.signal.aborted) return;
      const attestation = await work.oracles.quorum(slot);
      if (attestation === undefined) continue;
      const seen = this.#seen.get(slot.number) ?? Date.now();
      this.#seen.set(slot.number, seen);
      if (Date.now() < seen + this.#takeover) continue;
      await this.#submit(work, attestation);
      this.#seen.delete(slot.number);
    }
  }

  async #submit(work: Work, { root, signatures }: Attestation): Promise<void> {
    if ((await getRoot(work.client, { slot: root.slot })).root !== null) return;
    await work.sender.send("submitRoot", (overrides) => submitRoot(work.client, { root, signatures, overrides }));
  }
}

/** Slots that are over, not final, and have meters. */
function slotsWithoutRoot({ head, times, meters, index }: Work): Slot[] {
  const slots: Slot[] = [];
  const first = Slot.at(new Date(Math.max(0, head.time - times.finality) * 1000));
  for (let slot = first; isOver(slot, head); slot = slot.plus(1)) {
    if (index.get(slot).root === undefined && meters.in(slot).length > 0) slots.push(slot);
  }
  return slots;
}
