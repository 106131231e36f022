import { MaxUint256 } from "ethers";

import type { Client } from "../client.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toAddress } from "../internal/values.ts";
import type { Money } from "../units/money.ts";

export interface SetFrozenTokensParameters extends WriteParameters {
  readonly holder: string;
  /** All that is frozen from now on, whatever was before; "account" for whatever it has and will have. */
  readonly amount: Money | "account";
}

/**
 * Freezes WATT in somebody's wallet (ERC-7943); zero frees it. Role of the freezer.
 * Throws `GridwattError`, e.g. "EscrowFrozen".
 * @example
 * await setFrozenTokens(client, { holder: "0x...", amount: "account" });
 */
export async function setFrozenTokens(client: Client, parameters: SetFrozenTokensParameters): Promise<Written> {
  const { amount, overrides } = parameters;
  const args = [toAddress(parameters.holder, "holder"), amount === "account" ? MaxUint256 : amount.base] as const;
  return write(client, { contract: "watt", name: "setFrozenTokens", args, overrides });
}
