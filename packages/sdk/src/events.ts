import type { EventFragment } from "ethers";

import type { Client } from "./client.ts";
import type { ContractName } from "./deployment.ts";
import type { ABIS } from "./generated/index.ts";
import { bitsOf } from "./internal/bits.ts";
import { accountOf, dateOf, dateOrNone, hostOf, operatorOf, slotOf, type Decoders } from "./internal/decoders.ts";
import { GOVERNOR, TIMELOCK } from "./internal/governance-events.ts";
import { AREA, FEE_ROUTER, METERS, OPERATOR_SET, ORACLE, REGISTRY } from "./internal/grid-events.ts";
import {
  ATTESTOR_SET,
  COMPLIANCE,
  IDENTITIES,
  ON_RAMP,
  RECOVERY,
  REDEMPTIONS,
  RESERVE,
  WATT,
} from "./internal/ramp-events.ts";
import { DISCOUNTS, HOSTS } from "./internal/host-events.ts";
import { INTERFACES } from "./internal/interfaces.ts";
import { ATTENDANCE, SLASHER } from "./internal/slashing-events.ts";
import { ELECTION, GRID, STAKING } from "./internal/staking-events.ts";
import { INCENTIVES, PURSE, REWARDS_RESERVE } from "./internal/treasury-events.ts";
import { Energy } from "./units/energy.ts";
import { Fee } from "./units/fee.ts";
import { Money } from "./units/money.ts";
import { Price } from "./units/price.ts";
import {
  decodeOrderClaimed,
  decodeOrderClosed,
  decodeOrderPlaced,
  decodeOrderReduced,
  decodeTrade,
} from "./words/events.ts";
import { decodeLink, decodeTerms } from "./words/terms.ts";

/** A log as ethers and JSON-RPC nodes give it. */
export interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly transactionHash: string;
  readonly index: number;
}

const EXCHANGE = {
  OrderPlaced: ({ word }) => decodeOrderPlaced(word),
  Trade: ({ word }) => decodeTrade(word),
  OrderClaimed: ({ word }) => decodeOrderClaimed(word),
  OrderReduced: ({ word }) => decodeOrderReduced(word),
  OrderClosed: ({ word }) => decodeOrderClosed(word),
  Deposited: (args) => ({ account: accountOf(args), from: args.from, amount: Money.ofBase(args.amount) }),
  Withdrawn: (args) => ({ account: accountOf(args), to: args.to, amount: Money.ofBase(args.amount) }),
  Netted: (args) => ({
    account: accountOf(args),
    slot: slotOf(args),
    energy: Energy.ofWh(args.energy),
    credit: Money.ofUnits(args.credit),
  }),
  Settled: (args) => ({
    account: accountOf(args),
    slot: slotOf(args),
    sold: Energy.ofWh(args.sold),
    bought: Energy.ofWh(args.bought),
    sets: Money.ofUnits(args.sets),
    /** Export less import {Wh}. */
    meteredWh: args.metered,
    /** Whether readings were missing, so that what gives the account least was taken. */
    assumed: args.assumed,
    /** For the deviation: negative was charged, positive is paid once the slot is financed. */
    amount: Money.ofUnits(args.amount),
  }),
  Corrected: (args) => ({
    account: accountOf(args),
    slot: slotOf(args),
    /** Export less import {Wh}. */
    meteredWh: args.metered,
    assumed: args.assumed,
    /** For the deviation, by the new reading and by the old one. */
    amount: Money.ofUnits(args.amount),
    before: Money.ofUnits(args.before),
  }),
  DebtIncurred: (args) => ({ account: accountOf(args), amount: Money.ofUnits(args.units) }),
  DebtRepaid: (args) => ({ account: accountOf(args), amount: Money.ofUnits(args.units) }),
  SlotFinanced: (args) => ({
    slot: slotOf(args),
    credits: Money.ofUnits(args.credits),
    pot: Money.ofUnits(args.pot),
  }),
  CreditPaid: (args) => ({
    account: accountOf(args),
    slot: slotOf(args),
    amount: Money.ofUnits(args.units),
    receivable: Money.ofUnits(args.receivable),
  }),
  SlotPaid: (args) => ({ slot: slotOf(args), dust: Money.ofUnits(args.dust) }),
  ReceivableIncurred: (args) => ({ account: accountOf(args), amount: Money.ofUnits(args.units) }),
  ReceivablePaid: (args) => ({ account: accountOf(args), amount: Money.ofUnits(args.units) }),
  BalancingPartySet: ({ party }) => ({ party }),
  AccountSet: (args) => ({ account: accountOf(args), owner: args.owner, zone: Number(args.zone) }),
  ClearanceSet: (args) => ({ account: accountOf(args), tier: Number(args.tier), until: dateOrNone(args.until) }),
  TradeRulesSet: ({ rules }) => ({ rules: [...rules] }),
  ComplianceSet: ({ compliance }) => ({ compliance }),
  TermsFrozen: (args) => {
    const terms = decodeTerms(args.terms);
    const operators = terms.zones.map((_, zone) => Number(bitsOf(args.operators, [16 * zone, 16])));
    return { version: Number(args.version), terms, operators, links: args.links.map(decodeLink) };
  },
  SlotOpened: (args) => ({
    slot: slotOf(args),
    long: Price.ofTicks(args.long),
    short: Price.ofTicks(args.short),
    version: Number(args.version),
    /** {s} before delivery */
    gate: Number(args.gate),
  }),
  FeesCollected: (args) => ({
    slot: slotOf(args),
    marketFees: Money.ofUnits(args.marketFees),
    gridFees: args.gridFees.map((units) => Money.ofUnits(units)),
  }),
  FeesWithdrawn: (args) => ({ operator: operatorOf(args), amount: Money.ofBase(args.amount) }),
  KeptTakenOff: (args) => ({ amount: Money.ofUnits(args.units) }),
  HostShareSet: (args) => ({ host: hostOf(args), licence: Number(args.licence), share: Number(args.share) }),
  HostFeesWithdrawn: (args) => ({
    host: hostOf(args),
    licence: Number(args.licence),
    amount: Money.ofBase(args.amount),
  }),
  DiscountSet: (args) => ({ account: accountOf(args), discount: Fee.ofTicks(args.discount) }),
  DiscountsSet: ({ discounts }) => ({ discounts }),
  Paused: (args) => ({ until: dateOf(args.until) }),
  Unpaused: () => ({}),
  SettlementSet: ({ settlement }) => ({ settlement }),
  NoncesCancelled: (args) => ({ account: accountOf(args), word: args.word, mask: args.mask }),
} satisfies Decoders<typeof ABIS.exchange>;

const DECODERS = {
  exchange: EXCHANGE,
  registry: REGISTRY,
  feeRouter: FEE_ROUTER,
  watt: WATT,
  meters: METERS,
  oracle: ORACLE,
  operatorSet: OPERATOR_SET,
  area: AREA,
  attestorSet: ATTESTOR_SET,
  reserve: RESERVE,
  onRamp: ON_RAMP,
  redemptions: REDEMPTIONS,
  identities: IDENTITIES,
  recovery: RECOVERY,
  compliance: COMPLIANCE,
  grid: GRID,
  rewardsReserve: REWARDS_RESERVE,
  insurance: PURSE,
  treasury: PURSE,
  incentives: INCENTIVES,
  staking: STAKING,
  election: ELECTION,
  governor: GOVERNOR,
  timelock: TIMELOCK,
  slasher: SLASHER,
  attendance: ATTENDANCE,
  hosts: HOSTS,
  stakeDiscounts: DISCOUNTS,
} as const;

type Told = typeof DECODERS;

/** Where an event was told. */
export interface EventPlace {
  readonly block: number;
  readonly transaction: string;
  /** Place of the log within the block. */
  readonly logIndex: number;
}

type Narrow<D> = {
  readonly [Name in keyof D]: D[Name] extends (...args: never[]) => infer Fields
    ? { readonly name: Name } & Fields
    : never;
}[keyof D];

/** An event of the exchange, told apart by `name`. */
export type ExchangeEvent = { readonly contract: "exchange" } & Narrow<Told["exchange"]> & EventPlace;

/** An event of the market, told apart by `contract` and `name`. */
export type MarketEvent = {
  [C in keyof Told]: { readonly contract: C } & Narrow<Told[C]> & EventPlace;
}[keyof Told];

/** Names of the exchange's events. */
export type ExchangeEventName = keyof Told["exchange"];
/** Names of the market's events. */
export type MarketEventName = MarketEvent["name"];

/** A market's event of one name. */
export type MarketEventOf<Name extends MarketEvent["name"]> = Extract<MarketEvent, { readonly name: Name }>;

/**
 * Turns logs into typed events, in their order; logs of other contracts and other events are left out.
 * @example
 * decodeEvents(client, receipt.logs).filter(({ name }) => name === "Trade")
 */
export function decodeEvents(client: Pick<Client, "deployment">, logs: readonly RawLog[]): MarketEvent[] {
  const { contracts } = client.deployment;
  const names = new Map((Object.keys(DECODERS) as (keyof Told)[]).map((name) => [contracts[name].toLowerCase(), name]));
  return logs.flatMap((log) => {
    const contract = names.get(log.address.toLowerCase());
    return contract === undefined ? [] : decodeEvent(contract, log);
  });
}

/** The events of one name, in their order. */
export function eventsNamed<Name extends MarketEvent["name"]>(
  events: readonly MarketEvent[],
  name: Name,
): MarketEventOf<Name>[] {
  return events.filter((event): event is MarketEventOf<Name> => event.name === name);
}

/** Which contracts tell events of some names, and the first topics of these, for filters. */
export function sourcesOf(names: readonly MarketEventName[]): { contracts: ContractName[]; topics: string[] } {
  const told = (Object.keys(DECODERS) as (keyof Told)[]).flatMap((contract) =>
    names
      .filter((name) => Object.hasOwn(DECODERS[contract], name))
      .map((name) => ({ contract, topic: INTERFACES[contract].getEvent(name)?.topicHash ?? "" })),
  );
  return {
    contracts: [...new Set(told.map(({ contract }) => contract))],
    topics: [...new Set(told.map(({ topic }) => topic))],
  };
}

function decodeEvent(contract: keyof Told, log: RawLog): MarketEvent[] {
  const fragment = fragmentsOf(contract).get(log.topics[0] ?? "");
  const decoders = DECODERS[contract] as Readonly<Record<string, ((args: never) => object) | undefined>>;
  const decode = fragment === undefined ? undefined : decoders[fragment.name];
  if (fragment === undefined || decode === undefined) return [];
  const fields = decode(INTERFACES[contract].decodeEventLog(fragment, log.data, log.topics).toObject() as never);
  const place: EventPlace = { block: log.blockNumber, transaction: log.transactionHash, logIndex: log.index };
  return [{ contract, name: fragment.name, ...fields, ...place } as unknown as MarketEvent];
}

/** Events by their first topic: an interface by itself hashes the names of all its events to find one. */
function fragmentsOf(contract: keyof Told): ReadonlyMap<string, EventFragment> {
  const known = fragments.get(contract);
  if (known !== undefined) return known;
  const found = new Map<string, EventFragment>();
  INTERFACES[contract].forEachEvent((fragment) => found.set(fragment.topicHash, fragment));
  fragments.set(contract, found);
  return found;
}

const fragments = new Map<keyof Told, ReadonlyMap<string, EventFragment>>();
