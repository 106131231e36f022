import { formatDecimal, MONEY_DECIMALS } from "../scenario/decimal.ts";
import type { Spent } from "./chain.ts";
import type { PartResult } from "./part.ts";
import type { ProfileSummary } from "./profiles.ts";
import type { Totals } from "./totals.ts";

/** Whether the simulation's books add up. */
export interface Checks {
  /** What was paid in is what members, grid operators and the market have at the end, to the last unit. */
  readonly moneyConserved: boolean;
  /** In every slot as much was sold as bought and traded, and it was metered as the profiles say. */
  readonly energyConserved: boolean;
  /** No account has a position left in any slot. */
  readonly everyAccountSettled: boolean;
}

/** A share of 1 without and with trading; null where there is nothing to share. */
export interface Shares {
  readonly withoutTrading: number | null;
  readonly withTrading: number | null;
}

/** What a simulation came to. Energy in Wh; money in WATT as decimal strings. */
export interface Report {
  readonly slots: number;
  readonly accounts: number;
  readonly loadWh: number;
  readonly generationWh: number;
  /** Generated and used by the same account in the same slot. */
  readonly ownUseWh: number;
  readonly tradedWh: number;
  /** Sum over slots of the smaller of total surplus and total deficit. */
  readonly idealWh: number;
  /** Own use, and what was bought, as a share of the load. */
  readonly selfSufficiency: Shares;
  /** Own use, and what was sold, as a share of the generation. */
  readonly selfConsumption: Shares;
  /** By account: what retail and feed-in alone would have cost, less what it paid with the market, fees included. */
  readonly savings: Readonly<Record<string, string>>;
  /** By grid operator. */
  readonly fees: Readonly<Record<string, string>>;
  readonly marketFees: string;
  /** Of orders, roots, settlements and fees; set-up apart. */
  readonly transactions: number;
  readonly gas: number;
  readonly gasPerTradedKwh: number | null;
  readonly setUp: { readonly transactions: number; readonly gas: number };
  readonly wallSeconds: number;
  /** {MB} The most memory that the command and one of its processes had together, rounded up. */
  readonly peakMemoryMb: number;
  /** Simulated time over wall time. */
  readonly realTimeFactor: number;
  readonly checks: Checks;
}

export interface Results {
  readonly summary: ProfileSummary;
  readonly totals: Totals;
  /** What each account paid in the market {unit}; negative where it earned. */
  readonly paid: readonly bigint[];
  /** Names of the grid operators. */
  readonly operators: readonly string[];
  /** Of the parts that were played one after the other. */
  readonly results: readonly PartResult[];
  readonly checks: Checks;
  readonly wallSeconds: number;
}

const SLOT_SECONDS = 900;

export function reportOf(results: Results): Report {
  const { summary, totals, paid, checks, wallSeconds } = results;
  const [market, ...operators] = ["market", ...results.operators].map((_, at) => {
    return results.results.reduce((sum, { fees }) => sum + (fees[at] ?? 0n), 0n);
  });
  const [setUp, spent] = [
    sumOf(results.results.map((part) => part.setUp)),
    sumOf(results.results.map((part) => part.spent)),
  ];
  const savings = summary.accounts.map((name, at) => {
    const beside = (totals.billsBeside[at] ?? 0n) + (paid[at] ?? 0n);
    return [name, moneyText((totals.billsWithout[at] ?? 0n) - beside)] as const;
  });
  return {
    slots: totals.slots,
    accounts: summary.accounts.length,
    loadWh: Number(totals.load),
    generationWh: Number(totals.generation),
    ownUseWh: Number(totals.ownUse),
    tradedWh: Number(totals.traded),
    idealWh: Number(totals.ideal),
    selfSufficiency: sharesOf(totals, totals.load),
    selfConsumption: sharesOf(totals, totals.generation),
    savings: Object.fromEntries(savings),
    fees: Object.fromEntries(results.operators.map((id, at) => [id, moneyText(operators[at] ?? 0n)])),
    marketFees: moneyText(market ?? 0n),
    transactions: spent.transactions,
    gas: Number(spent.gas),
    gasPerTradedKwh: totals.traded === 0n ? null : Number((spent.gas * 1000n) / totals.traded),
    setUp: { transactions: setUp.transactions, gas: Number(setUp.gas) },
    wallSeconds: Math.round(wallSeconds * 10) / 10,
    peakMemoryMb: peakMemoryOf(results.results),
    realTimeFactor: Math.round((totals.slots * SLOT_SECONDS) / wallSeconds),
    checks,
  };
}

function sharesOf({ ownUse, traded }: Totals, whole: bigint): Shares {
  return { withoutTrading: shareOf(ownUse, whole), withTrading: shareOf(ownUse + traded, whole) };
}

/** Rounded down to a millionth. */
function shareOf(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number((part * 1_000_000n) / whole) / 1_000_000;
}

function moneyText(units: bigint): string {
  return formatDecimal(units, MONEY_DECIMALS);
}

function sumOf(all: readonly Spent[]): Spent {
  return all.reduce((sum, { transactions, gas }) => ({
    transactions: sum.transactions + transactions,
    gas: sum.gas + gas,
  }));
}

function peakMemoryOf(parts: readonly PartResult[]): number {
  const own = process.resourceUsage().maxRSS;
  const kibibytes = own + Math.max(0, ...parts.map(({ peakMemory }) => peakMemory));
  return Math.ceil((kibibytes * 1024) / 1_000_000);
}
