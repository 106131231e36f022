import { localDate, localTime, Money, Slot, TIME_ZONE } from "@gridwatt/sdk";

import { formatKwh, utcTime } from "./cells.ts";
import { formatBase } from "./cents.ts";
import type { Table } from "./csv.ts";
import type { Journal, Posting, PostingKind, SlotHolding } from "./journal.ts";
import type { Counted } from "./readings.ts";

/** Components of what a delivery brought an account {unit}; below zero it paid. */
export interface DeliveryMoney {
  readonly sales: bigint;
  readonly purchases: bigint;
  readonly gridFees: bigint;
  readonly marketFees: bigint;
  readonly deviation: bigint;
  readonly corrections: bigint;
  /** Of all these. */
  readonly total: bigint;
}

/** What an account delivered, used and was paid; {Wh}, null where it is not known for all of the time. */
export interface LedgerRow {
  /** Exports of the account's meters, as far as the household says: the chain only learns the net. */
  readonly generation: bigint | null;
  /** Imports of the account's meters, as far as the household says. */
  readonly consumption: bigint | null;
  /** Export less import that it was settled with. */
  readonly net: bigint | null;
  /** Sold less bought. */
  readonly contracted: bigint;
  /** net - contracted */
  readonly deviation: bigint | null;
  /** Slots settled without readings. */
  readonly assumed: number;
  readonly money: DeliveryMoney;
}

export interface SlotRow extends LedgerRow {
  readonly slot: number;
}

/** Totals of a local day, "2026-03-29", or month, "2026-03". */
export interface TotalRow extends LedgerRow {
  readonly period: string;
  readonly slots: number;
}

const COMPONENTS = {
  sale: "sales",
  purchase: "purchases",
  "grid-fee": "gridFees",
  "market-fee": "marketFees",
  deviation: "deviation",
  correction: "corrections",
} as const satisfies Partial<Record<PostingKind, keyof DeliveryMoney>>;

const NONE: DeliveryMoney = {
  ...{ sales: 0n, purchases: 0n, gridFees: 0n, marketFees: 0n, deviation: 0n, corrections: 0n, total: 0n },
};

/**
 * An account's ledger, slot by slot: where it traded, was settled, or the household says what its meters counted.
 * @param counted by slot, see `countedBySlot`
 */
export function ledgerOf(
  journal: Journal,
  of: { readonly account: number; readonly counted?: ReadonlyMap<number, Counted> },
): SlotRow[] {
  const { account, counted = new Map<number, Counted>() } = of;
  const holdings = journal.holdings(account);
  const own = journal.postings.filter((posting) => posting.account === account && posting.slot !== null);
  const bySlot = Map.groupBy(own, ({ slot }) => slot ?? 0);
  const slots = new Set([...holdings.keys(), ...bySlot.keys(), ...counted.keys()]);
  return [...slots]
    .sort((a, b) => a - b)
    .map((slot) => ({
      slot,
      ...energyOf(holdings.get(slot), counted.get(slot)),
      money: moneyOf(bySlot.get(slot) ?? []),
    }));
}

/** Totals of local days, or months, by when delivery begins. */
export function totalsOf(
  rows: readonly SlotRow[],
  by: { readonly period: "day" | "month"; readonly timeZone?: string },
): TotalRow[] {
  const { timeZone = TIME_ZONE } = by;
  const length = by.period === "day" ? 10 : 7;
  const groups = Map.groupBy(rows, ({ slot }) => localDate(Slot.ofNumber(slot).begin, timeZone).slice(0, length));
  return [...groups].map(([period, group]) => ({ period, slots: group.length, ...sumOf(group) }));
}

const ENERGY_COLUMNS = ["generation_kwh", "consumption_kwh", "net_kwh", "contracted_kwh", "deviation_kwh"] as const;
const MONEY_COLUMNS = [
  ...["sales_watt", "purchases_watt", "grid_fees_watt", "market_fees_watt"],
  ...["deviation_watt", "corrections_watt", "total_watt"],
] as const;
export const SLOT_COLUMNS = [
  ...["slot", "begin_utc", "begin_local"],
  ...[...ENERGY_COLUMNS, "assumed", ...MONEY_COLUMNS],
] as const;
export const TOTAL_COLUMNS = ["period", "slots", ...ENERGY_COLUMNS, "assumed", ...MONEY_COLUMNS] as const;

export function slotTable(rows: readonly SlotRow[], timeZone: string): Table {
  return {
    columns: SLOT_COLUMNS,
    rows: rows.map((row) => {
      const { begin } = Slot.ofNumber(row.slot);
      const when = { slot: String(row.slot), begin_utc: utcTime(begin), begin_local: localTime(begin, timeZone) };
      return { ...when, ...cellsOf(row) };
    }),
  };
}

export function totalTable(rows: readonly TotalRow[]): Table {
  return {
    columns: TOTAL_COLUMNS,
    rows: rows.map((row) => ({ period: row.period, slots: String(row.slots), ...cellsOf(row) })),
  };
}

function cellsOf({ money, assumed, ...energy }: LedgerRow): Record<string, string> {
  const kwh = (wh: bigint | null) => (wh === null ? "" : formatKwh(wh));
  const watt = (units: bigint) => formatBase(Money.ofUnits(units).base);
  return {
    generation_kwh: kwh(energy.generation),
    consumption_kwh: kwh(energy.consumption),
    net_kwh: kwh(energy.net),
    contracted_kwh: kwh(energy.contracted),
    deviation_kwh: kwh(energy.deviation),
    assumed: String(assumed),
    sales_watt: watt(money.sales),
    purchases_watt: watt(money.purchases),
    grid_fees_watt: watt(money.gridFees),
    market_fees_watt: watt(money.marketFees),
    deviation_watt: watt(money.deviation),
    corrections_watt: watt(money.corrections),
    total_watt: watt(money.total),
  };
}

function energyOf(held: SlotHolding | undefined, counted: Counted | undefined): Omit<LedgerRow, "money"> {
  const contracted = held === undefined ? 0n : held.sold - held.bought;
  const net = held?.metered ?? null;
  return {
    generation: counted?.generation ?? null,
    consumption: counted?.consumption ?? null,
    net,
    contracted,
    deviation: net === null ? null : net - contracted,
    assumed: held?.assumed === true ? 1 : 0,
  };
}

function moneyOf(postings: readonly Posting[]): DeliveryMoney {
  const money: { -readonly [Part in keyof DeliveryMoney]: bigint } = { ...NONE };
  for (const { kind, units } of postings) {
    if (kind === "deposit" || kind === "withdrawal") continue;
    money[COMPONENTS[kind]] += units;
    money.total += units;
  }
  return money;
}

function sumOf(rows: readonly SlotRow[]): LedgerRow {
  const known = (part: (row: LedgerRow) => bigint | null) => {
    return rows.reduce<bigint | null>((sum, row) => {
      const more = part(row);
      return sum === null || more === null ? null : sum + more;
    }, 0n);
  };
  const parts = Object.keys(NONE) as (keyof DeliveryMoney)[];
  const sums = parts.map((part) => [part, rows.reduce((sum, { money }) => sum + money[part], 0n)]);
  return {
    generation: known((row) => row.generation),
    consumption: known((row) => row.consumption),
    net: known((row) => row.net),
    contracted: rows.reduce((sum, row) => sum + row.contracted, 0n),
    deviation: known((row) => row.deviation),
    assumed: rows.reduce((sum, row) => sum + row.assumed, 0),
    money: Object.fromEntries(sums) as DeliveryMoney,
  };
}
