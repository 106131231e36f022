import { getEvents, type Client, type MarketEventName, type MarketEventOf } from "@gridwatt/sdk";

/** {block} read again each time, so that what a reorganisation moved is seen. */
const OVERLAP = 32;

/** A block of the chain. */
export interface Head {
  readonly block: number;
  /** {s} the chain's clock */
  readonly time: number;
}

/** The newest block. Its time is the clock that all processes of a market share. */
export async function headOf(client: Client): Promise<Head> {
  const block = await client.runner.provider?.getBlock("latest");
  if (block === null || block === undefined) throw new Error("The node has no block.");
  return { block: block.number, time: block.timestamp };
}

/**
 * Follows the market's events from its first block on. It keeps nothing but how far it has read: whoever starts again
 * reads again. An event may be given more than once.
 */
export class Follower<Name extends MarketEventName> {
  readonly #client: Client;
  readonly #names: readonly Name[];
  #next: number;

  constructor(client: Client, names: readonly Name[]) {
    this.#client = client;
    this.#names = names;
    this.#next = client.deployment.startBlock;
  }

  /** What was told up to a block, in order. */
  async readTo(block: number): Promise<readonly MarketEventOf<Name>[]> {
    const fromBlock = Math.max(this.#client.deployment.startBlock, this.#next - OVERLAP);
    const events = await getEvents(this.#client, { names: this.#names, fromBlock, toBlock: block });
    this.#next = block + 1;
    return events;
  }
}
