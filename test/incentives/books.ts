import { encodeOrderId, Energy, Fee, Price, Slot, type ExchangeEvent } from "@gridwatt/sdk";
import fc from "fast-check";

/** Accounts trade in pairs of owners: 1 and 2 are one's, 3 and 4 another's, and so on. */
export const ACCOUNTS = 8;
export const ownerOf = (account: number) => `owner ${Math.ceil(account / 2)}`;
/** {tick} per kWh */
export const MARKET_FEE = 20n;
const SLOT = Slot.ofNumber(2_000_000);

/** What may happen to random books. */
export type Move =
  | { readonly kind: "place"; readonly level: number; readonly account: number; readonly energy: bigint }
  | { readonly kind: "reduce" | "close"; readonly which: number; readonly energy: bigint }
  | { readonly kind: "share"; readonly host: number; readonly share: bigint }
  | {
      readonly kind: "take";
      readonly level: number;
      readonly account: number;
      readonly energy: bigint;
      readonly discount: bigint;
      readonly host: number;
    };

/** A trade that met one order, as a plain list of orders tells it. */
export interface Met {
  readonly maker: number;
  readonly taker: number;
  /** {Wh} */
  readonly energy: bigint;
  /** {tick} per kWh that the taker paid the market. */
  readonly fee: bigint;
  readonly host: number;
  /** {basis point} of it for the host. */
  readonly hostShare: bigint;
}

interface Order {
  readonly id: bigint;
  readonly level: number;
  readonly account: number;
  open: bigint;
  /** {Wh} filled and not claimed */
  waiting: bigint;
}

const account = fc.integer({ min: 1, max: ACCOUNTS });
const level = fc.integer({ min: 0, max: 2 });
const energy = fc.bigInt({ min: 1n, max: 5_000n });

/** Random lives of a few books: rather many orders, and takers with discounts and hosts. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("share" as const),
        host: fc.integer({ min: 1, max: 3 }),
        share: fc.bigInt({ min: 0n, max: 5_000n }),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("place" as const), level, account, energy }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("reduce" as const, "close" as const), which: fc.nat(), energy }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...{ kind: fc.constant("take" as const), level, account, energy },
        discount: fc.bigInt({ min: 0n, max: 7n }),
        host: fc.integer({ min: 0, max: 3 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 80 },
);

/** Plays moves on a plain list of orders. @returns the events an exchange would tell of it, and who met whom */
export function play(list: readonly Move[]): { events: ExchangeEvent[]; met: Met[] } {
  const events: ExchangeEvent[] = [];
  const met: Met[] = [];
  const orders: Order[] = [];
  const shares = [0n, 0n, 0n, 0n];
  const tell = (event: object) => {
    const place = { contract: "exchange", block: events.length, transaction: "0x", logIndex: 0 };
    events.push({ ...event, ...place } as unknown as ExchangeEvent);
  };
  for (let one = 1; one <= ACCOUNTS; one++) tell({ name: "AccountSet", account: one, owner: ownerOf(one), zone: 0 });
  const bookOf = (number: number) => ({
    slot: SLOT,
    zone: number,
    side: "sell" as const,
    price: Price.ofTicks(1_000n),
  });
  for (const move of list) {
    if (move.kind === "place") {
      const index = orders.filter((order) => order.level === move.level).length;
      const id = encodeOrderId({ ...bookOf(move.level), index });
      orders.push({ id, level: move.level, account: move.account, open: move.energy, waiting: 0n });
      const told = { ...bookOf(move.level), id, account: move.account, energy: Energy.ofWh(move.energy) };
      tell({ name: "OrderPlaced", ...told, postOnly: false, host: 0 });
    } else if (move.kind === "take") {
      const fee = MARKET_FEE - move.discount;
      let left = move.energy;
      for (const order of orders.filter((one) => one.level === move.level)) {
        const part = order.open < left ? order.open : left;
        if (part === 0n) continue;
        order.open -= part;
        order.waiting += part;
        left -= part;
        met.push({
          maker: order.account,
          taker: move.account,
          energy: part,
          fee,
          host: move.host,
          hostShare: shares[move.host] ?? 0n,
        });
      }
      if (left === move.energy) continue;
      const told = { taker: move.account, takerZone: 0, pathFee: Fee.ofTicks(10n), marketFee: Fee.ofTicks(fee) };
      tell({ name: "Trade", ...bookOf(move.level), energy: Energy.ofWh(move.energy - left), ...told, host: move.host });
    } else if (move.kind === "share") {
      shares[move.host] = move.share;
      tell({ name: "HostShareSet", host: move.host, licence: 1, share: Number(move.share) });
    } else {
      const order = orders[move.which % Math.max(orders.length, 1)];
      if (order === undefined || order.open === 0n) continue;
      const released = move.kind === "close" || move.energy > order.open ? order.open : move.energy;
      order.open -= released;
      const of = { ...bookOf(order.level), id: order.id, account: order.account, released: Energy.ofWh(released) };
      if (move.kind === "reduce") tell({ name: "OrderReduced", ...of });
      else tell({ name: "OrderClosed", ...of, filled: Energy.ofWh(order.waiting) });
      if (move.kind === "close") order.waiting = 0n;
    }
  }
  return { events, met };
}
