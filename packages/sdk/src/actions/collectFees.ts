import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { slotNumber } from "../order.ts";
import type { Slot } from "../units/slot.ts";

export interface CollectFeesParameters extends WriteParameters {
  readonly slots: readonly Slot[];
}
export interface CollectFeesReturnType extends Written {
  readonly collected: readonly MarketEventOf<"FeesCollected">[];
}

/**
 * Books the fees of slots whose gate has closed to their grid operators and the market. Anyone may; slots that are
 * done are passed over.
 * Throws `GridwattError`, e.g. "GateOpen".
 * @example
 * await collectFees(client, { slots: [slot] });
 */
export async function collectFees(client: Client, parameters: CollectFeesParameters): Promise<CollectFeesReturnType> {
  const { overrides } = parameters;
  const args = [parameters.slots.map(slotNumber)] as const;
  const written = await write(client, { contract: "exchange", name: "collectFees", args, overrides });
  return { ...written, collected: eventsNamed(written.events, "FeesCollected") };
}
