import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber, uint } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Price } from "../units/price.ts";
import type { Slot } from "../units/slot.ts";

export interface GetIndexParameters extends ReadParameters {
  readonly slot: Slot;
  readonly zone: number;
}
export interface GetIndexReturnType {
  /** Whether the gate has closed, so that price and volumes stay. */
  readonly isFinal: boolean;
  /** Volume-weighted, rounded half up to a tick; null without volume. */
  readonly price: Price | null;
  /** Traded with makers of the zone. */
  readonly volume: Energy;
  /** Of all zones. */
  readonly areaVolume: Energy;
  /** What accounts have netted of it; it may still grow until all of them are settled. */
  readonly areaNetted: Energy;
}

/**
 * What energy of a zone and slot was worth. Throws `GridwattError` "SlotForgotten" for a slot whose storage serves a
 * later one; an archive node tells it as of a `block` before.
 * @example
 * const { price, isFinal } = await getIndex(client, { slot, zone: 3 });
 */
export async function getIndex(client: Client, parameters: GetIndexParameters): Promise<GetIndexReturnType> {
  const { block } = parameters;
  const args = [slotNumber(parameters.slot), uint(parameters.zone, { name: "zone", bits: 8 })] as const;
  const index = await read(client, { contract: "exchange", name: "slotIndex", args, block });
  return {
    isFinal: index.isFinal,
    price: index.volume === 0n ? null : Price.ofTicks(index.price),
    volume: Energy.ofWh(index.volume),
    areaVolume: Energy.ofWh(index.areaVolume),
    areaNetted: Energy.ofWh(index.areaNetted),
  };
}
