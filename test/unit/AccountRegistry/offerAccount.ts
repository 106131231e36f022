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
  describe("offerAccount", () => {
    it("refuses whoever is not the owner: the registrar, the admin, a delegate", async () => {
      const { registry, owner, registrar, admin, delegate, read } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).setDelegate(1, delegate, 2n ** 40n - 1n);
      for (const caller of [registrar, admin, delegate]) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).offerAccount(1, caller))
            .to.be.revertedWithCustomError(registry, "NotOwner")
            .withArgs(1n, caller.address),
        );
      }
    });

    it("refuses accounts that nobody has", async () => {
      const { registry, owner } = await networkHelpers.loadFixture(fixture);
      for (const account of [0, 2, 2 ** 32 - 1]) {
        await expect(registry.connect(owner).offerAccount(account, owner))
          .to.be.revertedWithCustomError(registry, "NotOwner")
          .withArgs(BigInt(account), owner.address);
      }
    });

    it("says the account and to whom it is offered", async () => {
      const { registry, owner, buyer } = await networkHelpers.loadFixture(fixture);
      await expect(registry.connect(owner).offerAccount(1, buyer))
        .to.emit(registry, "AccountOffered")
        .withArgs(1n, buyer.address);
    });

    it("moves nothing yet", async () => {
      const { registry, exchange, owner, buyer } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).offerAccount(1, buyer);
      expect(await registry.offerOf(1)).to.equal(buyer.address);
      expect((await registry.accountOf(1)).owner).to.equal(owner.address);
      expect((await exchange.accountData(1)).owner).to.equal(owner.address);
    });

    it("replaces the offer before, and can withdraw it", async () => {
      const { registry, owner, buyer, stranger } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).offerAccount(1, buyer);
      await registry.connect(owner).offerAccount(1, stranger);
      expect(await registry.offerOf(1)).to.equal(stranger.address);
      await registry.connect(owner).offerAccount(1, ZeroAddress);
      expect(await registry.offerOf(1)).to.equal(ZeroAddress);
    });
  });
});
