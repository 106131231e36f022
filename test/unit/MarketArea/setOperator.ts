import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, operatorsWord, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

describe("MarketArea", () => {
  describe("setOperator", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setOperator(1, 1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses an unknown zone", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setOperator(3, 1)).to.be.revertedWithCustomError(area, "UnknownZone").withArgs(3n),
      );
    });

    it("refuses the market as a grid operator", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setOperator(1, 0)).to.be.revertedWithCustomError(area, "InvalidOperator").withArgs(0n),
      );
    });

    it("says the zone and its operator", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setOperator(1, 7)).to.emit(area, "OperatorSet").withArgs(1n, 7n);
    });

    for (const operator of [1, 65_534, 65_535]) {
      it(`gives a zone to operator ${operator} and leaves the others`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setOperator(1, operator);
        const { terms, operators } = await area.currentTerms();
        expect(operators).to.equal(operatorsWord([1, operator, 2]));
        expect(terms).to.equal(termsWord({ zones: TREE }));
        expect(await area.version()).to.equal(5n);
      });
    }
  });
});
