import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import { toGridwattError } from "../errors.ts";
import { decodeEvents, type MarketEvent, type RawLog } from "../events.ts";
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

/** The logs of some blocks. */
export interface LogPage {
  readonly logs: readonly RawLog[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** The logs of contracts in a range of blocks, in order, a page at a time. Throws `GridwattError`. */
export async function* logPagesOf(client: Client, filter: LogFilter): AsyncGenerator<LogPage> {
  const { fromBlock: first = client.deployment.startBlock } = filter;
  const topics = filter.topics.length === 0 ? [] : [[...filter.topics]];
  const address = filter.contracts.map((name) => client.deployment.contracts[name]);
  try {
    const provider = await requireNetwork(client);
    const last = filter.toBlock ?? (await provider.getBlockNumber());
    for (let fromBlock = first; fromBlock <= last; fromBlock += RANGE) {
      const toBlock = Math.min(last, fromBlock + RANGE - 1);
      yield { logs: await provider.getLogs({ address, topics, fromBlock, toBlock }), fromBlock, toBlock };
    }
  } catch (error) {
    throw toGridwattError(error);
  }
}

/** The events of contracts in a range of blocks, in order. Throws `GridwattError`. */
export async function eventsOf(client: Client, filter: LogFilter): Promise<MarketEvent[]> {
  const events = [];
  for await (const { logs } of logPagesOf(client, filter)) events.push(...decodeEvents(client, logs));
  return events;
}
