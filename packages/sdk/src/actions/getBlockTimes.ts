import type { Client } from "../client.ts";
import { toGridwattError } from "../errors.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { requireNetwork } from "../internal/call.ts";

export interface GetBlockTimesParameters {
  /** Numbers, each asked for once. */
  readonly blocks: Iterable<number>;
}
export type GetBlockTimesReturnType = ReadonlyMap<number, Date>;

/** Requests that run at once. */
const AT_ONCE = 20;

/**
 * When blocks were made: events tell only their numbers.
 * @example
 * const times = await getBlockTimes(client, { blocks: events.map(({ block }) => block) });
 */
export async function getBlockTimes(
  client: Client,
  parameters: GetBlockTimesParameters,
): Promise<GetBlockTimesReturnType> {
  const numbers = [...new Set(parameters.blocks)];
  const times = new Map<number, Date>();
  try {
    const provider = await requireNetwork(client);
    for (let at = 0; at < numbers.length; at += AT_ONCE) {
      const blocks = numbers.slice(at, at + AT_ONCE).map(async (number) => {
        const block = await provider.getBlock(number);
        if (block === null) throw new GridwattError("NoBlock", { message: `The node has no block ${number}.` });
        times.set(number, new Date(block.timestamp * 1000));
      });
      await Promise.all(blocks);
    }
    return times;
  } catch (error) {
    throw toGridwattError(error);
  }
}
