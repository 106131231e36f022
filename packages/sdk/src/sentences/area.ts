import { ABIS } from "../generated/index.ts";
import type { Abi, ErrorArguments, ErrorName } from "../internal/abi.ts";
import { duration, kwh, price, share, time } from "./words.ts";

type Sentences<A extends Abi, Except> = {
  readonly [N in Exclude<ErrorName<A>, Except | `${"AccessManaged" | "Safe" | "Reentrancy"}${string}`>]: (
    args: ErrorArguments<A, N>,
  ) => string;
};

/** What each error of the market area means. */
export const AREA_SENTENCES: Sentences<typeof ABIS.area, "UnknownZone"> = {
  NoZones: () => "The market area has no zones yet.",
  TooManyZones: ({ maximum }) => `A market area has at most ${maximum} zones.`,
  InvalidParent: ({ zone, parent }) => `Zone ${zone} cannot lie below zone ${parent}: the parent is an older zone.`,
  InvalidOperator: () => "Operator 0 is the market itself and owns no wires.",
  InvalidRegistrar: () => "A zone needs somebody who assigns accounts to it.",
  TariffOutOfRange: ({ tariff, least, most }) =>
    `The tariff ${price(tariff)} does not lie within ${price(least)} and ${price(most)}.`,
  RootHasNoLink: () => "Zone 0 has no parent, hence no link.",
  LinkNotLimited: ({ zone }) => `The link of zone ${zone} has no limit.`,
  CapacityTooLarge: ({ capacity, maximum }) => `A link cannot count ${kwh(capacity)}: the most is ${kwh(maximum)}.`,
  TooManyBands: ({ count, maximum }) => `A link has at most ${maximum} bands, not ${count}.`,
  InvalidBand: ({ band, from, surcharge }) =>
    `Band ${band + 1n}, from ${share(from)} with ${price(surcharge)}, does not rise from the band before or is too large.`,
  MarketFeeTooHigh: ({ fee, cap }) => `The market fee ${price(fee)} is above its cap, ${price(cap)}.`,
  MinEnergyOutOfRange: ({ energy, maximum }) =>
    `The least order lies within 0.001 kWh and ${kwh(maximum)}, which ${kwh(energy)} does not.`,
  CapOutOfRange: ({ cap, least, most }) =>
    `The cap ${price(cap)} does not lie within ${price(least)} and ${price(most)}.`,
  FloorOutOfRange: ({ floor, most }) => `The floor ${price(floor)} is above ${price(most)}.`,
  GateOutOfRange: ({ gateMinutes, maximum }) =>
    `A gate closes at most ${maximum} minutes before delivery, not ${gateMinutes}.`,
  HorizonOutOfRange: ({ horizon, least, most }) =>
    `The horizon of ${duration(horizon)} does not lie within ${duration(least)} and ${duration(most)}.`,
  InvalidPriceBounds: ({ minLong, maxShort }) =>
    `The prices ${price(minLong)} to ${price(maxShort)} are no bounds of a price pair.`,
  SpreadOutOfRange: ({ minSpread, most }) => `The least spread ${price(minSpread)} is above ${price(most)}.`,
};

/** What each error of the account registry means. */
export const REGISTRY_SENTENCES: Sentences<typeof ABIS.registry, "UnknownZone"> = {
  AccountNotFound: ({ account }) => `There is no account ${account}.`,
  InvalidOwner: () => "An account needs an owner.",
  NotOwner: ({ account, caller }) => `${caller} does not own account ${account}.`,
  NotOffered: ({ account, caller }) => `Account ${account} has not been offered to ${caller}.`,
  NotAnExchange: ({ exchange }) => `${exchange} is no exchange.`,
  ForeignExchange: ({ exchange, registry }) => `The exchange ${exchange} uses another registry, ${registry}.`,
  AreaKnown: ({ exchange }) => `The exchange ${exchange} is served already.`,
  AreaNotKnown: ({ exchange }) => `The exchange ${exchange} is not served by this registry.`,
  NotRegistrar: ({ zone, caller }) => `${caller} is not the registrar of zone ${zone}.`,
  InvalidDelegate: ({ delegate }) => `${delegate} cannot be a delegate.`,
  UntilInPast: ({ until }) => `A delegate's rights must end in the future, not at ${time(until)}.`,
};

/** What each error of the fee router means. */
export const FEE_ROUTER_SENTENCES: Sentences<typeof ABIS.feeRouter, never> = {
  NotOperatorAdmin: ({ operator, caller }) => `${caller} does not decide on the payees of operator ${operator}.`,
  MarketHasNoAdmin: () => "Governance itself says who shares the market's own fees: there is no admin for it.",
  NoPayees: ({ operator }) => `Operator ${operator} has no payees yet; its fees stay in the exchange.`,
  PayeeCountOutOfRange: ({ count, maximum }) => `An operator has 1 to ${maximum} payees, not ${count}.`,
  InvalidPayee: ({ payee }) => `${payee} cannot be paid.`,
  DuplicatePayee: ({ payee }) => `${payee} is named twice.`,
  ZeroWeight: ({ payee }) => `The payee ${payee} has no share.`,
  WeightsMismatch: ({ sum, expected }) => `The shares sum to ${share(sum)}, not to ${share(expected)}.`,
  ReceiptMismatch: ({ expected, received }) => `${received} base units of WATT arrived instead of ${expected}.`,
};
