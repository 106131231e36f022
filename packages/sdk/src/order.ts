import { ParameterError, UnitError } from "./gridwatt-error.ts";
import { Energy } from "./units/energy.ts";
import { Price } from "./units/price.ts";
import { kindOf } from "./units/quantity.ts";
import { Slot } from "./units/slot.ts";

/** A buy lies among the bids, a sell among the asks. */
export type Side = "buy" | "sell";

/**
 * What happens to the part of an order that does not trade at once: a "limit" order's rests until gate closure, and so
 * does a "postOnly" order's, which is refused if any of it would trade at once; an "immediateOrCancel" order's is
 * cancelled; a "fillOrKill" order is refused.
 */
export type Kind = "limit" | "postOnly" | "immediateOrCancel" | "fillOrKill";

/** In the order of the contracts' enums. */
export const SIDES = ["buy", "sell"] as const satisfies readonly Side[];
export const KINDS = ["limit", "postOnly", "immediateOrCancel", "fillOrKill"] as const satisfies readonly Kind[];

/** An order as an action takes it. */
export interface OrderParameters {
  /** The account that trades. */
  readonly account: number;
  /** Its home zone; default: read from the exchange. */
  readonly zone?: number;
  /** Delivery period. */
  readonly slot: Slot;
  readonly side: Side;
  /** At least the slot's least energy, at most 68,719,476.735 kWh. */
  readonly energy: Energy;
  /** All-in limit within the slot's price pair: a taker's price with all fees, a maker's price. */
  readonly limit: Price;
  /** Default: "limit". */
  readonly kind?: Kind;
  /** The order is refused if less trades at once; default: none. */
  readonly minFill?: Energy;
  /** The application that brings the order; default: 0, none. */
  readonly host?: number;
}

/** An order with nothing left to default. */
export type Order = Required<OrderParameters>;

/** An order as the contracts take it. */
export interface OrderStruct {
  readonly account: number;
  readonly zone: number;
  readonly slot: number;
  readonly side: number;
  readonly energy: bigint;
  readonly limit: bigint;
  readonly kind: number;
  readonly minFill: bigint;
  readonly host: number;
}

/** Turns an order into the contracts' form. Throws `UnitError` or `ParameterError` where a value is of the wrong kind. */
export function toOrderStruct(order: Order): OrderStruct {
  const kind = KINDS.indexOf(order.kind);
  if (kind < 0) throw new ParameterError(`An order's kind is one of ${KINDS.join(", ")}, not ${String(order.kind)}.`);
  return {
    account: uint(order.account, { name: "account", bits: 32 }),
    zone: uint(order.zone, { name: "zone", bits: 8 }),
    slot: slotNumber(order.slot),
    side: sideNumber(order.side),
    energy: wattHours(order.energy, "energy"),
    limit: ticks(order.limit, "limit"),
    kind,
    minFill: wattHours(order.minFill, "minFill"),
    host: uint(order.host, { name: "host", bits: 16 }),
  };
}

/** 0 for a buy, 1 for a sell. Throws `ParameterError` for any other value. */
export function sideNumber(side: Side): 0 | 1 {
  if (side !== "buy" && side !== "sell") throw new ParameterError(`A side is buy or sell, not ${String(side)}.`);
  return side === "buy" ? 0 : 1;
}

/** Throws `UnitError` for anything but a `Slot`. */
export function slotNumber(slot: Slot): number {
  if (!(slot instanceof Slot)) throw new UnitError(`slot is a Slot, not ${kindOf(slot)}.`);
  return slot.number;
}

/** {Wh} Throws `UnitError` for anything but an `Energy`. */
export function wattHours(energy: Energy, name: string): bigint {
  if (!(energy instanceof Energy)) throw new UnitError(`${name} is an Energy, not ${kindOf(energy)}.`);
  if (energy.wh >= 1n << 40n) throw new UnitError(`${name} is more than an order can tell.`);
  return energy.wh;
}

/** {tick} Throws `UnitError` for anything but a `Price`. */
export function ticks(price: Price, name: string): bigint {
  if (!(price instanceof Price)) throw new UnitError(`${name} is a Price, not ${kindOf(price)}.`);
  return price.ticks;
}

/** Throws `ParameterError` for anything but a whole number of so many bits. */
export function uint(value: number, { name, bits }: { name: string; bits: number }): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new ParameterError(`${name} is a whole number from 0 to ${2 ** bits - 1}, not ${String(value)}.`);
  }
  return value;
}
