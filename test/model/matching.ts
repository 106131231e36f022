import { flowsAfter, quote } from "./grid.ts";
import type { Quote } from "./grid.ts";
import { moveIntoPot } from "./money.ts";
import { accountOf, orderOf, setSlot, slotOf } from "./state.ts";
import type { MarketState, Order, Slot } from "./types.ts";

/** A resting order that a taker could have now, and what the way there costs. */
export interface Offer {
  readonly maker: Order;
  readonly quote: Quote;
  /** The maker's price with the path fee and the market fee added (taker buys) or deducted (taker sells) {tick}. */
  readonly effective: bigint;
}

/** Why a taker's walk through the books ended. */
export type Stop = "filled" | "noOffer" | "ownOrder";

/** Everything a taker could match at this moment within its all-in limit, best first. */
export function offersFor(state: MarketState, taker: Order): Offer[] {
  const slot = slotOf(state, taker.slot);
  const marketFee = marketFeeOf(state, taker);
  return state.orders
    .filter((order) => order.status === "open" && order.slot === taker.slot && order.side !== taker.side)
    .map((maker) => offerOf(taker, { maker, slot, marketFee }))
    .filter((offer) => offer.quote.room !== 0n && within(taker, offer.effective))
    .sort((a, b) => rank(taker, a, b));
}

/** What a taker pays the market {tick}: the slot's fee less its account's discount. */
function marketFeeOf(state: MarketState, taker: Order): bigint {
  const { marketFee } = slotOf(state, taker.slot);
  const { discount } = accountOf(state, taker.account);
  return discount < marketFee ? marketFee - discount : 0n;
}

function offerOf(
  taker: Order,
  { maker, slot, marketFee }: { readonly maker: Order; readonly slot: Slot; readonly marketFee: bigint },
): Offer {
  if (taker.side === "buy") {
    const way = quote(slot, { seller: maker.zone, buyer: taker.zone });
    return { maker, quote: way, effective: maker.limit + way.fee + marketFee };
  }
  const way = quote(slot, { seller: taker.zone, buyer: maker.zone });
  return { maker, quote: way, effective: maker.limit - way.fee - marketFee };
}

function within(taker: Order, effective: bigint): boolean {
  return taker.side === "buy" ? effective <= taker.limit : effective >= taker.limit;
}

/** Best effective price first; then the lower path fee, then the lower zone number, then the older order. */
function rank(taker: Order, a: Offer, b: Offer): number {
  const cheaper = compare(a.effective, b.effective);
  return (
    (taker.side === "buy" ? cheaper : -cheaper) ||
    compare(a.quote.fee, b.quote.fee) ||
    a.maker.zone - b.maker.zone ||
    a.maker.place - b.maker.place
  );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Lets an order take what it can, best offer first, one part at a time: after each part the ways are priced anew.
 * It stops before an own order and at its limit; full links only take offers out of its sight.
 */
export function take(state: MarketState, id: number): Stop {
  for (;;) {
    const taker = orderOf(state, id);
    if (taker.open === 0n) return "filled";
    const best = offersFor(state, taker)[0];
    if (best === undefined) return "noOffer";
    if (best.maker.account === taker.account) return "ownOrder";
    trade(state, taker, best);
  }
}

function trade(state: MarketState, taker: Order, offer: Offer): void {
  const { maker, quote: way } = offer;
  const marketFee = marketFeeOf(state, taker);
  const energy = least([taker.open, maker.open, ...(way.room === null ? [] : [way.room])]);
  const [seller, buyer] = taker.side === "buy" ? [maker, taker] : [taker, maker];
  moveIntoPot(state, maker, { energy, price: maker.limit, fees: 0n });
  moveIntoPot(state, taker, { energy, price: maker.limit, fees: way.fee + marketFee });
  const slot = slotOf(state, taker.slot);
  setSlot(state, taker.slot, { flows: flowsAfter(slot, way.links, energy) });
  for (const part of way.parts) {
    const operator = slot.zones[part.zone]?.operator ?? "";
    state.gridFees.set(operator, (state.gridFees.get(operator) ?? 0n) + part.fee * energy);
  }
  state.marketFees += marketFee * energy;
  state.waived += (slot.marketFee - marketFee) * energy;
  const { host } = taker;
  const hostShare = state.hostShares.get(host) ?? 0n;
  state.hostFees.set(host, (state.hostFees.get(host) ?? 0n) + marketFee * energy * hostShare);
  state.trades.push({
    slot: taker.slot,
    maker: maker.id,
    taker: taker.id,
    takerSide: taker.side,
    sellerZone: seller.zone,
    buyerZone: buyer.zone,
    seller: seller.account,
    buyer: buyer.account,
    energy,
    price: maker.limit,
    gridFee: way.fee,
    marketFee,
    host,
    hostShare,
  });
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}
