import type { Deployment, MarketEvent, OrderId, Slot } from "@gridwatt/sdk";

/**
 * Field 13: the order's id on chain is unique within its exchange only, so chain and exchange stand before it. It is the
 * same in all reports of the order.
 */
export function orderIdOf({ chainId, contracts }: Deployment, id: OrderId): string {
  return `GW-${chainId}-${contracts.exchange.slice(2).toLowerCase()}-${id}`;
}

/**
 * Field 31: chain, block, log, and which of the orders that the log filled it was, from 0. Both sides of a trade have
 * the same: the id is there to match them, and field 11 tells them apart.
 */
export function transactionIdOf(
  { chainId }: Pick<Deployment, "chainId">,
  { block, logIndex }: Pick<MarketEvent, "block" | "logIndex">,
  fill: number,
): string {
  return `GW-${chainId}-${block}-${logIndex}-${fill}`;
}

/** Field 21: the book, by the EIC of its zone and the begin of delivery in UTC. */
export function contractIdOf(eic: string, slot: Slot): string {
  return `${eic}_${slot}`;
}
