import { readContract, submitRewards } from "@gridwatt/sdk";

import type { Work } from "./work.ts";

/** {s} how often it is looked for */
const EVERY = 3_600;

/** Hands in what makers of a day earned, once a quorum of oracle nodes has signed it: they sign the oldest day first. */
export class RewardKeeper {
  /** {s} of the chain */
  #next = 0;

  async keep({ client, sender, oracles, head, signal }: Work): Promise<void> {
    if (head.time < this.#next) return;
    const last = await readContract(client, { contract: "incentives", name: "lastEpoch", args: [] });
    const found = await oracles.rewards({ after: Number(last) });
    if (signal.aborted) return;
    this.#next = head.time + EVERY;
    if (found === undefined) return;
    await sender.send("submitRewards", (overrides) => submitRewards(client, { ...found, overrides }));
    // Nodes sign the next day once this one is on chain, and that may have waited, too.
    this.#next = 0;
  }
}
