import { network } from "hardhat";

import type { Figures } from "../../scripts/gas.ts";
import { deployTestMarket, type TestMarket } from "../helpers/market.ts";
import { AREA, MARKET_FEE, PAIR } from "./area.ts";

const RING = 2048;
const SLOTS_PER_DAY = 96;
const SIGNED_ORDER = [
  ["uint32", "account"],
  ["uint8", "zone"],
  ["uint32", "slot"],
  ["uint8", "side"],
  ["uint40", "energy"],
  ["int24", "limit"],
  ["uint8", "kind"],
  ["uint40", "minFill"],
  ["uint16", "host"],
  ["uint256", "nonce"],
  ["uint256", "deadline"],
].map(([type = "", name = ""]) => ({ type, name }));
const BUY = 0;
const SELL = 1;
const WH = 1000n;
/** Zone whose book is measured, and the zone two links away. */
const HOME = 3;
const REMOTE = 4;
/** Accounts 1-200 live in HOME, the next nine one in each zone, the last in REMOTE. */
const HOME_ACCOUNTS = 200;
const KEEPERS = HOME_ACCOUNTS + 1;
const REMOTE_ACCOUNT = HOME_ACCOUNTS + AREA.length + 1;
const TAKER = 1;
/** Takes with a discount. */
const STAKER = 150;
/** One with a share, and one without a licence. */
const [HOST, STRANGE_HOST] = [1, 3];

/** One measured call: what goes before it, and the call itself. */
interface Benchmark {
  readonly name: string;
  readonly calls?: number;
  readonly prepare: (bench: Bench, slot: number) => Promise<void>;
  readonly call: (bench: Bench, slot: number) => Promise<{ hash: string }>;
}

/**
 * Gas of one plain call by the owner of the account, receipts of the embedded chain. `fresh`: no word of the call has
 * been used before its benchmark. `steady`: the same calls a ring of slots later, all of the first lap settled.
 */
export async function exchangeBenchmarks(): Promise<Record<string, Figures>> {
  const bench = await Bench.create();
  const fresh = await lap(bench);
  await bench.settleAll();
  const steady = await lap(bench);
  return Object.fromEntries(
    BENCHMARKS.map(({ name }) => [name, { fresh: fresh.get(name) ?? null, steady: steady.get(name) ?? null }]),
  );
}

async function lap(bench: Bench): Promise<Map<string, number>> {
  const gas = new Map<string, number>();
  await bench.openSlots();
  for (const [at, benchmark] of BENCHMARKS.entries()) {
    const slot = bench.first + at;
    await bench.fillOppositeBooks(slot);
    await benchmark.prepare(bench, slot);
    const { hash } = await benchmark.call(bench, slot);
    await bench.remember(hash);
    gas.set(benchmark.name, Math.round((await bench.gasOf(hash)) / (benchmark.calls ?? 1)));
  }
  return gas;
}

/** A market with many makers, and the orders they have placed in the lap. */
class Bench {
  readonly market: TestMarket;
  first = 0;
  ids: bigint[] = [];
  #nonce = 0;
  readonly #used = new Map<number, { accounts: Set<number>; ids: bigint[] }>();

  private constructor(market: TestMarket) {
    this.market = market;
    this.first = Math.ceil(market.now / 900) + 2;
  }

  static async create(): Promise<Bench> {
    // A fixed date: slots stand in calldata and signatures, whose cost depends on their bytes.
    const initialDate = new Date("2026-01-01T00:00:00Z");
    const connection = await network.create({ override: { initialDate } });
    const homes = Array.from({ length: HOME_ACCOUNTS }, () => HOME);
    const accountZones = [...homes, ...AREA.map((_, zone) => zone), REMOTE];
    const setup = { zones: AREA, marketFee: MARKET_FEE, accountZones, accountsPerOwner: accountZones.length };
    const market = await deployTestMarket(connection, setup);
    for (const account of market.accounts) await market.deposit(account, 10n ** 14n);
    await market.licenseHosts();
    await market.useDiscounts();
    await market.setDiscount(STAKER, 3n);
    return new Bench(market);
  }

  async openSlots(): Promise<void> {
    for (let from = 0; from < BENCHMARKS.length + SLOTS_PER_DAY; from += 48) {
      const count = Math.min(48, BENCHMARKS.length + SLOTS_PER_DAY - from);
      const slots = Array.from({ length: count }, (_, i) => ({ slot: this.first + from + i, ...PAIR }));
      await this.market.exchange.openSlots(slots);
    }
  }

  order(
    account: number,
    slot: number,
    what: { side: number; limit: bigint; energy?: bigint; kind?: number; host?: number },
  ) {
    this.#of(slot).accounts.add(account);
    const zone = account <= HOME_ACCOUNTS ? HOME : account === REMOTE_ACCOUNT ? REMOTE : account - KEEPERS;
    const { side, limit, energy = WH, kind = 0, host = 0 } = what;
    return { account, zone, slot, side, energy, limit, kind, minFill: 0, host };
  }

  /** Places an order and returns the id at which it rests. */
  async place(account: number, slot: number, what: Parameters<Bench["order"]>[2]): Promise<bigint> {
    const { hash } = await this.send(account, slot, what);
    const [event] = await this.market.eventsOf(hash);
    if (event?.name !== "OrderPlaced") throw new Error("the order does not rest");
    this.#of(slot).ids.push(event.id);
    return event.id;
  }

  async send(account: number, slot: number, what: Parameters<Bench["order"]>[2]) {
    return this.market.as(account).exchange.placeOrder(this.order(account, slot, what));
  }

  /** As {send}, signed by the owner and sent by somebody else; the nonce's word has been used before. */
  async sendSigned(account: number, slot: number, what: Parameters<Bench["order"]>[2]) {
    const { exchange, ownerOf } = this.market;
    const order = this.order(account, slot, what);
    const signer = ownerOf(account);
    const deadline = slot * 900;
    this.#nonce += 1;
    const message = { ...order, nonce: this.#nonce, deadline };
    const { chainId } = await this.market.ethers.provider.getNetwork();
    const verifyingContract = await exchange.getAddress();
    const domain = { name: "Gridwatt Exchange", version: "1", chainId, verifyingContract };
    const signature = await signer.signTypedData(domain, { Order: SIGNED_ORDER }, message);
    return exchange.placeSigned(order, this.#nonce, deadline, signer, signature);
  }

  /** Asks in every zone that nobody crosses. */
  async fillOppositeBooks(slot: number): Promise<void> {
    for (let zone = 0; zone < AREA.length; zone += 1) {
      await this.place(KEEPERS + zone, slot, { side: SELL, limit: 3900n });
    }
  }

  /** Makers 2, 3, ... of the home zone with asks of 1 kWh; `limit` by index. */
  async makers(slot: number, count: number, limit: (i: number) => bigint): Promise<bigint[]> {
    const ids = [];
    for (let i = 0; i < count; i += 1) ids.push(await this.place(2 + i, slot, { side: SELL, limit: limit(i) }));
    return ids;
  }

  /** A day of slots: that of the benchmark and those after all benchmarks' own. */
  day(slot: number): number[] {
    return Array.from({ length: SLOTS_PER_DAY }, (_, i) => (i === 0 ? slot : this.first + BENCHMARKS.length + i));
  }

  async gasOf(hash: string): Promise<number> {
    const receipt = await this.market.ethers.provider.getTransactionReceipt(hash);
    if (receipt === null || receipt.status !== 1) throw new Error("the call failed");
    return Number(receipt.gasUsed);
  }

  /** Settles everything of the lap and moves on by one ring of slots. */
  async settleAll(): Promise<void> {
    const { market } = this;
    await market.advanceTo((this.first + BENCHMARKS.length + SLOTS_PER_DAY + 1) * 900);
    for (const [slot, { accounts, ids }] of this.#used) {
      for (let from = 0; from < ids.length; from += 200) await market.exchange.claim(ids.slice(from, from + 200));
      await market.exchange.settle(slot, [...accounts], [], "0x");
      await market.exchange.collectFees([slot]);
    }
    this.#used.clear();
    this.first += RING;
    await market.advanceTo((this.first - 2) * 900);
  }

  /** Keeps the ids of orders that a call has brought to rest, so that they are settled. */
  async remember(hash: string): Promise<void> {
    for (const event of await this.market.eventsOf(hash)) {
      if (event.name === "OrderPlaced") this.#of(Number(event.id >> 39n)).ids.push(event.id);
    }
  }

  #of(slot: number) {
    const known = this.#used.get(slot) ?? { accounts: new Set<number>(), ids: [] };
    this.#used.set(slot, known);
    return known;
  }
}

const nothing = async () => {};
/** The taker buys from its home book, at a limit that crosses prices up to 2000. */
const take = (energy: bigint) => (bench: Bench, slot: number) =>
  bench.send(TAKER, slot, { side: BUY, limit: 2100n, energy });
/** Half a maker's order, taken with a host. */
const takeAs = (account: number, host: number) => (bench: Bench, slot: number) =>
  bench.send(account, slot, { side: BUY, limit: 2100n, energy: WH / 2n, host });
/** Some makers at 1000 and one behind, a tenth of a cent worse, which stays. */
const oneLevel =
  (count: number, behind = 1010n) =>
  async (bench: Bench, slot: number) => {
    await bench.makers(slot, count, () => 1000n);
    await bench.place(2 + count, slot, { side: SELL, limit: behind });
  };
/** Ten makers at ten prices this far apart {tick}, and one behind, which stays. */
const tenLevels = (apart: bigint) => async (bench: Bench, slot: number) => {
  await bench.makers(slot, 11, (i) => 1000n + apart * BigInt(i));
};

const BENCHMARKS: readonly Benchmark[] = [
  {
    name: "placeExistingLevel",
    prepare: async (bench, slot) => void (await bench.place(2, slot, { side: BUY, limit: 1000n })),
    call: (bench, slot) => bench.send(TAKER, slot, { side: BUY, limit: 1000n }),
  },
  {
    name: "placeNewLevel",
    prepare: async (bench, slot) => void (await bench.place(2, slot, { side: BUY, limit: 1000n })),
    call: (bench, slot) => bench.send(TAKER, slot, { side: BUY, limit: 990n }),
  },
  {
    name: "placeNewLevelBest",
    prepare: async (bench, slot) => void (await bench.place(2, slot, { side: BUY, limit: 1000n })),
    call: (bench, slot) => bench.send(TAKER, slot, { side: BUY, limit: 1010n }),
  },
  {
    name: "take1Partial",
    prepare: async (bench, slot) => void (await bench.makers(slot, 1, () => 1000n)),
    call: take(WH / 2n),
  },
  { name: "take1Full", prepare: oneLevel(1), call: take(WH) },
  { name: "take1FullNextFar", prepare: oneLevel(1, 2500n), call: take(WH) },
  { name: "take5OneLevel", prepare: oneLevel(5), call: take(5n * WH) },
  { name: "take50OneLevel", prepare: oneLevel(50), call: take(50n * WH) },
  { name: "take49of50OneLevel", prepare: oneLevel(50), call: take(49n * WH) },
  { name: "take10Levels", prepare: tenLevels(1n), call: take(10n * WH) },
  { name: "take10LevelsTwoLeaves", prepare: tenLevels(10n), call: take(10n * WH) },
  {
    name: "takeCrossZone",
    prepare: async (bench, slot) => {
      await bench.place(REMOTE_ACCOUNT, slot, { side: SELL, limit: 1000n, energy: 2n * WH });
    },
    call: take(WH),
  },
  {
    name: "cancelMiddle",
    prepare: async (bench, slot) => void (bench.ids = await bench.makers(slot, 3, () => 1000n)),
    call: (bench) => bench.market.as(3).exchange.cancelOrders([bench.ids[1] ?? 0n]),
  },
  {
    name: "claim",
    prepare: async (bench, slot) => {
      bench.ids = await bench.makers(slot, 1, () => 1000n);
      await take(WH)(bench, slot);
    },
    call: (bench) => bench.market.exchange.claim(bench.ids),
  },
  {
    name: "batch96PerOrder",
    calls: SLOTS_PER_DAY,
    prepare: async (bench, slot) => {
      for (const s of bench.day(slot).slice(1)) await bench.fillOppositeBooks(s);
    },
    call: (bench, slot) => {
      const orders = bench.day(slot).map((s) => bench.order(TAKER, s, { side: BUY, limit: 1000n }));
      return bench.market.as(TAKER).exchange.placeOrders(orders);
    },
  },
  {
    name: "takeBehind1000Cancelled",
    prepare: async (bench, slot) => {
      const ids = [];
      for (let i = 0; i < 1000; i += 1) ids.push(await bench.place(20 + (i % 100), slot, { side: SELL, limit: 1000n }));
      for (let i = 0; i < 1000; i += 100) await bench.market.as(20).exchange.cancelOrders(ids.slice(i, i + 100));
      await oneLevel(1)(bench, slot);
    },
    call: take(WH),
  },
  {
    name: "replaceInPlace",
    prepare: async (bench, slot) => void (bench.ids = await bench.makers(slot, 2, () => 1000n)),
    call: (bench) => bench.market.as(2).exchange.replaceOrder(bench.ids[0] ?? 0n, WH, WH / 2n, 1000n),
  },
  {
    name: "replaceAtNewPrice",
    prepare: async (bench, slot) => void (bench.ids = await bench.makers(slot, 2, () => 1000n)),
    call: (bench) => bench.market.as(2).exchange.replaceOrder(bench.ids[0] ?? 0n, WH, WH, 1010n),
  },
  {
    name: "placeSigned",
    prepare: async (bench, slot) => void (await bench.place(2, slot, { side: BUY, limit: 1000n })),
    call: (bench, slot) => bench.sendSigned(TAKER, slot, { side: BUY, limit: 1000n }),
  },
  {
    name: "basket96PerLeg",
    calls: SLOTS_PER_DAY,
    prepare: async (bench, slot) => {
      for (const s of bench.day(slot)) await bench.place(2, s, { side: SELL, limit: 1000n });
    },
    call: (bench, slot) => {
      const legs = bench.day(slot).map((s) => bench.order(TAKER, s, { side: BUY, limit: 2100n, kind: 3 }));
      return bench.market.as(TAKER).exchange.placeBasket(legs);
    },
  },
  {
    name: "net",
    prepare: async (bench, slot) => {
      await bench.makers(slot, 1, () => 1000n);
      await take(WH)(bench, slot);
      await bench.place(3, slot, { side: BUY, limit: 1500n });
      await bench.send(TAKER, slot, { side: SELL, limit: 1000n });
    },
    call: (bench, slot) => bench.market.as(TAKER).exchange.net(TAKER, slot, WH / 2n),
  },
  {
    name: "deposit",
    prepare: nothing,
    call: (bench) => bench.market.as(TAKER).exchange.deposit(TAKER, bench.market.unit * 1000n),
  },
  {
    name: "withdraw",
    prepare: nothing,
    call: (bench) => bench.market.as(TAKER).exchange.withdraw(TAKER, bench.market.unit * 1000n),
  },
  { name: "take1PartialOfHost", prepare: oneLevel(1), call: takeAs(TAKER, HOST) },
  { name: "take1PartialOfStrangeHost", prepare: oneLevel(1), call: takeAs(TAKER, STRANGE_HOST) },
  { name: "take1PartialDiscounted", prepare: oneLevel(1), call: takeAs(STAKER, 0) },
  { name: "take1PartialDiscountedOfHost", prepare: oneLevel(1), call: takeAs(STAKER, HOST) },
];
