import { toBeHex, ZeroAddress } from "ethers";

/** How the parameter of a row is set, and what its bounds are where the page tells them in words. */
export interface Setting {
  /** What the function takes where the parameter has this value. */
  readonly args: (value: bigint) => readonly unknown[];
  /** What a value out of the bounds is refused for. */
  readonly error: string;
  readonly least?: bigint;
  readonly most?: bigint;
  /** The widest that the function's type can hold; else as it is. */
  readonly bits?: number;
}

const JURISDICTION = toBeHex(0x53414e44424f5821n, 8);
const RULES = { gateMinutes: 5n, horizon: 172_800n, minLong: -9_999n, maxShort: 9_999n, minSpread: 1n };
const TIER = { admitted: true, dailyLimit: 1n, balanceLimit: 1n, priceCap: 5n, priceFloor: -5n };
const LIMIT = { capacity: 1n, window: 86_400n };
const LOT = { startPrice: 10n ** 20n, floorPrice: 10n ** 15n, lotSize: 10n ** 18n, halving: 3_600n, duration: 86_400n };
const lot = (changed: Partial<typeof LOT>) => [{ ...LOT, ...changed }];
/** Tiers that rise by one, from what the least is. */
const hostTiers = (count: bigint) =>
  Array.from({ length: Number(count) }, (_, at) => ({ locked: 10n ** 22n + BigInt(at), share: 100n * BigInt(at + 1) }));
const discountTiers = (count: bigint) =>
  Array.from({ length: Number(count) }, (_, at) => ({ staked: 10n ** 21n + BigInt(at), discount: BigInt(at + 1) }));
const people = (count: bigint) => Array.from({ length: Number(count) }, (_, at) => toBeHex(1_000_000 + at, 20));
const rules = (changed: Partial<typeof RULES>) => [{ ...RULES, ...changed }];
const tier = (changed: Partial<typeof TIER>) => [JURISDICTION, 1, { ...TIER, ...changed }];
const bands = (count: bigint) => Array.from({ length: Number(count) }, (_, at) => ({ from: at + 1, surcharge: at }));

/** Payees of equal weights as far as they go; the first has the rest. */
function payees(count: bigint) {
  const each = 10_000n / (count === 0n ? 1n : count);
  return people(count).map((payee, at) => ({ payee, weight: at === 0 ? 10_000n - each * (count - 1n) : each }));
}

/**
 * By function and what it sets, as docs/parameters.md has them. Local: the highest tariff is 200, the market fee 10; south
 * has a limited link, and a tariff of 200.
 */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  "area.setTariffCap cap": { args: (v) => [v], error: "CapOutOfRange", least: 200n, bits: 16 },
  "area.setLimitedTariffFloor floor": { args: (v) => [v], error: "FloorOutOfRange", most: 200n, bits: 16 },
  "area.setMarketFee fee": { args: (v) => [v], error: "MarketFeeTooHigh", bits: 16 },
  "area.setMarketFeeCap cap": { args: (v) => [v], error: "CapOutOfRange", least: 10n, bits: 16 },
  "area.setMinEnergy energy": { args: (v) => [v], error: "MinEnergyOutOfRange", bits: 16 },
  "area.setOpeningRules gate": { args: (v) => rules({ gateMinutes: v }), error: "GateOutOfRange", bits: 8 },
  "area.setOpeningRules horizon": { args: (v) => rules({ horizon: v }), error: "HorizonOutOfRange", bits: 32 },
  "area.setOpeningRules least long price": {
    ...{ args: (v) => rules({ minLong: v, minSpread: 0n }), error: "InvalidPriceBounds", bits: 23 },
    most: RULES.maxShort,
  },
  "area.setOpeningRules highest short price": {
    ...{ args: (v) => rules({ maxShort: v, minSpread: 0n }), error: "InvalidPriceBounds", bits: 23 },
    least: RULES.minLong,
  },
  "area.setOpeningRules least spread": {
    ...{ args: (v) => rules({ minSpread: v }), error: "SpreadOutOfRange", bits: 23 },
    most: RULES.maxShort - RULES.minLong,
  },
  "area.addZone tariff": { args: (v) => [0, v, 1, people(1n)[0]], error: "TariffOutOfRange", bits: 16 },
  "area.setTariff tariff of a zone": { args: (v) => [1, v], error: "TariffOutOfRange", least: 0n, bits: 16 },
  "area.setLink capacity": { args: (v) => [1, v, []], error: "CapacityTooLarge", bits: 40 },
  "area.setLink bands": { args: (v) => [1, 1, bands(v)], error: "TooManyBands", bits: 5 },
  "area.setLink a band's edge": {
    ...{ args: (v) => [1, 1, [{ from: v, surcharge: 0 }]], error: "InvalidBand", bits: 16 },
  },
  "area.setLink a band's surcharge": {
    ...{ args: (v) => [1, 1, [{ from: 1, surcharge: v }]], error: "InvalidBand", bits: 16 },
  },
  "feeRouter.setMarketPayees payees, whose weights are 10,000 {basis point} together": {
    ...{ args: (v) => [payees(v)], error: "PayeeCountOutOfRange", bits: 5 },
  },
  "attestorSet.setOperators attestors": { args: (v) => [people(v)], error: "InvalidOperatorCount", bits: 7 },
  "operatorSet.setOperators oracle operators": { args: (v) => [people(v)], error: "InvalidOperatorCount", bits: 7 },
  "reserve.setMaxAge age of an attestation": { args: (v) => [v], error: "MaxAgeOutOfRange", bits: 48 },
  "reserve.setGrowthLimit growth at once": { args: (v) => [v, LIMIT.window], error: "LimitTooHigh", bits: 208 },
  "reserve.setGrowthLimit window": { args: (v) => [LIMIT.capacity, v], error: "LimitWindowOutOfRange", bits: 48 },
  "onRamp.setMintLimit WATT made at once": { args: (v) => [v, LIMIT.window], error: "LimitTooHigh", bits: 208 },
  "onRamp.setMintLimit window": { args: (v) => [LIMIT.capacity, v], error: "LimitWindowOutOfRange", bits: 48 },
  "staking.setRewardRate what a GRID earns": { args: (v) => [v], error: "RewardRateTooHigh", bits: 96 },
  "staking.setUnbondingPeriod period": { args: (v) => [v], error: "UnbondingPeriodOutOfRange", bits: 40 },
  "staking.setPoolPrice price of a pool": { args: (v) => [v], error: "PoolPriceOutOfRange", bits: 96 },
  "election.setSeats seats": { args: (v) => [v], error: "SeatsOutOfRange", bits: 8 },
  "election.setMinSelfStake an operator's own stake": {
    ...{ args: (v) => [v], error: "MinSelfStakeOutOfRange", bits: 96 },
  },
  "election.setSolutionDeposit deposit": { args: (v) => [v], error: "SolutionDepositOutOfRange", bits: 96 },
  "slasher.setFraction part of what was exposed, for each kind of offence": {
    ...{ args: (v) => [0, v], error: "FractionOutOfRange", bits: 16 },
  },
  "slasher.setDeferral time for appeals": { args: (v) => [v], error: "DeferralOutOfRange", bits: 40 },
  "slasher.setReporterShare part of what victims leave": {
    ...{ args: (v) => [v], error: "ReporterShareTooHigh", bits: 16 },
  },
  "slasher.setCompensation base units of GRID for a money unit lost": {
    ...{ args: (v) => [v], error: "CompensationTooHigh", bits: 64 },
  },
  "attendance.setLeastShare part of a day's roots to sign": {
    ...{ args: (v) => [v], error: "LeastShareOutOfRange", bits: 16 },
  },
  "hosts.setTiers tiers of licences": { args: (v) => [hostTiers(v)], error: "HostTierCountOutOfRange", bits: 5 },
  "hosts.setTiers least lock of the only tier": {
    ...{ args: (v) => [[{ locked: v, share: 1_000n }]], error: "HostTierOutOfOrder", bits: 128 },
  },
  "hosts.setTiers its share of the market fee": {
    ...{ args: (v) => [[{ locked: 10n ** 22n, share: v }]], error: "HostTierOutOfOrder", bits: 16 },
  },
  "hosts.setNoticePeriod notice": { args: (v) => [v], error: "NoticePeriodOutOfRange", bits: 40 },
  "stakeDiscounts.setTiers tiers of discounts": {
    ...{ args: (v) => [discountTiers(v)], error: "TooManyTiers", bits: 5 },
  },
  "stakeDiscounts.setTiers discount of the only tier": {
    ...{ args: (v) => [[{ staked: 10n ** 21n, discount: v }]], error: "TierOutOfOrder", bits: 8 },
  },
  "rewardsReserve.setTerms price at which a lot ends": {
    ...{ args: (v) => lot({ floorPrice: v }), error: "LotTermsOutOfRange", most: LOT.startPrice, bits: 96 },
  },
  "rewardsReserve.setTerms price at which a lot begins": {
    ...{ args: (v) => lot({ startPrice: v }), error: "LotTermsOutOfRange", least: LOT.floorPrice, bits: 96 },
  },
  "rewardsReserve.setTerms a lot": { args: (v) => lot({ lotSize: v }), error: "LotTermsOutOfRange", bits: 128 },
  "rewardsReserve.setTerms time in which the price halves": {
    ...{ args: (v) => lot({ halving: v }), error: "LotTermsOutOfRange", bits: 32 },
  },
  "rewardsReserve.setTerms duration of a lot": {
    ...{ args: (v) => lot({ duration: v }), error: "LotTermsOutOfRange", bits: 32 },
  },
  "incentives.setShare makers' part of the fee that their trade paid": {
    ...{ args: (v) => [v], error: "ShareTooHigh", bits: 16 },
  },
  "incentives.setEpochCap what makers earn in a day": { args: (v) => [v], error: "EpochCapTooHigh", bits: 128 },
  "compliance.setOldestAttestation age of an attestation": {
    ...{ args: (v) => [JURISDICTION, v], error: "OldestAttestationOutOfRange", bits: 40 },
  },
  "compliance.setTier tier": { args: (v) => [JURISDICTION, v, TIER], error: "InvalidTier", bits: 8 },
  "compliance.setTier price cap": {
    ...{ args: (v) => tier({ priceCap: v }), error: "InvalidTierBounds", least: TIER.priceFloor, bits: 23 },
  },
  "compliance.setTier price floor": {
    ...{ args: (v) => tier({ priceFloor: v }), error: "InvalidTierBounds", most: TIER.priceCap, bits: 23 },
  },
  "compliance.setCountries countries at once": {
    args: (v) => [JURISDICTION, Array.from({ length: Number(v) }, (_, at) => toBeHex(0x4100 + at, 2)), true],
    ...{ error: "TooMany", bits: 7 },
  },
  "compliance.setZoneJurisdiction zone": { args: (v) => [ZeroAddress, v, JURISDICTION], error: "NoSuchZone", bits: 8 },
  "governor.setVotingDelay delay": { args: (v) => [{ votingDelay: v }], error: "VotingDelayOutOfRange", bits: 48 },
  "governor.setVotingPeriod period": { args: (v) => [{ votingPeriod: v }], error: "VotingPeriodOutOfRange", bits: 32 },
  "governor.setLateQuorumVoteExtension extension": {
    ...{ args: (v) => [{ voteExtension: v }], error: "VoteExtensionOutOfRange", bits: 48 },
  },
  "governor.setProposalThreshold threshold": {
    ...{ args: (v) => [{ proposalThreshold: v }], error: "ProposalThresholdOutOfRange", bits: 256 },
  },
  "governor.updateQuorumNumerator quorum": { args: (v) => [{ quorum: v }], error: "QuorumOutOfRange", bits: 256 },
  "timelock.updateDelay delay": { args: (v) => [v], error: "TimelockDelayOutOfRange", bits: 256 },
};
