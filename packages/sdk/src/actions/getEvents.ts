import type { Client } from "../client.ts";
import { sourcesOf, type ExchangeEventName, type MarketEventName, type MarketEventOf } from "../events.ts";
import { eventsOf } from "../internal/logs.ts";

export interface GetEventsParameters<Name extends MarketEventName = ExchangeEventName> {
  /** Of any contract of the market; default: all of the exchange. */
  readonly names?: readonly Name[];
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetEventsReturnType<Name extends MarketEventName = ExchangeEventName> = MarketEventOf<Name>[];

/**
 * What the exchange, or the contracts that know the names, told in a range of blocks, in order.
 * @example
 * const settled = await getEvents(client, { names: ["Settled"], fromBlock: 1_000 });
 */
export async function getEvents<Name extends MarketEventName = ExchangeEventName>(
  client: Client,
  parameters: GetEventsParameters<Name>,
): Promise<GetEventsReturnType<Name>> {
  const { names, fromBlock, toBlock } = parameters;
  const sources = names === undefined ? { contracts: ["exchange" as const], topics: [] } : sourcesOf(names);
  const events = await eventsOf(client, { ...sources, fromBlock, toBlock });
  return events as GetEventsReturnType<Name>;
}
