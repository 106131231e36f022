import type { MarketEventOf, OrderId, Side, Slot } from "@gridwatt/sdk";

/** Whose order for what. */
interface Interest {
  readonly account: number;
  readonly slot: Slot;
  readonly side: Side;
}

/**
 * Which order was placed for which. The exchange tells a replacement as an end and a placing in one transaction, for the
 * same account, slot and side; where several orders ended so, none of them is the one before.
 */
export class Replacements {
  #transaction = "";
  readonly #closed = new Map<string, OrderId[]>();

  /** Takes an order that ended with energy left. */
  closed(event: MarketEventOf<"OrderClosed">): void {
    this.#follow(event.transaction);
    const key = keyOf(event);
    this.#closed.set(key, [...(this.#closed.get(key) ?? []), event.id]);
  }

  /** The order that the one placed stands for; undefined where it stands for none, or nothing tells for which. */
  replacedBy(event: MarketEventOf<"OrderPlaced">): OrderId | undefined {
    this.#follow(event.transaction);
    const key = keyOf(event);
    const [id, second] = this.#closed.get(key) ?? [];
    this.#closed.delete(key);
    return second === undefined ? id : undefined;
  }

  #follow(transaction: string): void {
    if (transaction === this.#transaction) return;
    this.#transaction = transaction;
    this.#closed.clear();
  }
}

function keyOf({ account, slot, side }: Interest): string {
  return `${account}/${slot.number}/${side}`;
}
