import { expect } from "chai";
import { network } from "hardhat";

import { BUY, deployTrading, IOC, loaderOf, SELL, zone } from "../../helpers/trading.ts";

const DEEP = process.env["TEST_DEPTH"] === "deep";
const MAKERS = [1, 2, 3, 4] as const;
const TAKER = 5;
const MAX = 99_999n;
/** Ranks in a leaf of the bitmap, and leaves in a summary word. */
const LEAF = 242n;
const SUMMARY = LEAF * LEAF;
const ENERGY = 10n;

const connection = await network.create();
/** One zone without fees and with all prices there are, so that a rank is all that counts. */
const fixture = () =>
  deployTrading(connection, {
    zones: [zone(null, 0n)],
    marketFee: 0n,
    homes: [0, 0, 0, 0, 0],
    pair: { long: -99_999, short: 99_999 },
    funds: 10n ** 12n,
  });
const load = loaderOf(connection, fixture);

type Fixture = Awaited<ReturnType<typeof load>>;

/** One side of the book as a plain list of levels, best first. */
class Ladder {
  readonly f: Fixture;
  readonly side: number;
  /** Open orders, the oldest of a price first. */
  orders: { id: bigint; account: number; rank: bigint; energy: bigint }[] = [];

  constructor(f: Fixture, side: number) {
    this.f = f;
    this.side = side;
  }

  limitOf(rank: bigint) {
    return this.side === BUY ? rank - 100_000n : 100_000n - rank;
  }

  async place(rank: bigint, account = 1) {
    const limit = this.limitOf(rank);
    const { id } = await this.f.place({ account, side: this.side, energy: ENERGY, limit, kind: 0 });
    this.orders.push({ id, account, rank, energy: ENERGY });
  }

  async placeAll(ranks: readonly bigint[]) {
    for (const rank of ranks) await this.place(rank);
  }

  async cancel(rank: bigint) {
    const order = this.orders.find((one) => one.rank === rank);
    if (order === undefined) throw new Error("no such level");
    await this.f.cancel(order.account, [order.id]);
    this.orders = this.orders.filter((one) => one !== order);
  }

  /** Takes from the best price on; orders that are filled are claimed, as they count as open otherwise. */
  async take(energy: bigint) {
    const limit = this.side === BUY ? -MAX : MAX;
    await this.f.place({ account: TAKER, side: 1 - this.side, energy, limit, kind: IOC });
    let left = energy;
    const filled: bigint[] = [];
    for (const order of this.orders.toSorted((a, b) => Number(b.rank - a.rank))) {
      const part = order.energy < left ? order.energy : left;
      order.energy -= part;
      left -= part;
      if (order.energy === 0n) filled.push(order.id);
    }
    await this.f.claim(filled);
    this.orders = this.orders.filter((order) => order.energy > 0n);
  }

  levels() {
    const sums = new Map<bigint, bigint>();
    for (const { rank, energy } of this.orders) sums.set(rank, (sums.get(rank) ?? 0n) + energy);
    return [...sums]
      .toSorted(([a], [b]) => Number(b - a))
      .map(([rank, energy]) => ({ price: this.limitOf(rank), energy }));
  }

  async compare(page = 100) {
    const levels = this.levels();
    expect(await this.f.bestOf(this.side, 0)).to.deep.equal(levels[0] ?? null);
    expect(await this.f.depthOf(this.side, 0, { page })).to.deep.equal(levels);
  }

  /** Takes all level by level and looks at the book after each. */
  async drain() {
    while (this.orders.length > 0) {
      const [best] = this.levels();
      await this.take(best?.energy ?? 0n);
      await this.compare();
    }
  }
}

function diceOf(seed: number) {
  let state = seed;
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Edges of leaves and of summary words, and the ends of the price range, all as ranks. */
const EDGES = [1n, 2n, LEAF - 1n, LEAF, LEAF + 1n, 2n * LEAF, SUMMARY - 1n, SUMMARY, SUMMARY + LEAF, 2n * SUMMARY];
const FAR = [1n, LEAF, SUMMARY - 1n, SUMMARY, 2n * SUMMARY - 1n, 2n * SUMMARY, 3n * SUMMARY, 199_999n];
const SIDES = [
  ["bids", BUY],
  ["asks", SELL],
] as const;

describe("Exchange", () => {
  describe("levels", () => {
    for (const [name, side] of SIDES) {
      describe(name, () => {
        it("move the best within a leaf, up and down", async () => {
          const ladder = new Ladder(await load(), side);
          const base = 400n * LEAF;
          for (const offset of [100n, 50n, 150n, 241n, 0n, 120n, 240n]) {
            await ladder.place(base + offset);
            await ladder.compare();
          }
          for (const offset of [241n, 100n, 0n, 240n]) {
            await ladder.cancel(base + offset);
            await ladder.compare();
          }
          await ladder.place(base + 241n);
          await ladder.compare();
          await ladder.drain();
        });

        it("move the best across leaves and summary words", async () => {
          const ladder = new Ladder(await load(), side);
          await ladder.placeAll([...FAR].reverse());
          await ladder.compare(1);
          await ladder.drain();
          await ladder.placeAll(FAR);
          await ladder.compare(2);
          await ladder.drain();
        });

        it("stand at every edge of the bitmap", async () => {
          const ladder = new Ladder(await load(), side);
          for (const rank of EDGES) {
            await ladder.place(rank);
            await ladder.compare(3);
          }
          await ladder.drain();
        });

        for (const [which, at] of [
          ["best", 0],
          ["middle", 3],
          ["last", -1],
        ] as const) {
          it(`lose the ${which} to cancellations until none is left`, async () => {
            const ladder = new Ladder(await load(), side);
            const base = 300n * LEAF;
            await ladder.placeAll([base, base + 5n, base + LEAF, base + LEAF + 7n, base + (3n * SUMMARY) / 2n, 9n, 7n]);
            while (ladder.orders.length > 0) {
              const ranks = ladder.orders.map(({ rank }) => rank).toSorted((a, b) => Number(b - a));
              await ladder.cancel(ranks.at(Math.min(at, ranks.length - 1)) ?? 0n);
              await ladder.compare();
            }
          });
        }

        it("keep a level until its last order is cancelled", async () => {
          const ladder = new Ladder(await load(), side);
          const rank = 77n * LEAF;
          for (const account of [1, 2, 3]) await ladder.place(rank, account);
          await ladder.place(rank - 1n);
          for (let i = 0; i < 3; i += 1) {
            await ladder.cancel(rank);
            await ladder.compare();
          }
        });

        it("are refilled above and below after takers have emptied them", async () => {
          const ladder = new Ladder(await load(), side);
          const base = 500n * LEAF;
          await ladder.placeAll([base + 10n, base + 20n, base + 30n, base - 5n]);
          await ladder.take(3n * ENERGY);
          await ladder.compare();
          for (const rank of [base + 25n, base + 15n, base + 20n, base - 10n, base + 30n, base + LEAF + 1n]) {
            await ladder.place(rank);
            await ladder.compare();
          }
          await ladder.take(2n * ENERGY);
          await ladder.compare();
          await ladder.place(base + 12n);
          await ladder.place(base + 28n);
          await ladder.compare();
          await ladder.drain();
          await ladder.place(base + 10n);
          await ladder.compare();
        });

        it("forget levels above the best when the best comes back up in the same leaf", async () => {
          const ladder = new Ladder(await load(), side);
          const base = 600n * LEAF;
          await ladder.placeAll([base + 10n, base + 20n, base + 30n, base + 40n]);
          await ladder.take(3n * ENERGY);
          // 20, 30 and 40 are gone; the new best is above two of them.
          await ladder.place(base + 35n);
          await ladder.compare();
          await ladder.cancel(base + 35n);
          await ladder.compare();
          // The best goes to another leaf, and this one keeps what it had.
          await ladder.place(base + 2n * LEAF);
          await ladder.compare();
          await ladder.cancel(base + 2n * LEAF);
          await ladder.compare();
          await ladder.drain();
        });

        it("leave no ghost in a leaf that was emptied from above", async () => {
          const ladder = new Ladder(await load(), side);
          const base = 700n * LEAF;
          await ladder.placeAll([base + 50n, base + 60n, base - 300n]);
          await ladder.take(2n * ENERGY);
          await ladder.place(base + 55n);
          await ladder.compare();
          await ladder.place(base + LEAF);
          await ladder.compare();
          await ladder.cancel(base + 55n);
          await ladder.compare();
          await ladder.drain();
        });

        it("page from any cursor, also when the best has moved meanwhile", async () => {
          const ladder = new Ladder(await load(), side);
          const { f } = ladder;
          const base = 350n * LEAF;
          await ladder.placeAll([0n, 1n, 200n, 241n, 242n, 900n].map((offset) => base + offset));
          for (const page of [1, 2, 3, 5, 6, 7]) await ladder.compare(page);
          const [, next] = await f.exchange.depth(f.slot, 0, side, 0, 2);
          expect(next).to.equal(base + 241n);
          await ladder.take(4n * ENERGY);
          const [rest, end] = await f.exchange.depth(f.slot, 0, side, next, 10);
          expect(rest.map(({ price }) => price)).to.deep.equal(ladder.levels().map(({ price }) => price));
          expect(end).to.equal(0n);
          const [below] = await f.exchange.depth(f.slot, 0, side, base, 10);
          expect(below.map(({ price }) => price)).to.deep.equal([ladder.limitOf(base)]);
          expect((await f.exchange.depth(f.slot, 0, side, base - 1n, 10))[0].length).to.equal(0);
          expect((await f.exchange.depth(f.slot, 0, side, 0, 0))[0].length).to.equal(0);
        });

        for (let seed = 1; seed <= (DEEP ? 12 : 1); seed += 1) {
          it(`equal a plain sorted list over random steps, seed ${seed}`, async () => {
            const ladder = new Ladder(await load(), side);
            const dice = diceOf(100 * seed + side);
            const centre = () => [400n * LEAF, 401n * LEAF, 5n, 2n * SUMMARY, 199_990n][dice(5)] ?? 5n;
            for (let step = 0; step < (DEEP ? 800 : 250); step += 1) {
              const roll = dice(10);
              const account = MAKERS[dice(MAKERS.length)] ?? 1;
              const own = ladder.orders.filter((order) => order.account === account);
              if ((roll < 6 || ladder.orders.length < 4) && own.length < 60) {
                const rank = centre() + BigInt(dice(9) - 4) * ([1n, 40n, LEAF][dice(3)] ?? 1n);
                await ladder.place(rank < 1n ? 1n : rank > 199_999n ? 199_999n : rank, account);
              } else if (roll < 8) {
                const one = ladder.orders[dice(ladder.orders.length)];
                if (one !== undefined) await ladder.cancel(one.rank);
              } else await ladder.take(BigInt(10 + dice(60)));
              if (step % 4 === 0) await ladder.compare(1 + dice(9));
            }
            await ladder.compare();
          });
        }
      });
    }

    it("of one side, zone or slot are not those of another", async () => {
      const f = await load();
      await f.openSlot({ slot: f.slot + 1, long: -99_999, short: 99_999 });
      await f.sell(1, ENERGY, 40n);
      await f.buy(2, ENERGY, 39n);
      await f.sell(3, ENERGY, 41n, { slot: f.slot + 1 });
      expect(await f.depthOf(SELL, 0)).to.deep.equal([{ price: 40n, energy: ENERGY }]);
      expect(await f.depthOf(BUY, 0)).to.deep.equal([{ price: 39n, energy: ENERGY }]);
      expect(await f.depthOf(SELL, 0, { at: f.slot + 1 })).to.deep.equal([{ price: 41n, energy: ENERGY }]);
      for (const [zoneNumber, at] of [
        [1, f.slot],
        [12, f.slot],
        [255, f.slot],
        [0, f.slot + 2],
        [0, 0],
      ] as const) {
        expect(await f.depthOf(SELL, zoneNumber, { at })).to.deep.equal([]);
      }
    });
  });
});
