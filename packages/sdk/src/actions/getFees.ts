import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { uint } from "../order.ts";
import { Money } from "../units/money.ts";

export interface GetFeesParameters extends ReadParameters {
  /** Number of the grid operator; 0: the market itself. */
  readonly operator: number;
}
export type GetFeesReturnType = Money;

/**
 * Collected fees of an operator that `pullFees` would fetch from the exchange; of the market, less what hosts and discounts
 * keep.
 * @example
 * const fees = await getFees(client, { operator: 1 });
 */
export async function getFees(client: Client, parameters: GetFeesParameters): Promise<GetFeesReturnType> {
  const args = [uint(parameters.operator, { name: "operator", bits: 16 })] as const;
  return Money.ofUnits(await read(client, { contract: "exchange", name: "feesOwed", args, block: parameters.block }));
}
