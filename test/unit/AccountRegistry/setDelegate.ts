import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const FOREVER = 2n ** 40n - 1n;

async function fixture() {
  return deployHome(ethers);
}

describe("AccountRegistry", () => {
  describe("setDelegate", () => {
    it("refuses whoever is not the owner, a delegate included", async () => {
      const { registry, owner, delegate, registrar, stranger, read } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).setDelegate(1, delegate, FOREVER);
      for (const caller of [delegate, registrar]) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).setDelegate(1, stranger, FOREVER))
            .to.be.revertedWithCustomError(registry, "NotOwner")
            .withArgs(1n, caller.address),
        );
      }
    });

    it("refuses the zero address", async () => {
      const { registry, owner, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(registry.connect(owner).setDelegate(1, ZeroAddress, FOREVER))
          .to.be.revertedWithCustomError(registry, "InvalidDelegate")
          .withArgs(ZeroAddress),
      );
    });

    for (const seconds of [0, 1, 1_000]) {
      it(`refuses an end ${seconds} s ago`, async () => {
        const { registry, owner, delegate, read } = await networkHelpers.loadFixture(fixture);
        const now = (await time.latest()) + 10;
        await expectUnchanged(read, async () => {
          await time.setNextBlockTimestamp(now);
          await expect(registry.connect(owner).setDelegate(1, delegate, now - seconds))
            .to.be.revertedWithCustomError(registry, "UntilInPast")
            .withArgs(BigInt(now - seconds));
        });
      });
    }

    it("says the delegate and until when", async () => {
      const { registry, owner, delegate } = await networkHelpers.loadFixture(fixture);
      await expect(registry.connect(owner).setDelegate(1, delegate, FOREVER))
        .to.emit(registry, "DelegateSet")
        .withArgs(1n, delegate.address, FOREVER);
    });

    it("gives rights up to and including the end", async () => {
      const { registry, owner, delegate } = await networkHelpers.loadFixture(fixture);
      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);
      await registry.connect(owner).setDelegate(1, delegate, now + 1);
      expect(await registry.delegateUntil(1, delegate)).to.equal(BigInt(now + 1));
      expect(await registry.isDelegate(1, delegate)).to.equal(true);
      await time.increaseTo(now + 1);
      expect(await registry.isDelegate(1, delegate)).to.equal(true);
      await time.increaseTo(now + 2);
      expect(await registry.isDelegate(1, delegate)).to.equal(false);
    });

    it("gives rights to that delegate over that account only", async () => {
      const { registry, owner, delegate, stranger } = await networkHelpers.loadFixture(fixture);
      await registry.openAccount(owner);
      await registry.connect(owner).setDelegate(1, delegate, FOREVER);
      expect(await registry.isDelegate(1, stranger)).to.equal(false);
      expect(await registry.isDelegate(2, delegate)).to.equal(false);
      expect(await registry.isDelegate(0, delegate)).to.equal(false);
      expect(await registry.isDelegate(1n + (1n << 32n), delegate)).to.equal(false);
    });

    it("takes the rights back, and leaves the other delegates", async () => {
      const { registry, owner, delegate, stranger } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).setDelegate(1, delegate, FOREVER);
      await registry.connect(owner).setDelegate(1, stranger, FOREVER);
      await registry.connect(owner).setDelegate(1, delegate, 0);
      expect(await registry.isDelegate(1, delegate)).to.equal(false);
      expect(await registry.isDelegate(1, stranger)).to.equal(true);
    });

    it("lets a delegate trade, and not withdraw", async () => {
      const { registry, exchange, owner, delegate } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).setDelegate(1, delegate, FOREVER);
      const slot = Math.floor((await time.latest()) / 900) + 10;
      await exchange.openSlots([{ slot, long: 0, short: 100 }]);
      const order = { account: 1, zone: 1, slot, side: 0, energy: 100, limit: 0, kind: 0, minFill: 0, host: 0 };
      await expect(exchange.connect(delegate).placeOrder(order)).to.emit(exchange, "OrderPlaced");
      await expect(exchange.connect(delegate).withdraw(1, 1))
        .to.be.revertedWithCustomError(exchange, "NotAuthorized")
        .withArgs(1n, delegate.address);
    });
  });
});
