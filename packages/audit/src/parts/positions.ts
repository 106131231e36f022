import { decodeOrderId, type MarketEvent, type MarketEventOf, type OrderId, type Side } from "@gridwatt/sdk";
import type { Journal } from "@gridwatt/statements";

import type { Part } from "./part.ts";
import { ringOf } from "./ring.ts";

/** What an account holds in a slot, fills of resting orders only once they are claimed. */
export interface Position {
  readonly account: number;
  readonly slot: number;
  /** {Wh} not netted */
  sold: bigint;
  bought: bigint;
  /** Orders. */
  openBids: number;
  openAsks: number;
  settled: boolean;
  /** {Wh} export less import that it was settled with, 0 until then */
  metered: bigint;
  assumed: boolean;
  creditDue: boolean;
  /** {unit} paid for its sets when it was settled */
  sets: bigint;
  /** {unit} for its deviation, as last corrected */
  amount: bigint;
}

/** Positions by the words in which they lie: the slots of a place in the ring follow each other in one word. */
export class Positions implements Part {
  /** By account, then by place in the ring. */
  readonly #words = new Map<number, Map<number, Position>>();
  readonly #financed = new Set<number>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  *[Symbol.iterator](): Iterator<Position> {
    for (const words of this.#words.values()) yield* words.values();
  }

  /** How many slots an account is active in: with open orders, unsettled energy or an unpaid credit. */
  activeSlots(account: number): number {
    return [...(this.#words.get(account)?.values() ?? [])].filter(isActive).length;
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "Trade":
        return this.#hold(
          this.#at(event.taker, event.slot.number),
          event.side === "buy" ? "sell" : "buy",
          event.energy.wh,
        );
      case "OrderPlaced":
        return this.#count(event.id, event.account, 1);
      case "OrderClaimed": {
        this.#hold(this.#ofOrder(event.id, event.account), decodeOrderId(event.id).side, event.filled.wh);
        if (this.#journal.orders.get(event.id)?.open === 0n) this.#count(event.id, event.account, -1);
        return;
      }
      case "OrderClosed":
        this.#hold(this.#ofOrder(event.id, event.account), decodeOrderId(event.id).side, event.filled.wh);
        return this.#count(event.id, event.account, -1);
      default:
        return this.#clear(event);
    }
  }

  #clear(event: MarketEvent): void {
    switch (event.name) {
      case "Netted": {
        const position = this.#at(event.account, event.slot.number);
        position.sold -= event.energy.wh;
        position.bought -= event.energy.wh;
        return;
      }
      case "Settled":
        return this.#settle(event);
      case "Corrected":
        return this.#correct(event);
      case "CreditPaid":
        this.#at(event.account, event.slot.number).creditDue = false;
        return;
      case "SlotFinanced":
        this.#financed.add(event.slot.number);
    }
  }

  #settle({ account, slot, meteredWh, assumed, sets, amount }: MarketEventOf<"Settled">): void {
    const creditDue = this.#isDue(slot.number, amount.units);
    const outcome = { settled: true, metered: meteredWh, assumed, creditDue };
    Object.assign(this.#at(account, slot.number), { ...outcome, sets: sets.units, amount: amount.units });
  }

  #correct({ account, slot, meteredWh, assumed, amount }: MarketEventOf<"Corrected">): void {
    const creditDue = this.#isDue(slot.number, amount.units);
    const outcome = { metered: meteredWh, assumed, creditDue, amount: amount.units };
    Object.assign(this.#at(account, slot.number), outcome);
  }

  /** Once its slot is financed a credit is paid at once. */
  #isDue(slot: number, units: bigint): boolean {
    return units > 0n && !this.#financed.has(slot);
  }

  #hold(position: Position, side: Side, energy: bigint): void {
    if (side === "buy") position.bought += energy;
    else position.sold += energy;
  }

  #count(id: OrderId, account: number, change: number): void {
    const position = this.#ofOrder(id, account);
    if (decodeOrderId(id).side === "buy") position.openBids += change;
    else position.openAsks += change;
  }

  #ofOrder(id: OrderId, account: number): Position {
    return this.#at(account, decodeOrderId(id).slot.number);
  }

  #at(account: number, slot: number): Position {
    const words = this.#words.get(account) ?? new Map<number, Position>();
    this.#words.set(account, words);
    const known = words.get(ringOf(slot));
    if (known?.slot === slot) return known;
    const nothing = { sold: 0n, bought: 0n, openBids: 0, openAsks: 0, metered: 0n, sets: 0n, amount: 0n };
    const position = { account, slot, ...nothing, settled: false, assumed: false, creditDue: false };
    words.set(ringOf(slot), position);
    return position;
  }
}

function isActive({ sold, bought, openBids, openAsks, settled, creditDue }: Position): boolean {
  return settled ? creditDue : sold + bought > 0n || openBids + openAsks > 0;
}
