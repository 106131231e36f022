import { expect } from "chai";
import { network } from "hardhat";

import { pokeFlow } from "../../helpers/storage.ts";
import { BUY, deployTrading, FUNDS, IOC, loaderOf, POST_ONLY, SELL, tradesOf, zone } from "../../helpers/trading.ts";

const connection = await network.create();

/** Twelve zones: three chains and a star, parents first; every tariff tells its zone. */
const PARENTS = [null, 0, 0, 1, 1, 2, 3, 3, 5, 6, 0, 10];
const tariffOf = (number: number) => BigInt(3 + 2 ** (number % 8) + number);
const WIDE = PARENTS.map((parent, number) => zone(parent, tariffOf(number)));

/** A limited link with two bands above zone 1, a narrow one above zone 3 below it, and zone 2 beside. */
const BANDS = [
  { fromBps: 2500n, add: 5n },
  { fromBps: 5000n, add: 20n },
];
const NARROW = [
  zone(null, 1n),
  zone(0, 2n, { capacity: 1000n, bands: BANDS }),
  zone(0, 4n),
  zone(1, 3n, { capacity: 301n, bands: [{ fromBps: 7777n, add: 40n }] }),
];

const wide = () =>
  deployTrading(connection, { zones: WIDE, marketFee: 0n, minEnergy: 1n, homes: PARENTS.map((_, z) => z) });
const narrow = () =>
  deployTrading(connection, { zones: NARROW, marketFee: 0n, minEnergy: 1n, homes: [0, 1, 2, 3, 2, 0, 1] });
const loadWide = loaderOf(connection, wide);
const loadNarrow = loaderOf(connection, narrow);
const plain = () => deployTrading(connection);
const load = loaderOf(connection, plain);

const piecesOf = (deeds: Parameters<typeof tradesOf>[0]) =>
  tradesOf(deeds).map(({ zone: from, price, energy, gridFee }) => [from, price, energy, gridFee]);

/** The zones on the way between two, both included, the naive way: up from both ends, what is common but the last off. */
function wayBetween(a: number, b: number): number[] {
  const up = (z: number): number[] => {
    const parent = PARENTS[z] ?? null;
    return parent === null ? [z] : [z, ...up(parent)];
  };
  const [left, right] = [up(a), up(b)];
  const meeting = left.find((z) => right.includes(z)) ?? 0;
  return [...left.slice(0, left.indexOf(meeting)), ...right.slice(0, right.indexOf(meeting)), meeting];
}

describe("Exchange", () => {
  describe("matching", () => {
    describe("fees of the path", () => {
      for (const side of [BUY, SELL]) {
        it(`are the tariffs from end to end, each zone once, ${side === BUY ? "buying" : "selling"}`, async () => {
          const f = await loadWide();
          for (const [maker] of PARENTS.entries()) {
            const { id } = await f.place({ account: maker + 1, side: 1 - side, energy: 100n, limit: 150n });
            for (const [taker] of PARENTS.entries()) {
              const way = wayBetween(maker, taker);
              const fee = way.reduce((sum, z) => sum + tariffOf(z), 0n);
              const order = f.order({
                account: taker + 1,
                side,
                energy: 7n,
                limit: side === BUY ? 500n : -100n,
              });
              const { filled, limit, gridFees } = await f.exchange.quote.staticCall(order);
              expect([filled, limit]).to.deep.equal([7n, side === BUY ? 150n + fee : 150n - fee]);
              const expected = PARENTS.map((_, z) => (way.includes(z) ? 7n * tariffOf(z) : 0n));
              expect([...gridFees]).to.deep.equal(expected);
            }
            await f.cancel(maker + 1, [id]);
          }
        });
      }

      it("are accrued once per zone, and the energy moves over the links between", async () => {
        const f = await loadWide();
        // From zone 9 up over 6, 3 and 1 to the root, down over 2 and 5 to 8.
        await f.sell(10, 60n, 10n);
        const { deeds } = await f.buy(9, 60n, 500n);
        const way = [9, 6, 3, 1, 0, 2, 5, 8];
        const fee = way.reduce((sum, z) => sum + tariffOf(z), 0n);
        expect(piecesOf(deeds)).to.deep.equal([[9, 10n, 60n, fee]]);
        for (const [z] of PARENTS.entries()) {
          const { fees, flow, volume } = await f.zoneOf(z);
          expect(fees).to.equal(way.includes(z) ? 60n * tariffOf(z) : 0n);
          expect(flow).to.equal([9, 6, 3, 1].includes(z) ? 60n : [2, 5, 8].includes(z) ? -60n : 0n);
          expect(volume).to.equal(z === 9 ? 60n : 0n);
        }
      });

      it("stay what they were when the slot opened", async () => {
        const f = await load();
        await f.area.setTariff(1, 50);
        await f.area.setMarketFee(30);
        await f.openSlot({ slot: f.slot + 1, long: -100, short: 500 });
        for (const [slot, gridFee] of [
          [f.slot, 2n],
          [f.slot + 1, 50n],
        ] as const) {
          await f.sell(2, 50n, 40n, { slot });
          const { deeds } = await f.buy(1, 50n, 300n, { slot });
          expect(deeds[0]).to.include({ gridFee, marketFee: slot === f.slot ? 1n : 30n });
        }
      });
    });

    describe("meets", () => {
      it("the best effective price first, not the best price", async () => {
        const f = await load();
        await f.sell(3, 50n, 33n); // 33 + 10
        await f.sell(2, 50n, 39n); // 39 + 3
        await f.sell(4, 50n, 31n); // 31 + 10
        await f.sell(5, 50n, 34n); // 34 + 6
        const { deeds } = await f.buy(1, 200n, 60n);
        expect(tradesOf(deeds).map(({ zone: z }) => z)).to.deep.equal([0, 3, 1, 2]);
      });

      it("the highest bids less fees first, as a seller", async () => {
        const f = await load();
        await f.buy(3, 50n, 63n); // 63 - 10
        await f.buy(2, 50n, 55n); // 55 - 3
        await f.buy(4, 50n, 61n); // 61 - 10
        await f.buy(5, 50n, 56n); // 56 - 6
        const { deeds } = await f.sell(1, 200n, 40n);
        expect(tradesOf(deeds).map(({ zone: z, price }) => [z, price])).to.deep.equal([
          [2, 63n],
          [1, 55n],
          [3, 61n],
          [0, 56n],
        ]);
      });

      it("on a tie the lower path fee, then the lower zone", async () => {
        const f = await load();
        await f.sell(4, 50n, 30n); // zone 3: 30 + 10
        await f.sell(3, 50n, 30n); // zone 2: 30 + 10
        await f.sell(5, 50n, 34n); // zone 0: 34 + 6
        await f.sell(2, 50n, 37n); // zone 1: 37 + 3
        const { deeds } = await f.buy(1, 200n, 40n);
        expect(tradesOf(deeds).map(({ zone: z }) => z)).to.deep.equal([1, 0, 2, 3]);
      });

      it("levels of several zones by turns", async () => {
        const f = await load();
        for (const limit of [30n, 34n, 38n]) await f.sell(2, 10n, limit);
        for (const limit of [25n, 29n, 33n]) await f.sell(3, 10n, limit);
        const { deeds } = await f.buy(1, 60n, 60n);
        // 33, 37, 41 at home, 35, 39, 43 from zone 2.
        expect(tradesOf(deeds).map(({ zone: z, price }) => [z, price])).to.deep.equal([
          [1, 30n],
          [2, 25n],
          [1, 34n],
          [2, 29n],
          [1, 38n],
          [2, 33n],
        ]);
        const { volume, notional, average, last } = await f.zoneOf(1);
        expect([volume, notional, average, last]).to.deep.equal([30n, 1020n, 34n, 38n]);
      });

      it("the oldest order of a price first", async () => {
        const f = await load();
        const first = await f.sell(2, 50n, 30n);
        const second = await f.sell(1, 50n, 30n);
        await f.buy(3, 60n, 60n);
        expect(await f.orderOf(first.id)).to.include({ open: 0n, filled: 50n });
        expect(await f.orderOf(second.id)).to.include({ open: 40n, filled: 10n });
      });

      it("nobody beyond the limit, by a tick, and the rest rests uncrossed", async () => {
        const f = await load();
        await f.sell(2, 50n, 37n);
        await f.sell(3, 50n, 30n);
        await f.sell(3, 50n, 31n);
        const { filled, id } = await f.buy(1, 200n, 40n);
        expect(filled).to.equal(100n);
        expect((await f.orderOf(id)).open).to.equal(100n);
        const best = await f.exchange.quote.staticCall(f.order({ account: 1, side: BUY, energy: 10n, limit: 40n }));
        expect(best.filled).to.equal(0n);
      });

      it("bids of the eleven other zones", async () => {
        const f = await loadWide();
        const others = PARENTS.map((_, z) => z).slice(1);
        for (const z of others) await f.buy(z + 1, 10n, BigInt(200 + z) + tariffOf(z));
        const { deeds } = await f.sell(1, 500n, -100n, { kind: IOC });
        const fees = (z: number) => wayBetween(0, z).reduce((sum, node) => sum + tariffOf(node), 0n);
        const effective = (z: number) => BigInt(200 + z) + tariffOf(z) - fees(z);
        const zones = others.toSorted((a, b) => Number(effective(b) - effective(a) || fees(a) - fees(b)) || a - b);
        expect(tradesOf(deeds).map(({ zone: z }) => z)).to.deep.equal(zones);
      });

      it("average prices rounded half up, of negative ones too", async () => {
        const f = await load();
        await f.sell(2, 10n, -31n);
        await f.sell(2, 10n, -30n);
        await f.buy(1, 20n, 60n);
        expect((await f.zoneOf(1)).average).to.equal(-30n);
        await f.sell(2, 10n, 40n);
        await f.buy(1, 10n, 60n);
        expect(await f.zoneOf(1)).to.include({ volume: 30n, notional: -210n, average: -7n, last: 40n });
      });
    });

    describe("over limited links", () => {
      it("cuts a fill where a band begins and where the capacity ends; the rest rests", async () => {
        const f = await loadNarrow();
        await f.sell(2, 2000n, 10n);
        const { deeds, id } = await f.buy(1, 1200n, 100n);
        expect(piecesOf(deeds)).to.deep.equal([
          [1, 10n, 250n, 3n],
          [1, 10n, 250n, 8n],
          [1, 10n, 500n, 23n],
        ]);
        expect((await f.orderOf(id)).open).to.equal(200n);
        expect(await f.zoneOf(1)).to.include({ flow: 1000n, fees: 250n * 2n + 250n * 7n + 500n * 22n });
        expect(await f.zoneOf(0)).to.include({ flow: 0n, fees: 1000n });
        expect(await f.freeOf(1)).to.equal(FUNDS - (250n * 13n + 250n * 18n + 500n * 33n + 1000n * 100n) - 200n * 200n);
      });

      it("costs the same however an amount is split", async () => {
        const f = await loadNarrow();
        await f.sell(4, 400n, 10n);
        const { takeSnapshot } = connection.networkHelpers;
        const snapshot = await takeSnapshot();
        const spent = async (parts: readonly bigint[]) => {
          for (const part of parts) await f.buy(3, part, 500n, { kind: IOC });
          const result = [await f.freeOf(3), ...(await Promise.all([0, 1, 2, 3].map((z) => f.zoneOf(z))))];
          await snapshot.restore();
          return result;
        };
        const whole = await spent([299n]);
        expect(await spent([1n, 298n])).to.deep.equal(whole);
        expect(await spent([233n, 1n, 1n, 14n, 1n, 1n, 48n])).to.deep.equal(whole);
        expect(await spent([150n, 149n])).to.deep.equal(whole);
      });

      it("rounds a band's edge down: 7777 basis points of 301 Wh are 234", async () => {
        const f = await loadNarrow();
        await f.sell(4, 400n, 10n);
        const { deeds } = await f.buy(2, 400n, 500n);
        expect(piecesOf(deeds)).to.deep.equal([
          [3, 10n, 234n, 5n],
          [3, 10n, 67n, 45n],
        ]);
        expect((await f.zoneOf(3)).flow).to.equal(301n);
      });

      it("stops at a band that its limit does not pay, and rests", async () => {
        const f = await loadNarrow();
        await f.sell(2, 2000n, 10n);
        const { filled, id } = await f.buy(1, 600n, 18n);
        expect(filled).to.equal(500n);
        expect((await f.orderOf(id)).open).to.equal(100n);
        expect((await f.buy(1, 100n, 32n, { kind: POST_ONLY })).filled).to.equal(0n);
      });

      it("goes on with other books when a band makes them better, and comes back", async () => {
        const f = await loadNarrow();
        await f.sell(2, 2000n, 10n); // 13, 18, 33
        await f.sell(3, 100n, 11n); // 16
        await f.sell(3, 100n, 20n); // 25
        await f.sell(3, 100n, 30n); // 35
        const { deeds } = await f.buy(1, 1300n, 100n);
        expect(piecesOf(deeds)).to.deep.equal([
          [1, 10n, 250n, 3n],
          [2, 11n, 100n, 5n],
          [1, 10n, 250n, 8n],
          [2, 20n, 100n, 5n],
          [1, 10n, 500n, 23n],
          [2, 30n, 100n, 5n],
        ]);
      });

      it("chooses again after reading a path that turns out worse than it looked", async () => {
        const f = await loadNarrow();
        await f.sell(2, 250n, 10n);
        await f.buy(1, 250n, 100n);
        // The link stands at its first band: 12 + 3 + 5 is worse than 13 + 5, and a tie at 15 goes by path fee.
        await f.sell(2, 50n, 12n);
        await f.sell(3, 50n, 13n);
        await f.sell(3, 50n, 15n);
        const { deeds } = await f.buy(1, 150n, 100n);
        expect(piecesOf(deeds)).to.deep.equal([
          [2, 13n, 50n, 5n],
          [2, 15n, 50n, 5n],
          [1, 12n, 50n, 8n],
        ]);
      });

      it("passes by a book behind a full link, and takes it when opposite energy makes room", async () => {
        const f = await loadNarrow();
        await f.sell(4, 301n, 10n);
        await f.buy(2, 301n, 500n);
        const ask = await f.sell(4, 500n, 10n);
        await f.sell(3, 50n, 200n);
        const { deeds } = await f.buy(1, 50n, 300n);
        expect(piecesOf(deeds)).to.deep.equal([[2, 200n, 50n, 5n]]);
        const bid = await f.buy(1, 50n, 300n, { kind: POST_ONLY });
        expect(bid.filled).to.equal(0n);
        await f.cancel(1, [bid.id]);
        await f.sell(2, 40n, 20n);
        // Zone 3 buys 40 Wh: that relieves its link and pays no surcharge.
        await f.registry.assignZone(6, f.exchange, 3);
        await f.cancel(4, [ask.id]);
        const { deeds: down } = await f.buy(6, 40n, 100n, { zone: 3 });
        expect(piecesOf(down)).to.deep.equal([[1, 20n, 40n, 5n]]);
        expect((await f.zoneOf(3)).flow).to.equal(261n);
        await f.sell(4, 500n, 10n);
        expect(piecesOf((await f.buy(2, 60n, 500n, { kind: IOC })).deeds)).to.deep.equal([[3, 10n, 40n, 45n]]);
      });

      it("takes no surcharge from energy that relieves a link, up to zero, and from there as from an empty one", async () => {
        const f = await loadNarrow();
        await f.sell(2, 600n, 10n);
        await f.buy(3, 600n, 500n);
        expect((await f.zoneOf(1)).flow).to.equal(600n);
        await f.sell(1, 2000n, 10n);
        const { deeds } = await f.buy(2, 1000n, 100n, { kind: IOC });
        expect(piecesOf(deeds)).to.deep.equal([
          [0, 10n, 600n, 3n],
          [0, 10n, 250n, 3n],
          [0, 10n, 150n, 8n],
        ]);
        expect((await f.zoneOf(1)).flow).to.equal(-400n);
        const { deeds: more } = await f.buy(2, 1000n, 100n, { kind: IOC });
        expect(piecesOf(more)).to.deep.equal([
          [0, 10n, 100n, 8n],
          [0, 10n, 500n, 23n],
        ]);
        expect((await f.zoneOf(1)).flow).to.equal(-1000n);
        expect((await f.buy(2, 10n, 500n, { kind: IOC })).filled).to.equal(0n);
      });

      it("is bounded as a seller too, in both directions", async () => {
        const f = await loadNarrow();
        await f.buy(1, 2000n, 100n);
        const { deeds } = await f.sell(2, 1500n, -100n, { kind: IOC });
        expect(piecesOf(deeds)).to.deep.equal([
          [0, 100n, 250n, 3n],
          [0, 100n, 250n, 8n],
          [0, 100n, 500n, 23n],
        ]);
        await f.buy(2, 2500n, 90n);
        const { filled } = await f.sell(3, 2500n, -100n, { kind: IOC });
        // First what is left of the root's bid, then 1000 back and 1000 beyond.
        expect(filled).to.equal(2500n);
        expect((await f.zoneOf(1)).flow).to.equal(-500n);
      });

      it("adds the surcharges of all links of a path and ends where the first one does", async () => {
        const f = await loadNarrow();
        await f.sell(2, 240n, 10n);
        await f.buy(1, 240n, 100n);
        await f.sell(4, 400n, 10n);
        const { deeds } = await f.buy(1, 400n, 500n);
        // Link 1 goes from 240 over 250 and 500, link 3 from 0 over 234 to 301.
        expect(piecesOf(deeds)).to.deep.equal([
          [3, 10n, 10n, 6n],
          [3, 10n, 224n, 11n],
          [3, 10n, 26n, 51n],
          [3, 10n, 41n, 66n],
        ]);
        expect(await f.zoneOf(3)).to.include({ flow: 301n, fees: 234n * 3n + 67n * 43n });
      });

      it("keeps trades inside a zone free of its link", async () => {
        const f = await loadNarrow();
        await f.sell(2, 1000n, 10n);
        await f.buy(1, 1000n, 500n);
        await f.sell(2, 5000n, 10n);
        const { deeds } = await f.buy(7, 5000n, 12n);
        expect(piecesOf(deeds)).to.deep.equal([[1, 10n, 5000n, 2n]]);
        expect((await f.zoneOf(1)).flow).to.equal(1000n);
      });

      it("lets nothing over a closed link", async () => {
        const f = await loadNarrow();
        await f.area.setLink(2, 0, []);
        await f.openSlot({ slot: f.slot + 1, long: -100, short: 500 });
        const slot = f.slot + 1;
        await f.sell(3, 50n, 10n, { slot });
        expect((await f.buy(1, 50n, 500n, { slot, kind: POST_ONLY })).filled).to.equal(0n);
        expect((await f.buy(5, 50n, 14n, { slot })).filled).to.equal(50n);
      });
    });

    it("stops a taker, and lets nothing rest, where a zone has traded all it can count", async () => {
      const f = await load();
      await f.sell(2, 100n, 40n);
      await f.sell(2, 100n, 41n);
      await f.buy(1, 10n, 60n);
      await pokeFlow(f, { zone: 1, slot: f.slot }, { from: 0, bits: 44, value: 2n ** 43n - 1n - 120n });
      const { filled, id } = await f.buy(1, 150n, 60n);
      expect([filled, id]).to.deep.equal([120n, 0n]);
      expect((await f.zoneOf(1)).volume).to.equal(2n ** 43n - 1n);
      expect((await f.buy(1, 50n, 60n)).deeds).to.deep.equal([]);
      expect((await f.bestOf(SELL, 1))?.energy).to.equal(70n);
    });
  });
});
