import type { Client } from "../client.ts";
import type { MarketEventOf } from "../events.ts";
import type { Slot } from "../units/slot.ts";
import { getEvents } from "./getEvents.ts";

export interface GetTradesParameters {
  /** Default: all slots. */
  readonly slot?: Slot;
  /** Zone of the makers; default: all. */
  readonly zone?: number;
  /** Default: the deployment's first block. */
  readonly fromBlock?: number;
  /** Default: the latest block. */
  readonly toBlock?: number;
}
export type GetTradesReturnType = MarketEventOf<"Trade">[];

/**
 * The trades of a range of blocks, in order.
 * @example
 * const trades = await getTrades(client, { slot });
 */
export async function getTrades(client: Client, parameters: GetTradesParameters): Promise<GetTradesReturnType> {
  const { slot, zone, ...range } = parameters;
  const trades = await getEvents(client, { ...range, names: ["Trade"] });
  return trades.filter((trade) => {
    return (slot === undefined || trade.slot.equals(slot)) && (zone === undefined || trade.zone === zone);
  });
}
