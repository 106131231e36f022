import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { hostNumber } from "../internal/values.ts";
import { Money } from "../units/money.ts";

export interface PullHostFeesParameters extends WriteParameters {
  readonly host: number;
}
export interface PullHostFeesReturnType extends Written {
  readonly amount: Money;
}

/**
 * Fetches a host's shares from the exchange and credits them to the payee of the licence that earned them. Anyone may.
 * @example
 * const { amount } = await pullHostFees(client, { host: 1 });
 */
export async function pullHostFees(client: Client, of: PullHostFeesParameters): Promise<PullHostFeesReturnType> {
  const args = [hostNumber(of.host)] as const;
  const written = await write(client, { contract: "feeRouter", name: "pullHost", args, overrides: of.overrides });
  return { ...written, amount: eventsNamed(written.events, "HostFeesCredited")[0]?.amount ?? Money.ZERO };
}
