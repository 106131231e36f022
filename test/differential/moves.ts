import fc from "fast-check";

import type { Kind, PlaceRequest } from "../model/market.ts";
import type { Twin } from "./twin.ts";

/** Accounts that trade; accounts 2k and 2k + 1 have one owner. */
export const TRADERS = 8;
export const SLOTS = 3;
/** Hosts with a licence, numbered from 1. */
export const HOSTS = 2;

const KINDS: readonly Kind[] = ["GTC", "GTC", "GTC", "GTC", "GTC", "postOnly", "IOC", "FOK"];
/** How often each verb is drawn. */
const VERBS = {
  place: 16,
  cancel: 2,
  replace: 2,
  basket: 1,
  net: 1,
  withdraw: 1,
  claim: 1,
  wait: 1,
  discount: 1,
  suspend: 1,
} as const;

/** One random step: plain numbers, so that a failing run shrinks; what they mean depends on the state they meet. */
export interface Move {
  readonly verb: keyof typeof VERBS;
  readonly slot: number;
  readonly first: Leg;
  readonly second: Leg;
  /** Chooses among the orders there are. */
  readonly pick: number;
}

interface Leg {
  readonly account: number;
  readonly buys: boolean;
  readonly energy: number;
  /** {tick} above the slot's long price. */
  readonly price: number;
  readonly kind: Kind;
  readonly minFill: number;
  readonly closesOwn: boolean;
  /** 0 for none; the third has no licence. */
  readonly host: number;
}

const leg: fc.Arbitrary<Leg> = fc.record({
  account: fc.nat(TRADERS - 1),
  buys: fc.boolean(),
  energy: fc.integer({ min: 1, max: 60 }),
  price: fc.nat(39),
  kind: fc.constantFrom(...KINDS),
  minFill: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20) }),
  host: fc.nat(HOSTS + 1),
  closesOwn: fc.integer({ min: 0, max: 8 }).map((n) => n === 0),
});

export const move: fc.Arbitrary<Move> = fc.record({
  verb: fc.oneof(
    ...(Object.keys(VERBS) as (keyof typeof VERBS)[]).map((verb) => ({
      weight: VERBS[verb],
      arbitrary: fc.constant(verb),
    })),
  ),
  slot: fc.nat(SLOTS - 1),
  first: leg,
  second: leg,
  pick: fc.nat(1 << 20),
});

/** Plays a move; returns the slot that it was about. `firstSlot` is the first of the slots in play. */
export async function play(twin: Twin, { verb, slot: at, first, second, pick }: Move, firstSlot: number) {
  const slot = firstSlot + at;
  const { orders } = twin.model.state;
  const known = [...twin.ids.keys()];
  const order = known[pick % Math.max(1, known.length)] ?? orders.length;
  const request = requestOf(twin, first, slot);
  switch (verb) {
    case "place":
      await twin.place(request);
      return slot;
    case "cancel":
      await twin.cancel(order);
      return orders[order]?.slot ?? slot;
    case "replace": {
      const old = orders[order];
      if (old === undefined) return slot;
      const limit = first.buys ? old.limit : old.limit + BigInt(first.price % 5) - 2n;
      await twin.replace({ order, expectedOpen: old.open, energy: BigInt(first.energy), limit });
      return old.slot;
    }
    case "basket": {
      const other = requestOf(twin, { ...second, account: first.account ^ (pick & 1) }, slot);
      await twin.placeBasket([request, other].map((l) => ({ ...l, kind: "FOK", cancelOwn: [] })));
      return slot;
    }
    case "net":
      await twin.net({ account: first.account, slot, energy: BigInt(first.energy) });
      return slot;
    case "withdraw":
      await twin.withdraw({ account: first.account, amount: BigInt(first.energy * 5) });
      return slot;
    case "claim":
      await twin.claim(known.filter((_, i) => i % 3 === pick % 3));
      return slot;
    case "discount":
      await twin.setDiscount(first.account, BigInt(pick % 9));
      return slot;
    case "suspend":
      await twin.setSuspended(1 + (pick % HOSTS), first.buys);
      return slot;
    case "wait":
      await twin.market.advanceTo(twin.market.now + (pick % 120));
      return slot;
  }
}

function requestOf(twin: Twin, part: Leg, slot: number): PlaceRequest {
  const { state } = twin.model;
  const own = state.orders.findLast(({ account, open }) => account === part.account && open > 0n);
  return {
    account: part.account,
    side: part.buys ? "buy" : "sell",
    slot,
    energy: BigInt(part.energy),
    limit: (state.slots.get(slot)?.pair.long ?? 0n) + BigInt(part.price),
    kind: part.kind,
    minFill: BigInt(part.minFill),
    host: part.host,
    cancelOwn: part.closesOwn && own !== undefined ? [own.id] : [],
  };
}
