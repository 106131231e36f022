import type { MarketParameters } from "./parameters.ts";

/** Contracts of a market, by the names they have in deployments, and what Solidity calls them. */
export const CONTRACTS = {
  authority: "AccessManager",
  watt: "WattToken",
  grid: "GridToken",
  registry: "AccountRegistry",
  area: "MarketArea",
  meters: "MeterRegistry",
  exchange: "Exchange",
  feeRouter: "FeeRouter",
  operatorSet: "OperatorSet",
  oracle: "ReadingOracle",
  settlement: "MeteredSettlement",
  attestorSet: "QuorumSet",
  reserve: "ReserveOracle",
  onRamp: "OnRamp",
  redemptions: "RedemptionQueue",
  identities: "IdentityRegistry",
  compliance: "Compliance",
  recovery: "KeyRecovery",
  staking: "Staking",
  election: "Election",
  votes: "GridVotes",
  governor: "GridGovernor",
  timelock: "GridTimelock",
  rewardsReserve: "RewardsReserve",
  insurance: "Purse",
  treasury: "Purse",
  incentives: "MakerIncentives",
  slasher: "Slasher",
  attendance: "Attendance",
  hosts: "HostRegistry",
  stakeDiscounts: "StakeDiscounts",
} as const;

export type ContractName = keyof typeof CONTRACTS;
export type Addresses = Readonly<Record<ContractName, string>>;

/** Names the timelock as holder of a role in the parameters, which are read before it is deployed. */
export const TIMELOCK = "timelock";

/** Contracts that hold roles themselves. */
export interface RoleContracts<T> {
  readonly feeRouter: T;
  readonly oracle: T;
  readonly onRamp: T;
  readonly redemptions: T;
  readonly watt: T;
  readonly exchange: T;
  readonly recovery: T;
  readonly election: T;
  readonly timelock: T;
  readonly slasher: T;
  readonly attendance: T;
}

/** A role, what it may call, and who holds it. */
export interface Role {
  readonly id: bigint;
  readonly label: string;
  /** {s} How long before it acts a holder must announce it; none where this is left out. */
  readonly delay?: bigint;
  /** Whether it sets parameters: the timelock's, unless a network's file names somebody else. */
  readonly isGoverned?: true;
  /** Functions of each contract that ask for this role. */
  readonly functions: Partial<Readonly<Record<ContractName, readonly string[]>>>;
  /**
   * May name the timelock by `TIMELOCK`; `holdersOf` puts its address in place of it.
   * @param contracts addresses, or what stands for them while they are being deployed
   */
  readonly holders: <T>(parameters: MarketParameters, contracts: RoleContracts<T>) => readonly (string | T)[];
}

/**
 * Every role of a market. The governor is the access manager's admin: it gives and takes the others. The access manager
 * keeps that role's number, 0, without a label.
 */
export const ROLES = {
  GOVERNOR: {
    id: 0n,
    label: "GOVERNOR",
    isGoverned: true,
    functions: {},
    holders: ({ holders }) => [holders.governor],
  },
  GUARDIAN: {
    id: 1n,
    label: "GUARDIAN",
    functions: { exchange: ["pause"], watt: ["pauseMint"] },
    holders: ({ holders }) => holders.guardian,
  },
  BALANCING_PARTY: {
    id: 2n,
    label: "BALANCING_PARTY",
    functions: { exchange: ["openSlots"] },
    holders: ({ holders }) => holders.balancingParty,
  },
  FEE_ROUTER: {
    id: 3n,
    label: "FEE_ROUTER",
    functions: { exchange: ["withdrawFees", "withdrawHostFees"] },
    holders: (_, { feeRouter }) => [feeRouter],
  },
  RAMP: {
    id: 4n,
    label: "RAMP",
    functions: { onRamp: ["mint"], redemptions: ["markNext", "markSetAside", "confirm", "giveBack"] },
    holders: ({ holders }) => holders.ramp,
  },
  COMPLIANCE: {
    id: 5n,
    label: "COMPLIANCE",
    functions: {
      identities: ["setProvider", "revokeByOffice"],
      compliance: [
        "setOldestAttestation",
        "setTier",
        "setCountries",
        "setRecognition",
        "setTrade",
        "setZoneJurisdiction",
      ],
      recovery: ["cancelByOffice"],
    },
    holders: ({ holders }) => holders.compliance,
  },
  GRID_MANAGER: {
    id: 6n,
    label: "GRID_MANAGER",
    functions: {
      area: ["addZone", "setTariff", "setLink", "removeLink", "setOperator", "setRegistrar"],
      feeRouter: ["setAdmin"],
    },
    holders: ({ holders }) => holders.gridManager,
  },
  MARKET_RULES: {
    id: 7n,
    label: "MARKET_RULES",
    isGoverned: true,
    functions: {
      area: [
        "setTariffCap",
        "setLimitedTariffFloor",
        "setMarketFee",
        "setMarketFeeCap",
        "setMinEnergy",
        "setOpeningRules",
      ],
      exchange: ["setSettlement", "setBalancingParty", "setCompliance", "setDiscounts", "unpause"],
      watt: ["setCompliance", "unpauseMint"],
    },
    holders: ({ holders }) => holders.marketRules,
  },
  LISTING: {
    id: 8n,
    label: "LISTING",
    isGoverned: true,
    functions: { registry: ["addArea"] },
    holders: ({ holders }) => holders.listing,
  },
  GRID_MINTER: {
    id: 9n,
    label: "GRID_MINTER",
    isGoverned: true,
    functions: { grid: ["mint"] },
    holders: ({ holders }) => holders.gridMinter,
  },
  MINTER: {
    id: 12n,
    label: "MINTER",
    functions: { watt: ["mint"] },
    holders: (_, { onRamp }) => [onRamp],
  },
  REDEMPTION_QUEUE: {
    id: 13n,
    label: "REDEMPTION_QUEUE",
    functions: { watt: ["burn"], reserve: ["recordPaid"] },
    holders: (_, { redemptions }) => [redemptions],
  },
  COMPLIANCE_CLIENT: {
    id: 17n,
    label: "COMPLIANCE_CLIENT",
    functions: { compliance: ["checkMint", "checkDeposit"] },
    holders: (_, { watt, exchange }) => [watt, exchange],
  },
  RESERVE_MANAGER: {
    id: 14n,
    label: "RESERVE_MANAGER",
    isGoverned: true,
    functions: {
      attestorSet: ["setOperators"],
      reserve: ["setAttestorSet", "setMaxAge", "setGrowthLimit"],
      onRamp: ["setMintLimit"],
      watt: ["setReserve", "setEscrow"],
    },
    holders: ({ holders }) => holders.reserveManager,
  },
  FREEZER: {
    id: 15n,
    label: "FREEZER",
    functions: { watt: ["setFrozenTokens"] },
    holders: ({ holders }) => holders.freezer,
  },
  LEGAL_ENFORCER: {
    id: 16n,
    label: "LEGAL_ENFORCER",
    delay: 3n * 86_400n,
    functions: { watt: ["forcedTransfer"] },
    holders: ({ holders }) => holders.legalEnforcer,
  },
  KEY_RECOVERY: {
    id: 18n,
    label: "KEY_RECOVERY",
    functions: { registry: ["recoverAccount"], watt: ["recover"] },
    holders: (_, { recovery }) => [recovery],
  },
  ORACLE_MANAGER: {
    id: 10n,
    label: "ORACLE_MANAGER",
    isGoverned: true,
    functions: { oracle: ["setOperatorSet"] },
    holders: ({ holders }) => holders.oracleManager,
  },
  ORACLE: {
    id: 11n,
    label: "ORACLE",
    functions: { operatorSet: ["reportFault"] },
    holders: (_, { oracle }) => [oracle],
  },
  ELECTION: {
    id: 19n,
    label: "ELECTION",
    functions: { operatorSet: ["setOperators"] },
    // Where nobody submits a solution, the oracle's manager still can name operators.
    holders: ({ holders }, { election }) => [election, ...holders.oracleManager],
  },
  ATTENDANCE: {
    id: 25n,
    label: "ATTENDANCE",
    functions: { staking: ["setStopped"] },
    holders: (_, { attendance }) => [attendance],
  },
  SLASHER: {
    id: 20n,
    label: "SLASHER",
    functions: {
      staking: ["hold", "release", "holdAccount", "releaseAccount", "slashPool", "slashAccount", "paySlashed"],
    },
    holders: (_, { slasher }) => [slasher],
  },
  STAKING_RULES: {
    id: 21n,
    label: "STAKING_RULES",
    isGoverned: true,
    functions: {
      staking: ["setRewardRate", "setUnbondingPeriod", "setPoolPrice"],
      election: ["setSeats", "setMinSelfStake", "setSolutionDeposit"],
      feeRouter: ["setMarketPayees"],
      rewardsReserve: ["setTerms"],
      incentives: ["setShare", "setEpochCap"],
      slasher: ["setFraction", "setDeferral", "setReporterShare", "setCompensation", "setInsurance"],
      attendance: ["setLeastShare"],
      hosts: ["revoke", "setTiers", "setNoticePeriod"],
      stakeDiscounts: ["setTiers"],
    },
    holders: ({ holders }) => holders.stakingRules,
  },
  TREASURY: {
    id: 24n,
    label: "TREASURY",
    isGoverned: true,
    functions: { insurance: ["spend"], treasury: ["spend"] },
    holders: ({ holders }) => holders.treasury,
  },
  APPEALS: {
    id: 22n,
    label: "APPEALS",
    functions: { slasher: ["cancel"] },
    holders: ({ holders }) => holders.appeals,
  },
  LICENSING: {
    id: 23n,
    label: "LICENSING",
    functions: { hosts: ["setSuspended"] },
    holders: ({ holders }) => holders.compliance,
  },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof ROLES;

/** Who holds a role. */
export function holdersOf<T>(
  role: Role,
  { parameters, contracts }: { readonly parameters: MarketParameters; readonly contracts: RoleContracts<T> },
): (string | T)[] {
  return role.holders(parameters, contracts).map((holder) => orTimelock(holder, contracts));
}

/** The timelock where it is named. */
export function orTimelock<T>(holder: string | T, { timelock }: { readonly timelock: T }): string | T {
  return holder === TIMELOCK ? timelock : holder;
}

/** The first holder of a role. */
export function holderOf(
  role: RoleName,
  of: { parameters: MarketParameters; deployment: { contracts: Addresses } },
): string {
  const [holder] = holdersOf(ROLES[role], { parameters: of.parameters, contracts: of.deployment.contracts });
  if (holder === undefined) throw new Error(`nobody holds ${role}`);
  return holder;
}

/** All roles as one type, in the order of their numbers. */
export const ALL_ROLES: readonly Role[] = Object.values(ROLES);
