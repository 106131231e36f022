import { ENERGY_DECIMALS, formatDecimal, MONEY_DECIMALS, PRICE_DECIMALS, WATT_DECIMALS } from "./decimal.ts";

/** What came out of a scenario. Energy in kWh, prices in WATT per kWh and money in WATT, all decimal strings. */
export interface Report {
  readonly name: string;
  /** One row per maker order met, in match order; a fill that is cut at a band's edge gives a row for each part. */
  readonly trades: readonly TradeRow[];
  /** By ref. */
  readonly orders: Readonly<Record<string, OrderRow>>;
  /** By id; the balancing party too. */
  readonly accounts: Readonly<Record<string, AccountRow>>;
  /** Grid fees earned, by operator. */
  readonly operators: Readonly<Record<string, string>>;
  readonly marketFees: string;
  readonly settlements: readonly SettlementRow[];
  /** Steps other than place that were refused, with their position in the file. */
  readonly errors: readonly ErrorRow[];
  readonly checks: Checks;
}

/** One maker order, or a part of it, met by one taker. */
export interface TradeRow {
  /** Counted from the scenario's start. */
  readonly slot: number;
  /** The maker's ref. */
  readonly maker: string;
  /** The taker's ref. */
  readonly taker: string;
  readonly seller: string;
  readonly buyer: string;
  readonly energy: string;
  /** The maker's price. */
  readonly price: string;
  /** The whole path, surcharges included. */
  readonly gridFee: string;
  readonly marketFee: string;
  /** All-in, per kWh. */
  readonly buyerPays: string;
  /** All-in, per kWh. */
  readonly sellerGets: string;
}

/** What became of an order; `rejected` with the name of the error where its transaction was refused. */
export interface OrderRow {
  readonly status: "open" | "filled" | "cancelled" | "expired" | "rejected";
  readonly filled: string;
  /** Zero unless the status is open. */
  readonly open: string;
  readonly error: string | null;
}

/** Where an account stands at the end. */
export interface AccountRow {
  readonly free: string;
  /** What the account itself put into open orders and unsettled sets. */
  readonly locked: string;
  readonly debt: string;
  /** By slot, after netting. */
  readonly sold: Readonly<Record<string, string>>;
  /** By slot, after netting. */
  readonly bought: Readonly<Record<string, string>>;
}

/** One account in one settled slot. */
export interface SettlementRow {
  readonly slot: number;
  readonly account: string;
  /** Metered minus net sold. */
  readonly deviation: string;
  /** Credited for the deviation; negative: charged. */
  readonly amount: string;
}

/** A step that was refused. */
export interface ErrorRow {
  readonly step: number;
  readonly error: string;
}

/** What must be true of every market, whatever was played. */
export interface Checks {
  readonly moneyConserved: boolean;
  readonly energyConserved: boolean;
  readonly solvent: boolean;
}

/** What a part of a fill must say of itself to be joined with its neighbour. */
export interface FillPart {
  readonly maker: number | bigint | string;
  readonly taker: number | bigint | string;
  /** {tick} */
  readonly gridFee: bigint;
  /** {Wh} */
  readonly energy: bigint;
}

/**
 * Joins neighbouring parts of one maker order that one taker took at one fee: they are one row of the report. A market
 * may cut a fill more often than its fee changes, such as where relief of a link turns into growth below the first band.
 * @param parts in match order
 */
export function joinParts<Part extends FillPart>(parts: readonly Part[]): Part[] {
  const rows: Part[] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    const joins = last?.maker === part.maker && last.taker === part.taker && last.gridFee === part.gridFee;
    if (joins) rows[rows.length - 1] = { ...part, energy: last.energy + part.energy };
    else rows.push(part);
  }
  return rows;
}

/** Energy {Wh} in kWh, always with 3 decimals: "20.000". */
export function formatEnergy(wh: bigint): string {
  return formatDecimal(wh, ENERGY_DECIMALS);
}

/** A price or fee {tick} in WATT per kWh, always with 4 decimals: "-0.0500". */
export function formatPrice(ticks: bigint): string {
  return formatDecimal(ticks, PRICE_DECIMALS);
}

/** Money {unit: 1 tick x 1 Wh} in WATT: every digit that is not a trailing zero, at least one decimal: "103.0". */
export function formatMoney(units: bigint): string {
  return formatDecimal(units, MONEY_DECIMALS, 1);
}

/** Money {base unit, 1e-18 WATT} in WATT, written as `formatMoney` does. */
export function formatBaseUnits(amount: bigint): string {
  return formatDecimal(amount, WATT_DECIMALS, 1);
}
