import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { BALANCE } from "../../helpers/authorization-behavior.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();

async function fixture() {
  const f = await wattFixture(connection);
  const read = async () => [await f.watt.totalSupply(), await f.watt.balanceOf(f.payer)];
  return { ...f, read };
}

const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("burn", () => {
    it("refuses more than the caller has", async () => {
      const { watt, payer, read } = await load();
      await expectUnchanged(read, () =>
        expect(watt.connect(payer).burn(BALANCE + 1n))
          .to.be.revertedWithCustomError(watt, "ERC20InsufficientBalance")
          .withArgs(payer.address, BALANCE, BALANCE + 1n),
      );
    });

    it("destroys the caller's own tokens and says so", async () => {
      const { watt, payer, wallet } = await load();
      const amount = parseEther("40");
      await expect(watt.connect(payer).burn(amount))
        .to.emit(watt, "Transfer")
        .withArgs(payer.address, ZeroAddress, amount);
      expect(await watt.balanceOf(payer)).to.equal(BALANCE - amount);
      expect(await watt.balanceOf(wallet)).to.equal(BALANCE);
      expect(await watt.totalSupply()).to.equal(2n * BALANCE - amount);
    });
  });

  describe("burnFrom", () => {
    it("refuses what the holder has not approved", async () => {
      const { watt, payer, stranger, read } = await load();
      await expectUnchanged(read, () =>
        expect(watt.connect(stranger).burnFrom(payer, 1n))
          .to.be.revertedWithCustomError(watt, "ERC20InsufficientAllowance")
          .withArgs(stranger.address, 0n, 1n),
      );
    });
  });
});
