import type { Kind, MarketEventOf, OrderId, Written } from "@gridwatt/sdk";
import {
  cancelOrders,
  decodeOrderId,
  Energy,
  financeSlots,
  Money,
  net,
  payCredits,
  placeBasket,
  placeOrder,
  placeOrderClosing,
  Price,
  replaceOrder,
  settle,
  Slot,
  toGridwattError,
  withdraw,
} from "@gridwatt/sdk";

import { checkLimits } from "./area.ts";
import { clockAfter } from "./clock.ts";
import type { EmbeddedMarket } from "./embedded.ts";
import { OVERRIDES } from "./overrides.ts";
import { reportOf } from "./outcome.ts";
import type { ErrorRow, Report, SettlementRow } from "./report.ts";
import { formatEnergy, formatMoney } from "./report.ts";
import { chunked, Refusal, Session } from "./session.ts";
import type { OrderStep, Scenario, Step } from "./types.ts";

type StepOf<Type extends Step["type"]> = Extract<Step, { type: Type }>;

/** Slots that one transaction can step over. */
const FINANCED_AT_ONCE = 2_000;
/** More than any order may have, and as much as a call can say. */
const ENERGY_MOST = (1n << 40n) - 1n;

/**
 * Plays a scenario on the contracts.
 * @returns the report, once the market has been asked for everything
 * Throws `ScenarioError` where the scenario asks for what the contracts cannot do.
 */
export async function playScenario(market: EmbeddedMarket, scenario: Scenario): Promise<Report> {
  checkLimits(scenario);
  const player = new Player(await Session.open(market, scenario));
  for (const [at, step] of scenario.steps.entries()) await player.play(step, at);
  return player.report();
}

class Player {
  readonly #session: Session;
  readonly #errors: ErrorRow[] = [];
  readonly #settlements: SettlementRow[] = [];
  readonly #settled = new Set<number>();

  constructor(session: Session) {
    this.#session = session;
  }

  async play(step: Step, at: number): Promise<void> {
    const { market, scenario } = this.#session;
    await this.#session.advanceTo(clockAfter(scenario, step, market.now));
    try {
      await this.#act(step);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const ref of refsOf(step)) this.#session.orders.reject(ref, error.name);
      if (step.type !== "place") this.#errors.push({ step: at, error: error.name });
    }
  }

  report(): Promise<Report> {
    return reportOf(this.#session, { errors: this.#errors, settlements: this.#settlements });
  }

  async #act(step: Step): Promise<void> {
    switch (step.type) {
      case "place":
        return this.#place(step.order);
      case "basket":
        return this.#basket(step.legs);
      case "cancel":
        return this.#cancel(step.ref);
      case "replace":
        return this.#replace(step);
      case "net":
        return this.#net(step);
      case "withdraw":
        return this.#withdraw(step);
      case "settle":
        return this.#settle(step.slot);
      case "meter":
        return this.#meter(step);
      case "advanceTo":
        return;
    }
  }

  async #place(order: OrderStep): Promise<void> {
    const { orders } = this.#session;
    if (order.postOnly && order.tif !== "GTC") throw new Refusal("InvalidKind");
    const { owner } = this.#session.account(order.account);
    const parameters = { ...this.#parameters(order), kind: kindOf(order), overrides: OVERRIDES };
    const { close, cancelled } = this.#own(order.cancelOwn, order.account);
    await this.#session.claimFilled(parameters);
    const { id, filled } = await this.#session.send(() => {
      return close.length > 0 ? placeOrderClosing(owner, { ...parameters, close }) : placeOrder(owner, parameters);
    });
    for (const ref of cancelled) orders.cancel(ref);
    this.#session.noteTakers([{ ref: order.ref, filled: filled.wh }]);
    const { ref, account, energy } = order;
    orders.take(ref, { account, energy, id, filledAtOnce: filled.wh, filledBefore: 0n });
  }

  async #basket(steps: readonly OrderStep[]): Promise<void> {
    const { orders } = this.#session;
    const [first] = steps;
    if (first === undefined) return;
    if (steps.some(({ postOnly }) => postOnly)) throw new Refusal("InvalidKind");
    const { owner } = this.#session.account(first.account);
    const legs = steps.map((leg) => this.#parameters(leg));
    const { cancelled } = this.#own(
      steps.flatMap(({ cancelOwn }) => cancelOwn),
      first.account,
    );
    const ids = cancelled.flatMap((ref) => orders.liveId(ref) ?? []);
    for (const leg of legs) await this.#session.claimFilled(leg);
    await this.#session.sendWhole<Written>([
      ...(ids.length > 0 ? [() => cancelOrders(owner, { ids, overrides: OVERRIDES })] : []),
      () => placeBasket(owner, { legs, overrides: OVERRIDES }),
    ]);
    for (const ref of cancelled) orders.cancel(ref);
    this.#session.noteTakers(steps.map(({ ref, energy }) => ({ ref, filled: energy })));
    for (const { ref, account, energy } of steps) {
      orders.take(ref, { account, energy, id: null, filledAtOnce: energy, filledBefore: 0n });
    }
  }

  async #cancel(ref: string): Promise<void> {
    const { id, owner } = this.#resting(ref);
    await this.#session.send(() => cancelOrders(owner, { ids: [id], overrides: OVERRIDES }));
    this.#session.orders.cancel(ref);
  }

  async #replace({ ref, as, energy, price }: StepOf<"replace">): Promise<void> {
    const { orders, ledger } = this.#session;
    const { id, owner, account, number } = this.#resting(ref);
    const resting = ledger.replay.order(id);
    await this.#session.claimFilled({ account: number, slot: decodeOrderId(id).slot });
    const placed = await this.#session.send(() =>
      replaceOrder(owner, {
        id,
        expectedOpen: Energy.ofWh(resting.open),
        energy: energyOf(energy),
        limit: Price.ofTicks(price),
        overrides: OVERRIDES,
      }),
    );
    orders.cancel(ref);
    this.#session.noteTakers([{ ref: as, filled: placed.filled.wh }]);
    const filledBefore = placed.id === id ? resting.filled : 0n;
    orders.take(as, { account, energy, id: placed.id, filledAtOnce: placed.filled.wh, filledBefore });
  }

  async #net(step: StepOf<"net">): Promise<void> {
    const { owner, number } = this.#session.account(step.account);
    const position = { account: number, slot: this.#session.slot(step.slot) };
    await this.#session.claimToNet(position, step.energy);
    const energy = energyOf(step.energy);
    await this.#session.send(() => net(owner, { ...position, energy, overrides: OVERRIDES }));
  }

  async #withdraw(step: StepOf<"withdraw">): Promise<void> {
    const { owner, number } = this.#session.account(step.account);
    if (step.watt === 0n) return this.#withdrawNothing(step.account);
    const amount = Money.ofUnits(step.watt);
    await this.#session.send(() => withdraw(owner, { account: number, amount, overrides: OVERRIDES }));
  }

  /** The SDK makes no such call; the contract says why it refuses. */
  async #withdrawNothing(account: string): Promise<void> {
    const { owner, number } = this.#session.account(account);
    const call = owner.contracts.exchange.getFunction("withdraw");
    await this.#session.send(async () => {
      const refusal: unknown = await call.staticCall(number, 0n).catch((error: unknown) => error);
      throw toGridwattError(refusal);
    });
  }

  #meter({ slot, account, ...counted }: StepOf<"meter">): void {
    const { number } = this.#session.account(account);
    this.#session.metering.keep({ slot: this.#session.slot(slot), account: number }, counted);
  }

  async #settle(number: number): Promise<void> {
    const { accounts, metering } = this.#session;
    if (!this.#session.isOpened(number)) throw new Refusal("SlotNotOpen");
    if (this.#settled.has(number)) return;
    this.#settled.add(number);
    const slot = this.#session.slot(number);
    if (metering.treeOf(slot) === undefined) await metering.attest(slot);
    const tree = metering.treeOf(slot);
    await this.#session.claimOrders(this.#session.unended(slot).map(({ id }) => id));
    const outcomes = new Map<number, MarketEventOf<"Settled">>();
    const keeper = await this.#session.keeper();
    for (const chunk of chunked([...accounts.values()].map((account) => account.number))) {
      const readings = tree?.show(chunk) ?? "0x";
      const { settled } = await this.#session.send(() =>
        settle(keeper, { slot, accounts: chunk, readings, overrides: OVERRIDES }),
      );
      for (const event of settled) outcomes.set(event.account, event);
    }
    this.#tell(number, outcomes);
    await this.#payCredits();
  }

  /** An account that holds nothing has nothing to settle without residual supply; what it metered is told all the same. */
  #tell(number: number, outcomes: ReadonlyMap<number, MarketEventOf<"Settled">>): void {
    const { scenario, metering } = this.#session;
    for (const { id } of scenario.accounts) {
      const { number: account } = this.#session.account(id);
      const counted = metering.counted({ slot: this.#session.slot(number), account });
      const outcome = outcomes.get(account);
      const net = outcome === undefined ? 0n : outcome.sold.wh - outcome.bought.wh;
      const metered = outcome?.meteredWh ?? (counted === undefined ? 0n : counted.export - counted.import);
      const [deviation, amount] = [formatEnergy(metered - net), formatMoney(outcome?.amount.units ?? 0n)];
      this.#settlements.push({ slot: number, account: id, deviation, amount });
    }
  }

  /** Finances what can be, and pays all credits, as a keeper does. */
  async #payCredits(): Promise<void> {
    const { scenario, ledger, accounts } = this.#session;
    if (!scenario.residualSupply) return;
    const keeper = await this.#session.keeper();
    await this.#session.send(() => financeSlots(keeper, { count: FINANCED_AT_ONCE, overrides: OVERRIDES }));
    for (const number of ledger.unpaidSlots()) {
      for (const chunk of chunked([...accounts.values()].map((account) => account.number))) {
        const slot = Slot.ofNumber(number);
        await this.#session.send(() => payCredits(keeper, { slot, accounts: chunk, overrides: OVERRIDES }));
      }
    }
  }

  /** An order that came to rest, with its owner. */
  #resting(ref: string) {
    const order = this.#session.orders.get(ref);
    const id = this.#session.orders.restingId(ref);
    if (order === undefined || id === null) throw new Refusal("OrderNotOpen");
    const { owner, number } = this.#session.account(order.account);
    return { id, owner, number, account: order.account };
  }

  /** Orders that a call closes first: of those named, what is open is cancelled, and own fills are claimed. */
  #own(named: readonly string[], account: string): { close: OrderId[]; cancelled: string[] } {
    const refs = [...new Set(named)];
    const { orders, ledger } = this.#session;
    const { owner } = this.#session.account(account);
    const cancelled = refs.filter((ref) => orders.liveId(ref) !== null);
    const filled = refs.filter((ref) => {
      const [id, order] = [orders.restingId(ref), orders.get(ref)];
      if (id === null || order === undefined || this.#session.account(order.account).owner !== owner) return false;
      return ledger.replay.order(id).filled > ledger.replay.order(id).claimed;
    });
    const close = [...cancelled, ...filled].flatMap((ref) => orders.restingId(ref) ?? []);
    return { close: [...new Set(close)], cancelled };
  }

  #parameters(order: OrderStep) {
    const { number, zone } = this.#session.account(order.account);
    return {
      account: number,
      zone,
      slot: this.#session.slot(order.slot),
      side: order.side,
      energy: energyOf(order.energy),
      limit: Price.ofTicks(order.price),
      minFill: energyOf(order.minFill),
    };
  }
}

function kindOf({ postOnly, tif }: OrderStep): Kind {
  if (postOnly) return "postOnly";
  return ({ GTC: "limit", IOC: "immediateOrCancel", FOK: "fillOrKill" } as const)[tif];
}

function energyOf(wh: bigint): Energy {
  return Energy.ofWh(wh < ENERGY_MOST ? wh : ENERGY_MOST);
}

/** The refs that a step gives to orders. */
function refsOf(step: Step): string[] {
  if (step.type === "place") return [step.order.ref];
  if (step.type === "basket") return step.legs.map(({ ref }) => ref);
  return step.type === "replace" ? [step.as] : [];
}
