import type { Genesis } from "../genesis.ts";
import type { RuleSet } from "../rules.ts";
import type { HumanHolders } from "./types.ts";

/** The parameters of a market as the contracts take them: {Wh}, {tick}, {s}, basis points, base units, addresses. */
export interface MarketParameters {
  readonly currency: { readonly name: string; readonly symbol: string; readonly code: string };
  /** Base units of WATT in a money unit of 1 tick x 1 Wh. */
  readonly unit: bigint;
  readonly gridCap: bigint;
  readonly genesis: Genesis;
  readonly holders: HumanHolders;
  /** Who is the counterparty of all deviations: the first of those who hold its role. */
  readonly balancingParty: string;
  readonly delivery: DeliveryParameters;
  readonly reserve: ReserveParameters;
  readonly election: ElectionParameters;
  readonly treasury: TreasuryParameters;
  readonly licences: LicenceParameters;
  /** Lowest first. */
  readonly discounts: readonly DiscountTier[];
  readonly compliance: ComplianceParameters;
  readonly area: AreaParameters;
}

/** How deliveries are metered and settled. */
export interface DeliveryParameters {
  readonly residualSupply: boolean;
  /** {s} */
  readonly readingDeadline: bigint;
  /** {s} */
  readonly correctionWindow: bigint;
  /** Oracle operators, rising. */
  readonly operators: readonly string[];
}

/** Who may be a customer. */
export interface ComplianceParameters {
  readonly rules: readonly RuleSet[];
  /** The jurisdiction as bytes8. */
  readonly providers: readonly { readonly jurisdiction: string; readonly provider: string }[];
}

/** How WATT is made and redeemed. */
export interface ReserveParameters {
  /** Who attests the reserve, rising. */
  readonly attestors: readonly string[];
  /** {s} */
  readonly maxAge: bigint;
  /** How fast the reserve may be attested to grow. */
  readonly growth: LimitParameters;
  /** What each operator of the on-ramp may make. */
  readonly mint: LimitParameters;
  /** {base unit} The currency's smallest coin. */
  readonly coin: bigint;
  /** {base unit} */
  readonly leastRedemption: bigint;
}

/** How oracle operators are elected. */
export interface ElectionParameters {
  /** How many are. */
  readonly seats: bigint;
  /** {wad} What an operator must have in its own pool. */
  readonly minSelfStake: bigint;
  /** {wad} What a solution is submitted with. */
  readonly solutionDeposit: bigint;
}

/** What becomes of the market's fees. */
export interface TreasuryParameters {
  /** As the rewards reserve takes them: {wad} of GRID for a WATT, {base unit} of WATT, {s}. */
  readonly lots: {
    readonly startPrice: bigint;
    readonly floorPrice: bigint;
    readonly lotSize: bigint;
    readonly halving: bigint;
    readonly duration: bigint;
  };
  /** {bps} of a trade's market fee that its makers earn. */
  readonly makerShare: bigint;
  /** {base unit} of WATT that an epoch's makers earn, at most. */
  readonly epochCap: bigint;
}

/** Contracts that share the market's fees, by their names in a deployment. */
export const FEE_PAYEES = ["rewardsReserve", "insurance", "treasury", "incentives"] as const;
export type FeePayee = (typeof FEE_PAYEES)[number];

/** How hosts are licensed. */
export interface LicenceParameters {
  /** Lowest first: {wad} locked, {basis point} of the market fee. */
  readonly tiers: readonly { readonly locked: bigint; readonly share: bigint }[];
  /** {s} */
  readonly noticePeriod: bigint;
}

/** From how much staked GRID {wad} on a discount {tick} holds. */
export interface DiscountTier {
  readonly staked: bigint;
  readonly discount: bigint;
}

/** So much {base unit} at once, and as much again in each window {s}. */
export interface LimitParameters {
  readonly capacity: bigint;
  readonly window: bigint;
}

/** What differs between two market areas. */
export interface AreaParameters {
  readonly rules: AreaRules;
  /** Who shares the market fee, the fee router's operator 0: addresses, or names of contracts. */
  readonly market: readonly { readonly payee: string | { readonly contract: FeePayee }; readonly weight: bigint }[];
  /** Number n in the list is the fee router's operator n + 1. */
  readonly operators: readonly OperatorParameters[];
  readonly zones: readonly ZoneParameters[];
}

export interface AreaRules {
  /** {tick} */
  readonly marketFee: bigint;
  /** {tick} */
  readonly marketFeeCap: bigint;
  /** {Wh} */
  readonly minEnergy: bigint;
  /** {tick} */
  readonly tariffCap: bigint;
  /** {tick} */
  readonly limitedTariffFloor: bigint;
  readonly gateMinutes: bigint;
  /** {s} */
  readonly horizon: bigint;
  /** {tick} */
  readonly minLong: bigint;
  /** {tick} */
  readonly maxShort: bigint;
  /** {tick} */
  readonly minSpread: bigint;
}

export interface EarnerParameters {
  readonly admin: string;
  /** Weights in {basis point}, together 10,000 or none. */
  readonly payees: readonly { readonly payee: string; readonly weight: bigint }[];
}

export interface OperatorParameters extends EarnerParameters {
  readonly id: string;
}

export interface ZoneParameters {
  readonly id: string;
  /** Number of the parent; the root, number 0, names itself. */
  readonly parent: number;
  /** Number of the operator, from 1. */
  readonly operator: number;
  readonly registrar: string;
  /** As bytes8. */
  readonly jurisdiction: string;
  /** {tick} */
  readonly tariff: bigint;
  readonly link: LinkParameters | null;
}

export interface LinkParameters {
  /** {Wh} per slot, each way */
  readonly capacity: bigint;
  /** {basis point} and {tick} */
  readonly bands: readonly { readonly from: bigint; readonly surcharge: bigint }[];
}
