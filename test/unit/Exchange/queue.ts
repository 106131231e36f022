import { expect } from "chai";
import { network } from "hardhat";

import { deployTrading, IOC, loaderOf, SELL } from "../../helpers/trading.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const MAKERS = [1, 2, 3, 4, 5, 6] as const;
const TAKER = 7;
const PRICE = 40n;
const GROUP = 48;

const connection = await network.create();
const { takeSnapshot } = connection.networkHelpers;
/** All in zone 1; accounts 1-6 make, 7 takes. */
const fixture = () =>
  deployTrading(connection, { homes: [1, 1, 1, 1, 1, 1, 1], poor: [], minEnergy: 1n, funds: 10n ** 9n });
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;

/** The naive queue: what of each order is open, filled and not claimed, claimed. */
class Queue {
  readonly f: Fixture;
  readonly orders: { id: bigint; account: number; open: bigint; filled: bigint; claimed: bigint }[] = [];
  taken = 0n;

  constructor(f: Fixture) {
    this.f = f;
  }

  async place(account: number, energies: readonly bigint[]) {
    const { f } = this;
    const orders = energies.map((energy) => f.order({ account, side: SELL, energy, limit: PRICE }));
    const { ids } = await f.run(() => f.as(account).exchange.placeOrders(orders));
    energies.forEach((open, i) => this.orders.push({ id: ids[i] ?? 0n, account, open, filled: 0n, claimed: 0n }));
  }

  async take(energy: bigint) {
    const { filled } = await this.f.buy(TAKER, energy, 400n, { kind: IOC });
    let left = energy;
    for (const order of this.orders) {
      const part = order.open < left ? order.open : left;
      order.open -= part;
      order.filled += part;
      left -= part;
    }
    expect(filled).to.equal(energy - left);
    this.taken += filled;
  }

  async cancel(at: number) {
    const order = this.#at(at);
    await this.f.cancel(order.account, [order.id]);
    order.open = 0n;
    this.#claimed(order);
  }

  async claim(places: readonly number[]) {
    await this.f.claim(places.map((at) => this.#at(at).id));
    for (const at of places) this.#claimed(this.#at(at));
  }

  async reduce(at: number, energy: bigint) {
    const order = this.#at(at);
    await this.f.run(() => this.f.as(order.account).exchange.replaceOrder(order.id, order.open, energy, PRICE));
    order.open = energy;
  }

  /** Everything the exchange tells must be what the naive queue has. */
  async compare() {
    const { f, orders } = this;
    const look = await f.look({ slots: [f.slot], orders: orders.map(({ id }) => id), slot: f.slot });
    expect(look.orders.map(({ open, filled }) => [open, filled])).to.deep.equal(
      orders.map(({ open, filled }) => [open, filled]),
    );
    const open = orders.reduce((sum, order) => sum + order.open, 0n);
    expect((await f.bestOf(SELL, 1))?.energy ?? 0n).to.equal(open);
    for (const account of MAKERS) {
      const own = orders.filter((order) => order.account === account);
      const position = look.positions[account - 1];
      expect(position?.sold).to.equal(own.reduce((sum, order) => sum + order.claimed, 0n));
      expect(position?.openAsks).to.equal(BigInt(own.filter((order) => order.open + order.filled > 0n).length));
    }
    const fills = orders.reduce((sum, order) => sum + order.filled + order.claimed, 0n);
    expect(fills).to.equal(this.taken);
    expect(look.positions[TAKER - 1]?.bought).to.equal(this.taken);
  }

  #at(at: number) {
    const order = this.orders[at];
    if (order === undefined) throw new Error("no such order");
    return order;
  }

  #claimed(order: Queue["orders"][number]) {
    order.claimed += order.filled;
    order.filled = 0n;
  }
}

/** A small generator of numbers below `n`, the same in every run. */
function diceOf(seed: number) {
  let state = seed;
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe("Exchange", () => {
  describe("queue", () => {
    for (const taken of [0n, 15n, 30n, 65n, 99n, 100n]) {
      it(`gives the same fills in whatever order four orders are claimed or cancelled, ${taken} of 100 Wh taken`, async () => {
        const f = await load();
        const queue = new Queue(f);
        for (const [i, energy] of [10n, 20n, 30n, 40n].entries()) await queue.place(MAKERS[i] ?? 1, [energy]);
        if (taken > 0n) await queue.take(taken);
        const snapshot = await takeSnapshot();
        const state = structuredClone(queue.orders);
        for (const [turn, order] of permutations([0, 1, 2, 3]).entries()) {
          for (const [step, at] of order.entries()) {
            const { open, filled } = queue.orders[at] ?? { open: 0n, filled: 0n };
            const cancels = ((turn * 5 + step * 3) >> 1) % 2 === 0;
            if (cancels && open > 0n) await queue.cancel(at);
            else if (open + filled > 0n) await queue.claim([at]);
          }
          await queue.compare();
          await queue.place(5, [7n]);
          await queue.take(11n);
          await queue.compare();
          await snapshot.restore();
          queue.orders.splice(0, queue.orders.length, ...structuredClone(state));
          queue.taken = taken;
        }
      });
    }

    it("fills 160 orders in four groups in their order, with cancels in old groups and claims by anyone", async () => {
      const f = await load();
      const queue = new Queue(f);
      for (let i = 0; i < 160; i += 40) {
        const account = MAKERS[i / 40] ?? 1;
        await queue.place(
          account,
          Array.from({ length: 40 }, (_, j) => BigInt(5 + ((i + j) % 11))),
        );
      }
      await queue.compare();
      // First and last of a group, and some between, before anything is taken.
      for (const at of [0, GROUP - 1, GROUP, GROUP + 20, 2 * GROUP - 1, 3 * GROUP, 159]) await queue.cancel(at);
      await queue.compare();
      await queue.take(333n);
      await queue.compare();
      await queue.claim([1, 30, 2, 40, 39]);
      await queue.compare();
      // Into a group before the last, behind what is taken, at its edge.
      for (const at of [2 * GROUP + 1, 3 * GROUP - 1, 100, 42]) await queue.cancel(at);
      await queue.compare();
      await queue.take(500n);
      await queue.claim([90, 5, 60, 61, 3]);
      await queue.place(
        6,
        Array.from({ length: 40 }, () => 9n),
      );
      await queue.compare();
      await queue.reduce(150, 1n);
      await queue.cancel(199);
      await queue.take(200n);
      await queue.compare();
      await queue.take(10_000n);
      await queue.compare();
      await queue.claim(queue.orders.map((_, i) => queue.orders.length - 1 - i));
      await queue.compare();
      expect(queue.orders.every(({ open, filled }) => open + filled === 0n)).to.equal(true);
    });

    it("stays exact where all orders of old groups have ended", async () => {
      const f = await load();
      const queue = new Queue(f);
      for (const account of [1, 2, 3])
        await queue.place(
          account,
          Array.from({ length: 40 }, () => 10n),
        );
      for (let at = 0; at < 2 * GROUP; at += 1) if (at % 7 !== 3) await queue.cancel(at);
      await queue.take(45n);
      await queue.claim([3, 10, 17, 24, 31]);
      for (const at of [31, 45, 38, 52, 59, 66, 73]) await queue.cancel(at);
      await queue.compare();
      await queue.place(
        4,
        Array.from({ length: 30 }, () => 10n),
      );
      await queue.take(155n);
      await queue.compare();
      await queue.claim(queue.orders.map((_, i) => i));
      await queue.compare();
    });

    it("starts a group with the order after one that closes it, whatever has been taken by then", async () => {
      const f = await load();
      const queue = new Queue(f);
      await queue.place(
        1,
        Array.from({ length: GROUP }, () => 10n),
      );
      await queue.take(475n);
      await queue.place(2, [10n]);
      await queue.compare();
      await queue.claim([0, GROUP - 1, 20]);
      await queue.take(8n);
      await queue.compare();
      await queue.cancel(GROUP);
      await queue.place(2, [6n]);
      await queue.take(4n);
      await queue.compare();
    });

    for (let seed = 1; seed <= (DEEP ? 6 : 2); seed += 1) {
      it(`agrees with a naive queue over random steps, seed ${seed}`, async () => {
        const f = await load();
        const queue = new Queue(f);
        const dice = diceOf(seed);
        const openOf = (account: number) =>
          queue.orders.filter((order) => order.account === account && order.open + order.filled > 0n).length;
        for (let step = 0; step < (DEEP ? 300 : 80); step += 1) {
          const live = queue.orders.flatMap(({ open }, i) => (open > 0n ? [i] : []));
          const some = live[dice(live.length)];
          const roll = dice(10);
          const account = MAKERS[dice(MAKERS.length)] ?? 1;
          if (roll < 4) {
            const count = Math.min(4 + dice(16), 64 - openOf(account));
            if (count > 0)
              await queue.place(
                account,
                Array.from({ length: count }, () => BigInt(1 + dice(20))),
              );
          } else if (roll < 6) await queue.take(BigInt(1 + dice(200)));
          else if (roll < 8 && some !== undefined) await queue.cancel(some);
          else if (roll === 8 && some !== undefined) {
            const { open } = queue.orders[some] ?? { open: 1n };
            await queue.reduce(some, BigInt(1 + dice(Number(open))));
          } else {
            const from = dice(queue.orders.length);
            await queue.claim(queue.orders.flatMap((_, i) => (i >= from && i < from + 25 ? [i] : [])));
          }
          if (step % 10 === 0) await queue.compare();
        }
        await queue.compare();
        expect(queue.orders.length).to.be.greaterThan(150);
      });
    }
  });
});
