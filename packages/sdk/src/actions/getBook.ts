import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { levelOf, type PriceLevel } from "../internal/levels.ts";
import { sideNumber, slotNumber, uint, type Side } from "../order.ts";
import type { Slot } from "../units/slot.ts";

export interface GetBookParameters extends ReadParameters {
  readonly slot: Slot;
  readonly zone: number;
  /** Prices of each side at most; default: 20. */
  readonly count?: number;
}
export interface GetBookReturnType {
  /** Highest price first. */
  readonly bids: readonly PriceLevel[];
  /** Lowest price first. */
  readonly asks: readonly PriceLevel[];
}

/** Levels asked for in one call, so that a long book does not pass a node's limit. */
const PAGE = 100;

/**
 * The bids and asks of one zone for one slot, by price. Without fees between zones.
 * @example
 * const { bids, asks } = await getBook(client, { slot, zone: 3 });
 */
export async function getBook(client: Client, parameters: GetBookParameters): Promise<GetBookReturnType> {
  const [bids, asks] = await Promise.all([
    depth(client, { ...parameters, side: "buy" }),
    depth(client, { ...parameters, side: "sell" }),
  ]);
  return { bids, asks };
}

async function depth(client: Client, parameters: GetBookParameters & { readonly side: Side }): Promise<PriceLevel[]> {
  const { side, block } = parameters;
  const count = uint(parameters.count ?? 20, { name: "count", bits: 32 });
  const book = [
    slotNumber(parameters.slot),
    uint(parameters.zone, { name: "zone", bits: 8 }),
    sideNumber(side),
  ] as const;
  const found: PriceLevel[] = [];
  let from = 0n;
  do {
    const args = [...book, from, Math.min(PAGE, count - found.length)] as const;
    const { levels, next } = await read(client, { contract: "exchange", name: "depth", args, block });
    found.push(...levels.map(levelOf));
    from = next;
  } while (from !== 0n && found.length < count);
  return found;
}
