import {
  beginOf,
  clockAfter,
  clockAtStart,
  firstSlot,
  HORIZON_SECONDS,
  pairOf,
  slotsNamed,
} from "../../scenario/clock.ts";
import type { OrderStep, Scenario, Step } from "../../scenario/parse.ts";
import type { AccountRow, Checks, ErrorRow, OrderRow, Report, TradeRow } from "../../scenario/report.ts";
import { formatEnergy, formatMoney, formatPrice, joinParts } from "../../scenario/report.ts";
import { assertInvariants, INVARIANTS } from "../model/invariants.ts";
import type { PlaceRequest } from "../model/market.ts";
import { Market, Refused } from "../model/market.ts";

/**
 * Plays a scenario on the reference market.
 * @returns the report that the contracts must come to as well
 * Throws a plain error where the model itself breaks one of its invariants.
 */
export function playOnModel(scenario: Scenario): Report {
  const player = new Player(scenario);
  scenario.steps.forEach((step, at) => player.play(step, at));
  return player.report();
}

class Player {
  readonly #scenario: Scenario;
  readonly #market: Market;
  /** Account ids by account number; the balancing party is the last. */
  readonly #accounts: readonly string[];
  /** What each ref became: an order's number, or the name of the error that refused it. */
  readonly #refs = new Map<string, number | string>();
  readonly #errors: ErrorRow[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const { gate, minEnergy, residualSupply, pair } = scenario;
    this.#market = new Market({
      rules: { gate, horizon: HORIZON_SECONDS, minEnergy, residualSupply },
      zones: scenario.zones,
      marketFee: scenario.marketFee,
      now: clockAtStart(scenario),
    });
    const rated = { import: 0n, export: 0n };
    const party = { id: pair.party, owner: pair.party, zone: 0, watt: pair.watt, rated };
    const accounts = [...scenario.accounts, party];
    for (const { owner, zone, watt, rated: most } of accounts) {
      const id = this.#market.openAccount({ owner, zone, ratedImport: most.import, ratedExport: most.export });
      this.#market.deposit(id, watt);
    }
    this.#accounts = accounts.map(({ id }) => id);
    this.#market.appointParty(accounts.length - 1);
    this.#advance(clockAtStart(scenario));
  }

  play(step: Step, at: number): void {
    this.#advance(clockAfter(this.#scenario, step, this.#market.state.now));
    const error = refusalOf(() => this.#act(step));
    assertInvariants(this.#market);
    if (error === null) return;
    const refs = refsOf(step);
    for (const ref of refs) this.#refs.set(ref, error);
    if (step.type !== "place") this.#errors.push({ step: at, error });
  }

  /** Moves the clock, and on the way posts the pair of each named slot as soon as it is within the horizon. */
  #advance(to: number): void {
    for (const slot of slotsNamed(this.#scenario)) {
      const from = beginOf(this.#scenario, slot) - HORIZON_SECONDS;
      const number = this.#number(slot);
      if (from > to || this.#market.state.slots.has(number)) continue;
      this.#market.advanceTo(Math.max(from, this.#market.state.now));
      refusalOf(() => this.#market.openSlot(number, pairOf(this.#scenario, slot)));
    }
    this.#market.advanceTo(to);
  }

  #act(step: Step): void {
    const market = this.#market;
    switch (step.type) {
      case "place":
        this.#refs.set(step.order.ref, market.place(this.#request(step.order)));
        return;
      case "basket": {
        const ids = market.placeBasket(step.legs.map((leg) => this.#request(leg)));
        step.legs.forEach((leg, at) => this.#refs.set(leg.ref, ids[at] ?? -1));
        return;
      }
      case "cancel":
        market.cancel({ order: this.#order(step.ref) });
        return;
      case "replace": {
        const order = this.#order(step.ref);
        const expectedOpen = market.order(order).open;
        this.#refs.set(step.as, market.replace({ order, expectedOpen, energy: step.energy, limit: step.price }));
        return;
      }
      case "meter":
        market.meter({ account: this.#account(step.account), slot: this.#number(step.slot), reading: step });
        return;
      case "settle":
        market.settle(this.#number(step.slot));
        return;
      case "net":
        market.net({ account: this.#account(step.account), slot: this.#number(step.slot), energy: step.energy });
        return;
      case "withdraw":
        market.withdraw({ account: this.#account(step.account), amount: step.watt });
        return;
      case "advanceTo":
        return;
    }
  }

  #request(order: OrderStep): PlaceRequest {
    const known = order.cancelOwn.map((ref) => this.#refs.get(ref)).filter((id) => typeof id === "number");
    const { tif, postOnly } = order;
    if (postOnly && tif !== "GTC") throw new Refused("InvalidKind");
    return {
      account: this.#account(order.account),
      side: order.side,
      slot: this.#number(order.slot),
      energy: order.energy,
      limit: order.price,
      kind: postOnly ? "postOnly" : tif,
      minFill: order.minFill,
      cancelOwn: known,
    };
  }

  #order(ref: string): number {
    const id = this.#refs.get(ref);
    if (typeof id !== "number") throw new Refused("OrderNotOpen");
    return id;
  }

  #account(id: string): number {
    return this.#accounts.indexOf(id);
  }

  #name(account: number): string {
    return this.#accounts[account] ?? "";
  }

  #number(slot: number): number {
    return firstSlot(this.#scenario) + slot;
  }

  report(): Report {
    const { state } = this.#market;
    const operators = [...new Set(state.zones.map(({ operator }) => operator))];
    return {
      name: this.#scenario.name,
      trades: this.#trades(),
      orders: Object.fromEntries([...this.#refs].map(([ref, id]) => [ref, this.#orderRow(id)])),
      accounts: Object.fromEntries(this.#accounts.map((id, number) => [id, this.#accountRow(number)])),
      operators: Object.fromEntries(operators.map((id) => [id, formatMoney(state.gridFees.get(id) ?? 0n)])),
      marketFees: formatMoney(state.marketFees),
      settlements: state.settlements.map(({ slot, account, deviation, amount }) => ({
        slot: slot - this.#number(0),
        account: this.#name(account),
        deviation: formatEnergy(deviation),
        amount: formatMoney(amount),
      })),
      errors: this.#errors,
      checks: this.#checks(),
    };
  }

  #trades(): TradeRow[] {
    const refs = new Map([...this.#refs].map(([ref, id]) => [id, ref]));
    return joinParts(this.#market.state.trades).map((trade) => {
      const fees = trade.gridFee + trade.marketFee;
      const takerBuys = trade.takerSide === "buy";
      return {
        slot: trade.slot - this.#number(0),
        maker: refs.get(trade.maker) ?? "",
        taker: refs.get(trade.taker) ?? "",
        seller: this.#name(trade.seller),
        buyer: this.#name(trade.buyer),
        energy: formatEnergy(trade.energy),
        price: formatPrice(trade.price),
        gridFee: formatPrice(trade.gridFee),
        marketFee: formatPrice(trade.marketFee),
        buyerPays: formatPrice(takerBuys ? trade.price + fees : trade.price),
        sellerGets: formatPrice(takerBuys ? trade.price : trade.price - fees),
      };
    });
  }

  #orderRow(id: number | string): OrderRow {
    if (typeof id === "string") {
      return { status: "rejected", filled: formatEnergy(0n), open: formatEnergy(0n), error: id };
    }
    const { status, filled, open } = this.#market.order(id);
    return { status, filled: formatEnergy(filled), open: formatEnergy(status === "open" ? open : 0n), error: null };
  }

  #accountRow(account: number): AccountRow {
    const { free, debt } = this.#market.state.accounts[account] ?? { free: 0n, debt: 0n };
    return {
      free: formatMoney(free),
      locked: formatMoney(this.#market.locked(account)),
      debt: formatMoney(debt),
      sold: this.#bySlot(account, "sold"),
      bought: this.#bySlot(account, "bought"),
    };
  }

  #bySlot(account: number, of: "sold" | "bought"): Record<string, string> {
    const rows = [...this.#market.state.positions.values()]
      .filter((held) => held.account === account && held[of] > 0n)
      .sort((a, b) => a.slot - b.slot)
      .map((held) => [String(held.slot - this.#number(0)), formatEnergy(held[of])]);
    return Object.fromEntries(rows) as Record<string, string>;
  }

  #checks(): Checks {
    const holds = (...ids: string[]): boolean =>
      INVARIANTS.filter(({ id }) => ids.includes(id)).every(({ broken }) => broken(this.#market.state).length === 0);
    return { moneyConserved: holds("M1", "M4"), energyConserved: holds("E1", "E2"), solvent: holds("M2", "M3") };
  }
}

/** Does something, and says by which error it was refused, if it was. */
function refusalOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
}

/** The refs that a step gives to orders. */
function refsOf(step: Step): string[] {
  if (step.type === "place") return [step.order.ref];
  if (step.type === "basket") return step.legs.map(({ ref }) => ref);
  return step.type === "replace" ? [step.as] : [];
}
