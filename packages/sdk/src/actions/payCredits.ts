import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { slotNumber, uint } from "../order.ts";
import type { Slot } from "../units/slot.ts";

export interface PayCreditsParameters extends WriteParameters {
  readonly slot: Slot;
  /** Accounts of anyone; those without an unpaid credit are passed over. */
  readonly accounts: readonly number[];
}
export interface PayCreditsReturnType extends Written {
  readonly paid: readonly MarketEventOf<"CreditPaid">[];
}

/**
 * Pays accounts their credits of a slot that is financed. Anyone may for anyone.
 * @example
 * const { paid } = await payCredits(client, { slot, accounts: [1, 2] });
 */
export async function payCredits(client: Client, parameters: PayCreditsParameters): Promise<PayCreditsReturnType> {
  const { slot, overrides } = parameters;
  const accounts = parameters.accounts.map((account) => uint(account, { name: "account", bits: 32 }));
  const args = [slotNumber(slot), accounts] as const;
  const written = await write(client, { contract: "exchange", name: "payCredits", args, overrides });
  return { ...written, paid: eventsNamed(written.events, "CreditPaid") };
}
