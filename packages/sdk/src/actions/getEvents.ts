import type { Client } from "../client.ts";
import { topicOf, type ExchangeEvent, type ExchangeEventName } from "../events.ts";
import { eventsOf } from "../internal/logs.ts";

export interface GetEventsParameters<Name extends ExchangeEventName = ExchangeEventName> {
  /** Default: all. */
  readonly names?: readonly Name[];
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetEventsReturnType<Name extends ExchangeEventName = ExchangeEventName> = Extract<
  ExchangeEvent,
  { readonly name: Name }
>[];

/**
 * What the exchange told in a range of blocks, in order.
 * @example
 * const settled = await getEvents(client, { names: ["Settled"], fromBlock: 1_000 });
 */
export async function getEvents<Name extends ExchangeEventName>(
  client: Client,
  parameters: GetEventsParameters<Name>,
): Promise<GetEventsReturnType<Name>> {
  const { names, fromBlock, toBlock } = parameters;
  const topics = (names ?? []).map(topicOf);
  const events = await eventsOf(client, { contract: "exchange", topics, fromBlock, toBlock });
  return events as GetEventsReturnType<Name>;
}
