import { expect } from "chai";
import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { Zone } from "../model/market.ts";
import { expectUnchanged } from "./expectations.ts";
import { deployTestMarket, type TestMarket } from "./market.ts";

export const BUY = 0;
export const SELL = 1;
export const LIMIT = 0;
export const POST_ONLY = 1;
export const IOC = 2;
export const FOK = 3;

/** {slot} After as many slots the same storage is used again. */
export const RING = 2048;
/** {tick} The price pair of the slots of {deployTrading}: a Wh bought at p locks p + 100, one sold 500 - p. */
export const PAIR = { long: -100, short: 500 };
/** {tick} What a traded Wh is backed by under {PAIR}. */
export const SET = 600n;
/** {unit} What each account of {deployTrading} has, but for those named poor. */
export const FUNDS = 10_000_000n;
/** {tick} */
export const MARKET_FEE = 1n;
/** {Wh} */
export const MIN_ENERGY = 10n;
/** {Wh} */
export const MAX_ENERGY = 2n ** 36n - 1n;

/** A zone without limit on its link. */
export const zone = (parent: number | null, tariff: bigint, rest: Partial<Zone> = {}): Zone => ({
  parent,
  operator: `operator ${parent}`,
  tariff,
  capacity: null,
  bands: [],
  ...rest,
});

/** A root (tariff 3) over zones 1 (2) and 2 (4); zone 3 (7) lies below zone 1. */
export const ZONES: readonly Zone[] = [zone(null, 3n), zone(0, 2n), zone(0, 4n), zone(1, 7n)];

export interface TradingSetup {
  readonly zones?: readonly Zone[];
  readonly marketFee?: bigint;
  readonly minEnergy?: bigint;
  /** Home of each account, from account 1 on; default: 1, 1, 2, 3, 0, 1. */
  readonly homes?: readonly number[];
  /** Accounts without money; default: the sixth. */
  readonly poor?: readonly number[];
  readonly accountsPerOwner?: number;
  readonly pair?: { readonly long: number; readonly short: number };
  /** {unit} */
  readonly funds?: bigint;
}

/** What a test says of an order; the rest follows from the account. */
export interface Wish {
  readonly account: number;
  readonly side: number;
  readonly energy: bigint;
  readonly limit: bigint;
  readonly kind?: number;
  readonly minFill?: bigint;
  readonly host?: number;
  readonly zone?: number;
  readonly slot?: number;
}

/** What a call placed, traded and ended, decoded from the events' words. */
export type Deed =
  | {
      readonly name: "OrderPlaced";
      readonly id: bigint;
      readonly account: number;
      readonly energy: bigint;
      readonly postOnly: boolean;
      readonly host: number;
    }
  | {
      readonly name: "Trade";
      readonly slot: number;
      readonly zone: number;
      readonly side: number;
      readonly price: bigint;
      readonly energy: bigint;
      readonly taker: number;
      readonly takerZone: number;
      readonly gridFee: bigint;
      readonly marketFee: bigint;
      readonly host: number;
    }
  | { readonly name: "OrderClaimed"; readonly id: bigint; readonly account: number; readonly filled: bigint }
  | { readonly name: "OrderReduced"; readonly id: bigint; readonly account: number; readonly released: bigint }
  | {
      readonly name: "OrderClosed";
      readonly id: bigint;
      readonly account: number;
      readonly filled: bigint;
      readonly released: bigint;
    };

export type Trading = Awaited<ReturnType<typeof deployTrading>>;
type Call = () => Promise<ContractTransactionResponse>;

/** A market with funded accounts and one open slot, and short words for what tests do in it. */
export async function deployTrading(connection: NetworkConnection, setup: TradingSetup = {}) {
  const { zones = ZONES, homes = [1, 1, 2, 3, 0, 1], pair = PAIR, accountsPerOwner = 1, funds = FUNDS } = setup;
  const { marketFee = MARKET_FEE, minEnergy = MIN_ENERGY, poor = setup.homes === undefined ? [6] : [] } = setup;
  const market = await deployTestMarket(connection, {
    zones,
    marketFee,
    minEnergy,
    accountZones: homes,
    accountsPerOwner,
  });
  const { exchange, watt } = market;
  for (const account of market.accounts) if (!poor.includes(account)) await market.deposit(account, funds);
  const slot = Math.floor((await market.time.latest()) / 900) + 20;
  await market.openSlot({ slot, ...pair });
  const known = new Set<bigint>();

  const order = (wish: Wish) => ({
    account: wish.account,
    zone: wish.zone ?? homes[wish.account - 1] ?? 0,
    slot: wish.slot ?? slot,
    side: wish.side,
    energy: wish.energy,
    limit: wish.limit,
    kind: wish.kind ?? LIMIT,
    minFill: wish.minFill ?? 0n,
    host: wish.host ?? 0,
  });

  /** Sends a call and tells what it did. */
  const run = async (call: Call) => {
    const receipt = await (await call()).wait();
    if (receipt === null) throw new Error("the call was not mined");
    const deeds = deedsOf(market, receipt);
    const ids = deeds.flatMap((deed) => (deed.name === "OrderPlaced" ? [deed.id] : []));
    for (const id of ids) known.add(id);
    const filled = deeds.reduce((sum, deed) => (deed.name === "Trade" ? sum + deed.energy : sum), 0n);
    return { deeds, ids, id: ids[0] ?? 0n, filled, gas: receipt.gasUsed };
  };
  const place = (wish: Wish) => run(() => market.as(wish.account).exchange.placeOrder(order(wish)));

  /** All that a refused call must leave as it was. */
  const read = async (slots: readonly number[] = [slot]) => {
    const orders = [...known];
    const looks = [];
    for (const at of slots) looks.push(await market.look({ slots, orders, slot: at }));
    return [
      looks,
      await watt.balanceOf(exchange),
      await Promise.all(zones.map((_, operator) => exchange.feesOwed(operator))),
      await Promise.all(market.accounts.slice(0, 6).map((account) => exchange.nonceUsed(account, 7))),
    ];
  };

  return {
    ...market,
    slot,
    zones,
    known,
    order,
    run,
    place,
    read,
    buy: (account: number, energy: bigint, limit: bigint, rest: Partial<Wish> = {}) =>
      place({ account, side: BUY, energy, limit, ...rest }),
    sell: (account: number, energy: bigint, limit: bigint, rest: Partial<Wish> = {}) =>
      place({ account, side: SELL, energy, limit, ...rest }),
    cancel: (account: number, ids: readonly bigint[]) => run(() => market.as(account).exchange.cancelOrders([...ids])),
    claim: (ids: readonly bigint[]) => run(() => exchange.claim([...ids])),
    /** Expects that a call is refused for this reason and changes nothing. */
    refused: (call: () => Promise<unknown>, error: string, args?: readonly unknown[], slots?: readonly number[]) =>
      expectUnchanged(
        () => read(slots),
        async () => {
          const refusal = expect(call()).to.be.revertedWithCustomError(exchange, error);
          await (args === undefined ? refusal : refusal.withArgs(...args));
        },
      ),
    freeOf: async (account: number) => (await exchange.accountData(account)).free,
    positionOf: async (account: number, at = slot) => {
      const { sold, bought, openBids, openAsks } = await exchange.positionData(account, at);
      return { sold, bought, openBids, openAsks };
    },
    orderOf: async (id: bigint) => {
      const { account, host, postOnly, open, filled } = await exchange.orderData(id);
      return { account, host, postOnly, open, filled };
    },
    bestOf: async (side: number, zoneNumber: number, at = slot) => {
      const [bids, asks] = await exchange.bestPrices(at);
      const level = (side === BUY ? bids : asks)[zoneNumber];
      return level === undefined || level.energy === 0n ? null : { price: level.price, energy: level.energy };
    },
    /** All levels of a book, read page by page. */
    depthOf: async (side: number, zoneNumber: number, { page = 3, at = slot } = {}) => {
      const levels: { price: bigint; energy: bigint }[] = [];
      let from = 0n;
      do {
        const [part, next] = await exchange.depth(at, zoneNumber, side, from, page);
        levels.push(...part.map(({ price, energy }) => ({ price, energy })));
        from = next;
      } while (from !== 0n);
      return levels;
    },
    zoneOf: async (zoneNumber: number, at = slot) => {
      const { volume, notional, average, last, flow, fees } = await exchange.zoneData(at, zoneNumber);
      return { volume, notional, average, last, flow, fees };
    },
  };
}

/** Loads a fixture as it was made, the list of known orders included. */
export function loaderOf<T extends { readonly known: Set<bigint> }>(
  { networkHelpers }: NetworkConnection,
  fixture: () => Promise<T>,
): () => Promise<T> {
  let ids: readonly bigint[] | undefined;
  return async () => {
    const f = await networkHelpers.loadFixture(fixture);
    ids ??= [...f.known];
    f.known.clear();
    for (const id of ids) f.known.add(id);
    return f;
  };
}

/** Name of a resting order, from where it lies. */
export function idOf(at: { slot: number; zone: number; side: number; limit: bigint; index: bigint }): bigint {
  const rank = 100_000n + (at.side === BUY ? at.limit : -at.limit);
  const level = (BigInt(at.slot) << 23n) | (BigInt(at.zone) << 19n) | (BigInt(at.side) << 18n) | rank;
  return (level << 16n) | at.index;
}

const bits = (word: bigint, from: number, count: number) => (word >> BigInt(from)) & ((1n << BigInt(count)) - 1n);

function deedsOf({ exchange }: TestMarket, receipt: ContractTransactionReceipt): Deed[] {
  return receipt.logs.flatMap((log): Deed[] => {
    const event = exchange.interface.parseLog(log);
    if (event === null) return [];
    const word = event.args[0] as bigint;
    const of = (from: number, count: number) => bits(word, from, count);
    const ended = { id: of(0, 71), account: Number(of(71, 32)) };
    switch (event.name) {
      case "OrderPlaced": {
        const rest = { energy: of(103, 36), postOnly: of(139, 1) === 1n, host: Number(of(140, 16)) };
        return [{ name: event.name, ...ended, ...rest }];
      }
      case "Trade":
        return [decodeTrade(word)];
      case "OrderClaimed":
        return [{ name: event.name, ...ended, filled: of(103, 36) }];
      case "OrderReduced":
        return [{ name: event.name, ...ended, released: of(103, 36) }];
      case "OrderClosed":
        return [{ name: event.name, ...ended, filled: of(103, 36), released: of(139, 36) }];
      default:
        return [];
    }
  });
}

function decodeTrade(word: bigint): Deed {
  const side = Number(bits(word, 18, 1));
  const rank = bits(word, 0, 18);
  return {
    name: "Trade",
    slot: Number(bits(word, 23, 32)),
    zone: Number(bits(word, 19, 4)),
    side,
    price: side === BUY ? rank - 100_000n : 100_000n - rank,
    energy: bits(word, 55, 44),
    taker: Number(bits(word, 99, 32)),
    takerZone: Number(bits(word, 131, 4)),
    gridFee: bits(word, 135, 18),
    marketFee: bits(word, 153, 12),
    host: Number(bits(word, 165, 16)),
  };
}

/** The trades among a call's deeds, by price and energy. */
export function tradesOf(deeds: readonly Deed[]): { zone: number; price: bigint; energy: bigint; gridFee: bigint }[] {
  return deeds.flatMap((deed) =>
    deed.name === "Trade" ? [{ zone: deed.zone, price: deed.price, energy: deed.energy, gridFee: deed.gridFee }] : [],
  );
}
