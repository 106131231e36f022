import type { MarketEvent, MarketEventOf, Money, OrderId, Side } from "@gridwatt/sdk";
import { decodeOrderId, PARTY } from "@gridwatt/sdk";

import { Replay } from "@gridwatt/statements";
import type { PricePair } from "./types.ts";

/** One order, or a part of it, that one taker took. */
export interface LedgerTrade {
  readonly slot: number;
  readonly maker: OrderId;
  readonly makerAccount: number;
  readonly makerSide: Side;
  readonly takerAccount: number;
  /** {Wh} */
  readonly energy: bigint;
  /** The maker's {tick} */
  readonly price: bigint;
  /** {tick} */
  readonly gridFee: bigint;
  /** {tick} */
  readonly marketFee: bigint;
}

/** What an account holds in a slot, filled orders included, claimed or not, after netting. */
export interface Holding {
  sold: bigint;
  bought: bigint;
  /** What the account itself put into the sets behind `sold` {unit}. */
  soldStake: bigint;
  /** What the account itself put into the sets behind `bought` {unit}. */
  boughtStake: bigint;
  /** Whether its sets have been paid out. */
  settled: boolean;
}

/**
 * Every account's money and energy, rebuilt from the exchange's events alone: an independent book to hold the chain's
 * own state against.
 */
export class Ledger {
  readonly replay = new Replay();
  readonly trades: LedgerTrade[] = [];
  /** Grid fees by zone of slots whose fees have been collected. */
  readonly collected = new Map<number, readonly Money[]>();
  readonly #pairs = new Map<number, PricePair>();
  readonly #residualSupply: boolean;
  readonly #free = new Map<number, bigint>();
  readonly #debts = new Map<number, bigint>();
  /** By slot: what was set aside for credits, and is not paid yet {unit}; financed slots only. */
  readonly #pots = new Map<number, { left: bigint; unpaid: bigint }>();
  readonly #holdings = new Map<string, Holding & { readonly account: number; readonly slot: number }>();
  #gridFees = 0n;
  #marketFees = 0n;
  #deposited = 0n;

  constructor(residualSupply: boolean) {
    this.#residualSupply = residualSupply;
  }

  /** Takes the next event of the chain. Throws `ReplayError` where it contradicts the events before. */
  apply(event: MarketEvent): void {
    switch (event.name) {
      case "SlotOpened":
        this.#pairs.set(event.slot.number, { long: event.long.ticks, short: event.short.ticks });
        return;
      case "FeesCollected":
        this.collected.set(event.slot.number, event.gridFees);
        return;
      case "Deposited":
        this.#deposited += event.amount.units;
        return this.#credit(event.account, event.amount.units);
      case "Withdrawn":
        this.#deposited -= event.amount.units;
        return this.#credit(event.account, -event.amount.units);
      case "Netted":
        return this.#net(event);
      case "Settled":
        return this.#settle(event);
      case "Corrected":
        return this.#correct(event);
      case "DebtIncurred":
        this.#debts.set(event.account, this.debt(event.account) + event.amount.units);
        return this.#pay(event.account, event.amount.units);
      case "DebtRepaid":
        this.#debts.set(event.account, this.debt(event.account) - event.amount.units);
        return this.#pay(event.account, -event.amount.units);
      case "ReceivableIncurred":
        return this.#pay(event.account, -event.amount.units);
      case "ReceivablePaid":
        return this.#pay(event.account, event.amount.units);
      case "SlotFinanced":
        this.#pots.set(event.slot.number, { left: event.pot.units, unpaid: event.credits.units });
        return this.#credit(PARTY, -event.pot.units);
      case "CreditPaid":
        this.#takeFromPot(event.slot.number, event.amount.units, event.amount.units + event.receivable.units);
        return this.#credit(event.account, event.amount.units);
      case "SlotPaid":
        this.#takeFromPot(event.slot.number, event.dust.units, 0n);
        return this.#credit(PARTY, event.dust.units);
      case "Trade":
        return this.#trade(event);
      case "OrderPlaced":
        this.replay.apply(event);
        return this.#credit(event.account, -this.#lockOf(event.id) * event.energy.wh);
      case "OrderReduced":
      case "OrderClosed":
        this.replay.apply(event);
        return this.#credit(event.account, this.#lockOf(event.id) * event.released.wh);
      case "OrderClaimed":
        this.replay.apply(event);
    }
  }

  free(account: number): bigint {
    return this.#free.get(account) ?? 0n;
  }

  /** Owed to the balancing party {unit}. */
  debt(account: number): bigint {
    return this.#debts.get(account) ?? 0n;
  }

  /** Financed slots with credits that are not paid. */
  unpaidSlots(): number[] {
    return [...this.#pots].filter(([, { unpaid }]) => unpaid > 0n).map(([slot]) => slot);
  }

  /** What the account itself put into open orders and unsettled sets {unit}. */
  locked(account: number): bigint {
    const orders = [...this.replay.orders.values()].filter((order) => order.account === account);
    const inOrders = orders.reduce((sum, { id, open }) => sum + this.#lockOf(id) * open, 0n);
    const unsettled = this.holdings(account).filter(({ settled }) => !settled);
    return unsettled.reduce((sum, held) => sum + held.soldStake + held.boughtStake, inOrders);
  }

  /** What the account holds, slot by slot. */
  holdings(account: number): readonly (Holding & { readonly slot: number })[] {
    return [...this.#holdings.values()].filter((held) => held.account === account).sort((a, b) => a.slot - b.slot);
  }

  /** Fees of all trades {unit}. */
  get fees(): { readonly grid: bigint; readonly market: bigint } {
    return { grid: this.#gridFees, market: this.#marketFees };
  }

  /** Deposits less withdrawals {unit}. */
  get deposited(): bigint {
    return this.#deposited;
  }

  /** What the pool owes {unit}: free funds, open orders, credits set aside, and for every traded Wh that is neither netted nor settled
   * what its sets pay out. */
  get owed(): bigint {
    let owed = 0n;
    for (const free of this.#free.values()) owed += free;
    for (const { left } of this.#pots.values()) owed += left;
    for (const { id, open } of this.replay.orders.values()) owed += this.#lockOf(id) * open;
    for (const { slot, sold, bought, settled } of this.#holdings.values()) {
      if (settled) continue;
      const pair = this.#pairOf(slot);
      owed += saleBase(pair) * sold - purchaseBase(pair) * bought;
    }
    return owed;
  }

  /** The slots in which the energy sold is not the energy bought. */
  unbalancedSlots(): number[] {
    const balance = new Map<number, bigint>();
    for (const { slot, sold, bought } of this.#holdings.values()) {
      balance.set(slot, (balance.get(slot) ?? 0n) + sold - bought);
    }
    return [...balance].filter(([, difference]) => difference !== 0n).map(([slot]) => slot);
  }

  #trade(event: MarketEventOf<"Trade">): void {
    const slot = event.slot.number;
    const [price, gridFee, marketFee] = [event.price.ticks, event.pathFee.ticks, event.marketFee.ticks];
    const takerSide = event.side === "buy" ? "sell" : "buy";
    for (const { order, energy } of this.replay.apply(event)) {
      const parties = { maker: order.id, makerAccount: order.account, takerAccount: event.taker };
      this.trades.push({ slot, ...parties, makerSide: event.side, energy, price, gridFee, marketFee });
      this.#hold({ account: order.account, slot, side: event.side }, energy, price);
    }
    const energy = event.energy.wh;
    this.#hold({ account: event.taker, slot, side: takerSide }, energy, price);
    const stake = lockRate(this.#pairOf(slot), takerSide, price);
    this.#credit(event.taker, -(stake + gridFee + marketFee) * energy);
    this.#gridFees += gridFee * energy;
    this.#marketFees += marketFee * energy;
  }

  #hold(of: { account: number; slot: number; side: Side }, energy: bigint, price: bigint): void {
    const held = this.#holding(of.account, of.slot);
    const stake = lockRate(this.#pairOf(of.slot), of.side, price) * energy;
    if (of.side === "buy") {
      held.bought += energy;
      held.boughtStake += stake;
    } else {
      held.sold += energy;
      held.soldStake += stake;
    }
  }

  /** The own stake leaves in proportion, rounded down: a number for reports, no money depends on it. */
  #net(event: MarketEventOf<"Netted">): void {
    const energy = event.energy.wh;
    const held = this.#holding(event.account, event.slot.number);
    held.soldStake -= (held.soldStake * energy) / held.sold;
    held.boughtStake -= (held.boughtStake * energy) / held.bought;
    held.sold -= energy;
    held.bought -= energy;
    const pair = this.#pairOf(event.slot.number);
    this.#credit(event.account, (saleBase(pair) - purchaseBase(pair)) * energy);
  }

  #settle({ account, slot, sold, bought, amount }: MarketEventOf<"Settled">): void {
    const held = this.#holding(account, slot.number);
    if (held.sold !== sold.wh || held.bought !== bought.wh) {
      throw new Error(`account ${account} was settled in slot ${slot} for ${sold} sold and ${bought} bought`);
    }
    const pair = this.#pairOf(slot.number);
    this.#credit(account, saleBase(pair) * sold.wh - purchaseBase(pair) * bought.wh);
    this.#pay(account, this.#paid(slot.number, amount.units));
    held.settled = true;
  }

  #correct({ account, slot, amount, before }: MarketEventOf<"Corrected">): void {
    this.#pay(account, this.#paid(slot.number, amount.units) - this.#paid(slot.number, before.units));
  }

  /** Before its slot is financed a credit is only a sum to be paid. */
  #paid(slot: number, units: bigint): bigint {
    return units > 0n && this.#residualSupply && !this.#pots.has(slot) ? 0n : units;
  }

  /** The balancing party pays an account, or is paid by it {unit}. */
  #pay(account: number, units: bigint): void {
    this.#credit(account, units);
    this.#credit(PARTY, -units);
  }

  #takeFromPot(slot: number, units: bigint, credit: bigint): void {
    const pot = this.#pots.get(slot);
    if (pot === undefined) throw new Error(`slot ${slot} was never financed`);
    pot.left -= units;
    pot.unpaid -= credit;
  }

  #holding(account: number, slot: number): Holding {
    const known = this.#holdings.get(keyOf(account, slot));
    if (known !== undefined) return known;
    const fresh = { account, slot, sold: 0n, bought: 0n, soldStake: 0n, boughtStake: 0n, settled: false };
    this.#holdings.set(keyOf(account, slot), fresh);
    return fresh;
  }

  #credit(account: number, units: bigint): void {
    this.#free.set(account, this.free(account) + units);
  }

  /** What a Wh of a resting order locks {tick}. */
  #lockOf(order: OrderId): bigint {
    const { slot, side, price } = decodeOrderId(order);
    return lockRate(this.#pairOf(slot.number), side, price.ticks);
  }

  #pairOf(slot: number): PricePair {
    const pair = this.#pairs.get(slot);
    if (pair === undefined) throw new Error(`slot ${slot} was never opened`);
    return pair;
  }
}

function keyOf(account: number, slot: number): string {
  return `${account}/${slot}`;
}

/** max(short, 0): what a Wh sold is paid from the pool {tick}. */
function saleBase({ short }: PricePair): bigint {
  return short > 0n ? short : 0n;
}

/** min(long, 0): what a Wh bought takes back {tick}; zero or negative. */
function purchaseBase({ long }: PricePair): bigint {
  return long < 0n ? long : 0n;
}

/** What a Wh locks at a price {tick}. */
function lockRate(pair: PricePair, side: Side, price: bigint): bigint {
  return side === "buy" ? price - purchaseBase(pair) : saleBase(pair) - price;
}
