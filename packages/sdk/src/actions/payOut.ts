import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress } from "../internal/values.ts";
import { Money } from "../units/money.ts";

export interface PayOutParameters extends WriteParameters {
  readonly payee: string;
}
export interface PayOutReturnType extends Written {
  /** Rounded down to whole units. */
  readonly amount: Money;
  /** {base} the exact amount */
  readonly base: bigint;
}

/**
 * Pays a payee all fees it is owed. Anyone may.
 * @example
 * const { amount } = await payOut(client, { payee: "0x..." });
 */
export async function payOut(client: Client, parameters: PayOutParameters): Promise<PayOutReturnType> {
  const { overrides } = parameters;
  const args = [toAddress(parameters.payee, "payee")] as const;
  const written = await write(client, { contract: "feeRouter", name: "payOut", args, overrides });
  const [paid] = eventsNamed(written.events, "PaidOut");
  return { ...written, amount: paid?.amount ?? Money.ZERO, base: paid?.base ?? 0n };
}
