import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { toBase, toGrid } from "../internal/values.ts";
import type { Grid } from "../units/grid.ts";
import type { Money } from "../units/money.ts";

/**
 * Puts the WATT of the rewards reserve up for sale, a lot at most. Anyone may, once the lot before is over.
 * Throws `GridwattError`, e.g. "LotNotOver", "LotTooSmall".
 * @example
 * await beginLot(client, {});
 */
export function beginLot(client: Client, { overrides }: WriteParameters): Promise<Written> {
  return write(client, { contract: "rewardsReserve", name: "beginLot", args: [], overrides });
}

export interface BuyLotParameters extends WriteParameters {
  /** WATT; where less is left, all that is. */
  readonly amount: Money;
  /** GRID that a WATT may cost at most. */
  readonly maxPrice: Grid;
}
export interface BuyLotReturnType extends Written {
  readonly bought: Money;
  readonly cost: Grid;
}

/**
 * Buys WATT of the rewards reserve for GRID of the runner, who has approved it.
 * Throws `GridwattError`, e.g. "NothingForSale", "PriceTooHigh".
 * @example
 * await buyLot(client, { amount: Money.parse("100"), maxPrice: Grid.parse("12.5") });
 */
export async function buyLot(client: Client, parameters: BuyLotParameters): Promise<BuyLotReturnType> {
  const args = [toBase(parameters.amount, "amount"), toGrid(parameters.maxPrice, "maxPrice")] as const;
  const written = await write(client, {
    contract: "rewardsReserve",
    name: "buy",
    args,
    overrides: parameters.overrides,
  });
  const [sold] = eventsNamed(written.events, "LotSold");
  if (sold === undefined) throw new GridwattError("NotSold", { message: "The rewards reserve told of no sale." });
  return { ...written, bought: sold.amount, cost: sold.cost };
}
