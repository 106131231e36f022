import {
  claim,
  collectFees,
  getFees,
  getOrder,
  isContractError,
  Money,
  payOut,
  pullFees,
  type OrderId,
} from "@gridwatt/sdk";

import { inBatches, type Work } from "./work.ts";

/** {ms} after which an operator that has named no payees is tried again */
const NO_PAYEES_PAUSE = 3_600_000;

/**
 * Claims all orders whose gate has closed: fills come to their accounts, the rest is released, and the storage is free
 * long before another slot needs it.
 */
export async function claimOrders(work: Work): Promise<void> {
  const closed = work.index.slots().filter(({ orders, closesAt }) => orders.size > 0 && closesAt <= work.head.time);
  const open: OrderId[] = [];
  for (const { orders } of closed) {
    for (const id of orders) {
      if ((await getOrder(work.client, { id })) === null) orders.delete(id);
      else open.push(id);
    }
  }
  await inBatches(work, {
    task: "claim",
    items: open,
    send: (ids, overrides) => claim(work.client, { ids, overrides }),
  });
}

/** Books the fees of slots that were traded, once their gate has closed. */
export async function collectSlots(work: Work): Promise<void> {
  const due = work.index.slots().filter(({ traded, collected, closesAt }) => {
    return traded && !collected && closesAt <= work.head.time;
  });
  await inBatches(work, {
    task: "collectFees",
    items: due.map(({ slot }) => slot),
    send: (slots, overrides) => collectFees(work.client, { slots, overrides }),
  });
}

/**
 * Fetches collected fees of grid operators and the market, and pays them to their payees, those too that somebody else
 * has fetched, or a keeper that was killed before it paid them.
 */
export class FeePayer {
  readonly #least: Money;
  /** {ms} until which operators without payees are left alone */
  readonly #pausedUntil = new Map<number, number>();

  /** @param least what makes a payment worth its gas */
  constructor(least: Money) {
    this.#least = least;
  }

  async pay(work: Work): Promise<void> {
    const { client, sender, index } = work;
    const failures: unknown[] = [];
    const pulled = new Set<string>();
    for (const operator of index.operators) {
      if (work.signal.aborted) return;
      if ((this.#pausedUntil.get(operator) ?? 0) > Date.now()) continue;
      const fees = await getFees(client, { operator });
      if (fees.units === 0n || fees.compare(this.#least) < 0) continue;
      try {
        const written = await sender.send("pullFees", (overrides) => pullFees(client, { operator, overrides }));
        for (const { payee } of written?.credited ?? []) pulled.add(payee);
      } catch (error) {
        if (isContractError(error, "NoPayees")) {
          work.log.warn("an operator has named no payees", { operator });
          this.#pausedUntil.set(operator, Date.now() + NO_PAYEES_PAUSE);
        } else failures.push(error);
      }
    }
    for (const payee of new Set([...pulled, ...index.payees])) {
      if (work.signal.aborted) return;
      const owed = (await client.contracts.feeRouter.getFunction("owed").staticCall(payee)) as bigint;
      if (owed === 0n) index.payees.delete(payee);
      if (owed === 0n || (!pulled.has(payee) && owed < this.#least.base)) continue;
      await sender
        .send("payOut", (overrides) => payOut(client, { payee, overrides }))
        .catch((error: unknown) => failures.push(error));
    }
    // What one of them is refused stands in nobody else's way.
    if (failures.length > 0) throw failures[0];
  }
}
