import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface PayReceivablesParameters extends WriteParameters {
  /** Accounts of anyone; those that are owed nothing are passed over. */
  readonly accounts: readonly number[];
}
export interface PayReceivablesReturnType extends Written {
  readonly paid: readonly MarketEventOf<"ReceivablePaid">[];
}

/**
 * Pays accounts what the balancing party still owes them, as far as its free funds reach. Anyone may for anyone.
 * @example
 * const { paid } = await payReceivables(client, { accounts: [1, 2] });
 */
export async function payReceivables(
  client: Client,
  parameters: PayReceivablesParameters,
): Promise<PayReceivablesReturnType> {
  const accounts = parameters.accounts.map((account) => uint(account, { name: "account", bits: 32 }));
  const { overrides } = parameters;
  const written = await write(client, { contract: "exchange", name: "payReceivables", args: [accounts], overrides });
  return { ...written, paid: eventsNamed(written.events, "ReceivablePaid") };
}
