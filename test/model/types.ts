/**
 * Units of the reference market. Energy {Wh}, prices and fees {tick} (0.0001 WATT per kWh) and money {unit} are
 * bigints; 1 tick x 1 Wh = 1 unit = 1e11 base units of WATT, so no product is ever rounded and 1 WATT = 1e7 units.
 * Slots, ids, zone numbers and seconds are safe integers.
 */

/** Which side of the book an order is on. */
export type Side = "buy" | "sell";

/** What becomes of what does not match at once: GTC and postOnly rest, IOC is cancelled, FOK is refused. */
export type Kind = "GTC" | "postOnly" | "IOC" | "FOK";

/** Length of a slot {s}. */
export const SLOT_SECONDS = 900;
/** The least energy that an order cannot carry any more {Wh}. */
export const ENERGY_LIMIT = 1n << 36n;
/** How many orders of one account may be open in one slot. */
export const MAX_OPEN_ORDERS = 64;
/** Money units in one WATT. */
export const UNITS_PER_WATT = 10_000_000n;

/** A step of congestion: from this share of the capacity on, this many ticks are added to the zone's tariff. */
export interface Band {
  /** Share of the capacity {basis points, 0..10000}. */
  readonly fromBps: bigint;
  /** Surcharge {tick}, never negative; replaces that of the band before, is not added to it. */
  readonly add: bigint;
}

/** What a zone charges and what its link to the parent can carry. */
export interface Zone {
  /** Number of the parent zone, smaller than the zone's own; null for the root. */
  readonly parent: number | null;
  /** The grid operator that earns the tariff. */
  readonly operator: string;
  /** Flat fee {tick}. */
  readonly tariff: bigint;
  /** What the link to the parent carries per slot, in either direction {Wh}; null means no limit and no bands. */
  readonly capacity: bigint | null;
  /** Congestion bands by rising share. */
  readonly bands: readonly Band[];
}

/** The price pair of a slot: what the balancing party pays for surplus and asks for shortfall {tick}. */
export interface Pair {
  readonly long: bigint;
  readonly short: bigint;
}

/** What does not change in the life of a market. */
export interface Rules {
  /** An order is refused from this long before the slot begins {s}. */
  readonly gate: number;
  /** A slot can be traded from this long before it begins {s}. */
  readonly horizon: number;
  /** Least energy of an order {Wh}. */
  readonly minEnergy: bigint;
  /** Whether the balancing party settles every deviation, or only what was sold and not delivered. */
  readonly residualSupply: boolean;
}

/** A portfolio of one owner in one zone. */
export interface Account {
  readonly owner: string;
  readonly zone: number;
  /** What a meter can at most have drawn in a slot {Wh}. */
  readonly ratedImport: bigint;
  /** What a meter can at most have fed in in a slot {Wh}. */
  readonly ratedExport: bigint;
  /** Money that can be withdrawn or put into orders {unit}. */
  readonly free: bigint;
  /** What a settlement charged and the account could not pay {unit}. */
  readonly debt: bigint;
  /** Credits that the balancing party's collateral did not cover {unit}. */
  readonly receivable: bigint;
  /** What it pays less than the market fee, as a taker {tick}; at most the fee. */
  readonly discount: bigint;
}

/** An order, resting or not. Records are replaced, never changed in place. */
export interface Order {
  readonly id: number;
  readonly account: number;
  readonly zone: number;
  readonly slot: number;
  readonly side: Side;
  /** All-in limit {tick}. */
  readonly limit: bigint;
  /** Energy it was placed with {Wh}. */
  readonly energy: bigint;
  readonly kind: Kind;
  readonly filled: bigint;
  /** What can still match {Wh}; its money is locked. */
  readonly open: bigint;
  readonly status: "open" | "filled" | "cancelled" | "expired";
  /** Position in time: within a level the lowest place is met first. */
  readonly place: number;
  /** The application that brought it; 0 for none. */
  readonly host: number;
}

/** A part of one maker order that one taker took at one price and one fee. */
export interface Trade {
  readonly slot: number;
  readonly maker: number;
  readonly taker: number;
  readonly takerSide: Side;
  readonly sellerZone: number;
  readonly buyerZone: number;
  readonly seller: number;
  readonly buyer: number;
  readonly energy: bigint;
  /** The maker's price {tick}. */
  readonly price: bigint;
  /** Path fee with surcharges {tick}, paid by the taker. */
  readonly gridFee: bigint;
  /** {tick}, paid by the taker: the slot's, less its discount. */
  readonly marketFee: bigint;
  /** Of the taker's order. */
  readonly host: number;
  /** The host's share of that fee at the time {basis point}. */
  readonly hostShare: bigint;
}

/** A slot that is open or was: its frozen terms and what happened on its links. */
export interface Slot {
  readonly slot: number;
  readonly pair: Pair;
  readonly zones: readonly Zone[];
  readonly marketFee: bigint;
  /** Net flow on each zone's link to its parent {Wh}, positive towards the parent. */
  readonly flows: readonly bigint[];
  /** Money that backs the traded energy {unit}. */
  readonly pot: bigint;
  readonly settled: boolean;
  /** Whether the credits of its settlement have been paid. */
  readonly paid: boolean;
}

/** What an account holds in a slot, after netting. */
export interface Position {
  readonly account: number;
  readonly slot: number;
  readonly sold: bigint;
  readonly bought: bigint;
  /** What the account itself put into the sets behind `sold` {unit}. */
  readonly soldStake: bigint;
  /** What the account itself put into the sets behind `bought` {unit}. */
  readonly boughtStake: bigint;
}

/** What a meter measured in a slot {Wh}. */
export interface Reading {
  readonly import: bigint;
  readonly export: bigint;
}

/** The outcome of one account in one settled slot. */
export interface Settlement {
  readonly slot: number;
  readonly account: number;
  /** Metered minus net sold {Wh}. */
  readonly deviation: bigint;
  /** Credited for the deviation {unit}; negative: charged. */
  readonly amount: bigint;
}

/** Everything there is to know about a market: plain data, records replaced and never changed in place. */
export interface MarketState {
  readonly rules: Rules;
  now: number;
  paused: boolean;
  /** Terms of the slots that are not open yet. */
  zones: readonly Zone[];
  marketFee: bigint;
  /** The balancing party's account. */
  party: number | null;
  accounts: Account[];
  orders: Order[];
  trades: Trade[];
  slots: Map<number, Slot>;
  /** By `key(account, slot)`. */
  positions: Map<string, Position>;
  /** By `key(account, slot)`. */
  readings: Map<string, Reading>;
  settlements: Settlement[];
  /** Grid fees earned, by operator {unit}. */
  gridFees: Map<string, bigint>;
  /** What takers paid, hosts' shares included {unit}. */
  marketFees: bigint;
  /** What takers did not pay for their discounts {unit}. */
  waived: bigint;
  /** Shares of hosts that have one {basis point}. */
  hostShares: Map<number, bigint>;
  /** What hosts earned of the market fees {unit x basis point}. */
  hostFees: Map<number, bigint>;
  deposited: bigint;
  withdrawn: bigint;
  /** The order that the last operation brought to rest, if it did. */
  arrived: number | null;
}
