import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { BALANCE } from "../../helpers/authorization-behavior.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();

async function fixture() {
  const f = await wattFixture(connection);
  await f.watt.connect(f.minter).mint(f.minter, BALANCE);
  const read = async () => [await f.watt.totalSupply(), await f.watt.balanceOf(f.payer)];
  return { ...f, read };
}

const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("burn", () => {
    it("refuses whoever has not the role, also for their own tokens", async () => {
      const { watt, payer, read } = await load();
      await expectUnchanged(read, () =>
        expect(watt.connect(payer).burn(1n))
          .to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized")
          .withArgs(payer.address),
      );
    });

    it("refuses more than the caller has", async () => {
      const { watt, minter, read } = await load();
      await expectUnchanged(read, () =>
        expect(watt.connect(minter).burn(BALANCE + 1n))
          .to.be.revertedWithCustomError(watt, "ERC20InsufficientBalance")
          .withArgs(minter.address, BALANCE, BALANCE + 1n),
      );
    });

    it("destroys the caller's own tokens and says so, also without any reserve", async () => {
      const { watt, reserve, minter, payer } = await load();
      await reserve.setBacking(0n);
      const amount = parseEther("40");
      await expect(watt.connect(minter).burn(amount))
        .to.emit(watt, "Transfer")
        .withArgs(minter.address, ZeroAddress, amount);
      expect(await watt.balanceOf(minter)).to.equal(BALANCE - amount);
      expect(await watt.balanceOf(payer)).to.equal(BALANCE);
      expect(await watt.totalSupply()).to.equal(3n * BALANCE - amount);
    });
  });
});
