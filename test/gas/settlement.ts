import type { AccountReading, Client, OrderId, Side } from "@gridwatt/sdk";
import {
  collectFees,
  commitmentOf,
  connect,
  createClient,
  Energy,
  getOperators,
  Price,
  placeOrder,
  ReadingTree,
  settle,
  signRoot,
  Slot,
  submitRoot,
} from "@gridwatt/sdk";
import { id as hashOf } from "ethers";
import { network } from "hardhat";

import type { Figures } from "../../scripts/gas.ts";
import { deployTestMarket, type TestMarket } from "../helpers/market.ts";
import { AREA, MARKET_FEE, PAIR } from "./area.ts";

const RING = 2048;
const HOME = 3;
/** Accounts in the measured settlement, numbered from 1; one more trades with all of them. */
const BATCH = 100;
const PARTNER = BATCH + 1;
/** {Wh} per order, and what each account delivers too little or uses too much: a meter never says quite what was traded. */
const ENERGY = 1000n;
const DEVIATION = 10n;
/** Of whom five are just more than two thirds. */
const OPERATORS = 7;
const QUORUM = 5;

const CASES = [
  { name: "settlePerAccount", orders: 0 },
  { name: "settleWithOrderPerAccount", orders: 1 },
  { name: "settleWithTwoOrdersPerAccount", orders: 2 },
] as const;

/**
 * Gas of roots and settlements with real readings, receipts of the embedded chain; settlements in batches of 100, by
 * account. `fresh` and `steady` as for trading.
 */
export async function settlementBenchmarks(): Promise<Record<string, Figures>> {
  const bench = await SettlementBench.create();
  const fresh = await bench.lap();
  const steady = await bench.lap();
  return Object.fromEntries([...fresh].map(([name, gas]) => [name, { fresh: gas, steady: steady.get(name) ?? null }]));
}

class SettlementBench {
  readonly #market: TestMarket;
  readonly #client: Client;
  readonly #operators: readonly Client[];
  #first: number;

  private constructor(market: TestMarket, of: { client: Client; operators: readonly Client[] }) {
    this.#market = market;
    this.#client = of.client;
    this.#operators = of.operators;
    this.#first = Math.ceil(market.now / 900) + 2;
  }

  static async create(): Promise<SettlementBench> {
    const initialDate = new Date("2026-01-01T00:00:00Z");
    const connection = await network.create({ override: { initialDate } });
    const accountZones = Array.from({ length: PARTNER }, () => HOME);
    const setup = { zones: AREA, marketFee: MARKET_FEE, accountZones, accountsPerOwner: PARTNER, metered: true };
    const market = await deployTestMarket(connection, setup);
    for (const account of market.accounts) await market.deposit(account, 10n ** 14n);
    const reader = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
    const signers = (await connection.ethers.getSigners()).slice(2, 2 + OPERATORS);
    signers.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
    await market.operatorSet.setOperators(signers);
    const operators = signers.map((signer) => connect(reader, signer));
    return new SettlementBench(market, { client: connect(reader, market.ownerOf(1)), operators });
  }

  /** All measurements once; afterwards everything is settled and the clock one ring of slots later. */
  async lap(): Promise<Map<string, number>> {
    const gas = new Map<string, number>();
    const slots = CASES.map((_, at) => Slot.ofNumber(this.#first + at));
    await this.#market.exchange.openSlots(slots.map(({ number }) => ({ slot: number, ...PAIR })));
    const ids: OrderId[][] = [];
    for (const [at, { orders }] of CASES.entries()) ids.push(await this.#trade(slots[at] as Slot, orders));
    await this.#market.advanceTo((this.#first + CASES.length) * 900);
    for (const [at, { name, orders }] of CASES.entries()) {
      const slot = slots[at] as Slot;
      const tree = this.#treeOf(orders);
      gas.set("submitRootBy5", await this.#submit(slot, tree));
      const accounts = Array.from({ length: BATCH }, (_, place) => place + 1);
      const readings = tree.show(accounts);
      const { receipt, settled } = await settle(this.#client, { slot, accounts, orders: ids[at] ?? [], readings });
      if (settled.length !== BATCH) throw new Error(`${settled.length} accounts were settled`);
      gas.set(name, Math.round(Number(receipt.gasUsed) / BATCH));
      await this.#settlePartner(slot, tree, orders === 0);
    }
    await collectFees(this.#client, { slots });
    this.#first += RING;
    await this.#market.advanceTo((this.#first - 2) * 900);
    return gas;
  }

  readonly #partnerOrders: OrderId[] = [];

  /** Each account of the batch has so many orders filled; with none, it took what the partner offers. */
  async #trade(slot: Slot, orders: number): Promise<OrderId[]> {
    const place = async (account: number, side: Side, of: { limit: bigint; energy: bigint }) => {
      const [energy, limit] = [Energy.ofWh(of.energy), Price.ofTicks(of.limit)];
      return placeOrder(this.#client, { account, zone: HOME, slot, side, energy, limit });
    };
    const ids: OrderId[] = [];
    const all = ENERGY * BigInt(BATCH);
    if (orders === 0) {
      const { id } = await place(PARTNER, "sell", { limit: 1000n, energy: all });
      if (id !== null) this.#partnerOrders.push(id);
    }
    for (let account = 1; account <= BATCH; account += 1) {
      if (orders === 0) await place(account, "buy", { limit: 2100n, energy: ENERGY });
      for (let nth = 0; nth < orders; nth += 1) {
        const { id } = await place(account, "sell", { limit: 1000n + 10n * BigInt(nth), energy: ENERGY });
        if (id !== null) ids.push(id);
      }
    }
    if (orders > 0) await place(PARTNER, "buy", { limit: 2100n, energy: all * BigInt(orders) });
    return ids;
  }

  #treeOf(orders: number): ReadingTree {
    const leaf = (account: number, net: bigint): AccountReading => {
      return { account, net, commitment: commitmentOf(hashOf(`salt ${account}`), []) };
    };
    const traded = orders === 0 ? -ENERGY : ENERGY * BigInt(orders);
    const batch = Array.from({ length: BATCH }, (_, at) => leaf(at + 1, traded - DEVIATION));
    return new ReadingTree([...batch, leaf(PARTNER, -traded * BigInt(BATCH))]);
  }

  async #submit(slot: Slot, { root }: ReadingTree): Promise<number> {
    const { configuration } = await getOperators(this.#client);
    const message = { slot, root, sequence: 1n, configuration };
    const signatures = await Promise.all(this.#operators.slice(0, QUORUM).map((each) => signRoot(each, message)));
    const { receipt } = await submitRoot(this.#client, { root: message, signatures });
    return Number(receipt.gasUsed);
  }

  async #settlePartner(slot: Slot, tree: ReadingTree, hasOrder: boolean): Promise<void> {
    const orders = hasOrder ? this.#partnerOrders.splice(0) : [];
    await settle(this.#client, { slot, accounts: [PARTNER], orders, readings: tree.show([PARTNER]) });
  }
}
