import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { toAddress } from "../internal/values.ts";
import { Money } from "../units/money.ts";

export interface GetWattBalanceParameters extends ReadParameters {
  readonly holder: string;
}
/** Rounded down to whole units. */
export type GetWattBalanceReturnType = Money;

/**
 * WATT in somebody's wallet; funds in the exchange are told by `getAccount`.
 * @example
 * const balance = await getWattBalance(client, { holder: "0x..." });
 */
export async function getWattBalance(
  client: Client,
  parameters: GetWattBalanceParameters,
): Promise<GetWattBalanceReturnType> {
  const args = [toAddress(parameters.holder, "holder")] as const;
  const { block } = parameters;
  return Money.ofBaseRoundedDown(await read(client, { contract: "watt", name: "balanceOf", args, block }));
}
