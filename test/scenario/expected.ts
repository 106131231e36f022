import { parseDecimal, WATT_DECIMALS } from "../../scenario/decimal.ts";
import type { Report, TradeRow } from "../../scenario/report.ts";

/** What must come out of a scenario; what is not named is not looked at. Decimals may be written in any length. */
export interface Expected {
  readonly trades?: readonly Partial<Omit<TradeRow, "slot" | "maker" | "taker">>[];
  /** Refs of makers, by the trade's position. */
  readonly makers?: Readonly<Record<string, string>>;
  /** Refs of takers, by the trade's position. */
  readonly takers?: Readonly<Record<string, string>>;
  /** Status, filled and open by ref. */
  readonly orders?: Readonly<Record<string, readonly [status: string, filled: string, open: string]>>;
  /** Names of the errors of rejected orders, by ref. */
  readonly rejections?: Readonly<Record<string, string>>;
  readonly operators?: Readonly<Record<string, string>>;
  readonly marketFees?: string;
  readonly free?: Readonly<Record<string, string>>;
  readonly locked?: Readonly<Record<string, string>>;
  readonly debt?: Readonly<Record<string, string>>;
  /** Deviation and amount by account. */
  readonly settlements?: Readonly<Record<string, readonly [deviation: string, amount: string]>>;
  /** Positions in the file and names of the refused steps other than place. */
  readonly errors?: readonly (readonly [step: number, error: string])[];
}

/**
 * Holds a report against what must come out.
 * @returns a line for each difference
 */
export function differences(report: Report, want: Expected): string[] {
  const lines = [
    ...tradeDifferences(report, want.trades),
    ...refDifferences(report, "maker", want.makers),
    ...refDifferences(report, "taker", want.takers),
    ...orderDifferences(report, want),
    ...amounts("operator", report.operators, want.operators),
    ...amounts("free", column(report, "free"), want.free),
    ...amounts("locked", column(report, "locked"), want.locked),
    ...amounts("debt", column(report, "debt"), want.debt),
    ...amounts("fees", { market: report.marketFees }, want.marketFees === undefined ? {} : { market: want.marketFees }),
    ...settlementDifferences(report, want.settlements),
  ];
  if (want.errors !== undefined) {
    const errors = JSON.stringify(report.errors.map(({ step, error }) => [step, error]));
    if (errors !== JSON.stringify(want.errors)) lines.push(`errors ${errors}, want ${JSON.stringify(want.errors)}`);
  }
  for (const [check, holds] of Object.entries(report.checks)) if (holds !== true) lines.push(`${check} is false`);
  return lines;
}

const NUMBERS = new Set(["energy", "price", "gridFee", "marketFee", "buyerPays", "sellerGets"]);

function tradeDifferences(report: Report, want: Expected["trades"]): string[] {
  if (want === undefined) return [];
  if (report.trades.length !== want.length) return [`${report.trades.length} trades, want ${want.length}`];
  return want.flatMap((trade, at) =>
    Object.entries(trade).flatMap(([field, value]) => {
      const got = report.trades[at]?.[field as keyof TradeRow];
      const alike = NUMBERS.has(field) ? same(String(got), String(value)) : got === value;
      return alike ? [] : [`trade ${at} ${field} ${String(got)}, want ${String(value)}`];
    }),
  );
}

function refDifferences(report: Report, who: "maker" | "taker", want: Expected["makers"]): string[] {
  return Object.entries(want ?? {}).flatMap(([at, ref]) => {
    const got = report.trades[Number(at)]?.[who];
    return got === ref ? [] : [`trade ${at} ${who} ${got}, want ${ref}`];
  });
}

function orderDifferences(report: Report, want: Expected): string[] {
  const states = Object.entries(want.orders ?? {}).flatMap(([ref, [status, filled, open]]) => {
    const got = report.orders[ref];
    const alike = got?.status === status && same(got.filled, filled) && same(got.open, open);
    const named = status !== "rejected" || (got?.error ?? "") !== "";
    return alike && named ? [] : [`order ${ref} ${JSON.stringify(got)}, want ${status} ${filled} ${open}`];
  });
  const names = Object.entries(want.rejections ?? {}).flatMap(([ref, error]) => {
    const got = report.orders[ref]?.error;
    return got === error ? [] : [`order ${ref} rejected by ${got}, want ${error}`];
  });
  return [...states, ...names];
}

function settlementDifferences(report: Report, want: Expected["settlements"]): string[] {
  return Object.entries(want ?? {}).flatMap(([account, [deviation, amount]]) => {
    const got = report.settlements.find((row) => row.account === account);
    const alike = got !== undefined && same(got.deviation, deviation) && same(got.amount, amount);
    return alike ? [] : [`settlement ${account} ${JSON.stringify(got)}, want ${deviation} ${amount}`];
  });
}

function column(report: Report, of: "free" | "locked" | "debt"): Record<string, string> {
  return Object.fromEntries(Object.entries(report.accounts).map(([id, row]) => [id, row[of]]));
}

function amounts(
  what: string,
  got: Readonly<Record<string, string>>,
  want: Readonly<Record<string, string>> | undefined,
): string[] {
  return Object.entries(want ?? {}).flatMap(([id, value]) => {
    const is = got[id];
    return is !== undefined && same(is, value) ? [] : [`${what} ${id} ${is}, want ${value}`];
  });
}

/** Whether two decimal strings mean the same number. */
function same(a: string, b: string): boolean {
  return parseDecimal(a, WATT_DECIMALS) === parseDecimal(b, WATT_DECIMALS);
}
