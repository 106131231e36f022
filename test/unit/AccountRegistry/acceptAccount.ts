import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

const FOREVER = 2n ** 40n - 1n;

/** Account 1, with a delegate and 5 WATT, is offered to `buyer`. */
async function fixture() {
  const f = await deployHome(ethers);
  const { registry, watt, exchange, owner, buyer, delegate } = f;
  await watt.mint(owner, parseEther("5"));
  await watt.connect(owner).approve(exchange, parseEther("5"));
  await exchange.connect(owner).deposit(1, parseEther("5"));
  await registry.connect(owner).setDelegate(1, delegate, FOREVER);
  await registry.connect(owner).offerAccount(1, buyer);
  return f;
}

describe("AccountRegistry", () => {
  describe("acceptAccount", () => {
    it("refuses whoever was not offered it, the owner included", async () => {
      const { registry, owner, stranger, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [owner, stranger]) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).acceptAccount(1))
            .to.be.revertedWithCustomError(registry, "NotOffered")
            .withArgs(1n, caller.address),
        );
      }
    });

    it("refuses once the offer is withdrawn, or turned to another", async () => {
      const { registry, owner, buyer, stranger, read } = await networkHelpers.loadFixture(fixture);
      for (const to of [ZeroAddress, stranger.address]) {
        await registry.connect(owner).offerAccount(1, to);
        await expectUnchanged(read, () =>
          expect(registry.connect(buyer).acceptAccount(1))
            .to.be.revertedWithCustomError(registry, "NotOffered")
            .withArgs(1n, buyer.address),
        );
      }
    });

    it("refuses to take the account twice", async () => {
      const { registry, owner, buyer, read } = await networkHelpers.loadFixture(fixture);
      await registry.connect(buyer).acceptAccount(1);
      await registry.connect(buyer).offerAccount(1, owner);
      await registry.connect(owner).acceptAccount(1);
      await expectUnchanged(read, () =>
        expect(registry.connect(buyer).acceptAccount(1)).to.be.revertedWithCustomError(registry, "NotOffered"),
      );
    });

    it("says who gave the account to whom, here and in the exchange", async () => {
      const { registry, exchange, owner, buyer } = await networkHelpers.loadFixture(fixture);
      const accepted = expect(registry.connect(buyer).acceptAccount(1));
      await accepted.to.emit(registry, "AccountTransferred").withArgs(1n, owner.address, buyer.address);
      await accepted.to.emit(exchange, "AccountSet").withArgs(1n, buyer.address, 1n);
    });

    it("makes the buyer the owner of account and money, in the same zone", async () => {
      const { registry, exchange, watt, owner, buyer } = await networkHelpers.loadFixture(fixture);
      await registry.connect(buyer).acceptAccount(1);
      expect(await registry.accountOf(1)).to.deep.equal([buyer.address, await exchange.getAddress(), 1n, 1n]);
      expect(await registry.offerOf(1)).to.equal(ZeroAddress);
      const { owner: known, zone, free } = await exchange.accountData(1);
      expect([known, zone, free]).to.deep.equal([buyer.address, 1n, 50_000_000n]);
      await expect(exchange.connect(owner).withdraw(1, parseEther("5")))
        .to.be.revertedWithCustomError(exchange, "NotAuthorized")
        .withArgs(1n, owner.address);
      await exchange.connect(buyer).withdraw(1, parseEther("5"));
      expect(await watt.balanceOf(buyer)).to.equal(parseEther("5"));
    });

    it("leaves no rights to the delegates of the owner before", async () => {
      const { registry, buyer, delegate } = await networkHelpers.loadFixture(fixture);
      expect(await registry.isDelegate(1, delegate)).to.equal(true);
      await registry.connect(buyer).acceptAccount(1);
      expect(await registry.isDelegate(1, delegate)).to.equal(false);
      expect(await registry.delegateUntil(1, delegate)).to.equal(0n);
    });

    it("also hands over an account without a home", async () => {
      const { registry, owner, buyer } = await networkHelpers.loadFixture(fixture);
      await registry.openAccount(owner);
      await registry.connect(owner).offerAccount(2, buyer);
      await registry.connect(buyer).acceptAccount(2);
      expect(await registry.accountOf(2)).to.deep.equal([buyer.address, ZeroAddress, 0n, 1n]);
    });
  });
});
