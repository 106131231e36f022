import { closeOrder, credit, partyOf, purchaseBase, saleBase } from "./money.ts";
import { demand } from "./refused.ts";
import { accountOf, beginOf, key, positionOf, setAccount, setSlot, slotOf } from "./state.ts";
import type { Account, MarketState, Pair, Position, Reading } from "./types.ts";

/** What an account in a slot comes to: its deviation {Wh} and what is credited for it {unit}. */
export interface Outcome {
  readonly deviation: bigint;
  /** Negative: charged. */
  readonly amount: bigint;
}

/**
 * Settles every account of a slot: closes its orders, pays its sets out of the pot, and books the amount for its
 * deviation against the balancing party. Charges are collected at once, what is missing becomes a debt. Credits are
 * paid when every account of this slot and of all earlier ones is settled.
 * A slot that is settled already stays as it is.
 * Throws `SlotNotOpen`, `NotSettleable` before the slot's end.
 */
export function settle(state: MarketState, slot: number): void {
  const { pair, settled } = slotOf(state, slot);
  if (settled) return;
  demand(state.now >= beginOf(slot + 1), "NotSettleable");
  for (const order of state.orders) {
    if (order.slot === slot && order.status === "open") closeOrder(state, order, "expired");
  }
  state.accounts.forEach((account, id) => {
    const held = positionOf(state, id, slot);
    payOutSets(state, pair, held);
    if (id === state.party) return;
    const reading = state.readings.get(key(id, slot));
    const outcome = settlementOf(state.rules.residualSupply, { pair, account, held, reading });
    state.settlements.push({ slot, account: id, ...outcome });
    if (outcome.amount < 0n) charge(state, id, -outcome.amount);
  });
  setSlot(state, slot, { settled: true });
  payCredits(state);
}

function payOutSets(state: MarketState, pair: Pair, held: Position): void {
  const value = saleBase(pair) * held.sold - purchaseBase(pair) * held.bought;
  setSlot(state, held.slot, { pot: slotOf(state, held.slot).pot - value });
  credit(state, held.account, value);
}

/** The outcome for one account; a missing reading counts as whatever gives the account least. */
export function settlementOf(
  residualSupply: boolean,
  of: { pair: Pair; account: Account; held: Position; reading: Reading | undefined },
): Outcome {
  const net = of.held.sold - of.held.bought;
  const rule = residualSupply ? withResidualSupply : withoutResidualSupply;
  const outcome = (metered: bigint): Outcome => ({
    deviation: metered - net,
    amount: rule(of.pair, { net, metered }),
  });
  if (of.reading !== undefined) return outcome(of.reading.export - of.reading.import);
  if (!residualSupply) return outcome(0n);
  const drawn = outcome(-of.account.ratedImport);
  const fedIn = outcome(of.account.ratedExport);
  return fedIn.amount < drawn.amount ? fedIn : drawn;
}

/** Off: only what was sold and not delivered, or bought and not used, costs something. */
function withoutResidualSupply(pair: Pair, of: { net: bigint; metered: bigint }): bigint {
  if (of.net > 0n) return -saleBase(pair) * smaller(of.net, positive(of.net - of.metered));
  return purchaseBase(pair) * smaller(-of.net, positive(of.metered - of.net));
}

/** On: shortfall is bought at short, surplus is sold at long. */
function withResidualSupply(pair: Pair, of: { net: bigint; metered: bigint }): bigint {
  const deviation = of.metered - of.net;
  return deviation < 0n ? pair.short * deviation : pair.long * deviation;
}

function charge(state: MarketState, account: number, amount: bigint): void {
  const { free, debt } = accountOf(state, account);
  const paid = smaller(free, amount);
  setAccount(state, account, { free: free - paid, debt: debt + amount - paid });
  credit(state, partyOf(state), paid);
}

/**
 * Pays the recorded credits, slot after slot, up to the first slot that has begun and is not settled. Where the
 * party's funds do not suffice, everyone gets the same share, rounded down to a unit; the rest is a receivable.
 */
function payCredits(state: MarketState): void {
  const begun = [...state.slots.values()].filter((slot) => beginOf(slot.slot) <= state.now);
  for (const { slot, settled, paid } of begun.sort((a, b) => a.slot - b.slot)) {
    if (!settled) return;
    if (paid) continue;
    const credits = state.settlements.filter((row) => row.slot === slot && row.amount > 0n);
    const owed = credits.reduce((sum, row) => sum + row.amount, 0n);
    const party = partyOf(state);
    const funds = accountOf(state, party).free;
    for (const row of credits) {
      const part = funds >= owed ? row.amount : (row.amount * funds) / owed;
      setAccount(state, party, { free: accountOf(state, party).free - part });
      const { receivable } = accountOf(state, row.account);
      setAccount(state, row.account, { receivable: receivable + row.amount - part });
      credit(state, row.account, part);
    }
    setSlot(state, slot, { paid: true });
  }
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
