import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { slotNumber, ticks } from "../order.ts";
import type { Price } from "../units/price.ts";
import type { Slot } from "../units/slot.ts";

/** What the balancing party pays for surplus and asks for shortfall in a slot. */
export interface PricePair {
  readonly slot: Slot;
  readonly long: Price;
  readonly short: Price;
}
export interface OpenSlotsParameters extends WriteParameters {
  readonly pairs: readonly PricePair[];
}
export interface OpenSlotsReturnType extends Written {
  readonly opened: readonly MarketEventOf<"SlotOpened">[];
}

/**
 * Opens slots for trade and freezes their terms. Role of the balancing party.
 * Throws `GridwattError`, e.g. "BeyondHorizon" or "PairOutOfBounds".
 * @example
 * await openSlots(client, { pairs: [{ slot, long: Price.parse("0.0800"), short: Price.parse("0.3200") }] });
 */
export async function openSlots(client: Client, parameters: OpenSlotsParameters): Promise<OpenSlotsReturnType> {
  const { overrides } = parameters;
  const pairs = parameters.pairs.map(({ slot, long, short }) => {
    return { slot: slotNumber(slot), long: ticks(long, "long"), short: ticks(short, "short") };
  });
  const written = await write(client, { contract: "exchange", name: "openSlots", args: [pairs], overrides });
  return { ...written, opened: eventsNamed(written.events, "SlotOpened") };
}
