import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

const FOREVER = 2n ** 40n - 1n;

/** Account 1 has two delegates. */
async function fixture() {
  const f = await deployHome(ethers);
  await f.registry.connect(f.owner).setDelegate(1, f.delegate, FOREVER);
  await f.registry.connect(f.owner).setDelegate(1, f.stranger, FOREVER);
  return f;
}

describe("AccountRegistry", () => {
  describe("revokeDelegates", () => {
    it("refuses whoever is not the owner, a delegate included", async () => {
      const { registry, delegate, registrar, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [delegate, registrar]) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).revokeDelegates(1))
            .to.be.revertedWithCustomError(registry, "NotOwner")
            .withArgs(1n, caller.address),
        );
      }
    });

    it("says the account and its new epoch", async () => {
      const { registry, owner } = await networkHelpers.loadFixture(fixture);
      await expect(registry.connect(owner).revokeDelegates(1)).to.emit(registry, "DelegatesRevoked").withArgs(1n, 1n);
    });

    it("leaves no delegate any rights, here and in the exchange", async () => {
      const { registry, exchange, owner, delegate, stranger } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).revokeDelegates(1);
      for (const former of [delegate, stranger]) {
        expect(await registry.isDelegate(1, former)).to.equal(false);
        await expect(exchange.connect(former).cancelNonces(1, 0, 1))
          .to.be.revertedWithCustomError(exchange, "NotAuthorized")
          .withArgs(1n, former.address);
      }
      expect((await registry.accountOf(1)).epoch).to.equal(1n);
    });

    it("lets the owner name delegates anew", async () => {
      const { registry, owner, delegate, stranger } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).revokeDelegates(1);
      await registry.connect(owner).setDelegate(1, delegate, FOREVER);
      expect(await registry.isDelegate(1, delegate)).to.equal(true);
      expect(await registry.isDelegate(1, stranger)).to.equal(false);
    });
  });
});
