import { getPosition, PARTY, settle, type ReadingTree } from "@gridwatt/sdk";

import type { SlotIndex } from "./market-index.ts";
import { inBatches, isOver, type Work } from "./work.ts";

/** {Wh} The exchange settles no account with as much. */
const NET_LIMIT = 1n << 41n;

/** How far the time of a slot has come. */
interface Phase {
  /** A missing reading counts as what gives its account least. */
  readonly isDue: boolean;
  /** Nothing is corrected any more. */
  readonly isFinal: boolean;
}

/** Settles accounts after delivery, and corrects them by newer roots. */
export class Settler {
  /** By slot, the state in which there was nothing to do for any account. */
  readonly #examined = new Map<number, string>();

  /** Settles slots from the oldest on. A slot that fails is told, and tried again in the next round. */
  async settle(work: Work): Promise<void> {
    for (const slot of work.index.slots()) {
      if (work.signal.aborted) return;
      if (!isOver(slot.slot, work.head)) continue;
      try {
        await this.#settleSlot(work, slot);
      } catch (error) {
        work.log.warn("a slot is not settled yet", { slot: slot.slot, error });
      }
    }
  }

  /** Whether nothing can be done for a slot, as far as is known of it. */
  isExamined(work: Work, slot: SlotIndex): boolean {
    return this.#examined.get(slot.slot.number) === stateOf(work, slot);
  }

  async #settleSlot(work: Work, slot: SlotIndex): Promise<void> {
    const state = stateOf(work, slot);
    if (this.#examined.get(slot.slot.number) === state) return;
    const phase = phaseOf(work, slot);
    const accounts = accountsOf(work, slot).filter((account) => !phase.isFinal || !slot.settled.has(account));
    let whole = true;
    if (accounts.length > 0) {
      const tree = slot.root === undefined ? undefined : await work.oracles.tree(slot.slot, slot.root);
      // The root is on chain, and no node that can be reached has its leaves.
      if (slot.root !== undefined && tree === undefined) return;
      whole = await this.#settleAccounts(work, { slot, accounts, phase, tree });
    }
    if (whole) this.#examined.set(slot.slot.number, state);
  }

  async #settleAccounts(
    work: Work,
    of: { slot: SlotIndex; accounts: readonly number[]; phase: Phase; tree: ReadingTree | undefined },
  ): Promise<boolean> {
    const { slot, tree } = of;
    const wanted: number[] = [];
    for (const account of of.accounts) {
      if (changes(work, { ...of, account }) && (await isReady(work, { slot, account }))) wanted.push(account);
    }
    return inBatches(work, {
      task: "settle",
      items: wanted,
      send: (accounts, overrides) => {
        const readings = tree === undefined ? {} : { readings: tree.show(accounts) };
        return settle(work.client, { slot: slot.slot, accounts, ...readings, overrides });
      },
    });
  }
}

/** Those that traded, and with residual supply all that have meters. */
function accountsOf({ client, meters, residualSupply }: Work, { slot, accounts, gate }: SlotIndex): number[] {
  // Several areas may share the meters' registry.
  const own = meters.in(slot).filter(({ exchange }) => exchange === client.deployment.contracts.exchange);
  const metered = residualSupply && gate !== undefined ? own.map(({ account }) => account) : [];
  return [...new Set([...accounts, ...metered])].sort((a, b) => a - b);
}

function phaseOf({ head, times }: Work, { slot }: SlotIndex): Phase {
  const end = slot.plus(1).beginSeconds;
  return { isDue: head.time >= end + times.deadline, isFinal: head.time >= end + times.finality };
}

/** What decides over all accounts of a slot. */
function stateOf(work: Work, slot: SlotIndex): string {
  const { isDue, isFinal } = phaseOf(work, slot);
  return [slot.root, isDue, isFinal, slot.orders.size, accountsOf(work, slot).length].join(" ");
}

/** Whether settling an account now would do anything, by the rules of the settlement module. */
function changes(
  { meters }: Work,
  of: { slot: SlotIndex; account: number; phase: Phase; tree: ReadingTree | undefined },
): boolean {
  const { slot, account, phase, tree } = of;
  const before = slot.settled.get(account);
  const leaf = tree?.leaves[tree.placeOf(account)];
  // The balancing party has no deviation.
  if (account === PARTY) return before === undefined;
  if (leaf?.account === account) {
    const fits = leaf.net < NET_LIMIT && leaf.net > -NET_LIMIT;
    return fits && (before === undefined || before.assumed || before.meteredWh !== leaf.net);
  }
  const isMetered = meters.in(slot.slot).some((meter) => meter.account === account);
  if (!isMetered) return before === undefined;
  const isMissing = tree === undefined ? phase.isFinal : phase.isDue;
  return isMissing && before?.assumed !== true;
}

/** Whether the chain would settle an account: it holds something there, with no order left open. */
async function isReady(work: Work, { slot, account }: { slot: SlotIndex; account: number }): Promise<boolean> {
  if (slot.settled.has(account)) return true;
  const position = await getPosition(work.client, { account, slot: slot.slot });
  if (position.settled || position.openBids + position.openAsks > 0) return false;
  return work.residualSupply || position.sold.wh + position.bought.wh > 0n;
}
