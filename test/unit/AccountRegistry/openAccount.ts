import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployHome(ethers);
}

describe("AccountRegistry", () => {
  describe("openAccount", () => {
    it("refuses an account without owner", async () => {
      const { registry, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(registry.openAccount(ZeroAddress))
          .to.be.revertedWithCustomError(registry, "InvalidOwner")
          .withArgs(ZeroAddress),
      );
    });

    it("returns the number, to anyone who opens for anyone", async () => {
      const { registry, stranger, owner } = await networkHelpers.loadFixture(fixture);
      expect(await registry.connect(stranger).openAccount.staticCall(owner)).to.equal(2n);
    });

    it("says the account and its owner", async () => {
      const { registry, stranger, owner } = await networkHelpers.loadFixture(fixture);
      await expect(registry.connect(stranger).openAccount(owner))
        .to.emit(registry, "AccountOpened")
        .withArgs(2n, owner.address);
    });

    it("opens accounts without a home, as many as one likes", async () => {
      const { registry, owner, buyer } = await networkHelpers.loadFixture(fixture);
      await registry.openAccount(owner);
      await registry.openAccount(buyer);
      expect(await registry.accountCount()).to.equal(3n);
      expect(await registry.accountOf(2)).to.deep.equal([owner.address, ZeroAddress, 0n, 0n]);
      expect(await registry.accountOf(3)).to.deep.equal([buyer.address, ZeroAddress, 0n, 0n]);
      expect(await registry.accountOf(4)).to.deep.equal([ZeroAddress, ZeroAddress, 0n, 0n]);
      expect(await registry.accountOf(0)).to.deep.equal([ZeroAddress, ZeroAddress, 0n, 0n]);
    });
  });
});
