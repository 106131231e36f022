import { ABIS } from "../generated/index.ts";
import type { ErrorArguments, ErrorName } from "../internal/abi.ts";
import { KINDS } from "../order.ts";
import { duration, kwh, price, slot, time, units } from "./words.ts";

type ExchangeAbi = typeof ABIS.exchange;
type Sentences<Name extends ErrorName<ExchangeAbi>> = {
  readonly [N in Name]: (args: ErrorArguments<ExchangeAbi, N>) => string;
};
/** Those that other contracts raise too. */
type Shared = Extract<
  ErrorName<ExchangeAbi>,
  `${"AccessManaged" | "Safe" | "Reentrancy" | "Failed" | "Address" | "PauseTooSoon"}${string}`
>;
type Texts = "InvalidShortString" | "StringTooLong";

/** What each error of the exchange means, and what to do about it. */
export const EXCHANGE_SENTENCES: Sentences<Exclude<ErrorName<ExchangeAbi>, Shared | Texts>> = {
  UnknownAccount: ({ account }) => `Account ${account} has no zone in this market area: ask a registrar for one.`,
  UnknownZone: ({ zone }) => `This market area has no zone ${zone}.`,
  WrongZone: ({ account, zone, home }) => `Account ${account} is at home in zone ${home}, not in zone ${zone}.`,
  NotAuthorized: ({ account, caller }) => `${caller} is neither the owner nor a delegate of account ${account}.`,
  NotRegistry: ({ caller }) => `Only the registry may do that, and ${caller} is not it.`,
  OwnerInDebt: ({ owner, debt }) =>
    `The accounts of ${owner} owe ${units(debt)} for deliveries: new orders and withdrawals wait until it is paid.`,
  ReceivablesDue: (args) => `The balancing party still owes accounts ${units(args.units)}: no further slot opens.`,
  SlotNotFinanced: (args) =>
    `Not all accounts of ${slot(args.slot)} are settled: its storage cannot be used again yet.`,
  SlotNotPaid: (args) =>
    `Credits of ${units(args.units)} for ${slot(args.slot)} are not paid: its storage cannot be used again yet.`,
  BalancingPartyEngaged: ({ party }) => `${party} has funds or backs deliveries, and stays the balancing party.`,
  InvalidParty: ({ party }) => `${party} cannot be the balancing party.`,
  NewRiskPaused: () => "New orders are stopped for now; cancelling, claiming and withdrawing still work.",
  AccountNotCleared: ({ account }) =>
    `The owner of account ${account} has not been checked, or it is out of date: no deposits or new orders.`,
  LimitOutsideTier: ({ limit, tier }) => `An owner of tier ${tier} may not bid or ask ${price(limit)} here.`,
  SlotInPast: (args) => `Delivery of ${slot(args.slot)} has begun.`,
  GateClosed: (args) => `Trading of ${slot(args.slot)} has ended.`,
  GateOpen: (args) => `Trading of ${slot(args.slot)} still goes on: try again after its gate closure.`,
  BeyondHorizon: (args) => `${upper(slot(args.slot))} lies further ahead than ${duration(args.horizon)}.`,
  SlotNotOpen: (args) => `${upper(slot(args.slot))} is not open for trade yet: its price pair is missing.`,
  SlotAlreadyOpen: (args) => `${upper(slot(args.slot))} has been opened, and its price pair is frozen.`,
  PairOutOfBounds: (args) =>
    `The price pair ${price(args.long)} to ${price(args.short)} of ${slot(args.slot)} breaks the governed bounds or spread.`,
  LimitOutsidePair: ({ limit, long, short }) =>
    `The limit ${price(limit)} lies outside the slot's price pair, ${price(long)} to ${price(short)}.`,
  EnergyBelowMinimum: ({ energy, minimum }) => `${kwh(energy)} is less than the least order, ${kwh(minimum)}.`,
  EnergyTooLarge: ({ energy, maximum }) => `${kwh(energy)} is more than the largest order, ${kwh(maximum)}.`,
  InvalidKind: ({ kind, minFill }) =>
    `An order of kind ${KINDS[Number(kind)] ?? kind} cannot have a minimum fill of ${kwh(minFill)}.`,
  InsufficientFree: ({ account, free, needed }) =>
    `Account ${account} has ${units(free)} free, ${units(needed - free)} less than the ${units(needed)} needed.`,
  TooManyOpenOrders: (args) => `Account ${args.account} has 64 open orders in ${slot(args.slot)}: cancel one first.`,
  PositionTooLarge: (args) => `Account ${args.account} holds as much energy in ${slot(args.slot)} as it may.`,
  UnsettledPosition: (args) => `Account ${args.account} is not settled in ${slot(args.slot)}: settle it first.`,
  LevelFull: () => "No more orders fit at this price: take the next one.",
  FillOrKillUnfilled: ({ filled, energy }) => `Only ${kwh(filled)} of ${kwh(energy)} could be filled, so nothing was.`,
  PostOnlyWouldMatch: () => "The order would trade at once or meet an own order, so the post-only order was refused.",
  MinimumFillNotReached: ({ filled, minFill }) =>
    `Only ${kwh(filled)} would trade at once, less than the minimum fill of ${kwh(minFill)}.`,
  BasketLegUnfilled: ({ leg, filled, energy }) =>
    `Only ${kwh(filled)} of the ${kwh(energy)} of leg ${leg + 1n} could be filled, so the basket was refused.`,
  SlotForgotten: (args) =>
    `The market has forgotten ${slot(args.slot)}, whose storage serves a later one: ask as of an earlier block.`,
  SlotCountOutOfRange: ({ count, maximum }) => `1 to ${maximum} slots can be asked for at once, not ${count}.`,
  PeakOutsideDay: () => "The peak hours do not lie within the day.",
  OrderNotOpen: ({ id }) => `Order ${id} is filled, cancelled or never was.`,
  OpenEnergyChanged: ({ id, open, expected }) =>
    `Order ${id} has ${kwh(open)} open, not ${kwh(expected)}: look again before replacing it.`,
  NotEnoughToNet: ({ sold, bought, energy }) =>
    `${kwh(energy)} cannot be netted: ${kwh(sold)} sold and ${kwh(bought)} bought are there, and it must be above zero.`,
  InvalidAmount: ({ amount, unit }) =>
    amount === 0n ? "The amount is zero." : `${amount} base units of WATT are no multiple of ${unit}.`,
  WrongAmountReceived: ({ received, amount }) =>
    `${received} base units of WATT arrived instead of ${amount}, so the deposit was refused.`,
  PoolFull: () => "The market's pool cannot count any more money.",
  AccountActive: ({ account }) =>
    `Account ${account} still has open orders, unsettled energy or, if it leaves, free funds.`,
  InvalidSignature: ({ signer }) => `The signature is not one of ${signer} for this order.`,
  SignatureExpired: ({ deadline }) => `The signed order was good until ${time(deadline)}.`,
  NonceUsed: ({ account, nonce }) => `Nonce ${nonce} of account ${account} has been used or cancelled.`,
  NotAContract: ({ given }) => `There is no contract at ${given}.`,
  UnknownHost: ({ host }) => `Hosts are numbered from 1 to 255, so none is ${host}.`,
  HostFeesDue: ({ host, units: due }) =>
    `The licence that had number ${host} before is owed ${units(due)}: pull its fees first.`,
  SettlementMismatch: () => "The settlement module returned another number of amounts than there are accounts.",
  Simulated: () => "The order was only tried; nothing was traded.",
};

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
