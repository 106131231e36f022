import type { Client } from "../client.ts";
import type { FeeEvent } from "../events.ts";
import { eventsOf } from "../internal/logs.ts";

export interface GetFeeEventsParameters {
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetFeeEventsReturnType = FeeEvent[];

/**
 * What the fee router told in a range of blocks, in order: fees fetched, split among payees and paid out.
 * @example
 * const told = await getFeeEvents(client, {});
 */
export async function getFeeEvents(
  client: Client,
  parameters: GetFeeEventsParameters,
): Promise<GetFeeEventsReturnType> {
  const { fromBlock, toBlock } = parameters;
  const events = await eventsOf(client, { contracts: ["feeRouter"], topics: [], fromBlock, toBlock });
  return events as GetFeeEventsReturnType;
}
