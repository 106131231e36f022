import { formatDecimal, Money } from "@gridwatt/sdk";

import { book, tableOf, type Booked, type Booking, type BookingParameters, type Item } from "./booking.ts";
import { formatPrice } from "./cells.ts";
import { formatBase } from "./cents.ts";
import type { Table } from "./csv.ts";
import { MARKET, type FeeShare } from "./grid-fees.ts";
import type { History } from "./history.ts";

/**
 * One item of a fee statement:
 * - `fee`: earned by a trade;
 * - `split`: credited to a payee by the fee router, and no longer the operator's;
 * - `pay-out`: what a payee was paid, of all operators whose payee it is; it changes nothing for the operator.
 */
export type FeeLineKind = "fee" | "split" | "pay-out";

/** An item of a fee statement; `base` is what the operator has more, 0 for a pay-out, `price` includes the surcharge. */
export interface FeeItem extends Item {
  readonly kind: FeeLineKind;
  readonly zone: number | null;
  /** {tick} of the price, for a link that fills up */
  readonly surcharge: bigint | null;
  /** {basis point} of the fee, what goes to the host of the taker's order; null for anything but the market's fees. */
  readonly hostShare: bigint | null;
  /** Who paid the fee. */
  readonly taker: number | null;
  readonly payee: string | null;
  /** {base} to the payee; null for anything but a pay-out. */
  readonly paid: bigint | null;
}
export type FeeLine = Booked<FeeItem>;

/** What an operator earned and what became of it. The balance is what its payees have not been credited yet. */
export interface FeeStatement extends Booking<FeeLine> {
  readonly operator: number;
}

export interface FeeStatementParameters extends BookingParameters {
  /** 0: the market itself. */
  readonly operator: number;
}

/** {basis point} */
const WHOLE = 10_000n;
const NO_TRADE = {
  slot: null,
  zone: null,
  energy: null,
  price: null,
  surcharge: null,
  hostShare: null,
  taker: null,
} as const;

/** A grid operator's fee statement, trade by trade. Throws `RateFileError` where a rate is missing. */
export function feeStatementOf(history: History, parameters: FeeStatementParameters): FeeStatement {
  const { operator } = parameters;
  const kind = operator === MARKET ? "market-fee" : "grid-fee";
  const taxedAs = (item: FeeItem) => (item.kind === "fee" ? kind : null);
  return { operator, ...book(history, itemsOf(history, operator), { ...parameters, taxedAs }) };
}

export const FEE_COLUMNS = [
  ...["number", "booked_utc", "booked_local", "kind", "slot", "slot_utc", "slot_local", "zone", "energy_kwh"],
  ...[
    "price_watt_per_kwh",
    "surcharge_watt_per_kwh",
    "host_share_percent",
    "taker",
    "payee",
    "amount_watt",
    "amount",
    "balance",
  ],
  ...["paid_out_watt", "vat_percent", "net", "vat", "gross", "block", "transaction", "log"],
] as const;

/** A fee statement's lines as cells, the opening before and the closing after them. */
export function feeTable(statement: FeeStatement): Table {
  return tableOf(statement, FEE_COLUMNS, (line) => ({
    kind: line.kind,
    zone: textOf(line.zone),
    surcharge_watt_per_kwh: line.surcharge === null ? "" : formatPrice(line.surcharge),
    host_share_percent: line.hostShare === null ? "" : formatDecimal(line.hostShare, { decimals: 2 }),
    taker: textOf(line.taker),
    payee: line.payee ?? "",
    paid_out_watt: line.paid === null ? "" : formatBase(line.paid),
  }));
}

/** What concerns an operator, in the order of the chain. */
function itemsOf({ shares, feeEvents }: History, operator: number): FeeItem[] {
  const items: FeeItem[] = shares.filter((share) => share.operator === operator).map(feeOf);
  const payees = new Set<string>();
  for (const event of feeEvents) {
    const { block, transaction, logIndex } = event;
    const place = { block, transaction, logIndex };
    if (event.name === "FeesCredited" && event.operator === operator) {
      payees.add(event.payee);
      items.push({ ...NO_TRADE, kind: "split", payee: event.payee, base: -event.base, paid: null, ...place });
    } else if (event.name === "PaidOut" && payees.has(event.payee)) {
      items.push({ ...NO_TRADE, kind: "pay-out", payee: event.payee, base: 0n, paid: event.base, ...place });
    }
  }
  return items.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex);
}

function feeOf({ fee, hostShare: share, operator, ...told }: FeeShare): FeeItem {
  const { zone, slot, energy, surcharge, taker, block, transaction, logIndex } = told;
  // A unit has far more base units than a whole has basis points: nothing is rounded.
  const base = (Money.ofUnits(fee * energy).base / WHOLE) * (WHOLE - share);
  const hostShare = operator === MARKET ? share : null;
  const earned = { base, price: fee, hostShare, payee: null, paid: null };
  return { kind: "fee", slot, zone, energy, surcharge, taker, ...earned, block, transaction, logIndex };
}

function textOf(number: number | null): string {
  return number === null ? "" : String(number);
}
