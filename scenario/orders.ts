import type { OrderId } from "@gridwatt/sdk";

import type { Replay } from "@gridwatt/statements";
import type { OrderRow } from "./report.ts";
import { formatEnergy } from "./report.ts";

/** An order that the market took. */
export interface TakenOrder {
  readonly account: string;
  /** {Wh} */
  readonly energy: bigint;
  /** What traded at once {Wh}. */
  readonly filledAtOnce: bigint;
  /** Its resting part; null where nothing came to rest. */
  readonly id: OrderId | null;
  /** What the resting part had filled before it was this ref's {Wh}. */
  readonly filledBefore: bigint;
}

/** What became of the refs of a scenario. */
export class Orders {
  readonly #replay: Replay;
  readonly #taken = new Map<string, TakenOrder>();
  readonly #rejected = new Map<string, string>();
  /** Filled when it was cancelled, by ref {Wh}. */
  readonly #cancelled = new Map<string, bigint>();
  readonly #refs: string[] = [];

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  take(ref: string, order: TakenOrder): void {
    this.#refs.push(ref);
    this.#taken.set(ref, order);
  }

  reject(ref: string, error: string): void {
    this.#refs.push(ref);
    this.#rejected.set(ref, error);
  }

  /** Notes that an order has ended by its owner's will. */
  cancel(ref: string): void {
    const order = this.#taken.get(ref);
    if (order !== undefined && !this.#cancelled.has(ref)) this.#cancelled.set(ref, this.#filled(order));
  }

  /** The order of a ref, if the market took it. */
  get(ref: string): TakenOrder | undefined {
    return this.#taken.get(ref);
  }

  /** The ref that an order on the chain goes by now. */
  refOf(id: OrderId): string | undefined {
    return this.#refs.findLast((ref) => this.#taken.get(ref)?.id === id);
  }

  /** The id of an order that came to rest and was not cancelled. */
  restingId(ref: string): OrderId | null {
    return this.#cancelled.has(ref) ? null : (this.#taken.get(ref)?.id ?? null);
  }

  /** As `restingId`, where something of it is still open. */
  liveId(ref: string): OrderId | null {
    const id = this.restingId(ref);
    return id !== null && this.#replay.order(id).open > 0n ? id : null;
  }

  /** @param isLate whether an order's gate has closed */
  rows(isLate: (id: OrderId) => boolean): Record<string, OrderRow> {
    return Object.fromEntries(this.#refs.map((ref) => [ref, this.#row(ref, isLate)]));
  }

  #row(ref: string, isLate: (id: OrderId) => boolean): OrderRow {
    const none = formatEnergy(0n);
    const error = this.#rejected.get(ref);
    if (error !== undefined) return { status: "rejected", filled: none, open: none, error };
    const order = this.#taken.get(ref);
    if (order === undefined) throw new Error(`nothing is known of ${ref}`);
    const filled = this.#cancelled.get(ref) ?? this.#filled(order);
    const row = (status: OrderRow["status"], open = 0n): OrderRow => {
      return { status, filled: formatEnergy(filled), open: formatEnergy(open), error: null };
    };
    if (filled === order.energy) return row("filled");
    if (order.id === null || this.#cancelled.has(ref)) return row("cancelled");
    return isLate(order.id) ? row("expired") : row("open", this.#replay.order(order.id).open);
  }

  #filled({ id, filledAtOnce, filledBefore }: TakenOrder): bigint {
    return filledAtOnce + (id === null ? 0n : this.#replay.order(id).filled - filledBefore);
  }
}
