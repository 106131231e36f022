import { expect } from "chai";
import { MaxUint256, parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployStaking, earned, FUND, NEUTRAL, RATE, RAY, YEAR } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const AMOUNT = parseEther("100000");

const fixture = () => deployStaking(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("Staking", () => {
  describe("rewards", () => {
    it("are 8% of what is staked in a year of 365 days, linear, to the wei", async () => {
      const { staking, alice, stake, now, grid } = await load();
      await stake(alice, NEUTRAL, AMOUNT);
      const begin = await now();
      await time.increaseTo(begin + YEAR);
      const owed = earned(AMOUNT, YEAR);
      // 1.4e-19 of a year is lost to the rate's rounding: 8,000 GRID less 1,120 wei.
      expect(parseEther("8000") - owed).to.be.within(1n, 2_000n);
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(owed);
      await time.setNextBlockTimestamp(begin + YEAR + 1n);
      const before = await grid.balanceOf(alice);
      await expect(staking.connect(alice).claimRewards([NEUTRAL]))
        .to.emit(staking, "RewardsClaimed")
        .withArgs(BigInt(NEUTRAL), alice.address, earned(AMOUNT, YEAR + 1n));
      expect((await grid.balanceOf(alice)) - before).to.equal(earned(AMOUNT, YEAR + 1n));
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(0n);
    });

    it("do not depend on how often they are brought up: at most a wei each time", async () => {
      const { staking, alice, stake, now } = await load();
      await stake(alice, NEUTRAL, AMOUNT + 1n);
      const begin = await now();
      const pokes = 40n;
      for (let poke = 1n; poke <= pokes; poke++) {
        await time.setNextBlockTimestamp(begin + poke * 12n);
        if (poke % 2n === 0n) await staking.accrue();
        else await staking.connect(alice).claimRewards([]);
      }
      const owed = earned(AMOUNT + 1n, pokes * 12n);
      const found = await staking.rewardsOf(alice, NEUTRAL);
      expect(owed - found).to.be.within(0n, 1n);
      const [, promised] = await staking.funds();
      expect(promised - owed).to.be.within(0n, pokes + 1n);
    });

    it("claimed bit by bit are never more than at once, and at most a wei less each time", async () => {
      const { staking, alice, bob, stake, now, grid } = await load();
      await stake(alice, NEUTRAL, AMOUNT);
      await stake(bob, NEUTRAL, AMOUNT);
      const begin = await now();
      const [alone, claims] = [await grid.balanceOf(alice), 30n];
      for (let at = 1n; at <= claims; at++) {
        await time.setNextBlockTimestamp(begin + at * 7n);
        await staking.connect(alice).claimRewards([NEUTRAL]);
      }
      const bits = (await grid.balanceOf(alice)) - alone;
      const once = await staking.rewardsOf(bob, NEUTRAL);
      // Alice staked a block, and with it a second, earlier.
      expect(once + earned(AMOUNT, 1n) - bits).to.be.within(0n, claims + 1n);
    });

    it("stop when nothing is left in the fund, in the second that was told, and stand still until it is refilled", async () => {
      const { staking, alice, stake, now, admin } = await load();
      const large = parseEther("1000000");
      await stake(alice, NEUTRAL, large);
      const begin = await now();
      const seconds = (FUND * RAY) / (large * RATE);
      expect(await staking.fundedUntil()).to.equal(begin + seconds);
      await time.increaseTo(begin + seconds + 100n * DAY);
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(earned(large, seconds));
      await staking.accrue();
      const [free, promised] = await staking.funds();
      expect(free).to.be.lessThan((large * RATE) / RAY + 1n);
      expect(free + promised).to.equal(FUND);
      await time.increase(50n * DAY);
      await staking.connect(admin).fundRewards(FUND);
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(earned(large, seconds));
      const refilled = await now();
      await time.increaseTo(refilled + DAY);
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(earned(large, seconds + DAY));
    });

    it("are not owed while nobody stakes, and nobody is paid for the time before", async () => {
      const { staking, alice, stake } = await load();
      await time.increase(100n * DAY);
      expect(await staking.fundedUntil()).to.equal(MaxUint256);
      await stake(alice, NEUTRAL, AMOUNT);
      expect(await staking.rewardsOf(alice, NEUTRAL)).to.equal(0n);
      expect(await staking.funds()).to.deep.equal([FUND, 0n, 0n]);
    });

    it("give nobody a part who comes a second before and leaves after", async () => {
      const { staking, alice, bob, stake, unbond, now } = await load();
      await stake(alice, NEUTRAL, AMOUNT);
      await time.increase(100n * DAY);
      await stake(bob, NEUTRAL, AMOUNT);
      const begin = await now();
      const before = await staking.rewardsOf(alice, NEUTRAL);
      await time.setNextBlockTimestamp(begin + 1n);
      await unbond(bob, NEUTRAL, await staking.sharesOf(bob, NEUTRAL));
      expect(await staking.rewardsOf(bob, NEUTRAL)).to.equal(earned(AMOUNT, 1n));
      expect((await staking.rewardsOf(alice, NEUTRAL)) - before).to.be.within(
        earned(AMOUNT, 1n),
        earned(AMOUNT, 1n) + 1n,
      );
      await time.increase(10n * DAY);
      expect(await staking.rewardsOf(bob, NEUTRAL)).to.equal(earned(AMOUNT, 1n));
    });

    it("of an operator's pool are shared by its commission, which changes an epoch after it was announced", async () => {
      const { staking, operator, alice, stake, now } = await load();
      await stake(alice, 1, AMOUNT);
      const begin = await now();
      const midnight = (begin / DAY + 1n) * DAY;
      await staking.connect(operator).announceCommission(1, 5_000);
      expect((await staking.poolData(1)).commission).to.equal(1_000n);
      await time.setNextBlockTimestamp(midnight);
      await staking.connect(operator).claimRewards([1]);
      const all = earned(AMOUNT, midnight - begin);
      const own = await staking.rewardsOf(alice, 1);
      // The commission is rounded down at every change, what is left for the pool with it up.
      expect((all * 9n) / 10n - own).to.be.within(-1n, 1n);
      expect((await staking.poolData(1)).commission).to.equal(5_000n);
      await time.setNextBlockTimestamp(midnight + DAY);
      const paid = await staking.connect(operator).claimRewards.staticCall([1], { blockTag: "pending" });
      // What a second earns is rounded at both ends.
      expect(earned(AMOUNT, DAY) / 2n - paid).to.be.within(-1n, 1n);
      await expect(staking.connect(alice).announceCommission(1, 0))
        .to.be.revertedWithCustomError(staking, "NotPoolOperator")
        .withArgs(1n, alice.address);
      await expect(staking.connect(operator).announceCommission(1, 5_001))
        .to.be.revertedWithCustomError(staking, "CommissionTooHigh")
        .withArgs(5_001n, 5_000n);
    });

    it("stop for a pool that is stopped, without a claim on the fund, and go on after", async () => {
      const { staking, alice, bob, stake, now, stranger } = await load();
      await stake(alice, 1, AMOUNT);
      await stake(bob, NEUTRAL, AMOUNT);
      await expect(staking.connect(stranger).setStopped(1, true)).to.be.revertedWithCustomError(
        staking,
        "AccessManagedUnauthorized",
      );
      await expect(staking.setStopped(1, true)).to.emit(staking, "PoolStopped").withArgs(1n, true);
      const [stopped, until] = [await staking.rewardsOf(alice, 1), await staking.fundedUntil()];
      const rest = (await staking.funds())[0];
      expect(until - (await now())).to.equal((rest * RAY) / (AMOUNT * RATE));
      await time.increase(30n * DAY);
      expect(await staking.rewardsOf(alice, 1)).to.equal(stopped);
      await staking.setStopped(1, false);
      const begin = await now();
      await time.increaseTo(begin + DAY);
      const gain = (await staking.rewardsOf(alice, 1)) - stopped;
      expect((earned(AMOUNT, DAY) * 9n) / 10n - gain).to.be.within(0n, 1n);
      await expectUnchanged(
        () => staking.poolData(1),
        () => staking.setStopped(1, false),
      );
      await expect(staking.setStopped(0, true)).to.be.revertedWithCustomError(staking, "NeutralPool");
    });

    it("have a rate that is never above 8%", async () => {
      const { staking, alice, stake, stranger, now } = await load();
      await stake(alice, NEUTRAL, AMOUNT);
      await expect(staking.setRewardRate(RATE + 1n))
        .to.be.revertedWithCustomError(staking, "RewardRateTooHigh")
        .withArgs(RATE + 1n, RATE);
      await expect(staking.connect(stranger).setRewardRate(0n)).to.be.revertedWithCustomError(
        staking,
        "AccessManagedUnauthorized",
      );
      await time.increase(DAY);
      await staking.setRewardRate(RATE / 2n);
      const [begin, before] = [await now(), await staking.rewardsOf(alice, NEUTRAL)];
      await time.increaseTo(begin + DAY);
      const gain = (await staking.rewardsOf(alice, NEUTRAL)) - before;
      expect(gain - (AMOUNT * (RATE / 2n) * DAY) / RAY).to.be.within(0n, 1n);
    });
  });
});
