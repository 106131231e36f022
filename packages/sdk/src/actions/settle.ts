import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { slotNumber, uint } from "../order.ts";
import type { Slot } from "../units/slot.ts";
import type { OrderId } from "../words/order-id.ts";

export interface SettleParameters extends WriteParameters {
  readonly slot: Slot;
  /** Accounts of anyone; those that hold nothing or still have open orders are passed over. */
  readonly accounts: readonly number[];
  /** Orders to claim first; default: none. */
  readonly orders?: readonly OrderId[];
  /**
   * What the slot's tree says of them, by `ReadingTree.show`; default: nothing, which settles who has no
   * meter while the slot has no root.
   */
  readonly readings?: string;
}
export interface SettleReturnType extends Written {
  readonly settled: readonly MarketEventOf<"Settled">[];
  readonly corrected: readonly MarketEventOf<"Corrected">[];
}

/**
 * Settles accounts in a slot after its delivery, or corrects them by newer readings: their positions are paid out,
 * deviations charged. Anyone may for anyone.
 * Throws `GridwattError`, e.g. "NotSettleable", "InvalidReadings".
 * @example
 * const { settled } = await settle(client, { slot, accounts: [1, 2], readings: tree.show([1, 2]) });
 */
export async function settle(client: Client, parameters: SettleParameters): Promise<SettleReturnType> {
  const { slot, overrides, orders = [], readings = "0x" } = parameters;
  const accounts = parameters.accounts.map((account) => uint(account, { name: "account", bits: 32 }));
  const args = [slotNumber(slot), accounts, orders, readings] as const;
  const written = await write(client, { contract: "exchange", name: "settle", args, overrides });
  const { events } = written;
  return { ...written, settled: eventsNamed(events, "Settled"), corrected: eventsNamed(events, "Corrected") };
}
