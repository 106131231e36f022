import type { Client } from "../client.ts";
import { ParameterError } from "../gridwatt-error.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { orderStructOf } from "../internal/orders.ts";
import type { OrderParameters } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Money } from "../units/money.ts";
import { Price } from "../units/price.ts";

/** The account may be left out where the zone is given. */
export interface QuoteParameters extends Omit<OrderParameters, "account">, ReadParameters {
  readonly account?: number;
}
export interface QuoteReturnType {
  /** What would trade at once. */
  readonly filled: Energy;
  /** What the fills would take from free funds, with the escrow behind them. */
  readonly cost: Money;
  /** All-in: what a buyer pays, what a seller gets; below zero where the seller pays. */
  readonly total: Money;
  /** All-in price of the last fill: the limit to place with. Null where nothing would trade. */
  readonly limit: Price | null;
  readonly marketFee: Money;
  /** By zone. */
  readonly gridFees: readonly Money[];
}

/**
 * What an order would do now. Its limit is the worst price looked at. Own orders in its way are not seen, funds are not
 * asked for.
 * Throws `GridwattError`, e.g. "GateClosed".
 * @example
 * const { filled, total, limit } = await quote(client, order);
 */
export async function quote(client: Client, parameters: QuoteParameters): Promise<QuoteReturnType> {
  const { block, account = 0, ...order } = parameters;
  if (account === 0 && order.zone === undefined) throw new ParameterError("A quote needs an account or a zone.");
  const struct = await orderStructOf(client, { ...order, account });
  const result = await read(client, { contract: "exchange", name: "quote", args: [struct], block });
  return {
    filled: Energy.ofWh(result.filled),
    cost: Money.ofUnits(result.cost),
    total: Money.ofUnits(result.total),
    limit: result.filled === 0n ? null : Price.ofTicks(result.limit),
    marketFee: Money.ofUnits(result.marketFee),
    gridFees: result.gridFees.map((units) => Money.ofUnits(units)),
  };
}
