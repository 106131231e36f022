import { toGridwattError, type Client, type Slot, type Written } from "@gridwatt/sdk";
import type { Head, Logger, MeterBook, Sender, Times } from "@gridwatt/service";
import type { Overrides } from "ethers";

import type { FollowedEvent, MarketIndex } from "./market-index.ts";
import type { Oracles } from "./oracles.ts";

/** What the tasks of a round work with. */
export interface Work {
  readonly client: Client;
  readonly sender: Sender;
  readonly index: MarketIndex;
  readonly meters: MeterBook;
  readonly oracles: Oracles;
  readonly times: Times;
  readonly residualSupply: boolean;
  readonly log: Logger;
  readonly head: Head;
  readonly signal: AbortSignal;
}

/** Items of one transaction at first; a batch that needs too much gas is halved. */
const BATCH = 40;

/**
 * Sends items in batches, and takes in what the transactions tell. Stops between two batches where the process is to
 * stop.
 * @returns whether all were sent, and none was refused because somebody else was first
 */
export async function inBatches<Item>(
  work: Work,
  of: {
    readonly task: string;
    readonly items: readonly Item[];
    readonly send: (batch: readonly Item[], overrides: Overrides) => Promise<Written>;
  },
): Promise<boolean> {
  let whole = true;
  const waiting: (readonly Item[])[] = [];
  for (let at = 0; at < of.items.length; at += BATCH) waiting.push(of.items.slice(at, at + BATCH));
  for (let batch = waiting.shift(); batch !== undefined && !work.signal.aborted; batch = waiting.shift()) {
    const items = batch;
    try {
      const written = await work.sender.send(of.task, (overrides) => of.send(items, overrides));
      whole &&= written !== null;
      for (const event of written?.events ?? []) work.index.apply(event as FollowedEvent);
    } catch (error) {
      if (items.length === 1 || toGridwattError(error).name !== "OutOfGas") throw error;
      const half = Math.ceil(items.length / 2);
      waiting.unshift(items.slice(0, half), items.slice(half));
    }
  }
  return whole && !work.signal.aborted;
}

/** Whether a slot's delivery is over, by the chain's clock. */
export function isOver(slot: Slot, head: Head): boolean {
  return slot.plus(1).beginSeconds <= head.time;
}
