import { pack, unpack } from "../internal/bits.ts";
import { Energy } from "../units/energy.ts";
import { Fee } from "../units/fee.ts";
import {
  decodeBookPlace,
  decodeOrderId,
  encodeBookPlace,
  type BookPlace,
  type OrderId,
  type OrderPlace,
} from "./order-id.ts";

const ID = { id: [0, 71], account: [71, 32] } as const;
const PLACED = { ...ID, energy: [103, 36], postOnly: [139, 1], host: [140, 16] } as const;
const TRADE = {
  level: [0, 55],
  energy: [55, 44],
  taker: [99, 32],
  takerZone: [131, 4],
  pathFee: [135, 18],
  marketFee: [153, 12],
  host: [165, 16],
} as const;
const CLAIMED = { ...ID, filled: [103, 36] } as const;
const REDUCED = { ...ID, released: [103, 36] } as const;
const CLOSED = { ...ID, filled: [103, 36], released: [139, 36] } as const;

interface OfOrder {
  readonly id: OrderId;
  readonly account: number;
}

/** An order, or what was left of it, came to rest. */
export interface OrderPlaced extends OfOrder {
  readonly energy: Energy;
  readonly postOnly: boolean;
  /** 0 for none. */
  readonly host: number;
}

/** A taker took energy from the front of a price level: zone, side and price are the makers'. */
export interface Trade extends BookPlace {
  readonly energy: Energy;
  /** Account of the taker, who buys from asks and sells to bids. */
  readonly taker: number;
  readonly takerZone: number;
  /** Sum of the tariffs and surcharges between the two zones. */
  readonly pathFee: Fee;
  readonly marketFee: Fee;
  /** Host of the taker's order, 0 for none. */
  readonly host: number;
}

/** Filled energy of a resting order went to its account's position. */
export interface OrderClaimed extends OfOrder {
  readonly filled: Energy;
}

/** A resting order got smaller and kept its place. */
export interface OrderReduced extends OfOrder {
  readonly released: Energy;
}

/** An order was cancelled or expired: its fill went to the position, the rest was released. */
export interface OrderClosed extends OfOrder {
  readonly filled: Energy;
  readonly released: Energy;
}

export function decodeOrderPlaced(word: bigint): OrderPlaced & OrderPlace {
  const { energy, postOnly, host, ...rest } = unpack(word, PLACED);
  return { ...ofOrder(rest), energy: Energy.ofWh(energy), postOnly: postOnly === 1n, host: Number(host) };
}

export function encodeOrderPlaced(event: OrderPlaced): bigint {
  const { energy, postOnly, host } = event;
  return pack({ ...idFields(event), energy: energy.wh, postOnly: postOnly ? 1n : 0n, host: BigInt(host) }, PLACED);
}

export function decodeTrade(word: bigint): Trade {
  const fields = unpack(word, TRADE);
  return {
    ...decodeBookPlace(fields.level),
    energy: Energy.ofWh(fields.energy),
    taker: Number(fields.taker),
    takerZone: Number(fields.takerZone),
    pathFee: Fee.ofTicks(fields.pathFee),
    marketFee: Fee.ofTicks(fields.marketFee),
    host: Number(fields.host),
  };
}

export function encodeTrade(event: Trade): bigint {
  const fields = {
    level: encodeBookPlace(event),
    energy: event.energy.wh,
    taker: BigInt(event.taker),
    takerZone: BigInt(event.takerZone),
    pathFee: event.pathFee.ticks,
    marketFee: event.marketFee.ticks,
    host: BigInt(event.host),
  };
  return pack(fields, TRADE);
}

export function decodeOrderClaimed(word: bigint): OrderClaimed & OrderPlace {
  const { filled, ...rest } = unpack(word, CLAIMED);
  return { ...ofOrder(rest), filled: Energy.ofWh(filled) };
}

export function encodeOrderClaimed(event: OrderClaimed): bigint {
  return pack({ ...idFields(event), filled: event.filled.wh }, CLAIMED);
}

export function decodeOrderReduced(word: bigint): OrderReduced & OrderPlace {
  const { released, ...rest } = unpack(word, REDUCED);
  return { ...ofOrder(rest), released: Energy.ofWh(released) };
}

export function encodeOrderReduced(event: OrderReduced): bigint {
  return pack({ ...idFields(event), released: event.released.wh }, REDUCED);
}

export function decodeOrderClosed(word: bigint): OrderClosed & OrderPlace {
  const { filled, released, ...rest } = unpack(word, CLOSED);
  return { ...ofOrder(rest), filled: Energy.ofWh(filled), released: Energy.ofWh(released) };
}

export function encodeOrderClosed(event: OrderClosed): bigint {
  return pack({ ...idFields(event), filled: event.filled.wh, released: event.released.wh }, CLOSED);
}

function ofOrder({ id, account }: { id: bigint; account: bigint }): OfOrder & OrderPlace {
  return { id: id as OrderId, ...decodeOrderId(id), account: Number(account) };
}

function idFields({ id, account }: OfOrder): { id: bigint; account: bigint } {
  return { id, account: BigInt(account) };
}
