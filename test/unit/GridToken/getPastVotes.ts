import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployGrid } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();
const STAKE = parseEther("1000");

async function fixture() {
  const { grid, minter } = await deployGrid(ethers);
  const [, , holder, borrower] = await ethers.getSigners();
  if (holder === undefined || borrower === undefined) throw new Error("too few accounts");
  await grid.connect(minter).mint(holder, STAKE);
  for (const voter of [holder, borrower]) await grid.connect(voter).delegate(voter);
  return { grid, minter, holder, borrower, start: BigInt(await networkHelpers.time.latest()) };
}

describe("GridToken", () => {
  describe("getPastVotes", () => {
    it("refuses the present second, whose votes may still change, and the future", async () => {
      const { grid, holder, start } = await networkHelpers.loadFixture(fixture);
      for (const timepoint of [start, start + 100n]) {
        await expect(grid.getPastVotes(holder, timepoint))
          .to.be.revertedWithCustomError(grid, "ERC5805FutureLookup")
          .withArgs(timepoint, start);
      }
    });

    it("remembers the votes by time in seconds", async () => {
      const { grid, holder, borrower, start } = await networkHelpers.loadFixture(fixture);
      await networkHelpers.time.setNextBlockTimestamp(start + 1000n);
      await grid.connect(holder).transfer(borrower, parseEther("400"));
      await networkHelpers.time.increaseTo(start + 2000n);
      const votes = async (timepoint: bigint) => [
        await grid.getPastVotes(holder, timepoint),
        await grid.getPastVotes(borrower, timepoint),
      ];
      expect(await votes(start)).to.deep.equal([STAKE, 0n]);
      expect(await votes(start + 999n)).to.deep.equal([STAKE, 0n]);
      expect(await votes(start + 1000n)).to.deep.equal([parseEther("600"), parseEther("400")]);
      expect(await votes(start + 1999n)).to.deep.equal([parseEther("600"), parseEther("400")]);
    });

    it("does not see a loan that is paid back in the second it was taken", async () => {
      const { grid, holder, borrower, start } = await networkHelpers.loadFixture(fixture);
      await ethers.provider.send("evm_setAutomine", [false]);
      await networkHelpers.time.setNextBlockTimestamp(start + 10n);
      const lent = await grid.connect(holder).transfer(borrower, STAKE, { gasLimit: 300_000 });
      const back = await grid.connect(borrower).transfer(holder, STAKE, { gasLimit: 300_000 });
      await networkHelpers.mine();
      await ethers.provider.send("evm_setAutomine", [true]);
      const blocks = [(await lent.wait())?.blockNumber, (await back.wait())?.blockNumber];
      expect(blocks[0]).to.equal(blocks[1]);
      await networkHelpers.time.increaseTo(start + 20n);
      for (const timepoint of [start, start + 10n, start + 19n]) {
        expect(await grid.getPastVotes(borrower, timepoint)).to.equal(0n);
        expect(await grid.getPastVotes(holder, timepoint)).to.equal(STAKE);
      }
    });
  });

  describe("getPastTotalSupply", () => {
    it("remembers the supply by time in seconds, delegated or not", async () => {
      const { grid, minter, start } = await networkHelpers.loadFixture(fixture);
      await networkHelpers.time.setNextBlockTimestamp(start + 50n);
      await grid.connect(minter).mint(minter, parseEther("1"));
      await networkHelpers.time.increaseTo(start + 100n);
      expect(await grid.getPastTotalSupply(start + 49n)).to.equal(STAKE);
      expect(await grid.getPastTotalSupply(start + 50n)).to.equal(STAKE + parseEther("1"));
    });
  });
});
