import { formatDecimal, localTime, Slot } from "@gridwatt/sdk";

import { formatBase, formatCents } from "./cents.ts";
import type { ItemTax } from "./vat.ts";

interface Place {
  readonly time: Date;
  readonly slot: number | null;
  readonly energy: bigint | null;
  readonly price: bigint | null;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

/** Where and when an item was told, and what energy it is for. */
export function placeCells({ time, slot, energy, price, ...told }: Place, timeZone: string): Record<string, string> {
  const begin = slot === null ? null : Slot.ofNumber(slot).begin;
  return {
    booked_utc: utcTime(time),
    booked_local: localTime(time, timeZone),
    slot: slot === null ? "" : String(slot),
    slot_utc: begin === null ? "" : utcTime(begin),
    slot_local: begin === null ? "" : localTime(begin, timeZone),
    energy_kwh: energy === null ? "" : formatKwh(energy),
    price_watt_per_kwh: price === null ? "" : formatPrice(price),
    block: String(told.block),
    transaction: told.transaction,
    log: String(told.logIndex),
  };
}

interface Amount {
  readonly base: bigint;
  readonly cents: bigint;
  readonly tax: ItemTax | null;
}

export function amountCells({ base, cents, tax }: Amount): Record<string, string> {
  return {
    amount_watt: formatBase(base),
    amount: formatCents(cents),
    vat_percent: tax === null ? "" : formatDecimal(BigInt(tax.basisPoints), { decimals: 2 }),
    net: tax === null ? "" : formatCents(tax.net),
    vat: tax === null ? "" : formatCents(tax.vat),
    gross: tax === null ? "" : formatCents(tax.gross),
  };
}

/** A row without content. */
export function blank<Column extends string>(columns: readonly Column[]): Record<Column, string> {
  return Object.fromEntries(columns.map((column) => [column, ""])) as Record<Column, string>;
}

/** "2026-03-29T10:15:00Z" */
export function utcTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** "-1.500" */
export function formatKwh(wh: bigint): string {
  return formatDecimal(wh, { decimals: 3 });
}

/** "-0.0150" */
export function formatPrice(ticks: bigint): string {
  return formatDecimal(ticks, { decimals: 4 });
}
