import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, PAIR, UNIT } from "../../helpers/clearing.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const PARTY = 0;
const RATED = { import: 1_000n, export: 2_000n } as const;
/** {tick} max(short, 0) and -min(long, 0) of {PAIR}. */
const [SHORT, LONG] = [30n, 20n];
const read = (wh: bigint) => ({ delivery: 1, low: wh, high: wh });

/** Account 1 has sold 100 of 150 Wh at 5 and bid 30 Wh at -2; account 2 has bought the 100 and sold 40 at 6 to account 3. */
async function fixture() {
  const f = await deployClearing(connection);
  const sale = await f.place({ account: 1, side: "sell", energy: 150, limit: 5 });
  await f.place({ account: 2, side: "buy", energy: 100, limit: 20 });
  const bid = await f.place({ account: 1, side: "buy", energy: 30, limit: -2 });
  const other = await f.place({ account: 2, side: "sell", energy: 60, limit: 6 });
  await f.place({ account: 3, side: "buy", energy: 90, limit: 25 });
  return { ...f, sale, bid, other };
}

/** Residual supply: accounts 1 and 2 have meters, the party money; account 1 has sold account 2 100 Wh at 5. */
async function residual() {
  const f = await deployClearing(connection, true);
  const { exchange, meters, watt, carol, slot } = f;
  const address = await exchange.getAddress();
  for (const account of [1, 2]) await meters.setRating(address, account, RATED.import, RATED.export);
  await watt.mint(carol, 10n ** 31n);
  await watt.connect(carol).approve(exchange, 2n ** 256n - 1n);
  await exchange.connect(carol).deposit(PARTY, 100_000n * UNIT);
  await exchange.openSlots([{ slot: slot + 1, long: 5, short: 25 }]);
  const sale = await f.place({ account: 1, side: "sell", energy: 100, limit: 5, slot: slot + 1 });
  await f.place({ account: 2, side: "buy", energy: 100, limit: 25, slot: slot + 1 });
  const module = await ethers.deployContract("SettlementMock");
  await exchange.setSettlement(module);
  const settle = async (at: number, accounts: number[], answer: ReturnType<typeof read>[]) => {
    await module.setAnswer(answer);
    await exchange.settle(at, accounts, [], "0x");
  };
  return { ...f, sale, settle };
}

describe("Exchange", () => {
  describe("unlocksOf", () => {
    it("refuses an account that is not there, no slots and too many", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      const refused = async (account: number, count: number, error: string, args: readonly number[]) => {
        const call = exchange.unlocksOf(account, slot, count, []);
        await expect(call)
          .to.be.revertedWithCustomError(exchange, error)
          .withArgs(...args);
      };
      await refused(9, 1, "UnknownAccount", [9]);
      await refused(1, 0, "SlotCountOutOfRange", [0, 100]);
      await refused(1, 101, "SlotCountOutOfRange", [101, 100]);
    });

    it("tells nothing of slots in which an account has nothing", async () => {
      const { exchange, slot } = await networkHelpers.loadFixture(fixture);
      expect(await exchange.unlocksOf(1, slot + 1, 100, [])).to.deep.equal([]);
      expect(await exchange.unlocksOf(1, slot - 100, 100, [])).to.deep.equal([]);
    });

    it("tells what the named orders lock, and counts their fills as claimed", async () => {
      const { exchange, slot, sale, bid } = await networkHelpers.loadFixture(fixture);
      const [first, second] = [
        await exchange.unlocksOf(1, slot, 1, [sale, bid]),
        await exchange.unlocksOf(1, slot, 1, []),
      ];
      const { volume } = await exchange.zoneData(slot, 1);
      const filled = volume < 150n ? volume : 150n;
      const orders = (150n - filled) * (SHORT - 5n) + 30n * (LONG - 2n);
      const times = [BigInt(slot * 900 - 300), BigInt((slot + 1) * 900)];
      expect(first).to.deep.equal([[slot, ...times, orders, 0, filled * SHORT, 0, 0, false].map(toBigInt)]);
      expect(second).to.deep.equal([]);
    });

    it("passes over the orders of others, of other slots and ended ones", async () => {
      const { exchange, slot, alice, sale, bid, other } = await networkHelpers.loadFixture(fixture);
      await exchange.openSlots([{ slot: slot + 1, ...PAIR }]);
      const own = await exchange.unlocksOf(1, slot, 1, [sale]);
      await exchange.connect(alice).cancelOrders([bid]);
      expect(await exchange.unlocksOf(1, slot, 1, [sale, bid, other])).to.deep.equal(own);
      expect(await exchange.unlocksOf(1, slot + 1, 1, [sale])).to.deep.equal([]);
    });

    it("holds what is locked apart from the free funds, so that both are all that was deposited, less cost", async () => {
      const { exchange, slot, bid, alice, free } = await networkHelpers.loadFixture(fixture);
      const before = await free(1);
      const [unlock] = await exchange.unlocksOf(1, slot, 1, [bid]);
      await exchange.connect(alice).cancelOrders([bid]);
      expect((await free(1)) - before).to.equal(unlock?.orders);
      expect(unlock?.orders).to.equal(30n * (LONG - 2n));
    });

    it("tells apart what netting frees at once and what settling pays", async () => {
      const { exchange, slot, bob, other, free } = await networkHelpers.loadFixture(fixture);
      await exchange.claim([other]);
      const { sold, bought } = await exchange.positionData(2, slot);
      expect(sold > 0n && sold < bought).to.equal(true);
      const [unlock] = await exchange.unlocksOf(2, slot, 1, []);
      expect(unlock?.netting).to.equal(sold * (SHORT + LONG));
      expect(unlock?.sets).to.equal((bought - sold) * LONG);
      const before = await free(2);
      await exchange.connect(bob).net(2, slot, sold);
      expect((await free(2)) - before).to.equal(unlock?.netting);
    });

    it("is what claiming and settling then pay, where all is delivered", async () => {
      const { exchange, slot, sale, bid, deliver, free } = await networkHelpers.loadFixture(fixture);
      await deliver();
      const [unlock] = await exchange.unlocksOf(1, slot, 1, [sale, bid]);
      const before = await free(1);
      await exchange.settle(slot, [1], [sale, bid], "0x");
      expect((await free(1)) - before).to.equal(
        (unlock?.orders ?? 0n) + (unlock?.netting ?? 0n) + (unlock?.sets ?? 0n),
      );
      expect(await exchange.unlocksOf(1, slot, 1, [sale, bid])).to.deep.equal([]);
    });

    it("keeps a reserve for begun slots with a meter, in sum what the account may not use", async () => {
      const { exchange, slot, deliver, settle } = await networkHelpers.loadFixture(residual);
      const reserves = async (account: number) => {
        const unlocks = await exchange.unlocksOf(account, slot - 50, 100, []);
        return unlocks.map(({ slot: at, reserve }) => [Number(at) - slot, reserve]).filter(([, units]) => units !== 0n);
      };
      expect(await reserves(1)).to.deep.equal([]);
      await deliver(slot + 1);
      const all = [
        [0, RATED.import * SHORT],
        [1, RATED.import * 25n],
      ];
      expect(await reserves(1)).to.deep.equal(all);
      expect((await exchange.accountData(1)).reserve).to.equal(RATED.import * (SHORT + 25n));
      expect(await reserves(3)).to.deep.equal([]);
      await settle(slot, [1], [read(0n)]);
      expect(await reserves(1)).to.deep.equal(all.slice(1));
      expect((await exchange.accountData(1)).reserve).to.equal(RATED.import * 25n);
    });

    it("tells a credit in full until its slot is financed, then what its pot holds for it", async () => {
      const f = await networkHelpers.loadFixture(residual);
      const { exchange, slot, carol, sale, deliver, settle } = f;
      await exchange.claim([sale]);
      const { free, reserve } = await exchange.accountData(PARTY);
      await exchange.connect(carol).withdraw(PARTY, (free - reserve) * UNIT);
      await deliver(slot + 1);
      await settle(slot, [1, 2], [read(0n), read(0n)]);
      await settle(slot + 1, [1], [read(100n + 1_999n)]);
      const credits = async () => (await exchange.unlocksOf(1, slot + 1, 1, [])).map((u) => [u.credit, u.isFinanced]);
      expect(await credits()).to.deep.equal([[5n * 1_999n, false]]);
      await settle(slot + 1, [2], [read(-100n + 30_001n)]);
      const { credits: all } = await exchange.slotClearing(slot + 1);
      expect(all.pot < all.credits && all.pot > 0n).to.equal(true);
      const share = (5n * 1_999n * all.pot) / all.credits;
      expect(await credits()).to.deep.equal([[share, true]]);
      const before = (await exchange.accountData(1)).free;
      await exchange.payCredits(slot + 1, [1]);
      expect((await exchange.accountData(1)).free - before).to.equal(share);
      expect(await credits()).to.deep.equal([]);
    });
  });
});

function toBigInt(value: bigint | number | boolean): bigint | boolean {
  return typeof value === "number" ? BigInt(value) : value;
}
