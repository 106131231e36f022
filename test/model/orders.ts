import { closeOrder, credit, debit, lockOf } from "./money.ts";
import { demand, Refused } from "./refused.ts";
import { offersFor, take } from "./matching.ts";
import { accountOf, beginOf, orderOf, setOrder, slotOf } from "./state.ts";
import type { Kind, MarketState, Order, Side } from "./types.ts";
import { ENERGY_LIMIT, MAX_OPEN_ORDERS } from "./types.ts";

/** What a caller asks for when it places an order. */
export interface PlaceRequest {
  readonly account: number;
  readonly side: Side;
  readonly slot: number;
  /** {Wh} */
  readonly energy: bigint;
  /** All-in limit {tick}. */
  readonly limit: bigint;
  /** Default GTC. */
  readonly kind?: Kind;
  /** Least energy that this call must fill {Wh}; default 0. Not together with postOnly. */
  readonly minFill?: bigint;
  /** Own orders to cancel first; those that are no longer open are passed over. */
  readonly cancelOwn?: readonly number[];
  /** Application that brings it; default 0, none. */
  readonly host?: number;
  /** Who asks, as an owner; default: the account's owner. */
  readonly by?: string;
}

/** What a caller asks for when it replaces an order. */
export interface ReplaceRequest {
  readonly order: number;
  /** The open energy it believes the order to have {Wh}. */
  readonly expectedOpen: bigint;
  /** New open energy {Wh}. */
  readonly energy: bigint;
  /** New all-in limit {tick}. */
  readonly limit: bigint;
  /** Who asks, as an owner; default: the account's owner. */
  readonly by?: string;
}

/** The checks of a new order that depend on nothing but the order, its account, the clock and the slot's terms. */
function check(state: MarketState, request: PlaceRequest): void {
  const { kind = "GTC", minFill = 0n } = request;
  demand(!state.paused, "NewRiskPaused");
  checkTradable(state, request.slot);
  const { owner } = accountOf(state, request.account);
  demand(request.by === undefined || request.by === owner, "NotAuthorized");
  checkMinimum(state, request.energy);
  demand(request.energy < ENERGY_LIMIT, "EnergyTooLarge");
  const { pair } = slotOf(state, request.slot);
  demand(pair.long <= request.limit && request.limit <= pair.short, "LimitOutsidePair");
  demand(kind !== "postOnly" || minFill === 0n, "InvalidKind");
  demand(!inDebt(state, owner), "OwnerInDebt");
}

/** A slot is traded from when it is opened until its gate. */
function checkTradable(state: MarketState, slot: number): void {
  const begin = beginOf(slot);
  demand(begin > state.now, "SlotInPast");
  if (!state.slots.has(slot)) demand(begin <= state.now + state.rules.horizon, "BeyondHorizon");
  slotOf(state, slot);
  demand(state.now < begin - state.rules.gate, "GateClosed");
}

function checkMinimum(state: MarketState, energy: bigint): void {
  demand(energy >= state.rules.minEnergy && energy > 0n, "EnergyBelowMinimum");
}

/** Whether the debts of all accounts of an owner are above zero together. */
export function inDebt(state: MarketState, owner: string): boolean {
  return state.accounts.some((account) => account.owner === owner && account.debt > 0n);
}

/**
 * Places an order: closes the named own orders, locks the whole order at its limit, matches, and rests what may rest.
 * @returns the order's number
 * Throws `Refused`; the caller restores the state.
 */
export function place(state: MarketState, request: PlaceRequest): number {
  const { kind = "GTC", minFill = 0n } = request;
  const by = request.by ?? accountOf(state, request.account).owner;
  for (const own of request.cancelOwn ?? []) cancelNamed(state, own, by);
  check(state, request);
  const id = addOrder(state, request);
  debit(state, request.account, lockOf(state, orderOf(state, id)));
  if (kind === "postOnly") demand(offersFor(state, orderOf(state, id)).length === 0, "PostOnlyWouldMatch");
  const stop = take(state, id);
  const { filled } = orderOf(state, id);
  demand(filled >= minFill, "MinimumFillNotReached");
  if (kind === "FOK") demand(stop === "filled", "FillOrKillUnfilled");
  if (stop === "filled") return id;
  if (stop === "ownOrder" || kind === "IOC") {
    closeOrder(state, orderOf(state, id), "cancelled");
    return id;
  }
  demand(countOpen(state, request) <= MAX_OPEN_ORDERS, "TooManyOpenOrders");
  state.arrived = id;
  return id;
}

function addOrder(state: MarketState, request: PlaceRequest & { place?: number }): number {
  const id = state.orders.length;
  state.orders.push({
    id,
    account: request.account,
    zone: accountOf(state, request.account).zone,
    slot: request.slot,
    side: request.side,
    limit: request.limit,
    energy: request.energy,
    kind: request.kind ?? "GTC",
    filled: 0n,
    open: request.energy,
    status: "open",
    place: request.place ?? id,
    host: request.host ?? 0,
  });
  return id;
}

function countOpen(state: MarketState, of: { account: number; slot: number }): number {
  return state.orders.filter((o) => o.status === "open" && o.account === of.account && o.slot === of.slot).length;
}

function cancelNamed(state: MarketState, id: number, owner: string): void {
  const order = orderOf(state, id);
  if (order.status !== "open") return;
  demand(accountOf(state, order.account).owner === owner, "NotAuthorized");
  closeOrder(state, order, "cancelled");
}

/** Cancels what is open of an order, before or after the gate. Throws `NotAuthorized`, `OrderNotOpen`. */
export function cancel(state: MarketState, request: { order: number; by?: string }): void {
  const order = openOrder(state, request);
  closeOrder(state, order, "cancelled");
}

function openOrder(state: MarketState, request: { order: number; by?: string }): Order {
  const order = orderOf(state, request.order);
  const { owner } = accountOf(state, order.account);
  demand(request.by === undefined || request.by === owner, "NotAuthorized");
  demand(order.status === "open", "OrderNotOpen");
  return order;
}

/**
 * Replaces the open rest of an order. At the same price and with no more energy the new one takes the old one's place in
 * the queue: nothing is matched, and as this is no new risk, neither a pause nor a debt stands in its way. All else is a
 * new order at the back, which may match. The old one ends as cancelled, with what it had filled.
 * @returns the new order's number
 * Throws `Refused`; the caller restores the state.
 */
export function replace(state: MarketState, request: ReplaceRequest): number {
  const old = openOrder(state, request);
  demand(old.open === request.expectedOpen, "OpenEnergyChanged");
  const { account, side, slot, kind, host } = old;
  const next: PlaceRequest = { account, side, slot, energy: request.energy, limit: request.limit, kind, host };
  const keepsPlace = request.limit === old.limit && request.energy <= old.open;
  if (!keepsPlace) {
    closeOrder(state, old, "cancelled");
    return place(state, next);
  }
  checkTradable(state, slot);
  checkMinimum(state, request.energy);
  const id = addOrder(state, { ...next, place: old.place });
  setOrder(state, old.id, { open: 0n, status: "cancelled" });
  credit(state, account, lockOf(state, old) - lockOf(state, orderOf(state, id)));
  return id;
}

/**
 * Places all legs in order, each to be filled completely at once, or none. The first leg's owner asks for all of them.
 * @param legs their kinds are ignored, except that postOnly is refused
 * @returns the orders' numbers
 * Throws `NotAuthorized`, `BasketLegUnfilled`, or what a leg is refused for; the caller restores the state.
 */
export function placeBasket(state: MarketState, legs: readonly PlaceRequest[]): number[] {
  const [first] = legs;
  const by = first === undefined ? undefined : (first.by ?? accountOf(state, first.account).owner);
  for (const { kind } of legs) demand(kind !== "postOnly", "InvalidKind");
  return legs.map((leg) => {
    try {
      return place(state, { ...leg, kind: "FOK", ...(by === undefined ? {} : { by }) });
    } catch (error) {
      if (error instanceof Refused && error.reason === "FillOrKillUnfilled") throw new Refused("BasketLegUnfilled");
      throw error;
    }
  });
}
