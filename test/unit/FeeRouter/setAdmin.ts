import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRouter, OPERATOR, shares } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployRouter(ethers);
}

describe("FeeRouter", () => {
  describe("setAdmin", () => {
    it("refuses whoever has not the role, the admin before included", async () => {
      const { router, admin, a, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(router.connect(admin).setAdmin(OPERATOR, a))
          .to.be.revertedWithCustomError(router, "AccessManagedUnauthorized")
          .withArgs(admin.address),
      );
    });

    it("refuses an admin for the market's own fees", async () => {
      const { router, a, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(router.setAdmin(0, a)).to.be.revertedWithCustomError(router, "MarketHasNoAdmin").withArgs(),
      );
      expect(await router.adminOf(0)).to.equal(ZeroAddress);
    });

    it("says the operator and its admin", async () => {
      const { router, a } = await networkHelpers.loadFixture(fixture);
      await expect(router.setAdmin(OPERATOR, a)).to.emit(router, "AdminSet").withArgs(BigInt(OPERATOR), a.address);
    });

    it("gives the right to the new admin and takes it from the one before", async () => {
      const { router, admin, a, b } = await networkHelpers.loadFixture(fixture);
      await router.setAdmin(OPERATOR, a);
      expect(await router.adminOf(OPERATOR)).to.equal(a.address);
      await expect(router.connect(admin).setPayees(OPERATOR, shares([b.address, 10_000])))
        .to.be.revertedWithCustomError(router, "NotOperatorAdmin")
        .withArgs(BigInt(OPERATOR), admin.address);
      await router.connect(a).setPayees(OPERATOR, shares([b.address, 10_000]));
    });

    it("leaves other operators, and can name nobody", async () => {
      const { router, admin, a } = await networkHelpers.loadFixture(fixture);
      await router.setAdmin(OPERATOR + 1, a);
      expect(await router.adminOf(OPERATOR)).to.equal(admin.address);
      await router.setAdmin(OPERATOR, ZeroAddress);
      expect(await router.adminOf(OPERATOR)).to.equal(ZeroAddress);
      expect(await router.adminOf(OPERATOR + 1)).to.equal(a.address);
    });
  });
});
