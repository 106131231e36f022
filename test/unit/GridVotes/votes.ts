import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployGovernance } from "../../helpers/governance.ts";
import { DAY, GRID, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const AMOUNT = parseEther("1000");

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  const { votes, staking } = f;
  await staking.connect(f.alice).delegate(f.alice);
  return { ...f, votesOf: (who: typeof f.alice) => votes.getVotes(who) };
}

describe("GridVotes", () => {
  describe("getVotes", () => {
    it("adds what is staked to what is not", async () => {
      const { alice, stake, votesOf, grid, staking } = await load();
      await stake(alice, 1, AMOUNT);
      await stake(alice, NEUTRAL, AMOUNT);
      expect(await votesOf(alice)).to.equal(GRID);
      expect([await grid.getVotes(alice), await staking.getVotes(alice)]).to.deep.equal([
        GRID - 2n * AMOUNT,
        2n * AMOUNT,
      ]);
    });

    it("counts for whom each of the two was delegated to", async () => {
      const { alice, bob, carol, stake, votesOf, grid, staking } = await load();
      await stake(alice, 1, AMOUNT);
      await grid.connect(alice).delegate(bob);
      await staking.connect(alice).delegate(carol);
      expect(await votesOf(alice)).to.equal(0n);
      expect(await votesOf(bob)).to.equal(2n * GRID - AMOUNT);
      expect(await votesOf(carol)).to.equal(GRID + AMOUNT);
    });

    it("threat 79: counts a loop of delegates once, each for whom it was given to", async () => {
      const { alice, bob, carol, grid, votesOf } = await load();
      await grid.connect(alice).delegate(bob);
      await grid.connect(bob).delegate(carol);
      await grid.connect(carol).delegate(alice);
      for (const one of [alice, bob, carol]) expect(await votesOf(one)).to.equal(GRID);
    });

    it("threat 79: counts nothing while it unbonds, and again once it is withdrawn", async () => {
      const { alice, stake, unbond, staking, votesOf } = await load();
      await stake(alice, 1, AMOUNT);
      const epoch = await unbond(alice, 1, AMOUNT * SHARES);
      expect(await votesOf(alice)).to.equal(GRID - AMOUNT);
      await time.increase(28n * DAY);
      await staking.withdraw(alice, 1, [epoch]);
      expect(await votesOf(alice)).to.equal(GRID);
    });

    it("threat 79: counts nothing of what was slashed, until somebody has it", async () => {
      const { alice, bob, stake, staking, votesOf } = await load();
      await stake(alice, 1, AMOUNT);
      await staking.slashPool(1, AMOUNT / 4n, await staking.epoch());
      expect(await votesOf(alice)).to.equal(GRID - AMOUNT / 4n);
      expect(await votesOf(bob)).to.equal(GRID);
      await staking.paySlashed(bob, AMOUNT / 4n);
      expect(await votesOf(bob)).to.equal(GRID + AMOUNT / 4n);
    });

    it("counts nothing of rewards that nobody has claimed", async () => {
      const { alice, stake, staking, votesOf } = await load();
      await stake(alice, 1, AMOUNT);
      await time.increase(365n * DAY);
      await staking.accrue();
      expect(await votesOf(alice)).to.equal(GRID);
      await staking.connect(alice).claimRewards([1]);
      expect(await votesOf(alice)).to.be.above(GRID);
    });
  });

  describe("getPastVotes", () => {
    it("adds both as they were in that second", async () => {
      const { alice, stake, unbond, votes, now } = await load();
      const before = await now();
      await stake(alice, 1, AMOUNT);
      const staked = await now();
      await unbond(alice, 1, AMOUNT * SHARES);
      const left = await now();
      await time.increase(10n);
      expect(await votes.getPastVotes(alice, before)).to.equal(GRID);
      expect(await votes.getPastVotes(alice, staked)).to.equal(GRID);
      expect(await votes.getPastVotes(alice, left)).to.equal(GRID - AMOUNT);
    });

    it("knows nothing of the present second", async () => {
      const { alice, votes, grid, now } = await load();
      const present = await now();
      for (const call of [() => votes.getPastVotes(alice, present), () => votes.getPastTotalSupply(present)]) {
        await expect(call()).to.be.revertedWithCustomError(grid, "ERC5805FutureLookup").withArgs(present, present);
      }
    });
  });

  describe("getPastTotalSupply", () => {
    it("is all GRID, staked, slashed or delegated to nobody", async () => {
      const { alice, stake, staking, votes, grid, now } = await load();
      await stake(alice, 1, AMOUNT);
      await staking.slashPool(1, AMOUNT / 2n, await staking.epoch());
      const before = await now();
      await grid.mint(alice, 5n);
      await time.increase(1n);
      expect(await votes.getPastTotalSupply(before)).to.equal((await grid.totalSupply()) - 5n);
    });
  });

  it("tells the token's clock, and whom tokens are delegated to", async () => {
    const { alice, bob, votes, grid, staking, now } = await load();
    expect(await votes.clock()).to.equal(await now());
    expect(await votes.CLOCK_MODE()).to.equal("mode=timestamp");
    await grid.connect(alice).delegate(bob);
    expect(await votes.delegates(alice)).to.equal(bob.address);
    expect([await votes.GRID(), await votes.STAKING()]).to.deep.equal([
      await grid.getAddress(),
      await staking.getAddress(),
    ]);
  });

  it("says where votes are delegated", async () => {
    const { alice, votes, grid, staking } = await load();
    const places = [await grid.getAddress(), await staking.getAddress()] as const;
    const zero = `0x${"00".repeat(32)}`;
    for (const call of [() => votes.delegate(alice), () => votes.delegateBySig(alice, 0, 0, 27, zero, zero)]) {
      await expect(call())
        .to.be.revertedWithCustomError(votes, "DelegateAtSource")
        .withArgs(...places);
    }
  });
});
