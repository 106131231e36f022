import type { Client } from "../client.ts";
import { eventsNamed, type MarketEvent, type MarketEventOf } from "../events.ts";
import { read, type Written } from "./call.ts";
import { GridwattError } from "../gridwatt-error.ts";
import { toOrderStruct, uint, type Order, type OrderParameters, type OrderStruct } from "../order.ts";
import { SENTENCES } from "../errors.ts";
import { Energy } from "../units/energy.ts";
import type { OrderId } from "../words/order-id.ts";

/** What became of one order. */
export interface OrderResult {
  /** The resting order; null where nothing rests. */
  readonly id: OrderId | null;
  /** What traded at once. */
  readonly filled: Energy;
  readonly trades: readonly MarketEventOf<"Trade">[];
}

/** What every action that places one order returns. */
export interface PlacedOrder extends Written, OrderResult {}

/** Fills in an order's defaults; the zone is read from the exchange. Throws `GridwattError` for an unknown account. */
export async function completeOrder(client: Client, order: OrderParameters): Promise<Order> {
  const zone = order.zone ?? (await homeZone(client, order.account));
  return { kind: "limit", minFill: Energy.ZERO, host: 0, ...order, zone };
}

/** As `completeOrder`, for several orders: each account is looked up once. */
export async function completeOrders(client: Client, orders: readonly OrderParameters[]): Promise<Order[]> {
  const homes = new Map<number, Promise<number>>();
  return Promise.all(
    orders.map(async (order) => {
      if (order.zone !== undefined) return completeOrder(client, order);
      const home = homes.get(order.account) ?? homeZone(client, order.account);
      homes.set(order.account, home);
      return completeOrder(client, { ...order, zone: await home });
    }),
  );
}

/** An order in the contracts' form, with its defaults filled in. */
export async function orderStructOf(client: Client, order: OrderParameters): Promise<OrderStruct> {
  return toOrderStruct(await completeOrder(client, order));
}

/** What became of the only order that a transaction placed. */
export function orderResult(events: readonly MarketEvent[]): OrderResult {
  const trades = eventsNamed(events, "Trade");
  const [placed] = eventsNamed(events, "OrderPlaced");
  return { id: placed?.id ?? null, filled: sumOf(trades), trades };
}

/**
 * What became of each order of a batch: an order's trades and its coming to rest follow each other in the order of the
 * batch. Two orders of a batch that only differ in energy or limit, of which the first hit the cap of steps, cannot be
 * told apart; then the first is credited with what both traded.
 */
export function orderResults(orders: readonly Order[], events: readonly MarketEvent[]): OrderResult[] {
  const told = events.filter(
    (event): event is MarketEventOf<"Trade" | "OrderPlaced"> => event.name === "Trade" || event.name === "OrderPlaced",
  );
  let next = 0;
  return orders.map((order) => {
    const trades: MarketEventOf<"Trade">[] = [];
    let left = order.energy.wh;
    for (let event = told[next]; event !== undefined; event = told[next]) {
      if (event.name === "OrderPlaced") {
        const rests = isRest(order, event) && event.energy.wh === left;
        if (rests) next += 1;
        return { id: rests ? event.id : null, filled: sumOf(trades), trades };
      }
      if (!isTradeOf(order, event) || event.energy.wh > left) break;
      trades.push(event);
      left -= event.energy.wh;
      next += 1;
    }
    return { id: null, filled: sumOf(trades), trades };
  });
}

function isTradeOf(order: Order, trade: MarketEventOf<"Trade">): boolean {
  return (
    trade.taker === order.account &&
    trade.takerZone === order.zone &&
    trade.slot.equals(order.slot) &&
    trade.side !== order.side &&
    trade.host === order.host
  );
}

function isRest(order: Order, placed: MarketEventOf<"OrderPlaced">): boolean {
  return (
    (order.kind === "limit" || order.kind === "postOnly") &&
    placed.postOnly === (order.kind === "postOnly") &&
    placed.host === order.host &&
    placed.account === order.account &&
    placed.zone === order.zone &&
    placed.slot.equals(order.slot) &&
    placed.side === order.side &&
    placed.price.equals(order.limit)
  );
}

function sumOf(trades: readonly { readonly energy: Energy }[]): Energy {
  return trades.reduce((sum, { energy }) => sum.plus(energy), Energy.ZERO);
}

async function homeZone(client: Client, account: number): Promise<number> {
  const args = [uint(account, { name: "account", bits: 32 })] as const;
  const { owner, zone } = await read(client, { contract: "exchange", name: "accountData", args });
  if (BigInt(owner) === 0n) {
    const unknown = { account: BigInt(account) };
    throw new GridwattError("UnknownAccount", { message: SENTENCES.UnknownAccount(unknown), args: unknown });
  }
  return Number(zone);
}
