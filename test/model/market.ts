import { credit, debit, lockedOf, net } from "./money.ts";
import { cancel, inDebt, place, placeBasket, replace } from "./orders.ts";
import type { PlaceRequest, ReplaceRequest } from "./orders.ts";
import { demand } from "./refused.ts";
import { settle } from "./settlement.ts";
import { accountOf, beginOf, key, orderOf, setAccount, snapshot } from "./state.ts";
import type { Account, MarketState, Order, Pair, Reading, Rules, Zone } from "./types.ts";

export { Refused } from "./refused.ts";
export type { RefusalName } from "./refused.ts";
export type { PlaceRequest, ReplaceRequest } from "./orders.ts";
export { ENERGY_LIMIT, MAX_OPEN_ORDERS, SLOT_SECONDS, UNITS_PER_WATT } from "./types.ts";
export type * from "./types.ts";

/** What a market is made from. */
export interface MarketSetup {
  readonly rules?: Partial<Rules>;
  /** Parents first. */
  readonly zones: readonly Zone[];
  /** {tick}; default 0. */
  readonly marketFee?: bigint;
  /** The clock {s since 1970}; default 0. */
  readonly now?: number;
}

/** How an order looks from outside at a moment. */
export interface OrderView extends Omit<Order, "status"> {
  /** What rests past its gate is expired, though its lock stays until it is cancelled or settled. */
  readonly status: "open" | "filled" | "cancelled" | "expired";
}

/**
 * The reference market: the rules written down as plainly as possible, over arrays, with no thought of speed. It is the
 * oracle that contracts are compared with.
 *
 * Every verb either does all it says or throws `Refused` and leaves the market as it was.
 */
export class Market {
  /** Everything the market knows. To be read, and compared; only the verbs change it. */
  state: MarketState;

  constructor(setup: MarketSetup) {
    setup.zones.forEach((zone, number) => {
      const parentFirst = number === 0 ? zone.parent === null : zone.parent !== null && zone.parent < number;
      if (!parentFirst) throw new Error(`zone ${number}: parents come first, and only the first zone has none`);
    });
    this.state = {
      rules: { gate: 300, horizon: 172_800, minEnergy: 1n, residualSupply: false, ...setup.rules },
      now: setup.now ?? 0,
      paused: false,
      zones: setup.zones,
      marketFee: setup.marketFee ?? 0n,
      party: null,
      accounts: [],
      orders: [],
      trades: [],
      slots: new Map(),
      positions: new Map(),
      readings: new Map(),
      settlements: [],
      gridFees: new Map(),
      marketFees: 0n,
      waived: 0n,
      hostShares: new Map(),
      hostFees: new Map(),
      deposited: 0n,
      withdrawn: 0n,
      arrived: null,
    };
  }

  /** Moves the clock {s since 1970}. It never goes back. */
  advanceTo(now: number): void {
    if (now < this.state.now) throw new Error("the clock never goes back");
    this.state.now = now;
  }

  /** Stops or allows new orders. Everything else stays possible. */
  setPaused(paused: boolean): void {
    this.state.paused = paused;
  }

  /** Changes tariffs, links and market fee for slots that are not open yet. The tree itself stays. */
  setTerms(terms: { zones: readonly Zone[]; marketFee: bigint }): void {
    this.state.zones = terms.zones;
    this.state.marketFee = terms.marketFee;
  }

  /**
   * Opens an account.
   * @returns its number
   * Throws `UnknownZone`.
   */
  openAccount(
    account: { owner: string; zone: number } & Partial<Pick<Account, "ratedImport" | "ratedExport">>,
  ): number {
    demand(this.state.zones[account.zone] !== undefined, "UnknownZone");
    const rated = { ratedImport: 0n, ratedExport: 0n };
    return this.state.accounts.push({ ...rated, ...account, free: 0n, debt: 0n, receivable: 0n, discount: 0n }) - 1;
  }

  /** Gives an account another discount {tick}. */
  setDiscount(account: number, discount: bigint): void {
    this.state.arrived = null;
    setAccount(this.state, account, { discount });
  }

  /** Gives a host another share of the market fee {basis point}. */
  setHostShare(host: number, share: bigint): void {
    this.state.hostShares.set(host, share);
  }

  /** Makes an account the counterparty of all deviations. */
  appointParty(account: number): void {
    accountOf(this.state, account);
    this.state.party = account;
  }

  /**
   * Opens a slot: posts its pair and freezes its terms.
   * Throws `SlotInPast`, `BeyondHorizon`, `PairOutOfBounds`, `SlotAlreadyOpen`, or `SlotNotOpen` while the balancing party still owes credits.
   */
  openSlot(slot: number, pair: Pair): void {
    const { state } = this;
    demand(beginOf(slot) > state.now, "SlotInPast");
    demand(beginOf(slot) <= state.now + state.rules.horizon, "BeyondHorizon");
    demand(pair.long <= pair.short, "PairOutOfBounds");
    demand(!state.slots.has(slot), "SlotAlreadyOpen");
    demand(!state.accounts.some((account) => account.receivable > 0n), "SlotNotOpen");
    const { zones, marketFee } = state;
    const flows = zones.map(() => 0n);
    state.slots.set(slot, { slot, pair, zones, marketFee, flows, pot: 0n, settled: false, paid: false });
  }

  /** Puts money in {unit}. Throws `UnknownAccount`. */
  deposit(account: number, amount: bigint): void {
    accountOf(this.state, account);
    this.state.deposited += amount;
    credit(this.state, account, amount);
  }

  /**
   * Takes free money out {unit}.
   * Throws `UnknownAccount`, `NotAuthorized`, `OwnerInDebt`, `InvalidAmount`, `InsufficientFree`.
   */
  withdraw(request: { account: number; amount: bigint; by?: string }): void {
    const { owner } = accountOf(this.state, request.account);
    demand(request.by === undefined || request.by === owner, "NotAuthorized");
    demand(!inDebt(this.state, owner), "OwnerInDebt");
    demand(request.amount > 0n, "InvalidAmount");
    debit(this.state, request.account, request.amount);
    this.state.withdrawn += request.amount;
  }

  /** Places an order; see `place`. Returns its number. */
  place(request: PlaceRequest): number {
    return this.#whole(() => place(this.state, request));
  }

  /** Cancels an order; see `cancel`. */
  cancel(request: { order: number; by?: string }): void {
    this.#whole(() => cancel(this.state, request));
  }

  /** Replaces an order; see `replace`. Returns the new order's number. */
  replace(request: ReplaceRequest): number {
    return this.#whole(() => replace(this.state, request));
  }

  /** Places linked orders; see `placeBasket`. Returns their numbers. */
  placeBasket(legs: readonly PlaceRequest[]): number[] {
    return this.#whole(() => placeBasket(this.state, legs));
  }

  /** Nets what an account has sold and bought; see `net`. */
  net(part: { account: number; slot: number; energy: bigint }): void {
    this.#whole(() => net(this.state, part));
  }

  /** Keeps a meter reading for settlement; a later one for the same account and slot replaces it. */
  meter(of: { account: number; slot: number; reading: Reading }): void {
    accountOf(this.state, of.account);
    this.state.readings.set(key(of.account, of.slot), of.reading);
  }

  /** Settles a slot with the readings kept; see `settle`. */
  settle(slot: number): void {
    this.#whole(() => settle(this.state, slot));
  }

  /** An order as it looks now. Throws `OrderNotOpen` for a number that no order has. */
  order(id: number): OrderView {
    const order = orderOf(this.state, id);
    const late = this.state.now >= beginOf(order.slot) - this.state.rules.gate;
    return order.status === "open" && late ? { ...order, status: "expired" } : order;
  }

  /** What an account itself put into open orders and the sets of unsettled slots {unit}. */
  locked(account: number): bigint {
    return lockedOf(this.state, account);
  }

  #whole<T>(verb: () => T): T {
    const before = snapshot(this.state);
    this.state.arrived = null;
    try {
      return verb();
    } catch (error) {
      this.state = before;
      throw error;
    }
  }
}
