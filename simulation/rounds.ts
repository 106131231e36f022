import type { Client, MarketEvent, MarketEventOf, OrderParameters, ReadingTree, Slot, Written } from "@gridwatt/sdk";
import {
  collectFees,
  Energy,
  eventsNamed,
  getOperators,
  openSlots,
  placeOrder,
  placeOrders,
  Price,
  settle,
  signRoot,
  submitRoot,
} from "@gridwatt/sdk";

import { OVERRIDES as overrides } from "../scenario/overrides.ts";
import type { Actor, SimulatedChain, Turn } from "./chain.ts";
import type { Community } from "./members.ts";
import type { SlotProfiles } from "./profiles.ts";
import { Random } from "./random.ts";

/** Accounts in one settlement. */
const BATCH = 100;

/** {tick} What energy costs and earns outside of the market. */
export interface Tariff {
  readonly retail: bigint;
  readonly feedIn: bigint;
}

/** What a slot came to. Energy {Wh}, prices {tick}. */
export interface SlotOutcome {
  readonly trades: readonly { readonly energy: bigint; readonly price: bigint }[];
  /** By member's place; only of those who traded. */
  readonly settled: ReadonlyMap<number, SettledEnergy>;
}

/** What a member sold, bought and metered in a slot {Wh}. */
export interface SettledEnergy {
  readonly sold: bigint;
  readonly bought: bigint;
  /** Export less import. */
  readonly metered: bigint;
}

/** A slot between its first order and its settlement. */
interface OpenSlot {
  readonly orders: MarketEventOf<"OrderPlaced">[];
  readonly trades: MarketEventOf<"Trade">[];
  tree?: ReadingTree;
}

export interface RoundsRequest {
  readonly chain: SimulatedChain;
  readonly community: Community;
  readonly tariff: Tariff;
}

/**
 * Plays a market round by round, one for each slot: at its begin less a quarter of an hour orders for it come in, the
 * slot that has just ended is attested, and the one before that is settled.
 *
 * Everybody bids truthfully: what it will have over at no less than the feed-in tariff, what it will lack at no more,
 * fees included, than retail. Nobody loses by a trade then, and as the earlier order makes the price and the order in
 * which members come is drawn anew each time, gains are shared evenly over time.
 */
export class Rounds {
  readonly #request: RoundsRequest;
  readonly #open = new Map<number, OpenSlot>();
  readonly #oracle: Actor;
  readonly #keepers: readonly Actor[];
  readonly #operators: readonly Client[];
  readonly #configuration: string;

  private constructor(
    request: RoundsRequest,
    of: { oracle: Actor; keepers: readonly Actor[]; operators: readonly Client[]; configuration: string },
  ) {
    this.#request = request;
    this.#oracle = of.oracle;
    this.#keepers = of.keepers;
    this.#operators = of.operators;
    this.#configuration = of.configuration;
  }

  static async create(request: RoundsRequest): Promise<Rounds> {
    const { chain, community } = request;
    const keepers: Actor[] = [];
    for (let from = 0; from < community.members.length; from += BATCH) keepers.push(await chain.newActor());
    const { configuration } = await getOperators(chain.client);
    const operators = await chain.operators();
    return new Rounds(request, { oracle: await chain.newActor(), keepers, operators, configuration });
  }

  /** Opens the slots from one on, at the begin of the slot before it. */
  async open(first: Slot, count: number): Promise<void> {
    const { chain, tariff } = this.#request;
    const [long, short] = [Price.ofTicks(tariff.feedIn), Price.ofTicks(tariff.retail)];
    const pairs = Array.from({ length: count }, (_, at) => ({ slot: first.plus(at), long, short }));
    const act = (client: Client) => openSlots(client, { pairs, overrides });
    await chain.round(timeOf(first), [{ actor: chain.as("BALANCING_PARTY"), act }]);
  }

  /**
   * Prepares a slot's round: meters count what the slot that ends then has brought, and sign their registers, of which
   * the oracle builds the slot's tree.
   */
  prepare(slot: Slot, ended: SlotProfiles): void {
    const { meters } = this.#request.community;
    meters.read(slot.plus(-1), ended);
    const open = this.#open.get(slot.plus(-2).number);
    if (open === undefined) return;
    const { tree, missing } = meters.attest(slot.plus(-2));
    const [lost] = missing;
    if (lost !== undefined) throw new Error(`account ${lost.account} in slot ${slot.number - 2}: ${lost.reason}`);
    open.tree = tree;
  }

  /**
   * The round of a slot in which everybody bids for the slots that are given, from that slot on.
   * @param meanwhile what to do while it is mined
   */
  async play(slot: Slot, bids: readonly SlotProfiles[], meanwhile?: () => void): Promise<SlotOutcome | null> {
    const { chain } = this.#request;
    const turns = [
      ...(await this.#rootOf(slot.plus(-2))),
      ...this.#settlements(slot.plus(-3)),
      ...this.#orders(slot, bids),
    ];
    if (turns.length === 0) meanwhile?.();
    const written = await chain.round<Written>(timeOf(slot), turns, meanwhile);
    const events = written.flatMap(({ events: told }) => told);
    this.#keep(events);
    return this.#close(slot.plus(-3), events);
  }

  /** Gives the fees of settled slots to those whose they are. */
  async collect(slots: readonly Slot[], at: Slot): Promise<void> {
    const act = (client: Client) => collectFees(client, { slots, overrides });
    await this.#request.chain.round(timeOf(at), [{ actor: this.#oracle, act }]);
  }

  async #rootOf(slot: Slot): Promise<Turn<Written>[]> {
    const tree = this.#open.get(slot.number)?.tree;
    if (tree === undefined) return [];
    const root = { slot, root: tree.root, sequence: 1n, configuration: this.#configuration };
    const signatures = await Promise.all(this.#operators.map((operator) => signRoot(operator, root)));
    return [{ actor: this.#oracle, act: (client) => submitRoot(client, { root, signatures, overrides }) }];
  }

  #settlements(slot: Slot): Turn<Written>[] {
    const open = this.#open.get(slot.number);
    const { tree } = open ?? {};
    if (open === undefined || tree === undefined) return [];
    const accounts = this.#request.community.members.map(({ account }) => account);
    return this.#keepers.map((actor, batch) => {
      const some = accounts.slice(batch * BATCH, (batch + 1) * BATCH);
      const orders = open.orders.filter(({ account }) => some.includes(account)).map(({ id }) => id);
      return {
        actor,
        act: (client) => settle(client, { slot, accounts: some, orders, readings: tree.show(some), overrides }),
      };
    });
  }

  #orders(slot: Slot, bids: readonly SlotProfiles[]): Turn<Written>[] {
    if (bids.length === 0) return [];
    bids.forEach((_, at) => this.#open.set(slot.plus(at).number, { orders: [], trades: [] }));
    const { members } = this.#request.community;
    const turns: Turn<Written>[] = [];
    for (const at of new Random(slot.number).shuffled([...members.keys()])) {
      const orders = bids.flatMap((profiles, later) => this.#bidOf(at, slot.plus(later), profiles));
      const [first] = orders;
      const actor = members[at]?.actor;
      if (first === undefined || actor === undefined) continue;
      turns.push({
        actor,
        act: (client) =>
          orders.length === 1
            ? placeOrder(client, { ...first, overrides })
            : placeOrders(client, { orders, overrides }),
      });
    }
    return turns;
  }

  /** A member's order for a slot, if it has something over or lacks something. */
  #bidOf(at: number, slot: Slot, profiles: SlotProfiles): OrderParameters[] {
    const { tariff, community } = this.#request;
    const [member, profile] = [community.members[at], profiles[at]];
    if (member === undefined || profile === undefined) throw new Error(`there is no member ${at}`);
    const net = profile.generation - profile.consumption;
    if (net === 0n) return [];
    const bid =
      net > 0n
        ? ({ side: "sell", energy: Energy.ofWh(net), limit: Price.ofTicks(tariff.feedIn) } as const)
        : ({ side: "buy", energy: Energy.ofWh(-net), limit: Price.ofTicks(tariff.retail) } as const);
    return [{ account: member.account, zone: member.zone, slot, ...bid }];
  }

  #keep(events: readonly MarketEvent[]): void {
    for (const order of eventsNamed(events, "OrderPlaced")) this.#open.get(order.slot.number)?.orders.push(order);
    for (const trade of eventsNamed(events, "Trade")) this.#open.get(trade.slot.number)?.trades.push(trade);
  }

  #close(slot: Slot, events: readonly MarketEvent[]): SlotOutcome | null {
    const open = this.#open.get(slot.number);
    if (open === undefined) return null;
    this.#open.delete(slot.number);
    const places = new Map(this.#request.community.members.map(({ account }, place) => [account, place]));
    const settled = eventsNamed(events, "Settled")
      .filter((event) => event.slot.equals(slot))
      .map(({ account, sold, bought, meteredWh: metered }) => {
        return [places.get(account) ?? -1, { sold: sold.wh, bought: bought.wh, metered }] as const;
      });
    const trades = open.trades.map(({ energy, price }) => ({ energy: energy.wh, price: price.ticks }));
    return { trades, settled: new Map(settled) };
  }
}

/** {s} When the round of a slot takes place. */
function timeOf(slot: Slot): number {
  return slot.plus(-1).beginSeconds;
}
