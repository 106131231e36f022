import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRouter, shares } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();
const MARKET = 0;

async function fixture() {
  const f = await deployRouter(ethers);
  const read = async () => [await f.read(), await f.router.payeesOf(MARKET), await f.source.feesOwed(MARKET)];
  return { ...f, read };
}

describe("FeeRouter", () => {
  describe("setMarketPayees", () => {
    it("refuses whoever has not the role, operators' admins included", async () => {
      const { router, admin, stranger, a, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [admin, stranger]) {
        await expectUnchanged(read, () =>
          expect(router.connect(caller).setMarketPayees(shares([a.address, 10_000])))
            .to.be.revertedWithCustomError(router, "AccessManagedUnauthorized")
            .withArgs(caller.address),
        );
      }
    });

    it("leaves nobody else a way to the market's payees", async () => {
      const { router, authorityAdmin, a, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(router.connect(authorityAdmin).setPayees(MARKET, shares([a.address, 10_000])))
          .to.be.revertedWithCustomError(router, "NotOperatorAdmin")
          .withArgs(0n, authorityAdmin.address),
      );
    });

    it("checks payees as for any operator", async () => {
      const { router, a, b, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(router.setMarketPayees(shares([a.address, 5_000], [b.address, 4_999])))
          .to.be.revertedWithCustomError(router, "WeightsMismatch")
          .withArgs(9_999n, 10_000n),
      );
    });

    it("names the payees, who share what comes; those before share what came before", async () => {
      const { router, source, a, b } = await networkHelpers.loadFixture(fixture);
      await expect(router.setMarketPayees(shares([a.address, 10_000])))
        .to.emit(router, "PayeesSet")
        .withArgs(0n, [[a.address, 10_000n]]);
      await source.setFees(MARKET, 1_000n);
      await router.setMarketPayees(shares([a.address, 2_500], [b.address, 7_500]));
      expect(await router.owed(a)).to.equal(1_000n);
      await source.setFees(MARKET, 100n);
      await router.pull(MARKET);
      expect(await Promise.all([a, b].map((payee) => router.owed(payee)))).to.deep.equal([1_025n, 75n]);
      expect(await router.totalOwed()).to.equal(1_100n);
      expect(await router.payeesOf(MARKET)).to.deep.equal([
        [a.address, 2_500n],
        [b.address, 7_500n],
      ]);
    });
  });
});
