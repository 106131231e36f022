import { ParameterError } from "../gridwatt-error.ts";
import { pack, unpack } from "../internal/bits.ts";
import { SIDES, type Side } from "../order.ts";
import { Price } from "../units/price.ts";
import { Slot } from "../units/slot.ts";

declare const brand: unique symbol;

/**
 * Name of a resting order, unique for all time within one exchange.
 *
 *   bits    field
 *   0-15    index in the queue of its price level
 *   16-33   rank of its price
 *   34      side: 0 buy, 1 sell
 *   35-38   zone
 *   39-70   slot
 */
export type OrderId = bigint & { readonly [brand]: "OrderId" };

/** One price of one book. */
export interface BookPlace {
  readonly slot: Slot;
  readonly zone: number;
  readonly side: Side;
  readonly price: Price;
}

/** What an order id tells. */
export interface OrderPlace extends BookPlace {
  /** How many orders were placed at this price before. */
  readonly index: number;
}

const BIAS = 100_000n;
export const ORDER_ID_BITS = 71;
const PLACE = { rank: [0, 18], side: [18, 1], zone: [19, 4], slot: [23, 32] } as const;

/**
 * Takes a number, or its decimal or 0x-hexadecimal text, for an order id. Throws `ParameterError` if it cannot be one.
 * @example
 * toOrderId("1078036733632839680")
 */
export function toOrderId(value: bigint | string): OrderId {
  if (typeof value === "string" && !/^([0-9]{1,22}|0x[0-9a-fA-F]{1,18})$/.test(value)) {
    throw new ParameterError(`${JSON.stringify(value.slice(0, 40))} is no order id.`);
  }
  const id = BigInt(value);
  if (id >> BigInt(ORDER_ID_BITS) !== 0n) throw new ParameterError(`${id} is no order id.`);
  decodeBookPlace(id >> 16n);
  return id as OrderId;
}

/** Throws `ParameterError` if it cannot be an order id. */
export function decodeOrderId(id: bigint): OrderPlace {
  return { ...decodeBookPlace(id >> 16n), index: Number(id & 0xffffn) };
}

/** Throws `ParameterError` where a field does not fit. */
export function encodeOrderId(place: OrderPlace): OrderId {
  const index = pack({ index: BigInt(place.index) }, { index: [0, 16] });
  return ((encodeBookPlace(place) << 16n) | index) as OrderId;
}

/** Reads bits 16-70 of an order id: the price level. Throws `ParameterError` if they cannot be one. */
export function decodeBookPlace(word: bigint): BookPlace {
  const fields = unpack(word, PLACE);
  const side = SIDES[Number(fields.side)] ?? "buy";
  return { slot: Slot.ofNumber(fields.slot), zone: Number(fields.zone), side, price: priceOfRank(fields.rank, side) };
}

export function encodeBookPlace({ slot, zone, side, price }: BookPlace): bigint {
  const fields = { rank: rankOf(price, side), side: side === "buy" ? 0n : 1n, zone: BigInt(zone) };
  return pack({ ...fields, slot: BigInt(slot.number) }, PLACE);
}

/** The rank orders the prices of a side so that the highest is the best: 100,000 + tick for bids, - tick for asks. */
export function rankOf(price: Price, side: Side): bigint {
  return side === "buy" ? BIAS + price.ticks : BIAS - price.ticks;
}

/** Throws `ParameterError` for a rank of no price. */
export function priceOfRank(rank: bigint, side: Side): Price {
  if (rank < 1n || rank >= 2n * BIAS) throw new ParameterError(`${rank} is no rank of a price.`);
  return Price.ofTicks(side === "buy" ? rank - BIAS : BIAS - rank);
}

/** A price as most words hold it: tick + 100,000, so that 0 is free to mean none. */
export function biasedOf(price: Price | null): bigint {
  return price === null ? 0n : BIAS + price.ticks;
}

/** The price of a biased one, null for 0. */
export function priceOfBiased(biased: bigint): Price | null {
  return biased === 0n ? null : priceOfRank(biased, "buy");
}
