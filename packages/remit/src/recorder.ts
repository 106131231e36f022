import type { Deployment, MarketEventOf, OrderId, Slot } from "@gridwatt/sdk";
import { Replay, timeOf, type BookEvent, type MakerFill } from "@gridwatt/statements";

import type { Codes } from "./codes.ts";
import { contractOf, gateTime } from "./contract.ts";
import type { ContractRecord, OrderRecord, TradeRecord } from "./fields.ts";
import { contractIdOf, transactionIdOf } from "./ids.ts";
import { orderRecord, tradeRecord, type OrderTold, type TradeTold } from "./records.ts";
import { Replacements } from "./replacements.ts";

export interface RecorderParameters {
  readonly deployment: Deployment;
  readonly codes: Codes;
  readonly timeZone: string;
  /** Events of earlier blocks are only taken into account. */
  readonly fromBlock: number;
  /** When blocks from there on were made. */
  readonly times: ReadonlyMap<number, Date>;
}

/** What changes with each event of an order. */
type Change = Pick<OrderTold, "id" | "account" | "energy" | "status" | "action" | "previous">;

/** Turns events of the exchange, in their order, into records of orders, trades and contracts. */
export class Recorder {
  readonly orders: OrderRecord[] = [];
  readonly trades: TradeRecord[] = [];
  readonly #of: RecorderParameters;
  readonly #replay = new Replay();
  readonly #replacements = new Replacements();
  readonly #contracts = new Map<string, ContractRecord>();
  readonly #postOnly = new Set<OrderId>();
  /** {s} before delivery, by slot */
  readonly #gates = new Map<number, number>();

  constructor(parameters: RecorderParameters) {
    this.#of = parameters;
  }

  /** Those that orders and trades name. */
  get contracts(): readonly ContractRecord[] {
    return [...this.#contracts.values()];
  }

  /** Takes the next event. Throws as `readReport` does. */
  apply(event: BookEvent | MarketEventOf<"SlotOpened">): void {
    if (event.name === "SlotOpened") {
      this.#gates.set(event.slot.number, event.gate);
      return;
    }
    const fills = this.#replay.apply(event);
    if (event.name === "OrderPlaced" && event.postOnly) this.#postOnly.add(event.id);
    if (event.block >= this.#of.fromBlock) this.#record(event, fills);
  }

  #record(event: BookEvent, fills: readonly MakerFill[]): void {
    switch (event.name) {
      case "OrderPlaced":
        return this.#placed(event);
      case "Trade":
        return fills.forEach((fill, at) => this.#traded(event, { fill, at }));
      case "OrderReduced":
        return this.#reduced(event);
      case "OrderClosed":
        return this.#closed(event);
      case "OrderClaimed":
        return;
    }
  }

  #placed(event: MarketEventOf<"OrderPlaced">): void {
    const { id, account, energy } = event;
    const previous = this.#replacements.replacedBy(event);
    this.#order(event, { id, account, energy: energy.wh, status: "ACT", action: "N", previous });
  }

  #reduced(event: MarketEventOf<"OrderReduced">): void {
    const { id, account, filled, open } = this.#replay.order(event.id);
    this.#order(event, { id, account, energy: open, status: filled > 0n ? "PMA" : "ACT", action: "M" });
  }

  /** One that had been matched wholly is told already: it only leaves the list of its account's orders. */
  #closed(event: MarketEventOf<"OrderClosed">): void {
    const { id, account, released, slot, block } = event;
    if (released.isZero()) return;
    this.#replacements.closed(event);
    const expired = timeOf(this.#of, block) >= gateTime(slot, this.#gateOf(slot));
    this.#order(event, { id, account, energy: released.wh, status: expired ? "EXP" : "WIT", action: "C" });
  }

  /** What a trade took from one order: both sides of it, and how the order stands. */
  #traded(event: MarketEventOf<"Trade">, { fill, at }: { readonly fill: MakerFill; readonly at: number }): void {
    const { side, taker } = event;
    const { id, account, open } = fill.order;
    const deal = {
      ...this.#bookOf(event),
      transactionId: transactionIdOf(this.#of.deployment, event, at),
      energy: fill.energy,
    };
    this.#trade({ ...deal, account, other: taker, side, order: id });
    this.#trade({ ...deal, account: taker, other: account, side: side === "buy" ? "sell" : "buy", order: null });
    this.#order(event, { id, account, energy: open, status: open === 0n ? "MAC" : "PMA", action: "M" });
  }

  #order(event: BookEvent, change: Change): void {
    const { side, slot } = event;
    const expires = gateTime(slot, this.#gateOf(slot));
    const postOnly = this.#postOnly.has(change.id);
    const told = { ...this.#bookOf(event), side, expires, postOnly, ...change };
    this.orders.push({ RecordSeqNumber: String(this.orders.length + 1), ...orderRecord(told, this.#of) });
  }

  #trade(told: TradeTold): void {
    this.trades.push({ RecordSeqNumber: String(this.trades.length + 1), ...tradeRecord(told, this.#of) });
  }

  /** Which contract an event is of, at what price, and when it was told. */
  #bookOf({ slot, zone, price, block }: BookEvent): Pick<TradeTold, "contractId" | "price" | "time"> {
    const contractId = contractIdOf(this.#of.codes.zone(zone), slot);
    if (!this.#contracts.has(contractId)) {
      this.#contracts.set(contractId, contractOf({ slot, zone, gate: this.#gateOf(slot) }, this.#of));
    }
    return { contractId, price, time: timeOf(this.#of, block) };
  }

  /** {s} */
  #gateOf(slot: Slot): number {
    const gate = this.#gates.get(slot.number);
    if (gate === undefined) throw new Error(`slot ${slot.number} has orders and was never opened`);
    return gate;
  }
}
