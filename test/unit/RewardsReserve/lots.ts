import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployReserve, LOT_TERMS, priceAfter, WAD } from "../../helpers/treasury.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const fixture = () => deployReserve(connection);
const load = () => networkHelpers.loadFixture(fixture);
const ANY = 2n ** 256n - 1n;

/** One whose lot of 1,000 WATT has begun. */
async function begun() {
  const f = await deployReserve(connection);
  await f.give(parseEther("2500"));
  await f.reserve.beginLot();
  const { beganAt, endsAt } = await f.reserve.lot();
  /** Lets the next transaction happen so long {s} after the lot's begin. */
  const at = (elapsed: bigint) => time.setNextBlockTimestamp(beganAt + elapsed);
  return { ...f, beganAt, endsAt, at };
}
const loadBegun = () => networkHelpers.loadFixture(begun);

describe("RewardsReserve", () => {
  describe("beginLot", () => {
    it("refuses crumbs, which would keep more from being sold", async () => {
      const { reserve, give, read } = await load();
      await give(WAD - 1n);
      await expectUnchanged(read, () =>
        expect(reserve.beginLot())
          .to.be.revertedWithCustomError(reserve, "LotTooSmall")
          .withArgs(WAD - 1n, WAD),
      );
      await give(1n);
      await reserve.beginLot();
      expect((await reserve.lot()).left).to.equal(WAD);
    });

    it("refuses before the lot before is over, even where it is sold", async () => {
      const { reserve, buyer, endsAt, read } = await loadBegun();
      await reserve.connect(buyer).buy(parseEther("1000"), ANY);
      await time.setNextBlockTimestamp(endsAt - 1n);
      await expectUnchanged(read, () =>
        expect(reserve.beginLot()).to.be.revertedWithCustomError(reserve, "LotNotOver").withArgs(endsAt),
      );
      await time.setNextBlockTimestamp(endsAt);
      await expect(reserve.beginLot())
        .to.emit(reserve, "LotBegun")
        .withArgs(parseEther("1000"), endsAt + LOT_TERMS.duration);
    });

    it("puts at most a lot up for sale, and what is left of it with the next", async () => {
      const { reserve, stranger, give, now } = await load();
      await give(parseEther("1500"));
      await reserve.connect(stranger).beginLot();
      const beganAt = await now();
      expect(await reserve.lot()).to.deep.equal([
        ...[parseEther("1000"), beganAt, beganAt + LOT_TERMS.duration],
        ...[LOT_TERMS.halving, LOT_TERMS.startPrice, LOT_TERMS.floorPrice],
      ]);
      await time.increaseTo(beganAt + LOT_TERMS.duration);
      expect(await reserve.price()).to.equal(0n);
      await reserve.beginLot();
      expect((await reserve.lot()).left).to.equal(parseEther("1000"));
    });
  });

  describe("price", () => {
    it("is nothing where nothing is for sale", async () => {
      const { reserve } = await load();
      expect(await reserve.price()).to.equal(0n);
    });

    for (const elapsed of [0n, 1n, 1_799n, 3_599n, 3_600n, 3_601n, 7_200n, 35_000n, 36_000n, 86_399n, 86_400n]) {
      it(`falls by the rule: ${elapsed} s after the begin`, async () => {
        const { reserve, beganAt } = await loadBegun();
        if (elapsed > 0n) await time.increaseTo(beganAt + elapsed);
        expect(await reserve.price()).to.equal(priceAfter(elapsed));
      });
    }

    it("falls by a 600th of itself in a second at most, whatever the terms: nobody gets a lot cheap in one block", () => {
      const prices = fc.bigInt({ min: 10n ** 12n, max: 10n ** 24n });
      const property = fc.property(
        ...([prices, prices, fc.bigInt({ min: 600n, max: 86_400n }), fc.bigInt({ min: 0n, max: 604_798n })] as const),
        (one, other, halving, elapsed) => {
          const [startPrice, floorPrice] = one > other ? [one, other] : [other, one];
          const terms = { ...LOT_TERMS, startPrice, floorPrice, halving, duration: 604_800n };
          const [before, after] = [priceAfter(elapsed, terms), priceAfter(elapsed + 1n, terms)];
          expect(after <= before && after >= floorPrice).to.equal(true);
          expect((before - after) * 600n <= before + 600n).to.equal(true);
        },
      );
      fc.assert(property, { numRuns: 2_000 });
    });
  });

  describe("buy", () => {
    it("refuses where nothing is for sale: before, after, and where it is sold", async () => {
      const { reserve, buyer, read } = await load();
      await expectUnchanged(read, () =>
        expect(reserve.connect(buyer).buy(1n, ANY)).to.be.revertedWithCustomError(reserve, "NothingForSale"),
      );
      const f = await loadBegun();
      await f.reserve.connect(f.buyer).buy(parseEther("1000"), ANY);
      await expectUnchanged(f.read, () =>
        expect(f.reserve.connect(f.other).buy(1n, ANY)).to.be.revertedWithCustomError(f.reserve, "NothingForSale"),
      );
      const g = await loadBegun();
      await g.at(LOT_TERMS.duration);
      await expectUnchanged(g.read, () =>
        expect(g.reserve.connect(g.buyer).buy(1n, ANY)).to.be.revertedWithCustomError(g.reserve, "NothingForSale"),
      );
    });

    it("refuses nothing, a price above the buyer's, and whoever has approved nothing", async () => {
      const { reserve, grid, buyer, at, read } = await loadBegun();
      const by = reserve.connect(buyer);
      await expectUnchanged(read, () =>
        expect(by.buy(0n, ANY)).to.be.revertedWithCustomError(reserve, "NothingBought"),
      );
      await at(100n);
      await expectUnchanged(read, () =>
        expect(by.buy(1n, priceAfter(100n) - 1n))
          .to.be.revertedWithCustomError(reserve, "PriceTooHigh")
          .withArgs(priceAfter(100n), priceAfter(100n) - 1n),
      );
      await at(101n);
      await by.buy(WAD, priceAfter(101n));
      await grid.connect(buyer).approve(reserve, 0n);
      await expectUnchanged(read, () =>
        expect(by.buy(1n, ANY)).to.be.revertedWithCustomError(grid, "ERC20InsufficientAllowance"),
      );
    });

    it("pays WATT out and GRID into the rewards fund, in one call, the cost rounded up", async () => {
      const { reserve, grid, watt, staking, buyer, at } = await loadBegun();
      const [amount, price] = [333_333_333_333_333_333n, priceAfter(7n)];
      const cost = (amount * price + WAD - 1n) / WAD;
      expect((amount * price) % WAD).not.to.equal(0n);
      await at(7n);
      const bought = reserve.connect(buyer).buy(amount, ANY);
      await expect(bought).to.emit(reserve, "LotSold").withArgs(buyer.address, amount, cost);
      await expect(bought)
        .to.emit(staking, "RewardsFunded")
        .withArgs(await reserve.getAddress(), cost);
      await expect(bought).to.changeTokenBalances(ethers, watt, [reserve, buyer], [-amount, amount]);
      await expect(bought).to.changeTokenBalances(ethers, grid, [buyer, reserve, staking], [-cost, 0n, cost]);
      expect((await staking.funds()).free).to.equal(cost);
      expect((await reserve.lot()).left).to.equal(parseEther("1000") - amount);
    });

    it("sells what is left to whoever asks for more: a crumb bought first stops nobody", async () => {
      const { reserve, watt, buyer, other } = await loadBegun();
      await reserve.connect(other).buy(1n, ANY);
      await reserve.connect(buyer).buy(parseEther("1000"), ANY);
      expect(await watt.balanceOf(buyer)).to.equal(parseEther("1000") - 1n);
      expect((await reserve.lot()).left).to.equal(0n);
      expect(await watt.balanceOf(reserve)).to.equal(parseEther("1500"));
    });

    it("pays whoever's WATT was frozen since: it is a named escrow", async () => {
      const { reserve, watt, buyer } = await loadBegun();
      await watt.setFrozenTokens(buyer, 2n ** 256n - 1n);
      await reserve.connect(buyer).buy(WAD, ANY);
      expect(await watt.balanceOf(buyer)).to.equal(WAD);
    });

    it("lets a token that calls back buy nothing more: threat 30", async () => {
      const f = await load();
      const hostile = await ethers.deployContract("HostileToken");
      const reserve = await ethers.deployContract("RewardsReserve", [
        ...([f.access, hostile, f.grid, f.staking, LOT_TERMS] as const),
      ]);
      await hostile.mint(reserve, parseEther("10"));
      await f.grid.connect(f.buyer).approve(reserve, ANY);
      await reserve.beginLot();
      for (const call of [
        reserve.interface.encodeFunctionData("buy", [1n, ANY]),
        reserve.interface.encodeFunctionData("beginLot"),
        reserve.interface.encodeFunctionData("fund"),
      ]) {
        await hostile.reenter(reserve, call);
        await expect(reserve.connect(f.buyer).buy(WAD, ANY)).to.be.revertedWithCustomError(
          reserve,
          "ReentrancyGuardReentrantCall",
        );
      }
      expect((await reserve.lot()).left).to.equal(parseEther("10"));
    });
  });

  describe("fund", () => {
    it("moves GRID that lies there into the rewards fund, and nothing where there is none", async () => {
      const { reserve, grid, staking, buyer, stranger } = await load();
      await grid.connect(buyer).transfer(reserve, 5n);
      await expect(reserve.connect(stranger).fund()).to.emit(reserve, "ReserveFunded").withArgs(5n);
      expect((await staking.funds()).free).to.equal(5n);
      expect(await reserve.connect(stranger).fund.staticCall()).to.equal(0n);
      await expect(reserve.connect(stranger).fund()).not.to.emit(reserve, "ReserveFunded");
    });

    it("leaves WATT alone", async () => {
      const { reserve, watt } = await loadBegun();
      await reserve.fund();
      expect(await watt.balanceOf(reserve)).to.equal(parseEther("2500"));
      expect(await reserve.GRID()).not.to.equal(ZeroAddress);
    });
  });
});
