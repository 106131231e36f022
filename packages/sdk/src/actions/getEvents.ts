import type { Client } from "../client.ts";
import { toGridwattError } from "../errors.ts";
import {
  decodeEvents,
  sourcesOf,
  type ExchangeEventName,
  type MarketEventName,
  type MarketEventOf,
} from "../events.ts";
import { requireNetwork } from "../internal/call.ts";

export interface GetEventsParameters<Name extends MarketEventName = ExchangeEventName> {
  /** Of any contract of the market; default: all of the exchange. */
  readonly names?: readonly Name[];
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetEventsReturnType<Name extends MarketEventName = ExchangeEventName> = MarketEventOf<Name>[];

/** {block} Nodes limit the range of one request. */
const RANGE = 5_000;

/**
 * What the exchange, or the contracts that know the names, told in a range of blocks, in order.
 * @example
 * const settled = await getEvents(client, { names: ["Settled"], fromBlock: 1_000 });
 */
export async function getEvents<Name extends MarketEventName = ExchangeEventName>(
  client: Client,
  parameters: GetEventsParameters<Name>,
): Promise<GetEventsReturnType<Name>> {
  const { names, fromBlock = client.deployment.startBlock } = parameters;
  const sources = names === undefined ? undefined : sourcesOf(names);
  const topics = sources === undefined ? [] : [sources.topics];
  const address = (sources?.contracts ?? ["exchange"]).map((name) => client.deployment.contracts[name]);
  try {
    const provider = await requireNetwork(client);
    const toBlock = parameters.toBlock ?? (await provider.getBlockNumber());
    const events = [];
    for (let from = fromBlock; from <= toBlock; from += RANGE) {
      const to = Math.min(toBlock, from + RANGE - 1);
      events.push(...decodeEvents(client, await provider.getLogs({ address, topics, fromBlock: from, toBlock: to })));
    }
    return events as GetEventsReturnType<Name>;
  } catch (error) {
    throw toGridwattError(error);
  }
}
