import {
  financeSlots,
  getAccount,
  getClearing,
  getPosition,
  PARTY,
  payCredits,
  payReceivables,
  Slot,
} from "@gridwatt/sdk";

import type { Settler } from "./settle.ts";
import { inBatches, type Work } from "./work.ts";

/** {slot} financed in one transaction */
const SLOTS_AT_ONCE = 96;

/**
 * With residual supply: sets the credits of completely settled slots aside, in the order of slots. It is only tried where
 * the next slot is not open or has nothing left to settle.
 */
export class Financier {
  #tried = "";

  async finance(work: Work, settler: Settler): Promise<void> {
    const { nextSlot } = (await work.client.contracts.exchange.getFunction("clearing").staticCall()) as {
      readonly nextSlot: bigint;
    };
    const slot = work.index.get(Slot.ofNumber(nextSlot));
    const isClosed = slot.gate === undefined || settler.isExamined(work, slot);
    if (nextSlot === 0n || slot.slot.beginSeconds > work.head.time || !isClosed) return;
    const state = `${nextSlot} ${slot.settled.size} ${slot.root}`;
    if (this.#tried === state) return;
    this.#tried = state;
    await work.sender.send("financeSlots", (overrides) =>
      financeSlots(work.client, { count: SLOTS_AT_ONCE, overrides }),
    );
  }
}

/** Pays credits of slots that are financed. */
export async function payAllCredits(work: Work): Promise<void> {
  for (const { slot, credits } of work.index.slots()) {
    if (credits.size === 0 || !(await getClearing(work.client, { slot })).financed) continue;
    const due: number[] = [];
    for (const account of credits) {
      const { creditDue } = await getPosition(work.client, { account, slot });
      if (creditDue) due.push(account);
      else credits.delete(account);
    }
    await inBatches(work, {
      task: "payCredits",
      items: due,
      send: (accounts, overrides) => payCredits(work.client, { slot, accounts, overrides }),
    });
  }
}

/** Pays what the balancing party owes, as far as its free funds reach. */
export async function payAllReceivables(work: Work): Promise<void> {
  const { client, index } = work;
  if (index.receivables.size === 0) return;
  const party = await getAccount(client, { account: PARTY });
  if (party === null || party.free.units === 0n) return;
  const owed: number[] = [];
  for (const account of index.receivables) {
    const data = await getAccount(client, { account });
    if (data === null || data.receivable.units === 0n) index.receivables.delete(account);
    else owed.push(account);
  }
  await inBatches(work, {
    task: "payReceivables",
    items: owed,
    send: (accounts, overrides) => payReceivables(client, { accounts, overrides }),
  });
}
