import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber, uint } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Money } from "../units/money.ts";
import { Price } from "../units/price.ts";
import type { Slot } from "../units/slot.ts";

export interface GetZoneParameters extends ReadParameters {
  readonly slot: Slot;
  readonly zone: number;
}
export interface GetZoneReturnType {
  /** Traded with makers of the zone. */
  readonly volume: Energy;
  /** Volume-weighted price, rounded half up to a tick; null without volume. */
  readonly average: Price | null;
  /** Price of the last trade; null without volume. */
  readonly last: Price | null;
  /** Net energy over the link to the parent zone. */
  readonly flow: { readonly direction: "up" | "down" | "none"; readonly energy: Energy };
  /** Of the zone's grid operator. */
  readonly fees: Money;
}

/**
 * What was traded in a zone for a slot.
 * @example
 * const { volume, average } = await getZone(client, { slot, zone: 3 });
 */
export async function getZone(client: Client, parameters: GetZoneParameters): Promise<GetZoneReturnType> {
  const { block } = parameters;
  const args = [slotNumber(parameters.slot), uint(parameters.zone, { name: "zone", bits: 8 })] as const;
  const { volume, average, last, flow, fees } = await read(client, {
    contract: "exchange",
    name: "zoneData",
    args,
    block,
  });
  const direction = flow === 0n ? "none" : flow > 0n ? "up" : "down";
  return {
    volume: Energy.ofWh(volume),
    average: volume === 0n ? null : Price.ofTicks(average),
    last: volume === 0n ? null : Price.ofTicks(last),
    flow: { direction, energy: Energy.ofWh(flow < 0n ? -flow : flow) },
    fees: Money.ofUnits(fees),
  };
}
