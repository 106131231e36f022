import { Energy } from "../units/energy.ts";
import { Price } from "../units/price.ts";

/** One price of a book and the energy on offer there. */
export interface PriceLevel {
  readonly price: Price;
  readonly energy: Energy;
}

/** A price level from the contracts' form. */
export function levelOf({ price, energy }: { readonly price: bigint; readonly energy: bigint }): PriceLevel {
  return { price: Price.ofTicks(price), energy: Energy.ofWh(energy) };
}
