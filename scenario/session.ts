import type { Client, OrderId, Written } from "@gridwatt/sdk";
import { ABIS, claim, decodeOrderId, GridwattError, openSlots, Price, Slot } from "@gridwatt/sdk";

import type { PlayedAccount } from "./accounts.ts";
import { addressOf, MARKET, openAccounts, OPERATOR } from "./accounts.ts";
import { areaOf, operatorsOf } from "./area.ts";
import { beginOf, clockAtStart, finalOf, firstSlot, HORIZON_SECONDS, pairOf, slotsNamed } from "./clock.ts";
import type { EmbeddedMarket } from "./embedded.ts";
import { Metering } from "./metering.ts";
import { OVERRIDES } from "./overrides.ts";
import { Ledger } from "./ledger.ts";
import { Orders } from "./orders.ts";
import type { RestingOrder } from "@gridwatt/statements";
import type { Scenario } from "./types.ts";

/** How many slots one transaction opens, and how many orders it claims: far below what a transaction can do. */
const CHUNK = 64;

/** The contracts' own errors, and that a transaction cannot do so much. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...Object.values(ABIS).flatMap((abi) => abi.flatMap((entry) => (entry.type === "error" ? [entry.name] : []))),
  "OutOfGas",
]);

/** The refs of a trade's two orders. */
interface TradeRefs {
  readonly maker: string;
  readonly taker: string;
}

/** A step that the market refused, by the name of its error. */
export class Refusal extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** One scenario on one market: its accounts, its clock, and what the market's events have told so far. */
export class Session {
  readonly market: EmbeddedMarket;
  readonly scenario: Scenario;
  /** By id; the balancing party is the last. */
  readonly accounts: ReadonlyMap<string, PlayedAccount>;
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly metering: Metering;
  /** One for each of the ledger's trades. */
  readonly tradeRefs: TradeRefs[] = [];
  readonly #opened = new Set<number>();

  private constructor(of: { market: EmbeddedMarket; scenario: Scenario; accounts: PlayedAccount[]; ledger: Ledger }) {
    this.market = of.market;
    this.scenario = of.scenario;
    this.accounts = new Map(of.accounts.map((account) => [account.id, account]));
    this.ledger = of.ledger;
    this.orders = new Orders(of.ledger.replay);
    this.metering = new Metering(of.market);
  }

  /** Sets the scenario's area and accounts up on a market brought back to its beginnings. */
  static async open(market: EmbeddedMarket, scenario: Scenario): Promise<Session> {
    await market.reset(clockAtStart(scenario), scenario.residualSupply);
    const operators = new Map<string, string>();
    for (const id of operatorsOf(scenario)) operators.set(id, await addressOf(await market.asNamed(OPERATOR(id))));
    const payee = await addressOf(await market.asNamed(MARKET));
    await market.setUpArea(areaOf(scenario, { operator: (id) => operators.get(id) ?? "", market: payee }));
    const ledger = new Ledger(scenario.residualSupply);
    const accounts = await openAccounts(market, scenario, (event) => ledger.apply(event));
    const session = new Session({ market, scenario, accounts, ledger });
    await session.advanceTo(clockAtStart(scenario));
    return session;
  }

  /** The account of an id. */
  account(id: string): PlayedAccount {
    const found = this.accounts.get(id);
    if (found === undefined) throw new Error(`no account ${id}`);
    return found;
  }

  /** A slot of the scenario on the world's clock. */
  slot(number: number): Slot {
    return Slot.ofNumber(firstSlot(this.scenario) + number);
  }

  isOpened(slot: number): boolean {
    return this.#opened.has(slot);
  }

  /** Does one transaction at the clock's time and takes in what it tells. Throws `Refusal`. */
  async send<W extends Written>(work: () => Promise<W>): Promise<W> {
    const [written] = await this.sendWhole([work]);
    if (written === undefined) throw new Error("nothing was sent");
    return written;
  }

  /** As `send`, for several transactions of which all happen or none. */
  async sendWhole<W extends Written>(works: readonly (() => Promise<W>)[]): Promise<W[]> {
    const all = async (): Promise<W[]> => {
      const written: W[] = [];
      for (const work of works) written.push(await this.market.at(work));
      return written;
    };
    try {
      const written = await (works.length > 1 ? this.market.whole(all) : all());
      for (const { events } of written) for (const event of events) this.ledger.apply(event);
      return written;
    } catch (error) {
      if (error instanceof GridwattError && REFUSALS.has(error.name)) throw new Refusal(error.name);
      throw error;
    }
  }

  /** Notes whose orders met in the trades since the last note: the takers' by what each of them traded {Wh}. */
  noteTakers(takers: readonly { readonly ref: string; readonly filled: bigint }[]): void {
    for (const { ref, filled } of takers) {
      for (let left = filled; left > 0n;) {
        const trade = this.ledger.trades[this.tradeRefs.length];
        if (trade === undefined) throw new Error(`${ref} traded ${left} Wh that no event tells of`);
        this.tradeRefs.push({ maker: this.orders.refOf(trade.maker) ?? "", taker: ref });
        left -= trade.energy;
      }
    }
  }

  /**
   * Puts the clock forward {s}; on the way each slot that a step names is opened as soon as it can be, and attested
   * before its readings become final.
   */
  async advanceTo(to: number): Promise<void> {
    for (const slot of slotsNamed(this.scenario)) {
      const last = finalOf(this.scenario, slot) - 1;
      if (last >= to || last < this.market.now || this.metering.treeOf(this.slot(slot)) !== undefined) continue;
      await this.#openUntil(last);
      if (this.#opened.has(slot)) await this.metering.attest(this.slot(slot));
    }
    await this.#openUntil(to);
  }

  async #openUntil(to: number): Promise<void> {
    const due = slotsNamed(this.scenario).filter((slot) => {
      const begin = beginOf(this.scenario, slot);
      return !this.#opened.has(slot) && begin - HORIZON_SECONDS <= to && begin > this.market.now;
    });
    const times = due.map((slot) => Math.max(this.market.now, beginOf(this.scenario, slot) - HORIZON_SECONDS));
    for (const time of new Set(times)) {
      this.market.advanceTo(time);
      await this.#openSlots(due.filter((_, at) => times[at] === time));
    }
    this.market.advanceTo(to);
  }

  /** Claims an account's filled orders in a slot, so that they do not count as open any more. */
  async claimFilled(of: { account: number; slot: Slot }): Promise<void> {
    const filled = this.unclaimed(of.slot).filter(({ account, open }) => account === of.account && open === 0n);
    await this.claimOrders(filled.map(({ id }) => id));
  }

  /** Claims as many fills of an account in a slot as it takes to net an energy {Wh}, if it can be netted at all. */
  async claimToNet(of: { account: number; slot: Slot }, energy: bigint): Promise<void> {
    const held = this.ledger.holdings(of.account).find(({ slot }) => slot === of.slot.number);
    if (held === undefined || held.settled || energy > held.sold || energy > held.bought) return;
    const unclaimed = this.unclaimed(of.slot).filter(({ account }) => account === of.account);
    const needed: OrderId[] = [];
    for (const [side, total] of [["sell", held.sold] as const, ["buy", held.bought] as const]) {
      const orders = unclaimed.filter(({ id }) => decodeOrderId(id).side === side);
      let claimed = orders.reduce((rest, order) => rest - (order.filled - order.claimed), total);
      // Filled orders first: a claim after the gate would end the others.
      for (const { id, filled, claimed: before } of orders.sort((a, b) => Number(a.open > 0n) - Number(b.open > 0n))) {
        if (claimed >= energy) break;
        needed.push(id);
        claimed += filled - before;
      }
    }
    await this.claimOrders(needed);
  }

  async claimOrders(orders: readonly OrderId[]): Promise<void> {
    const keeper = await this.keeper();
    for (const ids of chunked(orders)) await this.send(() => claim(keeper, { ids, overrides: OVERRIDES }));
  }

  /** Orders, of one slot or all, with fills that no claim has brought to their account. */
  unclaimed(slot?: Slot): RestingOrder[] {
    return this.#ordersIn(slot).filter(({ filled, claimed }) => filled > claimed);
  }

  /** Orders of a slot that are not done with: open, or with fills to claim. */
  unended(slot: Slot): RestingOrder[] {
    return this.#ordersIn(slot).filter(({ open, filled, claimed }) => open > 0n || filled > claimed);
  }

  /** Somebody without any role or account. */
  keeper(): Promise<Client> {
    return this.market.asNamed("keeper");
  }

  #ordersIn(slot: Slot | undefined): RestingOrder[] {
    const all = [...this.ledger.replay.orders.values()];
    return slot === undefined ? all : all.filter(({ id }) => decodeOrderId(id).slot.equals(slot));
  }

  async #openSlots(slots: readonly number[]): Promise<void> {
    const party = await this.market.as("BALANCING_PARTY");
    for (const chunk of chunked(slots)) {
      const pairs = chunk.map((slot) => {
        const { long, short } = pairOf(this.scenario, slot);
        return { slot: this.slot(slot), long: Price.ofTicks(long), short: Price.ofTicks(short) };
      });
      try {
        await this.send(() => openSlots(party, { pairs, overrides: OVERRIDES }));
        for (const slot of chunk) this.#opened.add(slot);
      } catch (error) {
        // While the balancing party owes credits no further slot opens, and orders in it are refused.
        if (!(error instanceof Refusal)) throw error;
      }
    }
  }
}

/** A list in parts that one transaction can take. */
export function chunked<T>(list: readonly T[], size = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
