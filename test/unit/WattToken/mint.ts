import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployWatt } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  const { watt, access, admin, minter } = await deployWatt(ethers);
  const receiver = ethers.Wallet.createRandom().address;
  const read = async () => [await watt.totalSupply(), await watt.balanceOf(receiver)];
  return { watt, access, admin, minter, receiver, read };
}

describe("WattToken", () => {
  describe("mint", () => {
    it("refuses whoever has not the role, the admin included", async () => {
      const { watt, admin, receiver, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(watt.connect(admin).mint(receiver, 1n))
          .to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized")
          .withArgs(admin.address),
      );
    });

    it("refuses the zero address", async () => {
      const { watt, minter, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(watt.connect(minter).mint(ZeroAddress, 1n)).to.be.revertedWithCustomError(watt, "ERC20InvalidReceiver"),
      );
    });

    it("creates the amount and says so", async () => {
      const { watt, minter, receiver } = await networkHelpers.loadFixture(fixture);
      const amount = parseEther("12.5");
      await expect(watt.connect(minter).mint(receiver, amount))
        .to.emit(watt, "Transfer")
        .withArgs(ZeroAddress, receiver, amount);
      expect(await watt.balanceOf(receiver)).to.equal(amount);
      expect(await watt.totalSupply()).to.equal(amount);
    });
  });
});
