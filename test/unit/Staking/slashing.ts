import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployStaking, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const AMOUNT = parseEther("1000");

/** Alice has 1,000 and bob 3,000 in pool 1; alice has 1,000 in the neutral pool. A day begins. */
async function fixture() {
  const f = await deployStaking(connection);
  const { alice, bob, stake, staking } = f;
  await time.increaseTo(((await f.now()) / DAY + 1n) * DAY);
  await stake(alice, 1, AMOUNT);
  await stake(bob, 1, 3n * AMOUNT);
  await stake(alice, NEUTRAL, AMOUNT);
  const worth = async (who: typeof alice, pool: number) => staking.assetsOf(pool, await staking.sharesOf(who, pool));
  return { ...f, worth, today: await staking.epoch() };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("Staking", () => {
  describe("slashPool", () => {
    it("takes of all in the pool in proportion, and keeps it apart until it is paid", async () => {
      const { staking, grid, alice, bob, worth, today, stranger } = await load();
      const slash = parseEther("400");
      await expect(staking.slashPool(1, slash, today))
        .to.emit(staking, "PoolSlashed")
        .withArgs(1n, today, slash);
      expect([await worth(alice, 1), await worth(bob, 1)]).to.deep.equal([parseEther("900"), parseEther("2700")]);
      expect((await staking.funds()).slashed).to.equal(slash);
      await expect(staking.paySlashed(stranger, slash))
        .to.emit(grid, "Transfer")
        .withArgs(await staking.getAddress(), stranger.address, slash);
      await expect(staking.paySlashed(stranger, 1n)).to.be.revert(connection.ethers);
    });

    it("takes of what left in the epoch of the fault and later, and of nothing that left before", async () => {
      const { staking, bob, alice, unbond, worth, today } = await load();
      const before = await unbond(bob, 1, AMOUNT * SHARES);
      await time.increase(DAY);
      const later = await unbond(alice, 1, (AMOUNT / 2n) * SHARES);
      await staking.slashPool(1, parseEther("300"), today + 1n);
      expect(await staking.unbondingAmount(bob, 1, before)).to.equal(AMOUNT);
      // 300 of 3,000: a tenth of each.
      expect(await staking.unbondingAmount(alice, 1, later)).to.equal(parseEther("450"));
      expect([await worth(alice, 1), await worth(bob, 1)]).to.deep.equal([parseEther("450"), parseEther("1800")]);
      await staking.slashPool(1, parseEther("370"), today);
      expect(await staking.unbondingAmount(bob, 1, before)).to.equal(parseEther("900"));
    });

    it("takes of what has matured and was not withdrawn, and of nothing that was", async () => {
      const { staking, alice, bob, unbond, today } = await load();
      await unbond(alice, 1, AMOUNT * SHARES);
      await unbond(bob, 1, AMOUNT * SHARES);
      await time.increase(28n * DAY);
      await staking.withdraw(alice, 1, [today]);
      await staking.slashPool(1, parseEther("300"), today);
      expect(await staking.unbondingAmount(bob, 1, today)).to.equal(parseEther("900"));
      expect(await staking.unbondingAmount(alice, 1, today)).to.equal(0n);
    });

    it("takes of what left 56 days before, as long as an offence may come, and of nothing earlier", async () => {
      const { staking, alice, unbond, today } = await load();
      await unbond(alice, 1, AMOUNT * SHARES);
      await time.increaseTo((today + 56n) * DAY);
      await staking.slashPool(1, parseEther("400"), today);
      expect(await staking.unbondingAmount(alice, 1, today)).to.equal(parseEther("900"));
      await time.increaseTo((today + 57n) * DAY);
      await staking.slashPool(1, parseEther("400"), today);
      expect(await staking.unbondingAmount(alice, 1, today)).to.equal(parseEther("900"));
    });

    it("leaves a pool open of which all is leaving: whoever joins it then is not concerned", async () => {
      const { staking, alice, bob, stake, unbond, worth, today } = await load();
      await unbond(alice, 1, AMOUNT * SHARES);
      await unbond(bob, 1, 3n * AMOUNT * SHARES);
      await staking.slashPool(1, parseEther("400"), today);
      expect((await staking.poolData(1)).isDead).to.equal(false);
      await stake(alice, 1, AMOUNT);
      expect(await worth(alice, 1)).to.equal(AMOUNT);
    });

    it("leaves what was earned before", async () => {
      const { staking, alice, now, today } = await load();
      await time.increase(10n * DAY);
      const rewards = await staking.rewardsOf(alice, 1);
      expect(rewards).to.be.greaterThan(0n);
      const begin = await now();
      await staking.slashPool(1, 2n * AMOUNT, today);
      const more = ((await staking.rewardsOf(alice, 1)) - rewards) / ((await now()) - begin);
      expect(more).to.be.within(1n, (rewards * 2n) / (10n * DAY));
    });

    it("rounds up what it takes: a wei of any part", async () => {
      const { staking, bob, unbond, today } = await load();
      await unbond(bob, 1, AMOUNT * SHARES);
      expect(await staking.slashPool.staticCall(1, 1n, today)).to.equal(2n);
      await staking.slashPool(1, 1n, today);
      expect((await staking.poolData(1)).assets).to.equal(3n * AMOUNT - 1n);
    });

    it("takes no more than there is, and closes a pool that has nothing left", async () => {
      const { staking, alice, bob, carol, stake, unbond, worth, today } = await load();
      await unbond(bob, 1, AMOUNT * SHARES);
      await staking.slashPool(1, 10n * AMOUNT, today);
      const { assets, isDead, shares } = await staking.poolData(1);
      expect([assets, isDead, shares]).to.deep.equal([0n, true, 3n * AMOUNT * SHARES]);
      expect((await staking.funds()).slashed).to.equal(4n * AMOUNT);
      await expect(stake(carol, 1, AMOUNT))
        .to.be.revertedWithCustomError(staking, "PoolIsDead")
        .withArgs(1n);
      expect([await worth(alice, 1), await staking.unbondingAmount(bob, 1, today)]).to.deep.equal([0n, 0n]);
      await unbond(alice, 1, AMOUNT * SHARES);
      await time.increase(28n * DAY);
      await expect(staking.withdraw(bob, 1, [today]))
        .to.emit(staking, "UnbondedWithdrawn")
        .withArgs(1n, bob.address, today, 0n);
      await expectUnchanged(
        async () => [await staking.poolData(1), (await staking.funds()).slashed],
        () => staking.slashPool(1, AMOUNT, today),
      );
    });

    it("reaches what has left a pool in which a wei is left, and closes it (threat 62)", async () => {
      const { staking, alice, bob, unbond, today } = await load();
      await unbond(bob, 1, 3n * AMOUNT * SHARES);
      await unbond(alice, 1, AMOUNT * SHARES - 1n);
      const { assets, shares } = await staking.poolData(1);
      expect([assets, shares]).to.deep.equal([1n, SHARES]);
      await staking.slashPool(1, parseEther("400"), today);
      // The last wei is rounded up.
      expect((await staking.funds()).slashed).to.equal(parseEther("400") + 1n);
      expect((await staking.poolData(1)).isDead).to.equal(true);
    });

    it("closes a pool of whose worth a sixteenth is left no more, and all that is left can leave", async () => {
      const { staking, grid, alice, bob, carol, operator, stake, unbond, worth, today } = await load();
      const sixteenth = AMOUNT / 4n;
      await staking.slashPool(1, 4n * AMOUNT - sixteenth, today);
      expect((await staking.poolData(1)).isDead).to.equal(false);
      // What a whole supply of GRID would be worth in shares still fits.
      await stake(carol, 1, (await grid.balanceOf(carol)) / 2n);
      await unbond(carol, 1, await staking.sharesOf(carol, 1));
      await staking.slashPool(1, parseEther("1"), today);
      const { assets, isDead } = await staking.poolData(1);
      expect([assets > 0n, isDead]).to.deep.equal([true, true]);
      await expect(stake(carol, 1, AMOUNT))
        .to.be.revertedWithCustomError(staking, "PoolIsDead")
        .withArgs(1n);
      await expect(staking.connect(operator).openPool(0))
        .to.be.revertedWithCustomError(staking, "OperatorHasPool")
        .withArgs(operator.address, 1n);
      const left = [await worth(alice, 1), await worth(bob, 1)];
      expect(left.every((one) => one > 0n)).to.equal(true);
      for (const who of [alice, bob]) await unbond(who, 1, await staking.sharesOf(who, 1));
      await time.increase(28n * DAY);
      for (const [at, who] of [alice, bob].entries()) {
        const had = await grid.balanceOf(who);
        await staking.withdraw(who, 1, [today]);
        expect((left[at] ?? 0n) - ((await grid.balanceOf(who)) - had)).to.be.within(0n, 1n);
      }
    });

    it("closes a pool of which a few wei are left, that takes no stake any more", async () => {
      const { staking, carol, stake, today } = await load();
      await staking.slashPool(1, 4n * AMOUNT - 3n, today);
      const { assets, isDead } = await staking.poolData(1);
      expect([assets, isDead]).to.deep.equal([3n, true]);
      await expect(stake(carol, 1, AMOUNT))
        .to.be.revertedWithCustomError(staking, "PoolIsDead")
        .withArgs(1n);
    });

    it("does nothing to an empty pool, not even what is due", async () => {
      const { staking, carol, today } = await load();
      await staking.connect(carol).openPool(100);
      await staking.connect(carol).announceCommission(2, 200);
      await time.increase(DAY);
      await expectUnchanged(
        async () => staking.poolData(2),
        () => expect(staking.slashPool(2, AMOUNT, today)).not.to.emit(staking, "PoolSlashed"),
      );
      expect(await staking.slashPool.staticCall(2, AMOUNT, today)).to.equal(0n);
    });

    it("gives whoever comes after a slash what they bring, and nothing of what is left of the others", async () => {
      const { staking, carol, alice, stake, worth, today } = await load();
      await staking.slashPool(1, parseEther("3700"), today);
      const left = await worth(alice, 1);
      await stake(carol, 1, AMOUNT);
      expect(AMOUNT - (await worth(carol, 1))).to.be.within(0n, 1n);
      expect((await worth(alice, 1)) - left).to.be.within(0n, 1n);
    });

    it("is the slasher's alone, and not for the neutral pool", async () => {
      const { staking, stranger, alice, today } = await load();
      const as = staking.connect(stranger);
      for (const call of [
        () => as.slashPool(1, 1n, today),
        () => as.slashAccount(alice, 1n, today),
        () => as.holdAccount(alice, 1n),
        () => as.paySlashed(stranger, 0n),
        () => as.hold(1),
        () => as.release(1),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(staking, "AccessManagedUnauthorized")
          .withArgs(stranger.address);
      }
      await expect(staking.slashPool(NEUTRAL, 1n, today)).to.be.revertedWithCustomError(staking, "NeutralPool");
    });
  });

  describe("holdAccount", () => {
    it("lets what leaves the neutral pool wait until its time, no shorter, and nothing else", async () => {
      const { staking, alice, bob, stake, unbond, now, today } = await load();
      await stake(bob, NEUTRAL, AMOUNT);
      await unbond(alice, NEUTRAL, AMOUNT * SHARES);
      await unbond(bob, NEUTRAL, AMOUNT * SHARES);
      await unbond(alice, 1, AMOUNT * SHARES);
      const until = (await now()) + 40n * DAY;
      await expect(staking.holdAccount(alice, until)).to.emit(staking, "AccountHeld").withArgs(alice.address, until);
      await expect(staking.holdAccount(alice, until - 1n)).not.to.emit(staking, "AccountHeld");
      await time.increase(28n * DAY);
      await expect(staking.withdraw(alice, NEUTRAL, [today]))
        .to.be.revertedWithCustomError(staking, "AccountOnHold")
        .withArgs(alice.address, until);
      await staking.withdraw(alice, 1, [today]);
      await staking.withdraw(bob, NEUTRAL, [today]);
      await time.setNextBlockTimestamp(until);
      await staking.withdraw(alice, NEUTRAL, [today]);
    });
  });

  describe("releaseAccount", () => {
    it("lets an account go when as many holds ended as began, not sooner", async () => {
      const { staking, alice, unbond, now, today, stranger } = await load();
      await unbond(alice, NEUTRAL, AMOUNT * SHARES);
      const until = (await now()) + 40n * DAY;
      const held = async () => staking.heldUntil(alice);
      await expectUnchanged(held, () =>
        expect(staking.releaseAccount(alice))
          .to.be.revertedWithCustomError(staking, "AccountNotHeld")
          .withArgs(alice.address),
      );
      await staking.holdAccount(alice, until);
      await staking.holdAccount(alice, until - 1n);
      await expectUnchanged(held, () =>
        expect(staking.connect(stranger).releaseAccount(alice))
          .to.be.revertedWithCustomError(staking, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
      await expectUnchanged(held, () => expect(staking.releaseAccount(alice)).not.to.emit(staking, "AccountHeld"));
      await expect(staking.releaseAccount(alice)).to.emit(staking, "AccountHeld").withArgs(alice.address, 0n);
      expect(await held()).to.equal(0n);
      await time.increase(28n * DAY);
      await staking.withdraw(alice, NEUTRAL, [today]);
      await expect(staking.releaseAccount(alice)).to.be.revertedWithCustomError(staking, "AccountNotHeld");
      await expect(staking.holdAccount(alice, until)).to.emit(staking, "AccountHeld").withArgs(alice.address, until);
    });
  });

  describe("slashAccount", () => {
    it("takes of what one has in the neutral pool first, then of what leaves it, and of nobody else", async () => {
      const { staking, alice, bob, stake, unbond, worth, today } = await load();
      await stake(bob, NEUTRAL, AMOUNT);
      await unbond(alice, NEUTRAL, (AMOUNT / 2n) * SHARES);
      await unbond(bob, NEUTRAL, (AMOUNT / 2n) * SHARES);
      await expect(staking.slashAccount(alice, parseEther("700"), today))
        .to.emit(staking, "UnbondingSlashed")
        .withArgs(alice.address, today, parseEther("200"))
        .to.emit(staking, "AccountSlashed")
        .withArgs(alice.address, parseEther("700"));
      expect(await worth(alice, NEUTRAL)).to.equal(0n);
      expect(await staking.unbondingAmount(alice, NEUTRAL, today)).to.equal(parseEther("300"));
      const rest = [await worth(bob, NEUTRAL), await staking.unbondingAmount(bob, NEUTRAL, today)];
      expect(rest).to.deep.equal([AMOUNT / 2n, AMOUNT / 2n]);
      await staking.slashAccount(alice, AMOUNT, 0);
      expect((await staking.funds()).slashed).to.equal(AMOUNT);
      expect(await staking.unbondingAmount(alice, NEUTRAL, today)).to.equal(0n);
    });

    it("takes of what left in the epoch of the fault and later, the oldest first, and of nothing before", async () => {
      const { staking, alice, stake, unbond } = await load();
      await stake(alice, NEUTRAL, 2n * AMOUNT);
      const days = [];
      for (let day = 0; day < 3; ++day) {
        days.push(await unbond(alice, NEUTRAL, AMOUNT * SHARES));
        await time.increase(DAY);
      }
      const [first = 0n, second = 0n] = days;
      await staking.slashAccount(alice, (AMOUNT * 3n) / 2n, second);
      const left = await Promise.all(days.map(async (day) => staking.unbondingAmount(alice, NEUTRAL, day)));
      expect(left).to.deep.equal([AMOUNT, 0n, AMOUNT / 2n]);
      await staking.slashAccount(alice, 9n * AMOUNT, first + 1n);
      expect(await staking.unbondingAmount(alice, NEUTRAL, first)).to.equal(AMOUNT);
    });

    it("takes nothing of what one has in an operator's pool", async () => {
      const { staking, alice, unbond, worth, today } = await load();
      await unbond(alice, 1, (AMOUNT / 2n) * SHARES);
      await staking.slashAccount(alice, 5n * AMOUNT, today);
      expect((await staking.funds()).slashed).to.equal(AMOUNT);
      expect([await worth(alice, 1), await staking.unbondingAmount(alice, 1, today)]).to.deep.equal([
        AMOUNT / 2n,
        AMOUNT / 2n,
      ]);
    });
  });

  describe("votes", () => {
    it("stay with staked GRID, by delegation, and follow what is staked and unbonded", async () => {
      const { staking, alice, bob, stake, unbond } = await load();
      expect(await staking.getVotes(bob)).to.equal(0n);
      await expect(staking.connect(alice).delegate(bob))
        .to.emit(staking, "DelegateVotesChanged")
        .withArgs(bob.address, 0n, 2n * AMOUNT);
      await stake(alice, 1, AMOUNT);
      expect(await staking.getVotes(bob)).to.equal(3n * AMOUNT);
      await unbond(alice, NEUTRAL, AMOUNT * SHARES);
      expect(await staking.getVotes(bob)).to.equal(2n * AMOUNT);
      await staking.connect(alice).delegate(alice);
      expect([await staking.getVotes(alice), await staking.getVotes(bob)]).to.deep.equal([2n * AMOUNT, 0n]);
    });

    it("are those of a past second, and a slash takes them away from all of a pool at once", async () => {
      const { staking, grid, alice, bob, now, today } = await load();
      await staking.connect(alice).delegate(alice);
      await staking.connect(bob).delegate(bob);
      const before = await now();
      await staking.slashPool(1, AMOUNT, today);
      const after = await now();
      await networkHelpers.mine();
      expect(await staking.getPastVotes(alice, before)).to.equal(2n * AMOUNT);
      expect(await staking.getPastVotes(alice, after)).to.equal(AMOUNT + (AMOUNT * 3n) / 4n);
      expect(await staking.getVotes(alice)).to.equal(AMOUNT + (AMOUNT * 3n) / 4n);
      await staking.slashAccount(alice, AMOUNT / 4n, today);
      expect(await staking.getVotes(alice)).to.equal((AMOUNT * 6n) / 4n);
      expect(await staking.getPastVotes(bob, after)).to.equal((3n * AMOUNT * 3n) / 4n);
      expect(await staking.getPastTotalSupply(after)).to.equal(await grid.totalSupply());
      await expect(staking.getPastVotes(alice, (await now()) + 1n)).to.be.revertedWithCustomError(
        staking,
        "ERC5805FutureLookup",
      );
    });
  });
});
