import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deployRouter } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployRouter(ethers);
}

describe("FeeRouter", () => {
  describe("constructor", () => {
    it("takes the currency of its exchange", async () => {
      const { router, source, token, authority } = await networkHelpers.loadFixture(fixture);
      expect(await router.EXCHANGE()).to.equal(await source.getAddress());
      expect(await router.WATT()).to.equal(await token.getAddress());
      expect(await router.authority()).to.equal(await authority.getAddress());
    });

    it("owes nobody anything, and knows no admins and no payees", async () => {
      const { router, a } = await networkHelpers.loadFixture(fixture);
      expect(await router.totalOwed()).to.equal(0n);
      expect(await router.owed(a)).to.equal(0n);
      expect(await router.adminOf(0)).to.equal(ZeroAddress);
      expect(await router.payeesOf(0)).to.deep.equal([]);
    });
  });
});
