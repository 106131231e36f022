import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployWattToken } from "../../helpers/tokens.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

async function fixture() {
  const [admin, receiver, stranger] = await ethers.getSigners();
  if (!admin || !receiver || !stranger) throw new Error("too few accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const { watt } = await deployWattToken(ethers, access);
  const grid = await ethers.deployContract("GridToken", [access, parseEther("1000")]);
  const purse = await ethers.deployContract("Purse", [access]);
  await watt.setEscrow(purse);
  await watt.mint(purse, 100n);
  await grid.mint(purse, 100n);
  const read = async () => [
    ...(await Promise.all([purse, receiver].map((one) => watt.balanceOf(one)))),
    ...(await Promise.all([purse, receiver].map((one) => grid.balanceOf(one)))),
  ];
  return { receiver, stranger, watt, grid, purse, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("Purse", () => {
  describe("spend", () => {
    it("refuses whoever has no role", async () => {
      const { purse, watt, stranger, read } = await load();
      await expectUnchanged(read, () =>
        expect(purse.connect(stranger).spend(watt, stranger, 1n, "for me"))
          .to.be.revertedWithCustomError(purse, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses nothing, no purpose, nobody, and more than there is", async () => {
      const { purse, watt, receiver, read } = await load();
      await expectUnchanged(read, () =>
        expect(purse.spend(watt, receiver, 0n, "a gift")).to.be.revertedWithCustomError(purse, "NothingToSpend"),
      );
      await expectUnchanged(read, () =>
        expect(purse.spend(watt, receiver, 1n, "")).to.be.revertedWithCustomError(purse, "NoPurpose"),
      );
      await expectUnchanged(read, () =>
        expect(purse.spend(watt, ZeroAddress, 1n, "a gift"))
          .to.be.revertedWithCustomError(watt, "ERC20InvalidReceiver")
          .withArgs(ZeroAddress),
      );
      await expectUnchanged(read, () =>
        expect(purse.spend(watt, receiver, 101n, "a gift"))
          .to.be.revertedWithCustomError(watt, "ERC20InsufficientBalance")
          .withArgs(purse, 100n, 101n),
      );
    });

    it("pays WATT and GRID, and tells what for", async () => {
      const { purse, watt, grid, receiver, read } = await load();
      for (const token of [watt, grid]) {
        await expect(purse.spend(token, receiver, 40n, "proposal 7: a battery for the school"))
          .to.emit(purse, "Spent")
          .withArgs(await token.getAddress(), receiver.address, 40n, "proposal 7: a battery for the school");
      }
      expect(await read()).to.deep.equal([60n, 40n, 60n, 40n]);
    });

    it("goes on where one receiver cannot be paid", async () => {
      const { purse, receiver, stranger } = await load();
      const hostile = await ethers.deployContract("HostileToken");
      await hostile.mint(purse, 10n);
      await hostile.setBlocked(receiver, true);
      await expect(purse.spend(hostile, receiver, 1n, "a gift"))
        .to.be.revertedWithCustomError(hostile, "HolderBlocked")
        .withArgs(receiver.address);
      await purse.spend(hostile, stranger, 1n, "a gift");
      await hostile.setMood(1);
      await expect(purse.spend(hostile, stranger, 1n, "a gift"))
        .to.be.revertedWithCustomError(purse, "SafeERC20FailedOperation")
        .withArgs(await hostile.getAddress());
      expect(await hostile.balanceOf(stranger)).to.equal(1n);
    });

    it("has GRID that does not vote", async () => {
      const { purse, grid } = await load();
      expect(await grid.getVotes(purse)).to.equal(0n);
    });
  });
});
