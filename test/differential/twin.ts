import assert from "node:assert/strict";

import { Market, Refused } from "../model/market.ts";
import type { Kind, Pair, PlaceRequest, ReplaceRequest, Side, Trade, Zone } from "../model/market.ts";
import { positionOf } from "../model/state.ts";
import { HOST_SHARES, type LevelTrade, type MarketEvent, type TestMarket } from "../helpers/market.ts";
import { refusalName } from "../helpers/refusal.ts";

const SIDES: readonly Side[] = ["buy", "sell"];
const KINDS: readonly Kind[] = ["GTC", "postOnly", "IOC", "FOK"];

/**
 * The contract and the reference market side by side. Every verb is played on both; both must do it or refuse it for
 * the same reason, trade the same, and then hold the same orders, positions, money, prices and flows.
 */
export class Twin {
  readonly model: Market;
  readonly market: TestMarket;
  /** Contract id of each order of the model that rests or rested. */
  readonly ids = new Map<number, bigint>();
  readonly slots = new Set<number>();
  /** Orders that the contract still has to do with. */
  readonly #live = new Set<number>();
  trades = 0;
  refusals = new Map<string, number>();

  constructor(
    market: TestMarket,
    setup: { zones: readonly Zone[]; marketFee: bigint; accountZones: readonly number[] },
  ) {
    this.market = market;
    const { gate, horizon, minEnergy } = market;
    this.model = new Market({
      zones: setup.zones,
      marketFee: setup.marketFee,
      now: market.now,
      rules: { gate, horizon, minEnergy },
    });
    setup.accountZones.forEach((zone, i) => this.model.openAccount({ owner: `owner ${i >> 1}`, zone }));
    this.model.appointParty(setup.accountZones.length - 1);
  }

  /** Puts money {unit} into an account of both. */
  async deposit(account: number, units: bigint): Promise<void> {
    await this.market.deposit(account + 1, units);
    this.model.deposit(account, units);
  }

  async openSlot(slot: number, pair: Pair): Promise<void> {
    await this.market.openSlot({ slot, ...pair });
    await this.market.sync(this.model);
    this.model.openSlot(slot, pair);
    this.slots.add(slot);
  }

  /** Changes a tariff {tick} for the slots that open from now on. */
  async setTariff({ zone, tariff }: { zone: number; tariff: bigint }): Promise<void> {
    await this.market.area.setTariff(zone, tariff);
    const zones = this.model.state.zones.map((old, number) => (number === zone ? { ...old, tariff } : old));
    this.model.setTerms({ zones, marketFee: this.model.state.marketFee });
  }

  /** Licenses hosts, one for each tier, and lets a day pass so that their shares count; names who says discounts. */
  async licenseHosts(): Promise<void> {
    for (const [at, share] of (await this.market.licenseHosts()).entries()) this.model.setHostShare(at + 1, share);
    await this.market.useDiscounts();
    await this.market.sync(this.model);
  }

  /** Tells the exchange another discount {tick} of an account. */
  async setDiscount(account: number, discount: bigint): Promise<void> {
    await this.market.setDiscount(account + 1, discount);
    await this.market.sync(this.model);
    this.model.setDiscount(account, discount < 7n ? discount : 7n);
  }

  /** Suspends a host, or gives it its share back. */
  async setSuspended(host: number, suspended: boolean): Promise<void> {
    await this.market.hosts.setSuspended(host, suspended);
    await this.market.exchange.refreshHost(host);
    await this.market.sync(this.model);
    this.model.setHostShare(host, suspended ? 0n : (HOST_SHARES[host - 1] ?? 0n));
  }

  async place(request: PlaceRequest): Promise<void> {
    await this.#both(
      () => this.model.place(request),
      () => {
        const close = (request.cancelOwn ?? []).flatMap((order) => this.ids.get(order) ?? []);
        const order = this.#order(request);
        const { exchange } = this.market.as(request.account + 1);
        return close.length > 0 ? exchange.placeOrderClosing(order, close) : exchange.placeOrder(order);
      },
    );
  }

  async placeBasket(legs: readonly PlaceRequest[]): Promise<void> {
    await this.#both(
      () => this.model.placeBasket(legs),
      () => {
        const { exchange } = this.market.as((legs[0]?.account ?? 0) + 1);
        return exchange.placeBasket(legs.map((leg) => this.#order(leg)));
      },
    );
  }

  async cancel(order: number): Promise<void> {
    const account = this.model.state.orders[order]?.account ?? 0;
    await this.#both(
      () => this.model.cancel({ order }),
      () => this.market.as(account + 1).exchange.cancelOrders([this.ids.get(order) ?? 0n]),
    );
  }

  async replace(request: ReplaceRequest): Promise<void> {
    const account = this.model.state.orders[request.order]?.account ?? 0;
    const id = this.ids.get(request.order) ?? 0n;
    await this.#both(
      () => this.model.replace(request),
      () => this.market.as(account + 1).exchange.replaceOrder(id, request.expectedOpen, request.energy, request.limit),
      id,
    );
  }

  /** Brings fills of some orders to their accounts' positions: changes nothing that the model knows. */
  async claim(orders: readonly number[]): Promise<void> {
    await this.market.exchange.claim(orders.flatMap((order) => this.ids.get(order) ?? []));
    await this.market.sync(this.model);
  }

  async net(part: { account: number; slot: number; energy: bigint }): Promise<void> {
    await this.claim(this.#ordersOf(part.slot));
    await this.#both(
      () => this.model.net(part),
      () => this.market.as(part.account + 1).exchange.net(part.account + 1, part.slot, part.energy),
    );
  }

  async withdraw(request: { account: number; amount: bigint }): Promise<void> {
    await this.#both(
      () => this.model.withdraw(request),
      () => {
        const amount = request.amount * this.market.unit;
        return this.market.as(request.account + 1).exchange.withdraw(request.account + 1, amount);
      },
    );
  }

  /** Settles a slot after its end, everything counting as delivered. */
  async settle(slot: number): Promise<void> {
    const { state } = this.model;
    await this.market.advanceTo((slot + 1) * 900);
    this.model.advanceTo(this.market.now);
    for (let account = 0; account < state.accounts.length; account += 1) {
      const { sold, bought } = positionOf(state, account, slot);
      const net = sold - bought;
      this.model.meter({ account, slot, reading: { export: net > 0n ? net : 0n, import: net < 0n ? -net : 0n } });
    }
    const orders = this.#ordersOf(slot).flatMap((order) => this.ids.get(order) ?? []);
    await this.market.exchange.settle(slot, this.market.accounts, orders, "0x");
    await this.market.exchange.collectFees([slot]);
    await this.market.sync(this.model);
    this.model.settle(slot);
    this.slots.delete(slot);
    await this.compare(slot);
  }

  /** Holds everything that both know of against each other. */
  async compare(slot: number): Promise<void> {
    const { state } = this.model;
    const slots = [...this.slots];
    const numbers = [...this.#live];
    const look = await this.market.look({ slots, orders: numbers.map((order) => this.ids.get(order) ?? 0n), slot });
    const held = new Map<string, [bigint, bigint]>();
    state.accounts.forEach((account, i) => {
      assert.equal(look.accounts[i]?.free, account.free, `free funds of account ${i}`);
      slots.forEach((s, j) => {
        const position = look.positions[i * slots.length + j];
        held.set(`${i}/${s}`, [position?.sold ?? 0n, position?.bought ?? 0n]);
      });
    });
    numbers.forEach((number, i) => {
      const [order, real] = [state.orders[number], look.orders[i]];
      if (order === undefined || real === undefined) throw new Error("an order is missing");
      assert.equal(real.open, order.status === "open" ? order.open : 0n, `open energy of order ${number}`);
      const of = held.get(`${order.account}/${order.slot}`);
      if (of !== undefined) of[order.side === "sell" ? 0 : 1] += real.filled;
      if (real.open === 0n && real.filled === 0n) this.#live.delete(number);
    });
    for (const [key, [sold, bought]] of held) {
      const position = state.positions.get(key) ?? { sold: 0n, bought: 0n };
      assert.deepEqual([sold, bought], [position.sold, position.bought], `position ${key}`);
    }
    if (this.slots.has(slot)) this.#compareZones(slot, look);
    await this.#compareHosts();
  }

  /** Orders that have ended stay so: none has open energy or a fill left. */
  async compareEnded(): Promise<void> {
    const { orders } = await this.market.look({ slots: [], orders: [...this.ids.values()], slot: 0 });
    for (const order of orders) assert.deepEqual([order.open, order.filled], [0n, 0n]);
  }

  async #compareHosts(): Promise<void> {
    const { hostFees, waived } = this.model.state;
    let earned = 0n;
    for (let host = 1; host <= HOST_SHARES.length; host += 1) {
      const fees = hostFees.get(host) ?? 0n;
      earned += fees;
      assert.equal((await this.market.exchange.hostData(host)).owed, fees, `fees of host ${host}`);
    }
    const kept = (earned + waived * 10_000n + 9_999n) / 10_000n;
    assert.equal((await this.market.exchange.marketFees()).kept, kept, "what hosts and discounts kept");
  }

  #compareZones(slot: number, look: Awaited<ReturnType<TestMarket["look"]>>): void {
    const { state } = this.model;
    state.slots.get(slot)?.flows.forEach((flow, z) => {
      assert.equal(look.zones[z]?.flow, flow, `flow of zone ${z} in slot ${slot}`);
    });
    const open = state.orders.filter((order) => order.slot === slot && order.status === "open" && order.open > 0n);
    state.zones.forEach((_, zone) => {
      for (const side of SIDES) {
        const own = open.filter((order) => order.zone === zone && order.side === side);
        const best = own.reduce<bigint | null>((at, { limit }) => {
          return at === null || (side === "buy" ? limit > at : limit < at) ? limit : at;
        }, null);
        const energy = own.filter(({ limit }) => limit === best).reduce((sum, order) => sum + order.open, 0n);
        const real = (side === "buy" ? look.bids : look.asks)[zone];
        assert.equal(real?.energy, energy, `best ${side} energy of zone ${zone} in slot ${slot}`);
        if (best !== null) assert.equal(real?.price, best, `best ${side} price of zone ${zone} in slot ${slot}`);
      }
    });
  }

  /** An order that kept its place is a new one to the model; the id is the new one's. */
  #forget(id: bigint): void {
    for (const [number, known] of this.ids) {
      if (known !== id) continue;
      this.ids.delete(number);
      this.#live.delete(number);
    }
  }

  #ordersOf(slot: number): number[] {
    return [...this.ids.keys()].filter((order) => this.model.state.orders[order]?.slot === slot);
  }

  #order(request: PlaceRequest) {
    const zone = this.model.state.accounts[request.account]?.zone ?? 0;
    const side = SIDES.indexOf(request.side);
    const kind = KINDS.indexOf(request.kind ?? "GTC");
    const { slot, energy, limit, minFill = 0n, host = 0 } = request;
    return { account: request.account + 1, zone, slot, side, energy, limit, kind, minFill, host };
  }

  /** Plays a verb on both; `inherits` is the id that a new order keeps where it keeps its place. */
  async #both(onModel: () => unknown, onChain: () => Promise<{ hash: string }>, inherits?: bigint): Promise<void> {
    this.model.advanceTo(await this.market.nextTimestamp());
    const before = { orders: this.model.state.orders.length, trades: this.model.state.trades.length };
    let refused: string | null = null;
    try {
      onModel();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused = error.reason;
    }
    let real: string | null = null;
    let events: MarketEvent[] = [];
    try {
      const sent = await onChain();
      events = await this.market.eventsOf(sent.hash);
    } catch (error) {
      real = refusalName(error);
    }
    await this.market.sync(this.model);
    assert.equal(real, refused);
    if (refused !== null) {
      this.refusals.set(refused, (this.refusals.get(refused) ?? 0) + 1);
      return;
    }
    const rested = events.flatMap((event) => (event.name === "OrderPlaced" ? [event.id] : []));
    const traded = events.flatMap((event) => (event.name === "Trade" ? [event] : []));
    this.#compareTrades(this.model.state.trades.slice(before.trades), traded);
    this.trades += traded.length;
    const { orders } = this.model.state;
    for (let number = before.orders; number < orders.length; number += 1) {
      if (orders[number]?.status !== "open") continue;
      const id = rested.shift() ?? inherits;
      if (id === undefined) continue;
      if (id === inherits) this.#forget(id);
      this.ids.set(number, id);
      this.#live.add(number);
    }
    assert.equal(rested.length, 0, "an order rests that the model does not know");
  }

  /** The model has a row for each maker, the contract one for each level and part of it: neighbours are added up. */
  #compareTrades(model: readonly Trade[], real: readonly LevelTrade[]): void {
    const rows = model.map((trade): LevelTrade => {
      const [zone, taker] =
        trade.takerSide === "buy" ? [trade.sellerZone, trade.buyer] : [trade.buyerZone, trade.seller];
      const { slot, price, energy, gridFee, marketFee, host } = trade;
      return { name: "Trade", slot, zone, price, energy, taker: taker + 1, gridFee, marketFee, host };
    });
    assert.deepEqual(joined(real), joined(rows));
  }
}

function joined(rows: readonly LevelTrade[]): LevelTrade[] {
  const sums: LevelTrade[] = [];
  for (const row of rows) {
    const last = sums.at(-1);
    const { slot, zone, price, gridFee } = row;
    const same = last?.slot === slot && last.zone === zone && last.price === price && last.gridFee === gridFee;
    if (last !== undefined && same) sums[sums.length - 1] = { ...last, energy: last.energy + row.energy };
    else sums.push(row);
  }
  return sums;
}
