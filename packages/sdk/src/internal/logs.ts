import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import { toGridwattError } from "../errors.ts";
import { decodeEvents, type MarketEvent } from "../events.ts";
import { requireNetwork } from "./call.ts";

/** Which logs are wanted. */
export interface LogFilter {
  readonly contracts: readonly ContractName[];
  /** First topics; empty: all. */
  readonly topics: readonly string[];
  /** Default: the deployment's first block. */
  readonly fromBlock?: number | undefined;
  /** Default: the latest block. */
  readonly toBlock?: number | undefined;
}

/** {block} Nodes limit the range of one request. */
const RANGE = 5_000;

/** The events of contracts in a range of blocks, in order. Throws `GridwattError`. */
export async function eventsOf(client: Client, filter: LogFilter): Promise<MarketEvent[]> {
  const { fromBlock = client.deployment.startBlock } = filter;
  const topics = filter.topics.length === 0 ? [] : [[...filter.topics]];
  const address = filter.contracts.map((name) => client.deployment.contracts[name]);
  try {
    const provider = await requireNetwork(client);
    const toBlock = filter.toBlock ?? (await provider.getBlockNumber());
    const events = [];
    for (let from = fromBlock; from <= toBlock; from += RANGE) {
      const to = Math.min(toBlock, from + RANGE - 1);
      events.push(...decodeEvents(client, await provider.getLogs({ address, topics, fromBlock: from, toBlock: to })));
    }
    return events;
  } catch (error) {
    throw toGridwattError(error);
  }
}
