import { crossings } from "./grid.ts";
import type { Market } from "./market.ts";
import { offersFor } from "./matching.ts";
import { lockOf, setValue } from "./money.ts";
import { orderOf } from "./state.ts";
import type { MarketState, Order, Slot, Trade } from "./types.ts";
import { MAX_OPEN_ORDERS } from "./types.ts";

/** Something that must hold in every state of a market. */
export interface Invariant {
  /** Short and stable, for reports. */
  readonly id: string;
  readonly says: string;
  /** What breaks it: one line each, nothing where it holds. */
  readonly broken: (state: MarketState) => string[];
}

/** Every invariant of the market, in the order of their ids. */
export const INVARIANTS: readonly Invariant[] = [
  {
    id: "M1",
    says: "Money is conserved: free funds, locks, pots and fees are what was deposited and not withdrawn.",
    broken: (state) => differ("all money", total(state), state.deposited - state.withdrawn),
  },
  {
    id: "M2",
    says: "Each unsettled slot has max(short, 0) - min(long, 0) in its pot per Wh sold; a settled one has nothing.",
    broken: (state) =>
      [...state.slots.values()].flatMap((slot) => {
        const sold = sumPositions(state, slot, "sold");
        return differ(`pot of ${slot.slot}`, slot.pot, slot.settled ? 0n : setValue(slot.pair) * sold);
      }),
  },
  {
    id: "M3",
    says: "No account has less than nothing, and none has free money and a debt.",
    broken: (state) =>
      state.accounts.flatMap(({ free, debt }, id) =>
        free < 0n || debt < 0n || (free > 0n && debt > 0n) ? [`account ${id}: free ${free}, debt ${debt}`] : [],
      ),
  },
  {
    id: "M4",
    says: "Grid and market fees are what the trades say.",
    broken: (state) => [
      ...differ("grid fees", sum([...state.gridFees.values()]), sum(state.trades.map((t) => t.gridFee * t.energy))),
      ...differ("market fees", state.marketFees, sum(state.trades.map((t) => t.marketFee * t.energy))),
    ],
  },
  {
    id: "M5",
    says: "No fill is worse than a limit with the fees: a maker gets its own price, a taker at least its limit.",
    broken: (state) => state.trades.filter((trade) => !withinLimits(state, trade)).map((t) => `trade ${show(t)}`),
  },
  {
    id: "M6",
    says: "Each host earned its shares of its takers' fees, together at most half of them; fees and discounts are the slots' fees.",
    broken: (state) => {
      const hosts = [...state.hostFees].flatMap(([host, fees]) => {
        const own = state.trades.filter((t) => t.host === host);
        return differ(`fees of host ${host}`, fees, sum(own.map((t) => t.marketFee * t.energy * t.hostShare)));
      });
      const kept = sum([...state.hostFees.values()]);
      const full = sum(state.trades.map((t) => (state.slots.get(t.slot)?.marketFee ?? 0n) * t.energy));
      return [
        ...hosts,
        ...(2n * kept > 10_000n * state.marketFees ? [`hosts earned ${kept} of ${state.marketFees}`] : []),
        ...differ("fees and discounts", state.marketFees + state.waived, full),
      ];
    },
  },
  {
    id: "E1",
    says: "In every slot as much is sold as is bought, before and after netting.",
    broken: (state) =>
      [...state.slots.values()].flatMap((slot) =>
        differ(`sold in ${slot.slot}`, sumPositions(state, slot, "sold"), sumPositions(state, slot, "bought")),
      ),
  },
  {
    id: "E2",
    says: "Each link carries the signed sum of the trades across it, within its capacity in both directions.",
    broken: (state) => [...state.slots.values()].flatMap((slot) => brokenFlows(state, slot)),
  },
  {
    id: "E3",
    says: "Every Wh of an order is filled, open or closed; a filled order is filled completely; what is not open has no open energy.",
    broken: (state) => state.orders.filter((order) => !consistent(state, order)).map((order) => `order ${order.id}`),
  },
  {
    id: "E4",
    says: "Every account is settled at most once in a slot.",
    broken: (state) => {
      const rows = state.settlements.map((row) => `${row.account}/${row.slot}`);
      return rows.filter((row, index) => rows.indexOf(row) !== index);
    },
  },
  {
    id: "B1",
    says: "An arriving order never rests where it could still match within its all-in limit.",
    broken: (state) => {
      if (state.arrived === null) return [];
      const arrived = orderOf(state, state.arrived);
      return offersFor(state, arrived).map((offer) => `order ${arrived.id} could take ${offer.maker.id}`);
    },
  },
  {
    id: "B2",
    says: "Of the open orders of a level only the oldest has been met.",
    broken: (state) => {
      const met = new Set(state.trades.map((trade) => trade.maker));
      return state.orders
        .filter((order) => order.status === "open" && met.has(order.id))
        .filter((order) => state.orders.some((other) => sameLevel(order, other) && other.place < order.place))
        .map((order) => `order ${order.id} was met before its turn`);
    },
  },
  {
    id: "B3",
    says: "No trade is between an account and itself.",
    broken: (state) => state.trades.filter((trade) => trade.seller === trade.buyer).map((t) => `trade ${show(t)}`),
  },
  {
    id: "B4",
    says: "At most 64 orders of an account are open in a slot, and every open limit lies within the pair.",
    broken: (state) => {
      const open = state.orders.filter((order) => order.status === "open");
      const outside = open.filter((order) => {
        const pair = state.slots.get(order.slot)?.pair;
        return pair === undefined || order.limit < pair.long || order.limit > pair.short;
      });
      const books = open.map((order) => `${order.account}/${order.slot}`);
      const crowded = [...new Set(books)].filter((book) => books.filter((b) => b === book).length > MAX_OPEN_ORDERS);
      return [...outside.map((order) => `limit of order ${order.id}`), ...crowded];
    },
  },
];

/**
 * Checks every invariant.
 * @returns a line for each that is broken, with its id; nothing where all hold
 */
export function checkInvariants(market: Market): string[] {
  return INVARIANTS.flatMap(({ id, says, broken }) => broken(market.state).map((what) => `${id} (${says}) ${what}`));
}

/** Throws an error that lists what is broken, unless every invariant holds. */
export function assertInvariants(market: Market): void {
  const broken = checkInvariants(market);
  if (broken.length > 0) throw new Error(broken.join("\n"));
}

function total(state: MarketState): bigint {
  const locks = state.orders.filter((order) => order.status === "open").map((order) => lockOf(state, order));
  const pots = [...state.slots.values()].map((slot) => slot.pot);
  const free = state.accounts.map((account) => account.free);
  return sum([...free, ...locks, ...pots, ...state.gridFees.values(), state.marketFees]);
}

function sumPositions(state: MarketState, slot: Slot, of: "sold" | "bought"): bigint {
  return sum([...state.positions.values()].filter((held) => held.slot === slot.slot).map((held) => held[of]));
}

function withinLimits(state: MarketState, trade: Trade): boolean {
  const fees = trade.gridFee + trade.marketFee;
  const maker = orderOf(state, trade.maker);
  const taker = orderOf(state, trade.taker);
  if (trade.price !== maker.limit) return false;
  return taker.side === "buy" ? trade.price + fees <= taker.limit : trade.price - fees >= taker.limit;
}

function brokenFlows(state: MarketState, slot: Slot): string[] {
  return slot.zones.flatMap((zone, number) => {
    let flow = 0n;
    for (const trade of state.trades.filter((t) => t.slot === slot.slot)) {
      const link = crossings(slot.zones, { seller: trade.sellerZone, buyer: trade.buyerZone }).find(
        (c) => c.zone === number,
      );
      if (link !== undefined) flow += link.direction * trade.energy;
    }
    const beyond = zone.capacity !== null && (flow > zone.capacity || -flow > zone.capacity);
    return [
      ...differ(`flow of zone ${number} in ${slot.slot}`, slot.flows[number] ?? 0n, flow),
      ...(beyond ? [`flow of zone ${number} in ${slot.slot} is beyond its capacity`] : []),
    ];
  });
}

function consistent(state: MarketState, order: Order): boolean {
  const traded = sum(
    state.trades.filter((trade) => trade.maker === order.id || trade.taker === order.id).map((trade) => trade.energy),
  );
  if (order.filled !== traded || order.open < 0n || order.filled + order.open > order.energy) return false;
  if (order.status === "open") return order.open > 0n && order.filled + order.open === order.energy;
  return order.open === 0n && (order.status === "filled") === (order.filled === order.energy);
}

function sameLevel(a: Order, b: Order): boolean {
  return (
    a.id !== b.id &&
    b.status === "open" &&
    a.slot === b.slot &&
    a.zone === b.zone &&
    a.side === b.side &&
    a.limit === b.limit
  );
}

function differ(what: string, is: bigint, wanted: bigint): string[] {
  return is === wanted ? [] : [`${what}: ${is}, must be ${wanted}`];
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

function show(trade: Trade): string {
  return `${trade.maker} with ${trade.taker} in ${trade.slot}`;
}
