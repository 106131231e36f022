import type { Slot } from "@gridwatt/sdk";
import {
  assignZone,
  claim,
  collectFees,
  Energy,
  Fee,
  getArea,
  getFees,
  getReserve,
  getWattBalance,
  Money,
  openAccount,
  openSlots,
  payOut,
  placeOrder,
  Price,
  pullFees,
  quote,
  settle,
} from "@gridwatt/sdk";

import { local } from "../deploy/parameters/local.ts";
import { checkIdentity } from "../onboarding/identity.ts";
import type { Name } from "./cast.ts";
import { CAST, DEMAND, ENERGY, KEEPER_SIGNER, OFFERS, PAIR } from "./cast.ts";
import type { DemoChain } from "./chain.ts";
import { Meters } from "./metering.ts";
import { pathBetween } from "./path.ts";
import { Ramps } from "./ramps.ts";
import { Stakes } from "./stakes.ts";
import type {
  BalanceRow,
  DemandStep,
  ElectionStep,
  EnergyRow,
  FeeRow,
  FundsStep,
  MarketStep,
  OrderRow,
  Prosumer,
  RedemptionRow,
  SettledRow,
  Totals,
  TradeRow,
  ZoneRow,
} from "./story.ts";

export interface TotalsParameters {
  readonly fees: readonly FeeRow[];
  readonly trades: readonly TradeRow[];
  readonly funds: FundsStep;
  readonly redemptions: readonly RedemptionRow[];
}

/** The story step by step; each may be told once the one before has been. */
export class Demo {
  readonly #chain: DemoChain;
  readonly #slot: Slot;
  readonly #meters: Meters;
  readonly #ramps: Ramps;
  readonly #prosumers: Prosumer[] = [];
  readonly #settled: SettledRow[] = [];

  constructor(chain: DemoChain, slot: Slot) {
    this.#chain = chain;
    this.#meters = new Meters(chain);
    this.#ramps = new Ramps(chain);
    this.#slot = slot;
  }

  /** 1: accounts in their zones, and a slot to trade. */
  async setUp(): Promise<MarketStep> {
    const provider = await this.#chain.provider();
    for (const { name, what, zone, signer } of CAST) {
      const { client, address } = await this.#chain.asSigner(signer);
      const zoneNumber = local.zones.findIndex(({ id }) => id === zone);
      const registrar = await this.#chain.asRegistrar(zoneNumber);
      const now = await this.#chain.now();
      await this.#chain.send(1, "check identity", () =>
        checkIdentity(provider, { provider, wallet: address, person: name, now }),
      );
      const { account } = await this.#chain.send(1, "open account", () => openAccount(client, {}));
      await this.#chain.send(1, "assign zone", () => assignZone(registrar, { account, zone: zoneNumber }));
      await this.#chain.send(1, "mount meter", () => this.#meters.mount(registrar, { name, account }));
      this.#prosumers.push({ name, what, zone, account, address, zoneNumber, client });
    }
    const party = await this.#chain.as("BALANCING_PARTY");
    await this.#chain.send(1, "open slot", () => openSlots(party, { pairs: [{ slot: this.#slot, ...PAIR }] }));
    const { deployment } = this.#chain.client;
    const { terms } = await getArea(this.#chain.client, {});
    return {
      chainId: deployment.chainId,
      contracts: deployment.contracts,
      slot: this.#slot,
      begin: this.#slot.begin.toISOString(),
      end: this.#slot.end.toISOString(),
      ...PAIR,
      marketFee: terms.marketFee,
      zones: await this.#zones(),
      prosumers: this.#prosumers.map(({ name, what, zone, account, address }) => ({
        name,
        what,
        zone,
        account,
        address,
      })),
    };
  }

  /** 2: what everybody produces and uses in the slot, as their meters will sign it. */
  async recordEnergy(): Promise<EnergyRow[]> {
    for (const { name, account } of this.#prosumers) {
      await this.#meters.read({ account, slot: this.#slot, ...ENERGY[name] });
    }
    return this.#prosumers.map(({ name }) => ({ name, ...ENERGY[name] }));
  }

  /** 3: money by bank and on-ramp, put into the market. */
  fund(): Promise<FundsStep> {
    return this.#ramps.fund(this.#prosumers);
  }

  /** 4: the sellers' orders come to rest. */
  async offer(): Promise<OrderRow[]> {
    const rows: OrderRow[] = [];
    for (const offer of OFFERS) rows.push(await this.#order({ ...offer, side: "sell" }));
    return rows;
  }

  /** 4 and 5: the buyer asks what it would cost, and orders at that limit. */
  async buy(): Promise<DemandStep> {
    const { name, energy } = DEMAND;
    const { account } = this.#prosumer(name);
    const wish = { account, slot: this.#slot, side: "buy", energy } as const;
    const offered = await quote(this.#chain.client, { ...wish, limit: PAIR.short });
    if (offered.limit === null) throw new Error("nothing is offered");
    return { quote: offered, order: await this.#order({ name, energy, side: "buy", limit: offered.limit }) };
  }

  /** 5: who met whom, at which price, and who gets the path fee. */
  async trades(): Promise<TradeRow[]> {
    const zones = await this.#zones();
    return this.#chain.ledger.trades.map((trade) => {
      const [maker, taker] = [this.#holder(trade.makerAccount), this.#holder(trade.takerAccount)];
      const [seller, buyer] = trade.makerSide === "sell" ? [maker, taker] : [taker, maker];
      const energy = Energy.ofWh(trade.energy);
      const price = Price.ofTicks(trade.price);
      const [pathFee, marketFee] = [Fee.ofTicks(trade.gridFee), Fee.ofTicks(trade.marketFee)];
      const path = pathBetween(zones, seller.zoneNumber, buyer.zoneNumber).map(({ id, operator, tariff }) => {
        return { zone: id, operator, fee: tariff, amount: tariff.times(energy) };
      });
      return {
        seller: seller.name,
        buyer: buyer.name,
        from: seller.zone,
        to: buyer.zone,
        energy,
        price,
        pathFee,
        marketFee,
        buyerPays: price.plus(pathFee).plus(marketFee),
        path,
      };
    });
  }

  /** 6: after delivery operators attest the readings, and anybody settles; what was not sold has expired. */
  async settle(): Promise<SettledRow[]> {
    await this.#chain.passDelivery(this.#slot);
    const { client: keeper } = await this.#chain.asSigner(KEEPER_SIGNER);
    const orders = [...this.#chain.ledger.replay.orders.values()].map(({ id }) => id);
    await this.#chain.send(6, "claim fills, end orders", () => claim(keeper, { ids: orders }));
    const { tree, written } = await this.#meters.attest(keeper, this.#slot);
    await this.#chain.send(6, "submit root", () => Promise.resolve(written));
    const accounts = this.#prosumers.map(({ account }) => account);
    const readings = tree.show(accounts);
    const { settled } = await this.#chain.send(6, "settle", () => {
      return settle(keeper, { slot: this.#slot, accounts, readings });
    });
    for (const { account, sold, bought, sets, meteredWh, amount } of settled) {
      const { name } = this.#holder(account);
      this.#settled.push({ name, sold, bought, meteredWh, paid: sets.plus(amount) });
    }
    return this.#settled;
  }

  /** 7: what everybody ends with. */
  async balances(): Promise<BalanceRow[]> {
    const rows: BalanceRow[] = [];
    for (const { name, account } of this.#prosumers) {
      const settled = this.#settled.find((row) => row.name === name);
      const [funded, free] = [fundsOf(name), await this.#chain.freeOf(account)];
      const traded = { sold: settled?.sold ?? Energy.ZERO, bought: settled?.bought ?? Energy.ZERO };
      rows.push({ name, ...ENERGY[name], ...traded, funded, free, change: free.minus(funded) });
    }
    return rows;
  }

  /** 8: the fees go through the router to those who earned them. */
  async payFees(trades: readonly TradeRow[]): Promise<FeeRow[]> {
    const { client: keeper } = await this.#chain.asSigner(KEEPER_SIGNER);
    await this.#chain.send(8, "collect fees", () => collectFees(keeper, { slots: [this.#slot] }));
    const rows: FeeRow[] = [];
    for (const [operator, earner] of ["market", ...local.operators.map(({ id }) => id)].entries()) {
      const payee = this.#chain.payeeOf(operator);
      const before = await getWattBalance(this.#chain.client, { holder: payee });
      await this.#chain.send(8, "pull fees", () => pullFees(keeper, { operator }));
      await this.#chain.send(8, "pay out", () => payOut(keeper, { payee }));
      const after = await getWattBalance(this.#chain.client, { holder: payee });
      rows.push({ earner, earned: earnedBy(earner, trades), paid: after.minus(before), payee });
    }
    return [...rows.slice(1), ...rows.slice(0, 1)];
  }

  /** 8: sellers have what they earned paid to their bank accounts. */
  redeem(): Promise<RedemptionRow[]> {
    return this.#ramps.redeem(this.#prosumers);
  }

  /** 9: GRID is staked, and elects the oracle's operators. */
  elect(): Promise<ElectionStep> {
    return new Stakes(this.#chain).elect(this.#prosumers);
  }

  /** All WATT there is and where it is, by token balances and by what the exchange owes. */
  async totals({ fees, trades, funds, redemptions }: TotalsParameters): Promise<Totals> {
    const { client } = this.#chain;
    const { exchange, feeRouter } = client.deployment.contracts;
    const operators = [0, ...local.operators.map((_, at) => at + 1)];
    const free = await Promise.all(this.#prosumers.map(({ account }) => this.#chain.freeOf(account)));
    const notWithdrawn = await Promise.all(operators.map((operator) => getFees(client, { operator })));
    const others = [...new Set([...this.#prosumers.map(({ address }) => address), ...fees.map(({ payee }) => payee)])];
    const outside = await Promise.all(others.map((holder) => getWattBalance(client, { holder })));
    const { supply, backing } = await getReserve(client);
    const energy = (of: "sold" | "bought") => sumEnergy(this.#settled.map((row) => row[of]));
    return {
      minted: sumMoney(funds.accounts.map(({ minted }) => minted)),
      redeemed: sumMoney(redemptions.map(({ redeemed }) => redeemed)),
      supply,
      backing,
      bank: this.#ramps.bank.balance,
      pool: await getWattBalance(client, { holder: exchange }),
      owed: sumMoney([...free, ...notWithdrawn]),
      router: await getWattBalance(client, { holder: feeRouter }),
      outside: sumMoney(outside),
      feesEarned: sumMoney(fees.map(({ earned }) => earned)),
      feesPaid: sumMoney(fees.map(({ paid }) => paid)),
      sold: energy("sold"),
      bought: energy("bought"),
      traded: sumEnergy(trades.map((trade) => trade.energy)),
    };
  }

  async #order(of: Omit<OrderRow, "filled" | "taken">): Promise<OrderRow> {
    const { account, client } = this.#prosumer(of.name);
    const before = await this.#chain.freeOf(account);
    const { side, energy, limit } = of;
    const order = { account, slot: this.#slot, side, energy, limit };
    const step = side === "sell" ? 4 : 5;
    const { filled } = await this.#chain.send(step, `place ${side} order`, () => placeOrder(client, order));
    return { ...of, filled, taken: before.minus(await this.#chain.freeOf(account)) };
  }

  async #zones(): Promise<ZoneRow[]> {
    const { terms, operators, links } = await getArea(this.#chain.client, {});
    return terms.zones.map(({ parent, tariff }, zone) => ({
      zone,
      id: local.zones[zone]?.id ?? "",
      parent: parent === null ? null : (local.zones[parent]?.id ?? ""),
      operator: local.operators[(operators[zone] ?? 0) - 1]?.id ?? "",
      tariff,
      capacity: links[zone]?.capacity ?? null,
    }));
  }

  #prosumer(name: Name): Prosumer {
    const found = this.#prosumers.find((prosumer) => prosumer.name === name);
    if (found === undefined) throw new Error(`${name} has no account`);
    return found;
  }

  #holder(account: number): Prosumer {
    const found = this.#prosumers.find((prosumer) => prosumer.account === account);
    if (found === undefined) throw new Error(`nobody has account ${account}`);
    return found;
  }
}

function fundsOf(name: Name): Money {
  return CAST.find((one) => one.name === name)?.funds ?? Money.ZERO;
}

/** What the trades say that an operator, or the market, has earned. */
function earnedBy(earner: string, trades: readonly TradeRow[]): Money {
  if (earner === "market") return sumMoney(trades.map(({ marketFee, energy }) => marketFee.times(energy)));
  const parts = trades.flatMap(({ path }) => path.filter(({ operator }) => operator === earner));
  return sumMoney(parts.map(({ amount }) => amount));
}

function sumMoney(amounts: readonly Money[]): Money {
  return amounts.reduce((sum, amount) => sum.plus(amount), Money.ZERO);
}

function sumEnergy(energies: readonly Energy[]): Energy {
  return energies.reduce((sum, energy) => sum.plus(energy), Energy.ZERO);
}
