/**
 * What a network's market is made of, in the units people use: energy in kWh, prices and tariffs in the currency per
 * kWh, shares of 1, times in minutes, all as decimal strings or whole numbers. `readParameters` turns them into
 * integers and refuses what does not fit exactly.
 *
 * A holder is an address, or `#n` for the n-th account of the node or key list that the deployment is sent with.
 */
export interface HumanParameters {
  readonly currency: {
    readonly name: string;
    readonly symbol: string;
    /** ISO 4217. */
    readonly code: string;
  };
  readonly grid: {
    /** The most GRID that can ever exist. */
    readonly cap: string;
    /** Name of the file in deploy/genesis that says who has GRID from the beginning. */
    readonly genesis: string;
  };
  readonly holders: HumanHolders;
  readonly delivery: HumanDelivery;
  readonly reserve: HumanReserve;
  readonly election: HumanElection;
  readonly treasury: HumanTreasury;
  readonly licences: HumanLicences;
  /** Discounts on the market fee per kWh by staked GRID, lowest first. */
  readonly discounts: readonly { readonly staked: string; readonly discount: string }[];
  readonly compliance: HumanCompliance;
  readonly rules: HumanRules;
  /** Who shares the market fee, less what hosts get of it. */
  readonly market: HumanMarket;
  readonly operators: readonly HumanOperator[];
  /** Parents first; the first is the root. May be empty: the grid manager adds zones later. */
  readonly zones: readonly HumanZone[];
}

/** How deliveries are metered and settled; fixed for good, except who the operators are. */
export interface HumanDelivery {
  /** Whether the balancing party trades every deviation, or only takes what was sold and not delivered. */
  readonly residualSupply: boolean;
  /** How long readings are waited for after a slot; then a missing one counts as what gives its account least. */
  readonly readingDeadlineMinutes: number;
  /** How long newer readings correct after that. */
  readonly correctionWindowMinutes: number;
  /** Oracle operators: holders, more than two thirds of whom attest readings together. */
  readonly operators: readonly string[];
}

/** Who holds the roles; see `deploy/roles.ts` for what each may do. The fee router's role is the fee router's. */
export interface HumanHolders {
  /** Grants and takes roles; later a timelock. */
  readonly governor: string;
  readonly guardian: readonly string[];
  readonly balancingParty: readonly string[];
  readonly ramp: readonly string[];
  readonly compliance: readonly string[];
  readonly gridManager: readonly string[];
  readonly marketRules: readonly string[];
  readonly listing: readonly string[];
  readonly gridMinter: readonly string[];
  readonly oracleManager: readonly string[];
  readonly reserveManager: readonly string[];
  readonly stakingRules: readonly string[];
  readonly treasury: readonly string[];
  readonly freezer: readonly string[];
  readonly legalEnforcer: readonly string[];
}

/** How WATT is made and redeemed. */
export interface HumanReserve {
  /** Who attests the fiat reserve: holders, more than two thirds of whom attest together. */
  readonly attestors: readonly string[];
  /** How long an attestation counts, from its as-of time. */
  readonly maxAgeHours: number;
  /** How fast the reserve may be attested to grow. */
  readonly growth: HumanLimit;
  /** What each operator of the on-ramp may make. */
  readonly mint: HumanLimit;
  /** The currency's smallest coin, in its unit. */
  readonly coin: string;
  /** The least that can be redeemed: a multiple of the coin. */
  readonly leastRedemption: string;
}

/** How oracle operators are elected by staked GRID. Until the first election they are the delivery's. */
export interface HumanElection {
  readonly seats: number;
  /** GRID that an operator must have in its own pool. */
  readonly minSelfStake: string;
  /** GRID that a solution is submitted with; it comes back when the solution is finished on its day. */
  readonly solutionDeposit: string;
}

/** What becomes of the market's fees. */
export interface HumanTreasury {
  /** How WATT is sold for GRID, from which stakers are paid. Prices in GRID for a WATT. */
  readonly lots: {
    readonly startPrice: string;
    readonly floorPrice: string;
    /** WATT that is sold at once, at most. */
    readonly size: string;
    /** In which the price falls by half. */
    readonly halvingMinutes: number;
    readonly durationMinutes: number;
  };
  readonly incentives: {
    /** Part of 1 of a trade's market fee that its makers earn. */
    readonly share: string;
    /** WATT that an epoch's makers earn together, at most. */
    readonly epochCap: string;
  };
}

/** How hosts are licensed. */
export interface HumanLicences {
  /** Shares of the market fee, of 1, by locked GRID, lowest first. */
  readonly tiers: readonly { readonly locked: string; readonly share: string }[];
  readonly noticeDays: number;
}

/** Who may be a customer. */
export interface HumanCompliance {
  /** Names of files in deploy/rules, one for each jurisdiction of the zones. */
  readonly rules: readonly string[];
  /** Who attests identities for which jurisdiction. */
  readonly providers: readonly { readonly jurisdiction: string; readonly provider: string }[];
}

/** So much at once, and as much again in each window. */
export interface HumanLimit {
  readonly capacity: string;
  readonly windowHours: number;
}

export interface HumanRules {
  /** Taker's fee per kWh. */
  readonly marketFee: string;
  /** Least energy of an order. */
  readonly minEnergy: string;
  readonly marketFeeCap: string;
  /** Highest tariff that a zone may have. */
  readonly tariffCap: string;
  /** Least tariff of a zone whose link is limited. */
  readonly limitedTariffFloor: string;
  readonly gateMinutes: number;
  readonly horizonMinutes: number;
  readonly minLong: string;
  readonly maxShort: string;
  readonly minSpread: string;
}

/** Someone who earns fees, paid through the fee router. */
export interface HumanEarner {
  /** Says who is paid. */
  readonly admin: string;
  /** Shares of 1, together 1; may be empty: the admin names them later. */
  readonly payees: readonly { readonly payee: string; readonly share: string }[];
}

/** The market as an earner of fees; governance says who shares them. */
export interface HumanMarket {
  /**
   * Shares of 1, together 1; may be empty. A payee is a holder, or the name of a contract: rewardsReserve, insurance,
   * treasury or incentives.
   */
  readonly payees: readonly { readonly payee: string; readonly share: string }[];
}

/** A grid operator; its number is its position, counted from 1. */
export interface HumanOperator extends HumanEarner {
  readonly id: string;
}

export interface HumanZone {
  readonly id: string;
  readonly parent?: string;
  /** Whose rules hold there. */
  readonly jurisdiction: string;
  /** An operator's id. */
  readonly operator: string;
  /** Assigns accounts to the zone. */
  readonly registrar: string;
  readonly tariff: string;
  /** Limit of the link to the parent per slot; without it the link is unlimited. */
  readonly link?: {
    readonly capacity: string;
    readonly bands: readonly { readonly from: string; readonly add: string }[];
  };
}
