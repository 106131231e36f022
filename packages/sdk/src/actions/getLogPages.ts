import type { Client } from "../client.ts";
import { CONTRACT_NAMES } from "../deployment.ts";
import { logPagesOf, type LogPage } from "../internal/logs.ts";

export interface GetLogPagesParameters {
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetLogPagesReturnType = AsyncGenerator<LogPage>;

/**
 * All that the market's contracts told in a range of blocks, a page at a time, so that no more of it has to be kept than
 * is needed. `decodeEvents` turns the logs of a page into events.
 * @example
 * for await (const { logs } of getLogPages(client, {})) decodeEvents(client, logs);
 */
export function getLogPages(client: Client, parameters: GetLogPagesParameters): GetLogPagesReturnType {
  return logPagesOf(client, { ...parameters, contracts: CONTRACT_NAMES, topics: [] });
}
