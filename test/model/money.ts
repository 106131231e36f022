import { demand } from "./refused.ts";
import { accountOf, beginOf, positionOf, setAccount, setOrder, setPosition, setSlot, slotOf } from "./state.ts";
import type { MarketState, Order, Pair, Side } from "./types.ts";

/** What lies in the pot behind each traded Wh, whatever its price {tick}: max(short, 0) - min(long, 0). */
export function setValue(pair: Pair): bigint {
  return saleBase(pair) - purchaseBase(pair);
}

/** max(short, 0): what the pot pays out per Wh sold {tick}. */
export function saleBase(pair: Pair): bigint {
  return pair.short > 0n ? pair.short : 0n;
}

/** min(long, 0): what the pot takes back per Wh bought {tick}; zero or negative. */
export function purchaseBase(pair: Pair): bigint {
  return pair.long < 0n ? pair.long : 0n;
}

/** What one side puts into the pot per Wh at a price {tick}: a buy p - min(long, 0), a sell max(short, 0) - p. */
export function stake(pair: Pair, side: Side, price: bigint): bigint {
  return side === "buy" ? price - purchaseBase(pair) : saleBase(pair) - price;
}

/** What an order has locked: its open energy at its limit {unit}. */
export function lockOf(state: MarketState, order: Order): bigint {
  return stake(slotOf(state, order.slot).pair, order.side, order.limit) * order.open;
}

/**
 * Gives an account money. A debt is paid first, and goes to the balancing party.
 * @param amount {unit}
 */
export function credit(state: MarketState, account: number, amount: bigint): void {
  const { free, debt } = accountOf(state, account);
  const repaid = amount < debt ? amount : debt;
  setAccount(state, account, { free: free + amount - repaid, debt: debt - repaid });
  if (repaid > 0n) credit(state, partyOf(state), repaid);
}

/**
 * Takes money from what an account may use.
 * @param amount {unit}
 * Throws `InsufficientFree`.
 */
export function debit(state: MarketState, account: number, amount: bigint): void {
  demand(available(state, account) >= amount, "InsufficientFree");
  setAccount(state, account, { free: accountOf(state, account).free - amount });
}

/** Free funds less what residual supply makes the account keep for slots whose delivery has begun {unit}. */
export function available(state: MarketState, account: number): bigint {
  const reserve = account === state.party ? collateral(state) : importReserve(state, account);
  return accountOf(state, account).free - reserve;
}

/** With residual supply: rated import x max(short, 0) for every begun and unsettled slot {unit}. */
function importReserve(state: MarketState, account: number): bigint {
  if (!state.rules.residualSupply) return 0n;
  return [...state.slots.values()]
    .filter((slot) => !slot.settled && state.now >= beginOf(slot.slot))
    .reduce((sum, slot) => sum + accountOf(state, account).ratedImport * saleBase(slot.pair), 0n);
}

/**
 * With residual supply: max(long, 0) x (bought + rated export) of every slot whose credits are not paid, and what it owes
 * {unit}.
 */
function collateral(state: MarketState): bigint {
  if (!state.rules.residualSupply) return 0n;
  let sum = state.accounts.reduce((owed, { receivable }) => owed + receivable, 0n);
  for (const slot of state.slots.values()) {
    if (slot.paid || slot.pair.long <= 0n) continue;
    state.accounts.forEach((account, id) => {
      if (id !== state.party) sum += slot.pair.long * (positionOf(state, id, slot.slot).bought + account.ratedExport);
    });
  }
  return sum;
}

/** The balancing party's account. */
export function partyOf(state: MarketState): number {
  if (state.party === null) throw new Error("no balancing party has been appointed");
  return state.party;
}

/** Takes an order out of the book and gives its lock back. What it had filled stays filled. */
export function closeOrder(state: MarketState, order: Order, status: "cancelled" | "expired"): void {
  const lock = lockOf(state, order);
  setOrder(state, order.id, { open: 0n, status });
  credit(state, order.account, lock);
}

/**
 * Moves one side's part of a fill from its lock into the pot and books the energy.
 *
 * The order gives up its lock for that energy, at its limit; the pot gets the stake at the trade's price, `fees` leave
 * the account, and the rest is free again.
 * @param part.energy {Wh}
 * @param part.price the trade's price {tick}
 * @param part.fees what this side pays in fees {tick}; zero for a maker
 */
export function moveIntoPot(
  state: MarketState,
  order: Order,
  part: { energy: bigint; price: bigint; fees: bigint },
): void {
  const { pair, pot } = slotOf(state, order.slot);
  const released = stake(pair, order.side, order.limit) * part.energy;
  const staked = stake(pair, order.side, part.price) * part.energy;
  const open = order.open - part.energy;
  setOrder(state, order.id, {
    open,
    filled: order.filled + part.energy,
    status: open === 0n ? "filled" : order.status,
  });
  setSlot(state, order.slot, { pot: pot + staked });
  credit(state, order.account, released - staked - part.fees * part.energy);
  const held = positionOf(state, order.account, order.slot);
  setPosition(
    state,
    held,
    order.side === "buy"
      ? { bought: held.bought + part.energy, boughtStake: held.boughtStake + staked }
      : { sold: held.sold + part.energy, soldStake: held.soldStake + staked },
  );
}

/**
 * Nets energy an account has both sold and bought, and pays out the sets behind it at once.
 *
 * What the account put in itself leaves with it in proportion, rounded down (a number for reports; no money depends on it).
 * @param part.energy {Wh}
 * Throws `SlotNotOpen`, `NotEnoughToNet`.
 */
export function net(state: MarketState, part: { account: number; slot: number; energy: bigint }): void {
  accountOf(state, part.account);
  const slot = slotOf(state, part.slot);
  const held = positionOf(state, part.account, part.slot);
  demand(!slot.settled && part.energy <= held.sold && part.energy <= held.bought, "NotEnoughToNet");
  if (part.energy === 0n) return;
  setPosition(state, held, {
    sold: held.sold - part.energy,
    bought: held.bought - part.energy,
    soldStake: held.soldStake - (held.soldStake * part.energy) / held.sold,
    boughtStake: held.boughtStake - (held.boughtStake * part.energy) / held.bought,
  });
  const value = setValue(slot.pair) * part.energy;
  setSlot(state, part.slot, { pot: slot.pot - value });
  credit(state, part.account, value);
}

/** What an account itself put into open orders and the sets of unsettled slots {unit}. */
export function lockedOf(state: MarketState, account: number): bigint {
  const orders = state.orders
    .filter((order) => order.account === account && order.status === "open")
    .reduce((sum, order) => sum + lockOf(state, order), 0n);
  const sets = [...state.positions.values()]
    .filter((held) => held.account === account && !slotOf(state, held.slot).settled)
    .reduce((sum, held) => sum + held.soldStake + held.boughtStake, 0n);
  return orders + sets;
}
