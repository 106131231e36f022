import type { MarketEventOf, OrderId } from "@gridwatt/sdk";
import { encodeBookPlace } from "@gridwatt/sdk";

/** What the exchange tells of its books. */
export type BookEvent = MarketEventOf<"OrderPlaced" | "Trade" | "OrderClaimed" | "OrderReduced" | "OrderClosed">;

/** An order that has come to rest. */
export interface RestingOrder {
  readonly id: OrderId;
  readonly account: number;
  /** Of its resting part, ever {Wh}. */
  filled: bigint;
  /** Of that, what a claim has brought to the account {Wh}. */
  claimed: bigint;
  /** Still in the book {Wh}. */
  open: bigint;
  /** Cancelled or expired on chain. */
  closed: boolean;
}

/** Energy that a taker took from one order. */
export interface MakerFill {
  readonly order: RestingOrder;
  readonly energy: bigint;
}

/** What the exchange says of an order does not fit what its earlier events say. */
export class ReplayError extends Error {
  constructor(order: bigint, problem: string) {
    super(`order ${order}: ${problem}`);
    this.name = "ReplayError";
  }
}

/**
 * The queues of all books, rebuilt from events alone: a trade says only how much left a level, and by price-time
 * priority that tells who was filled. Every claim and every end of an order is held against it.
 */
export class Replay {
  readonly orders = new Map<bigint, RestingOrder>();
  /** By level, oldest first; orders leave when nothing of them is open. */
  readonly #queues = new Map<bigint, RestingOrder[]>();

  /**
   * Takes the next event of the chain.
   * @returns the orders that it filled, in queue order
   * Throws `ReplayError` where it contradicts the events before.
   */
  apply(event: BookEvent): MakerFill[] {
    switch (event.name) {
      case "OrderPlaced":
        this.#place(event);
        return [];
      case "Trade":
        return this.#trade(encodeBookPlace(event), event.energy.wh);
      case "OrderClaimed":
        this.#claim(event.id, event.filled.wh);
        return [];
      case "OrderReduced":
        this.#release(event.id, event.released.wh);
        return [];
      case "OrderClosed":
        this.#claim(event.id, event.filled.wh);
        this.#close(event.id, event.released.wh);
        return [];
    }
  }

  /** The order of an id. Throws `ReplayError` where it never rested. */
  order(id: bigint): RestingOrder {
    const found = this.orders.get(id);
    if (found === undefined) throw new ReplayError(id, "it never came to rest");
    return found;
  }

  #place({ id, account, energy }: MarketEventOf<"OrderPlaced">): void {
    if (this.orders.has(id)) throw new ReplayError(id, "it came to rest before");
    const order = { id, account, filled: 0n, claimed: 0n, open: energy.wh, closed: false };
    this.orders.set(id, order);
    this.#queue(levelOf(id)).push(order);
  }

  #trade(level: bigint, energy: bigint): MakerFill[] {
    const queue = this.#queue(level);
    const fills: MakerFill[] = [];
    for (let left = energy; left > 0n;) {
      const order = queue[0];
      if (order === undefined) throw new ReplayError(level << 16n, `${left} Wh more were taken than lay there`);
      const part = order.open < left ? order.open : left;
      order.open -= part;
      order.filled += part;
      left -= part;
      if (part > 0n) fills.push({ order, energy: part });
      if (order.open === 0n) queue.shift();
    }
    return fills;
  }

  #claim(id: bigint, filled: bigint): void {
    const order = this.order(id);
    const waiting = order.filled - order.claimed;
    if (filled !== waiting) throw new ReplayError(id, `${filled} Wh were claimed, and ${waiting} Wh waited`);
    order.claimed += filled;
  }

  #release(id: bigint, released: bigint): void {
    const order = this.order(id);
    if (released > order.open) throw new ReplayError(id, `${released} Wh were released of ${order.open} Wh`);
    order.open -= released;
  }

  #close(id: bigint, released: bigint): void {
    const order = this.order(id);
    if (released !== order.open) throw new ReplayError(id, `${released} Wh were released of ${order.open} Wh`);
    this.#release(id, released);
    order.closed = true;
    const queue = this.#queue(levelOf(id));
    const at = queue.indexOf(order);
    if (at >= 0) queue.splice(at, 1);
  }

  #queue(level: bigint): RestingOrder[] {
    const known = this.#queues.get(level);
    if (known !== undefined) return known;
    const queue: RestingOrder[] = [];
    this.#queues.set(level, queue);
    return queue;
  }
}

/** The level in which an order lies. */
export function levelOf(order: bigint): bigint {
  return order >> 16n;
}
