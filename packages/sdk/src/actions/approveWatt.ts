import { MaxUint256 } from "ethers";

import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toBase } from "../internal/values.ts";
import { Money } from "../units/money.ts";

export interface ApproveWattParameters extends WriteParameters {
  /** "unlimited" is not counted down. Zero revokes. */
  readonly amount: Money | "unlimited";
  /** Who may take it: the exchange for deposits (default), or the redemption queue. */
  readonly spender?: "exchange" | "redemptions";
}
export type ApproveWattReturnType = Written;

/**
 * Lets the exchange take WATT of the runner for deposits, or the redemption queue for redemptions.
 * Throws `GridwattError`.
 * @example
 * await approveWatt(client, { amount: Money.parse("100") });
 */
export async function approveWatt(client: Client, parameters: ApproveWattParameters): Promise<ApproveWattReturnType> {
  const { amount, spender = "exchange", overrides } = parameters;
  const args = [client.deployment.contracts[spender], allowanceOf(amount)] as const;
  return write(client, { contract: "watt", name: "approve", args, overrides });
}

function allowanceOf(amount: Money | "unlimited"): bigint {
  if (amount === "unlimited") return MaxUint256;
  return amount instanceof Money && amount.isZero() ? 0n : toBase(amount, "amount");
}
