import { beginLot, isContractError, Money, readContract, returnUnclaimed } from "@gridwatt/sdk";

import type { Work } from "./work.ts";

/** {s} how often it is looked for */
const EVERY = 3_600;

/** Puts WATT of the rewards reserve up for sale, and gives what makers did not claim in time back to their fund. */
export class TreasuryKeeper {
  readonly #least: Money;
  /** {s} of the chain */
  #next = 0;

  /** @param least what makes a payment worth its gas */
  constructor(least: Money) {
    this.#least = least;
  }

  async keep(work: Work): Promise<void> {
    if (work.head.time < this.#next) return;
    const endsAt = await this.#sell(work);
    await this.#return(work);
    const next = work.head.time + EVERY;
    if (!work.signal.aborted) this.#next = endsAt > work.head.time ? Math.min(endsAt, next) : next;
  }

  /** @returns {s} when the present lot ends, or has ended */
  async #sell({ client, sender, head }: Work): Promise<number> {
    const lot = await readContract(client, { contract: "rewardsReserve", name: "lot", args: [] });
    const endsAt = Number(lot.endsAt);
    const { rewardsReserve } = client.deployment.contracts;
    const balance = await readContract(client, { contract: "watt", name: "balanceOf", args: [rewardsReserve] });
    if (head.time < endsAt || balance < this.#least.base) return endsAt;
    try {
      await readContract(client, { contract: "rewardsReserve", name: "beginLot", args: [] });
    } catch (error) {
      if (isContractError(error, "LotTooSmall")) return endsAt;
      throw error;
    }
    await sender.send("beginLot", (overrides) => beginLot(client, { overrides }));
    return endsAt;
  }

  async #return({ client, sender, head, index }: Work): Promise<void> {
    for (const [epoch, until] of index.oversight.claimable) {
      if (head.time <= until) continue;
      const { left } = await readContract(client, { contract: "incentives", name: "claimableOf", args: [epoch] });
      if (left === 0n) index.oversight.claimable.delete(epoch);
      if (left === 0n || left < this.#least.base) continue;
      await sender.send("returnUnclaimed", (overrides) => returnUnclaimed(client, { epoch, overrides }));
    }
  }
}
