import type { ABIS } from "../generated/index.ts";
import { Energy } from "../units/energy.ts";
import { Fee } from "../units/fee.ts";
import { Money } from "../units/money.ts";
import { Price } from "../units/price.ts";
import { Slot } from "../units/slot.ts";
import {
  accountOf,
  baseOf,
  dateOf,
  dateOrNone,
  hostOf,
  operatorOf,
  operatorsOf,
  slotOf,
  zoneOf,
  type Decoders,
} from "./decoders.ts";
import { CURVES } from "./curves.ts";

export const REGISTRY = {
  AccountOpened: (args) => ({ account: accountOf(args), owner: args.owner }),
  AreaAdded: ({ exchange }) => ({ exchange }),
  ZoneAssigned: (args) => ({ account: accountOf(args), exchange: args.exchange, zone: zoneOf(args) }),
  AccountOffered: (args) => ({ account: accountOf(args), to: args.to }),
  AccountTransferred: (args) => ({ account: accountOf(args), from: args.from, to: args.to }),
  DelegateSet: (args) => ({ account: accountOf(args), delegate: args.delegate, until: dateOrNone(args.until) }),
  DelegatesRevoked: (args) => ({ account: accountOf(args), epoch: Number(args.epoch) }),
} satisfies Decoders<typeof ABIS.registry>;

export const FEE_ROUTER = {
  AdminSet: (args) => ({ operator: operatorOf(args), admin: args.admin }),
  PayeesSet: (args) => ({
    operator: operatorOf(args),
    /** Weights in basis points. */
    payees: args.payees.map(({ payee, weight }) => ({ payee, weight: Number(weight) })),
  }),
  FeesPulled: (args) => ({ operator: operatorOf(args), amount: Money.ofBase(args.amount) }),
  FeesCredited: (args) => ({ operator: operatorOf(args), payee: args.payee, ...baseOf(args.amount) }),
  HostFeesCredited: (args) => {
    return { host: hostOf(args), licence: Number(args.licence), payee: args.payee, ...baseOf(args.amount) };
  },
  PaidOut: (args) => ({ payee: args.payee, ...baseOf(args.amount) }),
} satisfies Decoders<typeof ABIS.feeRouter>;

export const METERS = {
  MeterRegistered: ({ registered, ...args }) => ({
    meter: Number(args.meter),
    account: accountOf(args),
    /** The market area of the account. */
    exchange: registered.exchange,
    /** The meter behind which it hangs. */
    parent: registered.parent === 0n ? null : Number(registered.parent),
    ratedImport: Energy.ofWh(registered.ratedImport),
    ratedExport: Energy.ofWh(registered.ratedExport),
    importDigits: Number(registered.importDigits),
    exportDigits: Number(registered.exportDigits),
    /** First slot that it counts for. */
    validFrom: Slot.ofNumber(registered.validFrom),
    key: {
      curve: CURVES[Number(registered.key.curve)] ?? "secp256k1",
      x: registered.key.x,
      y: registered.key.y,
    },
  }),
  MeterRetired: (args) => ({
    meter: Number(args.meter),
    account: accountOf(args),
    validTo: Slot.ofNumber(args.validTo),
  }),
} satisfies Decoders<typeof ABIS.meters>;

export const ORACLE = {
  RootSubmitted: (args) => ({ slot: slotOf(args), root: args.root, sequence: args.sequence, signers: args.signers }),
  SignatureAdded: (args) => ({ slot: slotOf(args), root: args.root, signer: args.signer }),
  FaultAccused: (args) => ({
    fault: args.fault,
    slot: slotOf(args),
    root: args.root,
    /** 0 where a leaf contradicts itself. */
    meter: Number(args.meter),
    /** Until when the operators can be cleared. */
    until: dateOf(args.until),
  }),
  FaultCleared: ({ fault }) => ({ fault }),
  FaultProven: (args) => ({ fault: args.fault, slot: slotOf(args), root: args.root, meter: Number(args.meter) }),
  DeviceContradicted: (args) => ({ meter: Number(args.meter), slot: slotOf(args) }),
  OperatorSetSet: ({ operatorSet }) => ({ operatorSet }),
} satisfies Decoders<typeof ABIS.oracle>;

export const OPERATOR_SET = {
  OperatorsSet: operatorsOf,
  FaultReported: (args) => ({ slot: slotOf(args), root: args.root, meter: Number(args.meter) }),
} satisfies Decoders<typeof ABIS.operatorSet>;

export const AREA = {
  ZoneAdded: (args) => ({
    zone: zoneOf(args),
    /** Null for the root. */
    parent: args.zone === 0n ? null : Number(args.parent),
    tariff: Fee.ofTicks(args.tariff),
    operator: operatorOf(args),
    registrar: args.registrar,
  }),
  TariffSet: (args) => ({ zone: zoneOf(args), tariff: Fee.ofTicks(args.tariff) }),
  LinkSet: (args) => ({
    zone: zoneOf(args),
    capacity: Energy.ofWh(args.capacity),
    /** From utilisations {basis point} upward. */
    bands: args.bands.map(({ from, surcharge }) => ({ from: Number(from), surcharge: Fee.ofTicks(surcharge) })),
  }),
  LinkRemoved: (args) => ({ zone: zoneOf(args) }),
  OperatorSet: (args) => ({ zone: zoneOf(args), operator: operatorOf(args) }),
  RegistrarSet: (args) => ({ zone: zoneOf(args), registrar: args.registrar }),
  MarketFeeSet: (args) => ({ fee: Fee.ofTicks(args.fee) }),
  MinEnergySet: (args) => ({ energy: Energy.ofWh(args.energy) }),
  OpeningRulesSet: ({ rules }) => ({
    gateMinutes: Number(rules.gateMinutes),
    /** {s} how far ahead a slot may open */
    horizon: Number(rules.horizon),
    minLong: Price.ofTicks(rules.minLong),
    maxShort: Price.ofTicks(rules.maxShort),
    minSpread: Fee.ofTicks(rules.minSpread),
  }),
  TariffCapSet: (args) => ({ cap: Fee.ofTicks(args.cap) }),
  MarketFeeCapSet: (args) => ({ cap: Fee.ofTicks(args.cap) }),
  LimitedTariffFloorSet: (args) => ({ floor: Fee.ofTicks(args.floor) }),
} satisfies Decoders<typeof ABIS.area>;
