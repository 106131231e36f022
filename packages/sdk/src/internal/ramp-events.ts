import type { ABIS } from "../generated/index.ts";
import { Money } from "../units/money.ts";
import { Price } from "../units/price.ts";
import { baseOf, dateOf, operatorsOf, zoneOf, type Decoders } from "./decoders.ts";

export const WATT = {
  Transfer: (args) => ({ from: args.from, to: args.to, ...baseOf(args.value) }),
  Approval: (args) => ({ owner: args.owner, spender: args.spender, ...baseOf(args.value) }),
  Frozen: (args) => ({ account: args.account, ...baseOf(args.amount) }),
  LegalOrderExecuted: (args) => {
    return { legalOrder: args.legalOrder, from: args.from, to: args.to, ...baseOf(args.amount) };
  },
  EscrowSet: ({ account }) => ({ account }),
  ReserveSet: ({ reserve }) => ({ reserve }),
  WattComplianceSet: ({ compliance }) => ({ compliance }),
  AuthorizationUsed: ({ authorizer, nonce }) => ({ authorizer, nonce }),
  AuthorizationCanceled: ({ authorizer, nonce }) => ({ authorizer, nonce }),
  MintPaused: (args) => ({ until: dateOf(args.until) }),
  MintUnpaused: () => ({}),
} satisfies Decoders<typeof ABIS.watt>;

/** A limit that refills: at most `capacity` {base} at once, and as much again in each `window` {s}. */
const limitOf = (args: { readonly capacity: bigint; readonly window: bigint }) => {
  return { capacity: args.capacity, window: Number(args.window) };
};

export const ATTESTOR_SET = { OperatorsSet: operatorsOf } satisfies Decoders<typeof ABIS.attestorSet>;

export const RESERVE = {
  ReserveAttested: (args) => {
    return { ...baseOf(args.amount), asOf: dateOf(args.asOf), document: args.document, signers: args.signers };
  },
  ReserveBelowSupply: (args) => ({
    backing: Money.ofBaseRoundedDown(args.backing),
    supply: Money.ofBaseRoundedDown(args.supply),
  }),
  ReservePaid: (args) => baseOf(args.amount),
  AttestorSetSet: ({ attestorSet }) => ({ attestorSet }),
  /** {s} */
  MaxAgeSet: (args) => ({ maxAge: Number(args.maxAge) }),
  GrowthLimitSet: limitOf,
} satisfies Decoders<typeof ABIS.reserve>;

export const ON_RAMP = {
  WattMinted: (args) => {
    return { operator: args.operator, to: args.to, ...baseOf(args.amount), reference: args.paymentReference };
  },
  MintLimitSet: limitOf,
} satisfies Decoders<typeof ABIS.onRamp>;

export const IDENTITIES = {
  ProviderSet: ({ jurisdiction, provider, licensed }) => ({ jurisdiction, provider, licensed }),
  IdentityAttested: (args) => ({
    wallet: args.wallet,
    subject: args.subject,
    provider: args.provider,
    jurisdiction: args.jurisdiction,
    country: args.country,
    tier: Number(args.tier),
    issuedAt: dateOf(args.issuedAt),
    validUntil: dateOf(args.validUntil),
  }),
  IdentityRevoked: ({ wallet, by }) => ({ wallet, by }),
} satisfies Decoders<typeof ABIS.identities>;

export const RECOVERY = {
  RecoveryProposed: (args) => {
    return { from: args.from, to: args.to, provider: args.provider, ripeAt: dateOf(args.ripeAt) };
  },
  RecoveryCancelled: ({ from, by }) => ({ from, by }),
  RecoveryRefused: ({ wallet, refused }) => ({ wallet, refused }),
} satisfies Decoders<typeof ABIS.recovery>;

export const COMPLIANCE = {
  /** {s} */
  OldestAttestationSet: (args) => ({ jurisdiction: args.jurisdiction, oldest: Number(args.oldest) }),
  TierSet: ({ jurisdiction, tier, rules }) => ({
    jurisdiction,
    tier: Number(tier),
    admitted: rules.admitted,
    /** {base} 2^128 - 1 where there is none, as of the limit of a balance. */
    dailyLimit: rules.dailyLimit,
    balanceLimit: rules.balanceLimit,
    priceCap: Price.ofTicks(rules.priceCap),
    priceFloor: Price.ofTicks(rules.priceFloor),
  }),
  CountrySet: ({ jurisdiction, country, accepted }) => ({ jurisdiction, country, accepted }),
  RecognitionSet: ({ jurisdiction, other, recognised }) => ({ jurisdiction, other, recognised }),
  TradeSet: ({ a, b, allowed }) => ({ a, b, allowed }),
  ZoneJurisdictionSet: (args) => ({ exchange: args.exchange, zone: zoneOf(args), jurisdiction: args.jurisdiction }),
} satisfies Decoders<typeof ABIS.compliance>;

export const REDEMPTIONS = {
  RedemptionRequested: (args) => ({
    id: args.id,
    holder: args.holder,
    ...baseOf(args.amount),
    payTo: args.payTo,
    deadline: dateOf(args.deadline),
  }),
  RedemptionMarked: (args) => {
    return { id: args.id, payout: Money.ofBase(args.payout), deadline: dateOf(args.deadline) };
  },
  RedemptionSetAside: ({ id }) => ({ id }),
  RedemptionPaid: (args) => ({
    id: args.id,
    ...baseOf(args.amount),
    payout: Money.ofBase(args.payout),
    reference: args.paymentReference,
  }),
  RedemptionReturned: (args) => ({ id: args.id, holder: args.holder, ...baseOf(args.amount) }),
} satisfies Decoders<typeof ABIS.redemptions>;
