import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toBase } from "../internal/values.ts";
import { uint } from "../order.ts";
import type { Money } from "../units/money.ts";

export interface DepositParameters extends WriteParameters {
  readonly account: number;
  readonly amount: Money;
}
export type DepositReturnType = Written;

/**
 * Moves WATT of the runner into an account's free funds. Approve the exchange first, or use `depositWithPermit`.
 * Throws `GridwattError`, e.g. "ERC20InsufficientAllowance".
 * @example
 * await deposit(client, { account: 1, amount: Money.parse("50") });
 */
export async function deposit(client: Client, parameters: DepositParameters): Promise<DepositReturnType> {
  const { overrides } = parameters;
  const account = uint(parameters.account, { name: "account", bits: 32 });
  const args = [account, toBase(parameters.amount, "amount")] as const;
  return write(client, { contract: "exchange", name: "deposit", args, overrides });
}
