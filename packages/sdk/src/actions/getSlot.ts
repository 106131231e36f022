import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber } from "../order.ts";
import { Price } from "../units/price.ts";
import type { Slot } from "../units/slot.ts";
import { decodeTerms, type Terms } from "../words/terms.ts";

export interface GetSlotParameters extends ReadParameters {
  readonly slot: Slot;
}
export interface GetSlotReturnType {
  readonly slot: Slot;
  readonly long: Price;
  readonly short: Price;
  /** Gate closure. */
  readonly tradableUntil: Date;
  /** What it is traded under. */
  readonly terms: Terms;
  /** Whether its fees have been booked. */
  readonly collected: boolean;
}

/**
 * A slot as it was opened; null where it has not been, or so long ago that its storage serves another slot.
 * @example
 * const open = await getSlot(client, { slot: Slot.at(new Date()).plus(4) });
 */
export async function getSlot(client: Client, parameters: GetSlotParameters): Promise<GetSlotReturnType | null> {
  const { slot, block } = parameters;
  const data = await read(client, { contract: "exchange", name: "slotData", args: [slotNumber(slot)], block });
  if (!data.open) return null;
  return {
    slot,
    long: Price.ofTicks(data.long),
    short: Price.ofTicks(data.short),
    tradableUntil: new Date(Number(data.tradableUntil) * 1000),
    terms: decodeTerms(data.terms),
    collected: data.collected,
  };
}
