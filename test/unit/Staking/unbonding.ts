import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployStaking, FUND, GRID, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const AMOUNT = parseEther("1000");
const PERIOD = 28n * DAY;

const fixture = () => deployStaking(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("Staking", () => {
  describe("openPool", () => {
    it("opens one pool for an operator, up to 64 with the neutral one", async () => {
      const { staking, grid, operator, alice } = await load();
      await expect(staking.connect(alice).openPool(0)).to.emit(staking, "PoolOpened").withArgs(2n, alice.address, 0n);
      expect([await staking.poolOf(alice), await staking.poolOf(operator)]).to.deep.equal([2n, 1n]);
      await expect(staking.connect(alice).openPool(0))
        .to.be.revertedWithCustomError(staking, "OperatorHasPool")
        .withArgs(alice.address, 2n);
      await expect(staking.openPool(5_001))
        .to.be.revertedWithCustomError(staking, "CommissionTooHigh")
        .withArgs(5_001n, 5_000n);
      const many = await Promise.all(
        Array.from({ length: 61 }, (_, at) =>
          connection.ethers.getImpersonatedSigner(`0x${(at + 1000).toString(16).padStart(40, "0")}`),
        ),
      );
      for (const one of many) {
        await networkHelpers.setBalance(one.address, 10n ** 18n);
        const price = await staking.openingPrice();
        await grid.mint(one, price);
        await grid.connect(one).approve(staking, price);
        await staking.connect(one).openPool(0);
      }
      // Of 63 pools eight are free.
      expect(await grid.balanceOf(staking)).to.equal(FUND + 55n * parseEther("10000"));
      await expect(staking.openPool(0)).to.be.revertedWithCustomError(staking, "TooManyPools").withArgs(64n);
    });
  });

  it("takes the price of a pool but the first eight for the rewards, and opens none without it", async () => {
    const { staking, grid, alice, bob, carol, admin, stranger } = await load();
    for (let pools = 2n; pools < 9n; pools++) {
      expect(await staking.openingPrice()).to.equal(0n);
      const one = await connection.ethers.getImpersonatedSigner(`0x${(pools + 1000n).toString(16).padStart(40, "0")}`);
      await networkHelpers.setBalance(one.address, 10n ** 18n);
      await staking.connect(one).openPool(0);
    }
    const price = parseEther("10000");
    expect([await staking.poolCount(), await staking.openingPrice()]).to.deep.equal([9n, price]);
    await expect(staking.connect(stranger).openPool(0))
      .to.be.revertedWithCustomError(grid, "ERC20InsufficientAllowance")
      .withArgs(await staking.getAddress(), 0n, price);
    expect([await staking.poolCount(), await staking.poolOf(stranger)]).to.deep.equal([9n, 0n]);

    const { free } = await staking.funds();
    const opened = await staking.connect(alice).openPool(0);
    await expect(opened).to.emit(staking, "RewardsFunded").withArgs(alice.address, price);
    await expect(opened)
      .to.emit(grid, "Transfer")
      .withArgs(alice.address, await staking.getAddress(), price);
    expect((await staking.funds()).free).to.equal(free + price);

    await expect(staking.connect(admin).setPoolPrice(parseEther("1000")))
      .to.emit(staking, "PoolPriceSet")
      .withArgs(parseEther("1000"));
    await staking.connect(bob).openPool(0);
    expect((await staking.funds()).free).to.equal(free + price + parseEther("1000"));
    for (const out of [parseEther("1000") - 1n, parseEther("1000000") + 1n]) {
      await expect(staking.setPoolPrice(out))
        .to.be.revertedWithCustomError(staking, "PoolPriceOutOfRange")
        .withArgs(out, parseEther("1000"), parseEther("1000000"));
    }
    await expect(staking.connect(carol).setPoolPrice(price)).to.be.revertedWithCustomError(
      staking,
      "AccessManagedUnauthorized",
    );
  });

  describe("stake", () => {
    it("gives 1,000 shares for each wei, and takes the GRID", async () => {
      const { staking, grid, alice } = await load();
      const staked = expect(staking.connect(alice).stake(1, AMOUNT));
      await staked.to.emit(staking, "Staked").withArgs(1n, alice.address, AMOUNT, AMOUNT * SHARES);
      await staked.to.emit(grid, "Transfer").withArgs(alice.address, await staking.getAddress(), AMOUNT);
      expect(await staking.sharesOf(alice, 1)).to.equal(AMOUNT * SHARES);
      expect(await staking.assetsOf(1, AMOUNT * SHARES)).to.equal(AMOUNT);
      const { assets, shares } = await staking.poolData(1);
      expect([assets, shares]).to.deep.equal([AMOUNT, AMOUNT * SHARES]);
    });

    it("refuses pools that are not there, nothing, and more than there is", async () => {
      const { staking, grid, alice } = await load();
      await expect(staking.connect(alice).stake(2, 1))
        .to.be.revertedWithCustomError(staking, "PoolNotFound")
        .withArgs(2n);
      await expect(staking.connect(alice).stake(1, 0))
        .to.be.revertedWithCustomError(staking, "StakeTooSmall")
        .withArgs(0n);
      await expectUnchanged(
        () => staking.poolData(1),
        () =>
          expect(staking.connect(alice).stake(1, GRID + 1n))
            .to.be.revertedWithCustomError(grid, "ERC20InsufficientBalance")
            .withArgs(alice.address, GRID, GRID + 1n),
      );
    });

    it("cannot be made dear by a gift, nor by the first who stakes a wei", async () => {
      const { staking, grid, alice, bob, stake } = await load();
      await stake(alice, 1, 1n);
      await grid.connect(alice).transfer(staking, parseEther("100000"));
      await stake(bob, 1, 3n);
      expect(await staking.assetsOf(1, await staking.sharesOf(bob, 1))).to.equal(3n);
    });
  });

  describe("sharesAtEpoch, assetsAtEpoch", () => {
    it("are those of the day's begin, whatever comes and goes in the day", async () => {
      const { staking, alice, bob, stake, unbond, now } = await load();
      const at = async () => [await staking.sharesAtEpoch(alice, 1), await staking.assetsAtEpoch(1)];
      await time.increaseTo(((await now()) / DAY + 1n) * DAY);
      await stake(alice, 1, AMOUNT);
      expect(await at()).to.deep.equal([0n, 0n]);
      await time.increase(DAY);
      expect(await at()).to.deep.equal([AMOUNT * SHARES, AMOUNT]);
      await unbond(alice, 1, (AMOUNT / 4n) * SHARES);
      await stake(bob, 1, AMOUNT);
      await stake(alice, 1, 5n * AMOUNT);
      expect(await at()).to.deep.equal([AMOUNT * SHARES, AMOUNT]);
      await staking.slashPool(1, AMOUNT, await staking.epoch());
      expect(await at()).to.deep.equal([AMOUNT * SHARES, AMOUNT]);
      await time.increase(DAY);
      const { assets } = await staking.poolData(1);
      expect(await at()).to.deep.equal([((AMOUNT * 23n) / 4n) * SHARES, assets]);
    });
  });

  describe("unbond", () => {
    it("leaves the pool at once and pays after the period, whoever asks", async () => {
      const { staking, grid, alice, stranger, stake, now } = await load();
      await stake(alice, 1, AMOUNT);
      const half = (AMOUNT / 2n) * SHARES;
      const left = await staking.connect(alice).unbond(1, half);
      const [epoch, maturesAt] = [await staking.epoch(), (await now()) + PERIOD];
      await expect(left)
        .to.emit(staking, "Unbonded")
        .withArgs(1n, alice.address, epoch, half, AMOUNT / 2n, AMOUNT / 2n, maturesAt);
      expect((await staking.poolData(1)).assets).to.equal(AMOUNT / 2n);
      expect(await staking.unbondingAmount(alice, 1, epoch)).to.equal(AMOUNT / 2n);
      await time.setNextBlockTimestamp(maturesAt - 1n);
      await expect(staking.connect(alice).withdraw(alice, 1, [epoch]))
        .to.be.revertedWithCustomError(staking, "NotMatured")
        .withArgs(epoch, maturesAt);
      await time.setNextBlockTimestamp(maturesAt);
      const before = await grid.balanceOf(alice);
      await expect(staking.connect(stranger).withdraw(alice, 1, [epoch]))
        .to.emit(staking, "UnbondedWithdrawn")
        .withArgs(1n, alice.address, epoch, AMOUNT / 2n);
      expect((await grid.balanceOf(alice)) - before).to.equal(AMOUNT / 2n);
      await expect(staking.withdraw(alice, 1, [epoch]))
        .to.be.revertedWithCustomError(staking, "UnbondingNotFound")
        .withArgs(alice.address, 1n, epoch);
    });

    it("of a day matures together, and pays each its own", async () => {
      const { staking, grid, alice, bob, stake, unbond, now } = await load();
      await time.increaseTo(((await now()) / DAY + 1n) * DAY);
      await stake(alice, 1, AMOUNT);
      await stake(bob, 1, AMOUNT);
      const day = await unbond(alice, 1, 3n * SHARES);
      await unbond(bob, 1, 5n * SHARES);
      await time.increase(1_000);
      expect(await unbond(alice, 1, 4n * SHARES)).to.equal(day);
      const { shares, maturesAt } = await staking.unbondingOf(alice, 1, day);
      expect([shares, maturesAt]).to.deep.equal([7n, (await now()) + PERIOD]);
      await time.setNextBlockTimestamp(maturesAt);
      const before = await grid.balanceOf(alice);
      await staking.withdraw(alice, 1, [day]);
      expect((await grid.balanceOf(alice)) - before).to.equal(7n);
      expect(await staking.unbondingAmount(bob, 1, day)).to.equal(5n);
    });

    it("refuses nothing, more than one has, and others' pools", async () => {
      const { staking, alice, bob, stake } = await load();
      await stake(alice, 1, AMOUNT);
      for (const [who, pool, shares, held] of [
        [alice, 1, 0n, AMOUNT * SHARES],
        [alice, 1, AMOUNT * SHARES + 1n, AMOUNT * SHARES],
        [alice, 0, 1n, 0n],
        [bob, 1, 1n, 0n],
      ] as const) {
        await expect(staking.connect(who).unbond(pool, shares))
          .to.be.revertedWithCustomError(staking, "SharesExceeded")
          .withArgs(who.address, BigInt(pool), shares, held);
      }
    });

    it("keeps its time when the period changes, which is 14 to 45 days", async () => {
      const { staking, alice, stake, unbond, now, stranger } = await load();
      await stake(alice, NEUTRAL, AMOUNT);
      const day = await unbond(alice, NEUTRAL, SHARES);
      const { maturesAt } = await staking.unbondingOf(alice, NEUTRAL, day);
      await staking.setUnbondingPeriod(14n * DAY);
      await unbond(alice, NEUTRAL, SHARES);
      expect((await staking.unbondingOf(alice, NEUTRAL, day)).maturesAt).to.equal(maturesAt);
      await time.increase(DAY);
      const next = await unbond(alice, NEUTRAL, SHARES);
      expect((await staking.unbondingOf(alice, NEUTRAL, next)).maturesAt).to.equal((await now()) + 14n * DAY);
      for (const period of [14n * DAY - 1n, 45n * DAY + 1n]) {
        await expect(staking.setUnbondingPeriod(period))
          .to.be.revertedWithCustomError(staking, "UnbondingPeriodOutOfRange")
          .withArgs(period, 14n * DAY, 45n * DAY);
      }
      await expect(staking.connect(stranger).setUnbondingPeriod(14n * DAY)).to.be.revertedWithCustomError(
        staking,
        "AccessManagedUnauthorized",
      );
    });

    it("is within a slash's reach until the first that has left can have withdrawn", async () => {
      const { staking, now } = await load();
      const today = await staking.epoch();
      /** Of what had been staked when a day began {s}. */
      const reachIs = async (day: bigint, until: bigint) =>
        expect(await staking.reachUntil(today + day)).to.equal(until);
      const beginOf = (day: bigint) => (today + day) * DAY;
      await reachIs(0n, beginOf(28n));
      await time.increase(15n * DAY);
      // Who left before waits as long as before, and who leaves from now on 14 days.
      await staking.setUnbondingPeriod(14n * DAY);
      const shorter = await now();
      await reachIs(0n, beginOf(28n));
      await reachIs(10n, shorter + 14n * DAY);
      await reachIs(16n, beginOf(30n));
      await time.increase(2n * DAY);
      await staking.setUnbondingPeriod(45n * DAY);
      const longer = await now();
      // The shortest of those before, for whoever may have left under it.
      for (const day of [0n, 15n, 17n]) await reachIs(day, beginOf(day + 14n));
      await reachIs(18n, beginOf(63n));
      // A second before nobody waits under them any more, and then.
      const before = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(longer + 45n * DAY - 1n);
      await staking.setUnbondingPeriod(30n * DAY);
      await reachIs(40n, beginOf(54n));
      await before.restore();
      await time.setNextBlockTimestamp(longer + 45n * DAY);
      await staking.setUnbondingPeriod(30n * DAY);
      await reachIs(40n, beginOf(85n));
      await reachIs(61n, longer + 75n * DAY);
    });

    it("waits while a slash may come, and goes on when it does not", async () => {
      const { staking, alice, stake, unbond } = await load();
      await stake(alice, 1, AMOUNT);
      const day = await unbond(alice, 1, AMOUNT * SHARES);
      await time.increase(PERIOD);
      await expect(staking.hold(1)).to.emit(staking, "PoolHeld").withArgs(1n, 1n);
      await staking.hold(1);
      await staking.release(1);
      await expect(staking.withdraw(alice, 1, [day]))
        .to.be.revertedWithCustomError(staking, "PoolOnHold")
        .withArgs(1n);
      await staking.release(1);
      await expect(staking.release(1)).to.be.revertedWithCustomError(staking, "PoolNotHeld").withArgs(1n);
      await expect(staking.withdraw(alice, 1, [day])).to.emit(staking, "UnbondedWithdrawn");
    });
  });
});
