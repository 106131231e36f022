import { demand } from "./refused.ts";
import type { Account, MarketState, Order, Position, Slot } from "./types.ts";
import { SLOT_SECONDS } from "./types.ts";

/** The key of what belongs to one account in one slot. */
export function key(account: number, slot: number): string {
  return `${account}/${slot}`;
}

/** Begin of a slot {s since 1970, UTC}. */
export function beginOf(slot: number): number {
  return slot * SLOT_SECONDS;
}

/** A copy that later operations do not touch. Only the containers are copied: the records in them never change. */
export function snapshot(state: MarketState): MarketState {
  return {
    ...state,
    accounts: [...state.accounts],
    orders: [...state.orders],
    trades: [...state.trades],
    slots: new Map(state.slots),
    positions: new Map(state.positions),
    readings: new Map(state.readings),
    settlements: [...state.settlements],
    gridFees: new Map(state.gridFees),
    hostShares: new Map(state.hostShares),
    hostFees: new Map(state.hostFees),
  };
}

/** The account with this number. Throws `UnknownAccount`. */
export function accountOf(state: MarketState, account: number): Account {
  const found = state.accounts[account];
  demand(found !== undefined, "UnknownAccount");
  return found;
}

/** The order with this number. Throws `OrderNotOpen` for one that never was. */
export function orderOf(state: MarketState, id: number): Order {
  const found = state.orders[id];
  demand(found !== undefined, "OrderNotOpen");
  return found;
}

/** The slot, if it has been opened. Throws `SlotNotOpen`. */
export function slotOf(state: MarketState, slot: number): Slot {
  const found = state.slots.get(slot);
  demand(found !== undefined, "SlotNotOpen");
  return found;
}

/** What the account holds in the slot; nothing at first. */
export function positionOf(state: MarketState, account: number, slot: number): Position {
  const none = { account, slot, sold: 0n, bought: 0n, soldStake: 0n, boughtStake: 0n };
  return state.positions.get(key(account, slot)) ?? none;
}

/** Replaces some fields of an account. */
export function setAccount(state: MarketState, account: number, change: Partial<Account>): void {
  state.accounts[account] = { ...accountOf(state, account), ...change };
}

/** Replaces some fields of an order. */
export function setOrder(state: MarketState, id: number, change: Partial<Order>): void {
  state.orders[id] = { ...orderOf(state, id), ...change };
}

/** Replaces some fields of a slot. */
export function setSlot(state: MarketState, slot: number, change: Partial<Slot>): void {
  state.slots.set(slot, { ...slotOf(state, slot), ...change });
}

/** Replaces some fields of a position. */
export function setPosition(
  state: MarketState,
  at: { account: number; slot: number },
  change: Partial<Position>,
): void {
  state.positions.set(key(at.account, at.slot), { ...positionOf(state, at.account, at.slot), ...change });
}
