import { bitsOf, pack, unpack } from "../internal/bits.ts";
import { addressOf } from "../internal/values.ts";
import { ParameterError } from "../gridwatt-error.ts";
import type { Side } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Fee } from "../units/fee.ts";
import { Money } from "../units/money.ts";
import type { Price } from "../units/price.ts";
import { biasedOf, priceOfBiased, priceOfRank, rankOf } from "./order-id.ts";

const ACCOUNT = {
  owner: [0, 160],
  free: [160, 61],
  discount: [221, 3],
  zone: [224, 4],
  activeSlots: [228, 12],
  indebted: [240, 1],
  clearedDays: [241, 15],
} as const;
const POSITION = {
  sold: [0, 48],
  bought: [48, 48],
  bidBound: [96, 18],
  askBound: [114, 18],
  openBids: [132, 7],
  openAsks: [139, 7],
  long: [146, 18],
  short: [164, 18],
  stamp: [182, 14],
  settled: [196, 1],
  metered: [197, 42],
  creditDue: [239, 1],
  assumed: [240, 1],
} as const;
const LEVEL = {
  placed: [0, 52],
  taken: [52, 52],
  tailStart: [104, 52],
  count: [156, 16],
  closed: [172, 16],
  stamp: [188, 14],
  displacedBy: [202, 14],
} as const;
const FLOW = {
  volume: [0, 44],
  notional: [44, 62],
  flow: [106, 48],
  fees: [154, 63],
  last: [217, 18],
  stamp: [235, 14],
} as const;
const BIDS = { best: [0, 216], price: [216, 18], version: [234, 12], collected: [246, 1] } as const;
const ASKS = { best: [0, 216], price: [216, 18], stamp: [234, 14], gateMinutes: [248, 8] } as const;

const BIAS = 100_000n;
const FLOW_BIAS = 1n << 47n;
const METERED_BIAS = 1n << 41n;
const ZONES = 12;
/** {ms} */
const DAY = 86_400_000;

/** What a call needs to know of an account. */
export interface AccountWord {
  readonly owner: string;
  readonly free: Money;
  /** Per kWh, off the market fee, as a taker. */
  readonly discount: Fee;
  readonly zone: number;
  /** Slots with open orders or unsettled energy. */
  readonly activeSlots: number;
  /** From when on the owner may not, at the begin of a day in UTC; null while it never could. */
  readonly clearedUntil: Date | null;
  /** What it is credited pays its debt first. */
  readonly indebted: boolean;
}

/** What an account holds in a slot. Null prices are those of a word never written. */
export interface PositionWord {
  readonly sold: Energy;
  readonly bought: Energy;
  /** No open order of the side is better; null where there is none. */
  readonly bidBound: Price | null;
  readonly askBound: Price | null;
  readonly openBids: number;
  readonly openAsks: number;
  readonly long: Price | null;
  readonly short: Price | null;
  /** Generation of the slot in the ring. */
  readonly stamp: number;
  readonly settled: boolean;
  /** {Wh} export less import that it was settled with */
  readonly metered: bigint;
  readonly creditDue: boolean;
  readonly assumed: boolean;
}

/** A price level: the queue of the orders of one book at one price, as counters. */
export interface LevelWord {
  readonly placed: Energy;
  readonly taken: Energy;
  /** Energy of the queue before the last group of 48 orders. */
  readonly tailStart: Energy;
  readonly count: number;
  readonly closed: number;
  readonly stamp: number;
  readonly displacedBy: number;
}

/** What was traded in a zone and moved over its link in one slot. */
export interface FlowWord {
  readonly volume: Energy;
  /** {unit} price x energy of the trades */
  readonly notional: Money;
  /** {Wh} net over the link to the parent, upward positive */
  readonly flow: bigint;
  readonly fees: Money;
  readonly last: Price | null;
  readonly stamp: number;
}

/** The best prices of one side of a slot by zone, and one half of what was frozen when it opened. */
export interface BidsTop {
  readonly best: readonly (Price | null)[];
  readonly long: Price | null;
  readonly version: number;
  readonly collected: boolean;
}

/** As `BidsTop`, of the other side with the other half. */
export interface AsksTop {
  readonly best: readonly (Price | null)[];
  readonly short: Price | null;
  readonly stamp: number;
  readonly gateMinutes: number;
}

export function decodeAccount(word: bigint): AccountWord {
  const fields = unpack(word, ACCOUNT);
  return {
    owner: addressOf(fields.owner),
    free: Money.ofUnits(fields.free),
    discount: Fee.ofTicks(fields.discount),
    zone: Number(fields.zone),
    activeSlots: Number(fields.activeSlots),
    indebted: fields.indebted === 1n,
    clearedUntil: fields.clearedDays === 0n ? null : new Date(Number(fields.clearedDays) * DAY),
  };
}

export function encodeAccount(account: AccountWord): bigint {
  const { owner, free, discount, zone, activeSlots, indebted, clearedUntil } = account;
  const clearedDays = clearedUntil === null ? 0n : BigInt(clearedUntil.getTime() / DAY);
  const numbers = { zone: BigInt(zone), activeSlots: BigInt(activeSlots), clearedDays };
  const money = { free: free.units, discount: discount.ticks };
  return pack({ owner: BigInt(owner), ...money, indebted: indebted ? 1n : 0n, ...numbers }, ACCOUNT);
}

export function decodePosition(word: bigint): PositionWord {
  const fields = unpack(word, POSITION);
  return {
    sold: Energy.ofWh(fields.sold),
    bought: Energy.ofWh(fields.bought),
    bidBound: priceOrNone(fields.bidBound, "buy"),
    askBound: priceOrNone(fields.askBound, "sell"),
    openBids: Number(fields.openBids),
    openAsks: Number(fields.openAsks),
    long: priceOfBiased(fields.long),
    short: priceOfBiased(fields.short),
    stamp: Number(fields.stamp),
    settled: fields.settled === 1n,
    metered: fields.metered - METERED_BIAS,
    creditDue: fields.creditDue === 1n,
    assumed: fields.assumed === 1n,
  };
}

export function encodePosition(position: PositionWord): bigint {
  const fields = {
    sold: position.sold.wh,
    bought: position.bought.wh,
    bidBound: rankOrNone(position.bidBound, "buy"),
    askBound: rankOrNone(position.askBound, "sell"),
    openBids: BigInt(position.openBids),
    openAsks: BigInt(position.openAsks),
    long: biasedOf(position.long),
    short: biasedOf(position.short),
    stamp: BigInt(position.stamp),
    settled: position.settled ? 1n : 0n,
    metered: position.metered + METERED_BIAS,
    creditDue: position.creditDue ? 1n : 0n,
    assumed: position.assumed ? 1n : 0n,
  };
  return pack(fields, POSITION);
}

export function decodeLevel(word: bigint): LevelWord {
  const { placed, taken, tailStart, count, closed, stamp, displacedBy } = unpack(word, LEVEL);
  return {
    placed: Energy.ofWh(placed),
    taken: Energy.ofWh(taken),
    tailStart: Energy.ofWh(tailStart),
    count: Number(count),
    closed: Number(closed),
    stamp: Number(stamp),
    displacedBy: Number(displacedBy),
  };
}

export function encodeLevel({ placed, taken, tailStart, ...numbers }: LevelWord): bigint {
  const [count, closed] = [BigInt(numbers.count), BigInt(numbers.closed)];
  const stamps = { stamp: BigInt(numbers.stamp), displacedBy: BigInt(numbers.displacedBy) };
  return pack({ placed: placed.wh, taken: taken.wh, tailStart: tailStart.wh, count, closed, ...stamps }, LEVEL);
}

export function decodeFlow(word: bigint): FlowWord {
  const fields = unpack(word, FLOW);
  return {
    volume: Energy.ofWh(fields.volume),
    notional: Money.ofUnits(fields.notional - BIAS * fields.volume),
    flow: fields.flow - FLOW_BIAS,
    fees: Money.ofUnits(fields.fees),
    last: priceOfBiased(fields.last),
    stamp: Number(fields.stamp),
  };
}

export function encodeFlow({ volume, notional, flow, fees, last, stamp }: FlowWord): bigint {
  const traded = { volume: volume.wh, notional: notional.units + BIAS * volume.wh, last: biasedOf(last) };
  return pack({ ...traded, flow: flow + FLOW_BIAS, fees: fees.units, stamp: BigInt(stamp) }, FLOW);
}

export function decodeBidsTop(word: bigint): BidsTop {
  const { best, price, version, collected } = unpack(word, BIDS);
  const long = priceOfBiased(price);
  return { best: decodeBest(best, "buy"), long, version: Number(version), collected: collected === 1n };
}

export function encodeBidsTop({ best, long, version, collected }: BidsTop): bigint {
  const price = biasedOf(long);
  return pack({ best: encodeBest(best, "buy"), price, version: BigInt(version), collected: collected ? 1n : 0n }, BIDS);
}

export function decodeAsksTop(word: bigint): AsksTop {
  const { best, price, stamp, gateMinutes } = unpack(word, ASKS);
  const numbers = { stamp: Number(stamp), gateMinutes: Number(gateMinutes) };
  return { best: decodeBest(best, "sell"), short: priceOfBiased(price), ...numbers };
}

export function encodeAsksTop({ best, short, stamp, gateMinutes }: AsksTop): bigint {
  const price = biasedOf(short);
  return pack({ best: encodeBest(best, "sell"), price, stamp: BigInt(stamp), gateMinutes: BigInt(gateMinutes) }, ASKS);
}

function decodeBest(ranks: bigint, side: Side): (Price | null)[] {
  return Array.from({ length: ZONES }, (_, zone) => priceOrNone(bitsOf(ranks, [18 * zone, 18]), side));
}

function encodeBest(best: readonly (Price | null)[], side: Side): bigint {
  if (best.length > ZONES) throw new ParameterError(`A market area has at most ${ZONES} zones.`);
  return best.reduce((ranks, price, zone) => ranks | (rankOrNone(price, side) << BigInt(18 * zone)), 0n);
}

function priceOrNone(rank: bigint, side: Side): Price | null {
  return rank === 0n ? null : priceOfRank(rank, side);
}

function rankOrNone(price: Price | null, side: Side): bigint {
  return price === null ? 0n : rankOf(price, side);
}
