import { decodeOrderId, PARTY, type ExchangeEvent, type OrderId, type Side } from "@gridwatt/sdk";

import { Replay, type RestingOrder } from "./replay.ts";

/** What a posting is for. */
export type PostingKind =
  "deposit" | "withdrawal" | "sale" | "purchase" | "grid-fee" | "market-fee" | "deviation" | "correction";

/** Money that an account got or gave, for good. */
export interface Posting {
  readonly account: number;
  readonly kind: PostingKind;
  /** {unit} what the account got; below zero it gave. */
  readonly units: bigint;
  /** Delivery period; null for deposits and withdrawals. */
  readonly slot: number | null;
  /** {Wh} that were traded, or deviated; null where no energy is meant. */
  readonly energy: bigint | null;
  /** {tick} per kWh; null where the amount has no single price. */
  readonly price: bigint | null;
  /** The account on the other side; null where there is none. */
  readonly counterparty: number | null;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

/** Where an account's money is {unit}. */
export interface Funds {
  readonly free: bigint;
  /** Locked by open orders. */
  readonly orders: bigint;
  /** What its unsettled energy is paid out at, before deviations. */
  readonly sets: bigint;
  /** For deviations, settled and not paid yet; what the balancing party owes of them, less what it set aside, is below zero. */
  readonly credits: bigint;
  /** What the balancing party could not pay; below zero for the party itself. */
  readonly receivables: bigint;
  /** What it owes the balancing party; below zero for the party itself. */
  readonly debt: bigint;
}

/** What an account traded for a slot and what its meters counted. */
export interface SlotHolding {
  /** {Wh} sold and bought, before netting. */
  sold: bigint;
  bought: bigint;
  /** {Wh} of both, netted. */
  netted: bigint;
  /** Export less import {Wh} that it was settled with, as last corrected; null until then. */
  metered: bigint | null;
  /** Whether readings were missing. */
  assumed: boolean;
}

export interface PricePair {
  readonly long: bigint;
  readonly short: bigint;
}

type Change = Partial<Funds>;
type EventOf<Name extends ExchangeEvent["name"]> = Extract<ExchangeEvent, { readonly name: Name }>;

const NOTHING: Funds = { free: 0n, orders: 0n, sets: 0n, credits: 0n, receivables: 0n, debt: 0n };

/** The events of the exchange contradict each other. */
export class JournalError extends Error {}

/**
 * Every account's money, rebuilt from the exchange's events. A posting changes what an account has in all; whatever only
 * moves its money, from free to locked or from a credit to free, is none. So an account's postings add up to `total` of
 * its funds, and those of all accounts to what was deposited less what was withdrawn and less all fees.
 */
export class Journal {
  readonly postings: Posting[] = [];
  readonly #replay = new Replay();
  readonly #pairs = new Map<number, PricePair>();
  readonly #funds = new Map<number, Funds>();
  readonly #holdings = new Map<number, Map<number, SlotHolding>>();
  readonly #financed = new Set<number>();

  /** Takes the next event of the chain. Throws `JournalError` or `ReplayError` where it contradicts those before. */
  apply(event: ExchangeEvent): void {
    switch (event.name) {
      case "SlotOpened":
        return void this.#pairs.set(event.slot.number, { long: event.long.ticks, short: event.short.ticks });
      case "Deposited":
        return this.#post(event, { account: event.account, kind: "deposit", units: event.amount.units });
      case "Withdrawn":
        return this.#post(event, { account: event.account, kind: "withdrawal", units: -event.amount.units });
      case "OrderPlaced":
        this.#replay.apply(event);
        return this.#lock(event.account, this.lockOf(event.id) * event.energy.wh);
      case "OrderReduced":
      case "OrderClosed":
        this.#replay.apply(event);
        return this.#lock(event.account, -this.lockOf(event.id) * event.released.wh);
      case "OrderClaimed":
        return void this.#replay.apply(event);
      case "Trade":
        return this.#trade(event);
      case "Netted":
        return this.#net(event);
      case "Settled":
        return this.#settle(event);
      case "Corrected":
        return this.#correct(event);
      default:
        return this.#clear(event);
    }
  }

  /** Accounts that ever had anything, rising. */
  get accounts(): readonly number[] {
    return [...this.#funds.keys()].sort((a, b) => a - b);
  }

  funds(account: number): Funds {
    return this.#funds.get(account) ?? NOTHING;
  }

  /** By slot. */
  holdings(account: number): ReadonlyMap<number, Readonly<SlotHolding>> {
    return this.#holdings.get(account) ?? new Map<number, SlotHolding>();
  }

  /** Every order that ever came to rest, by id. */
  get orders(): ReadonlyMap<bigint, Readonly<RestingOrder>> {
    return this.#replay.orders;
  }

  /** What a Wh of a resting order locks {tick}: what the energy costs at its price, and what backs it. */
  lockOf(order: OrderId): bigint {
    const { slot, side, price } = decodeOrderId(order);
    return backingOf(this.pairOf(slot.number), side) + (side === "buy" ? price.ticks : -price.ticks);
  }

  /** A slot's price pair {tick}. Throws `JournalError` where it was never opened. */
  pairOf(slot: number): PricePair {
    const pair = this.#pairs.get(slot);
    if (pair === undefined) throw new JournalError(`slot ${slot} was never opened`);
    return pair;
  }

  /** What moves money between an account and the balancing party, or within what one of them has. */
  #clear(event: ExchangeEvent): void {
    switch (event.name) {
      case "DebtIncurred":
        return this.#mirror(event.account, { free: event.amount.units, debt: event.amount.units });
      case "DebtRepaid":
        return this.#mirror(event.account, { free: -event.amount.units, debt: -event.amount.units });
      case "ReceivableIncurred":
        return this.#mirror(event.account, { free: -event.amount.units, receivables: event.amount.units });
      case "ReceivablePaid":
        return this.#mirror(event.account, { free: event.amount.units, receivables: -event.amount.units });
      case "SlotFinanced":
        this.#financed.add(event.slot.number);
        return this.#change(PARTY, { free: -event.pot.units, credits: event.pot.units });
      case "CreditPaid": {
        const [paid, owed] = [event.amount.units, event.receivable.units];
        this.#change(event.account, { free: paid, credits: -paid - owed, receivables: owed });
        return this.#change(PARTY, { credits: owed, receivables: -owed });
      }
      case "SlotPaid":
        return this.#change(PARTY, { free: event.dust.units, credits: -event.dust.units });
      default:
        return;
    }
  }

  #trade(event: EventOf<"Trade">): void {
    const { taker, slot } = event;
    const makerSide = event.side;
    const takerSide = makerSide === "buy" ? "sell" : "buy";
    for (const { order, energy } of this.#replay.apply(event)) {
      const lock = this.lockOf(order.id) * energy;
      this.#change(order.account, { free: lock, orders: -lock });
      this.#deal(event, { account: order.account, counterparty: taker, side: makerSide, energy });
      this.#deal(event, { account: taker, counterparty: order.account, side: takerSide, energy });
    }
    const energy = event.energy.wh;
    for (const [kind, fee] of [
      ["grid-fee", event.pathFee.ticks],
      ["market-fee", event.marketFee.ticks],
    ] as const) {
      const of = { account: taker, slot: slot.number, energy, price: fee };
      if (fee !== 0n) this.#post(event, { kind, units: -fee * energy, ...of });
    }
  }

  /** One side of a trade: the price is paid or got, and energy held; what backs it leaves the free funds. */
  #deal(
    event: EventOf<"Trade">,
    of: { readonly account: number; readonly counterparty: number; readonly side: Side; readonly energy: bigint },
  ): void {
    const { account, counterparty, side, energy } = of;
    const [slot, price] = [event.slot.number, event.price.ticks];
    const held = this.#holding(account, slot);
    if (side === "buy") held.bought += energy;
    else held.sold += energy;
    const kind = side === "buy" ? "purchase" : "sale";
    const units = (side === "buy" ? -price : price) * energy;
    this.#post(event, { account, kind, units, slot, energy, price, counterparty });
    const sets = backingOf(this.pairOf(slot), side) * energy;
    this.#change(account, { free: -sets, sets });
  }

  #net({ account, slot, energy, credit }: EventOf<"Netted">): void {
    this.#holding(account, slot.number).netted += energy.wh;
    this.#change(account, { free: credit.units, sets: -credit.units });
  }

  #settle(event: EventOf<"Settled">): void {
    const { account, amount, sets } = event;
    const held = this.#holding(account, event.slot.number);
    if (held.sold - held.netted !== event.sold.wh || held.bought - held.netted !== event.bought.wh) {
      throw new JournalError(`account ${account} was settled in slot ${event.slot} for other energy than it traded`);
    }
    this.#meter(held, event);
    this.#change(account, { free: sets.units, sets: -sets.units });
    this.#deviate(event, "deviation", amount.units);
    this.#wait(event, positive(amount.units));
  }

  #correct(event: EventOf<"Corrected">): void {
    const { account, amount, before } = event;
    this.#meter(this.#holding(account, event.slot.number), event);
    this.#deviate(event, "correction", amount.units - before.units);
    this.#wait(event, positive(amount.units) - positive(before.units));
  }

  /** Before its slot is financed a credit is only a sum to be paid. */
  #wait({ account, slot }: EventOf<"Settled" | "Corrected">, units: bigint): void {
    if (units !== 0n && !this.#financed.has(slot.number)) this.#mirror(account, { free: -units, credits: units });
  }

  #meter(held: SlotHolding, { meteredWh, assumed }: EventOf<"Settled" | "Corrected">): void {
    held.metered = meteredWh;
    held.assumed = assumed;
  }

  /** The balancing party is the counterparty of every deviation. */
  #deviate(event: EventOf<"Settled" | "Corrected">, kind: "deviation" | "correction", units: bigint): void {
    if (units === 0n) return;
    const { account } = event;
    const slot = event.slot.number;
    const { sold, bought } = this.#holding(account, slot);
    // The energy of a deviation stands once: a correction only moves what it is worth.
    const energy = kind === "deviation" ? event.meteredWh - (sold - bought) : null;
    const opposite = energy === null ? null : -energy;
    this.#post(event, { account, kind, units, slot, energy, counterparty: PARTY });
    this.#post(event, { account: PARTY, kind, units: -units, slot, energy: opposite, counterparty: account });
  }

  #post(
    { block, transaction, logIndex }: ExchangeEvent,
    posting: Pick<Posting, "account" | "kind" | "units"> & Partial<Posting>,
  ): void {
    const place = { block, transaction, logIndex };
    this.postings.push({ slot: null, energy: null, price: null, counterparty: null, ...posting, ...place });
    this.#change(posting.account, { free: posting.units });
  }

  #lock(account: number, units: bigint): void {
    this.#change(account, { free: -units, orders: units });
  }

  /** What an account gets the balancing party loses. */
  #mirror(account: number, change: Change): void {
    this.#change(account, change);
    const entries = Object.entries(change).map(([part, units]) => [part, -units] as const);
    this.#change(PARTY, Object.fromEntries(entries));
  }

  #change(account: number, change: Change): void {
    const funds: { -readonly [Part in keyof Funds]: bigint } = { ...this.funds(account) };
    for (const [part, units] of Object.entries(change) as [keyof Funds, bigint][]) funds[part] += units;
    this.#funds.set(account, funds);
  }

  #holding(account: number, slot: number): SlotHolding {
    const own = this.#holdings.get(account) ?? new Map<number, SlotHolding>();
    this.#holdings.set(account, own);
    const held = own.get(slot) ?? { sold: 0n, bought: 0n, netted: 0n, metered: null, assumed: false };
    own.set(slot, held);
    return held;
  }
}

/** All that an account has {unit}, less what it owes. */
export function total({ free, orders, sets, credits, receivables, debt }: Funds): bigint {
  return free + orders + sets + credits + receivables - debt;
}

/** What a Wh is paid out at when its slot is settled {tick}: max(short, 0) sold, -min(long, 0) bought. */
export function backingOf({ long, short }: PricePair, side: Side): bigint {
  return side === "buy" ? positive(-long) : positive(short);
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
