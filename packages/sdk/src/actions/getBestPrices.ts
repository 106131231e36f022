import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { levelOf, type PriceLevel } from "../internal/levels.ts";
import { slotNumber } from "../order.ts";
import type { Slot } from "../units/slot.ts";

export interface GetBestPricesParameters extends ReadParameters {
  readonly slot: Slot;
}
export interface GetBestPricesReturnType {
  /** By zone; null where nobody bids. */
  readonly bids: readonly (PriceLevel | null)[];
  /** By zone; null where nobody asks. */
  readonly asks: readonly (PriceLevel | null)[];
}

/**
 * The best price of every zone's book. Without fees between zones; empty where the slot is not open.
 * @example
 * const { bids, asks } = await getBestPrices(client, { slot });
 */
export async function getBestPrices(
  client: Client,
  parameters: GetBestPricesParameters,
): Promise<GetBestPricesReturnType> {
  const args = [slotNumber(parameters.slot)] as const;
  const best = await read(client, { contract: "exchange", name: "bestPrices", args, block: parameters.block });
  const levels = (side: typeof best.bids) => side.map((level) => (level.energy === 0n ? null : levelOf(level)));
  return { bids: levels(best.bids), asks: levels(best.asks) };
}
