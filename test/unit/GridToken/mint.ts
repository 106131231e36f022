import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGrid, GRID_CAP } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  const { grid, access, admin, minter } = await deployGrid(ethers);
  const receiver = ethers.Wallet.createRandom().address;
  const read = async () => [await grid.totalSupply(), await grid.balanceOf(receiver)];
  return { grid, access, admin, minter, receiver, read };
}

describe("GridToken", () => {
  describe("mint", () => {
    it("refuses whoever has not the role, the admin included", async () => {
      const { grid, admin, receiver, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(grid.connect(admin).mint(receiver, 1n))
          .to.be.revertedWithCustomError(grid, "AccessManagedUnauthorized")
          .withArgs(admin.address),
      );
    });

    it("refuses the zero address", async () => {
      const { grid, minter, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(grid.connect(minter).mint(ZeroAddress, 1n)).to.be.revertedWithCustomError(grid, "ERC20InvalidReceiver"),
      );
    });

    it("refuses one wei above the cap, in one mint or with what exists", async () => {
      const { grid, minter, receiver, read } = await networkHelpers.loadFixture(fixture);
      const refused = (amount: bigint) =>
        expectUnchanged(read, () =>
          expect(grid.connect(minter).mint(receiver, amount))
            .to.be.revertedWithCustomError(grid, "ERC20ExceededCap")
            .withArgs(GRID_CAP + 1n, GRID_CAP),
        );
      await refused(GRID_CAP + 1n);
      await grid.connect(minter).mint(receiver, parseEther("1"));
      await refused(GRID_CAP + 1n - parseEther("1"));
    });

    it("creates up to the cap and says so", async () => {
      const { grid, minter, receiver } = await networkHelpers.loadFixture(fixture);
      await expect(grid.connect(minter).mint(receiver, GRID_CAP))
        .to.emit(grid, "Transfer")
        .withArgs(ZeroAddress, receiver, GRID_CAP);
      expect(await grid.balanceOf(receiver)).to.equal(GRID_CAP);
      expect(await grid.totalSupply()).to.equal(GRID_CAP);
    });
  });
});
