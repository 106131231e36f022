import { expect } from "chai";
import { parseEther } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { deployReserve, LOT_TERMS, priceAfter, WAD } from "../helpers/treasury.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const fixture = () => deployReserve(connection);
const RUNS = process.env["TEST_DEPTH"] === "deep" ? 300 : 30;

const who = fc.constantFrom("buyer" as const, "other" as const);
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n }),
  fc.bigInt({ min: 1n, max: parseEther("50") }),
  fc.bigInt({ min: 1n, max: parseEther("2000") }),
);
const price = fc.bigInt({ min: parseEther("0.05"), max: parseEther("120") });
const terms = fc.record({
  startPrice: fc.bigInt({ min: parseEther("2"), max: parseEther("100") }),
  floorPrice: fc.bigInt({ min: parseEther("0.001"), max: parseEther("2") }),
  lotSize: fc.bigInt({ min: WAD, max: parseEther("1500") }),
  halving: fc.bigInt({ min: 600n, max: 20_000n }),
  duration: fc.bigInt({ min: 3_600n, max: 90_000n }),
});
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("give" as const), amount }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("begin" as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("buy" as const), who, amount, price }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 60_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("terms" as const), terms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("gift" as const), amount }) },
);

/** The reserve as the rules in words have it. */
interface Model {
  watt: bigint;
  /** {wad} that stakers' fund got, and that lies about. */
  funded: bigint;
  gifts: bigint;
  terms: typeof LOT_TERMS;
  lot: { left: bigint; beganAt: bigint; terms: typeof LOT_TERMS } | null;
  readonly bought: Record<"buyer" | "other", bigint>;
}

/** {wad} of a WATT at a time; 0 where nothing is for sale. */
function priceAt({ lot }: Model, now: bigint): bigint {
  return lot === null || lot.left === 0n ? 0n : priceAfter(now - lot.beganAt, lot.terms);
}

describe("the rewards reserve, by a plain model", () => {
  it("sells at the model's price, pays stakers all it takes, and refuses what the model refuses", async function () {
    this.timeout(RUNS * 10_000);
    const seen = { sold: 0, refused: 0, begun: 0, early: 0, whole: 0, floor: 0 };
    const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const f = await networkHelpers.loadFixture(fixture);
      const { reserve, staking, grid, watt } = f;
      const bought = { buyer: 0n, other: 0n };
      const m: Model = { watt: 0n, funded: 0n, gifts: 0n, terms: LOT_TERMS, lot: null, bought };
      for (const s of steps) {
        if (s.kind === "wait") await time.increase(s.seconds);
        if (s.kind === "give") {
          await f.give(s.amount);
          m.watt += s.amount;
        }
        if (s.kind === "gift") {
          await grid.connect(f.buyer).transfer(reserve, s.amount);
          m.gifts += s.amount;
        }
        if (s.kind === "terms") {
          await reserve.setTerms(s.terms);
          m.terms = s.terms;
        }
        const now = (await f.now()) + 1n;
        if (s.kind === "begin") {
          await time.setNextBlockTimestamp(now);
          const isOver = m.lot === null || now >= m.lot.beganAt + m.lot.terms.duration;
          if (isOver && m.watt >= WAD) {
            await reserve.beginLot();
            const left = m.watt < m.terms.lotSize ? m.watt : m.terms.lotSize;
            m.lot = { left, beganAt: now, terms: m.terms };
            seen.begun += 1;
          } else {
            await expect(reserve.beginLot()).to.be.revertedWithCustomError(
              reserve,
              isOver ? "LotTooSmall" : "LotNotOver",
            );
            seen.early += 1;
          }
        }
        if (s.kind === "buy") {
          await time.setNextBlockTimestamp(now);
          const [asked, left] = [priceAt(m, now), m.lot?.left ?? 0n];
          const call = reserve.connect(f[s.who]).buy(s.amount, s.price);
          if (asked === 0n || asked > s.price) {
            const name = asked === 0n ? "NothingForSale" : "PriceTooHigh";
            await expect(call).to.be.revertedWithCustomError(reserve, name);
            seen.refused += 1;
          } else {
            await call;
            const part = s.amount < left ? s.amount : left;
            m.funded += (part * asked + WAD - 1n) / WAD;
            m.watt -= part;
            m.bought[s.who] += part;
            if (m.lot !== null) m.lot.left -= part;
            seen.sold += 1;
            if (part === left) seen.whole += 1;
            if (asked === m.lot?.terms.floorPrice) seen.floor += 1;
          }
        }
        expect(await watt.balanceOf(reserve)).to.equal(m.watt);
        expect(await watt.balanceOf(f.buyer)).to.equal(m.bought.buyer);
        expect(await watt.balanceOf(f.other)).to.equal(m.bought.other);
        expect((await staking.funds()).free).to.equal(m.funded);
        expect(await grid.balanceOf(reserve)).to.equal(m.gifts);
        expect(m.watt >= (m.lot?.left ?? 0n)).to.equal(true);
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: 20_261_128 });
    for (const [what, times] of Object.entries(seen)) expect(times, what).to.be.above(10);
  });
});
