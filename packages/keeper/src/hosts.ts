import {
  getAccount,
  getHost,
  Money,
  pullHostFees,
  readContract,
  refreshDiscounts,
  refreshHost,
  type Host,
} from "@gridwatt/sdk";

import { inBatches, type Work } from "./work.ts";

/** {s} how often shares and discounts are looked at */
const EVERY = 3_600;

/**
 * Tells the exchange the shares of hosts and the discounts of accounts that are other than it knows, and fetches what hosts
 * earned. Who gets a discount brings it there for oneself; a keeper takes back what is not due any more.
 */
export class HostKeeper {
  readonly #least: Money;
  /** {s} of the chain */
  #next = 0;

  /** @param least what makes a payment worth its gas */
  constructor(least: Money) {
    this.#least = least;
  }

  async keep(work: Work): Promise<void> {
    if (work.head.time < this.#next) return;
    const hosts = await Promise.all([...work.index.hosts].map((host) => getHost(work.client, { host })));
    for (const host of hosts) {
      if (work.signal.aborted) return;
      await this.#pull(work, host);
      await this.#refresh(work, host);
    }
    const late = await this.#lateDiscounts(work);
    const sent = await inBatches(work, {
      task: "refreshDiscounts",
      items: late,
      send: (accounts, overrides) => refreshDiscounts(work.client, { accounts, overrides }),
    });
    if (sent) this.#next = work.head.time + EVERY;
  }

  /** What another licence earned with the number has to leave before it can be taken over. */
  async #pull({ client, sender }: Work, { host, owed, licence, known }: Host): Promise<void> {
    const isOver = (licence?.number ?? 0) !== known;
    if (owed.units === 0n || (!isOver && owed.compare(this.#least) < 0)) return;
    await sender.send("pullHostFees", (overrides) => pullHostFees(client, { host, overrides }));
  }

  async #refresh({ client, sender }: Work, { host, share, shareDue, licence, known }: Host): Promise<void> {
    if (share === shareDue && (licence?.number ?? 0) === known) return;
    await sender.send("refreshHost", (overrides) => refreshHost(client, { host, overrides }));
  }

  /** Accounts with a discount that is not the one they have. */
  async #lateDiscounts({ client, index }: Work): Promise<number[]> {
    const late: number[] = [];
    for (const account of index.discounted) {
      const known = await getAccount(client, { account });
      if (known === null || known.discount.ticks === 0n) continue;
      const args = [known.owner] as const;
      const due = await readContract(client, { contract: "stakeDiscounts", name: "discountOf", args });
      if (due !== known.discount.ticks) late.push(account);
    }
    return late;
  }
}
