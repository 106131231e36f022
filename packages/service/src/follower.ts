import { getEvents, getRoot, Slot, type Client, type MarketEventName, type MarketEventOf } from "@gridwatt/sdk";

/** A block of the chain. */
export interface Head {
  readonly block: number;
  readonly hash: string | null;
  /** {s} the chain's clock */
  readonly time: number;
}

/** The newest block. Its time is the clock that all processes of a market share. */
export async function headOf(client: Client): Promise<Head> {
  const block = await client.runner.provider?.getBlock("latest");
  if (block === null || block === undefined) throw new Error("The node has no block.");
  return { block: block.number, hash: block.hash, time: block.timestamp };
}

/** How long after a slot's end things may still change; the same for all slots of a deployment. */
export interface Times {
  /** {s} until which readings are waited for */
  readonly deadline: number;
  /** {s} from which on nothing is corrected */
  readonly finality: number;
}

export async function timesOf(client: Client, head: Head): Promise<Times> {
  const { end, deadline, finalAt } = await getRoot(client, { slot: Slot.at(new Date(head.time * 1000)) });
  const after = (time: Date) => (time.getTime() - end.getTime()) / 1000;
  return { deadline: after(deadline), finality: after(finalAt) };
}

/** What was told since a follower read last, in order. */
export interface Told<Name extends MarketEventName> {
  /** Whether the events are all since the market's first block, and nothing told before counts any more. */
  readonly afresh: boolean;
  readonly events: readonly MarketEventOf<Name>[];
}

/**
 * Follows the market's events from its first block on. It keeps nothing but how far it has read: a process that starts
 * again reads again, and so does one whose chain was reorganised, or that could not take in what it had read.
 */
export class Follower<Name extends MarketEventName> {
  readonly #client: Client;
  readonly #names: readonly Name[];
  #last: Pick<Head, "block" | "hash"> | undefined;

  constructor(client: Client, names: readonly Name[]) {
    this.#client = client;
    this.#names = names;
  }

  /** Reads up to a block. What was told counts as read once it is taken in; where that fails all is read afresh. */
  async readTo(head: Head, takeIn: (told: Told<Name>) => Promise<void>): Promise<void> {
    const { startBlock } = this.#client.deployment;
    const afresh = !(await this.#isStillThere());
    const fromBlock = afresh || this.#last === undefined ? startBlock : this.#last.block + 1;
    const events = await getEvents(this.#client, { names: this.#names, fromBlock, toBlock: head.block });
    this.#last = undefined;
    await takeIn({ afresh, events });
    this.#last = { block: Math.max(head.block, fromBlock - 1), hash: head.hash };
  }

  async #isStillThere(): Promise<boolean> {
    if (this.#last === undefined) return false;
    const block = await this.#client.runner.provider?.getBlock(this.#last.block);
    return block != null && block.hash === this.#last.hash;
  }
}
