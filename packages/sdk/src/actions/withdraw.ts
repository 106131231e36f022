import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toBase } from "../internal/values.ts";
import { uint } from "../order.ts";
import type { Money } from "../units/money.ts";

export interface WithdrawParameters extends WriteParameters {
  readonly account: number;
  readonly amount: Money;
}
export type WithdrawReturnType = Written;

/**
 * Moves free funds to the account's owner. Only the owner may, at any time.
 * Throws `GridwattError`, e.g. "InsufficientFree".
 * @example
 * await withdraw(client, { account: 1, amount: Money.parse("20") });
 */
export async function withdraw(client: Client, parameters: WithdrawParameters): Promise<WithdrawReturnType> {
  const { overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const args = [account, toBase(parameters.amount, "amount")] as const;
  return write(client, { contract: "exchange", name: "withdraw", args, overrides });
}
