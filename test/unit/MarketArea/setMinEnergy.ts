import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

describe("MarketArea", () => {
  describe("setMinEnergy", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setMinEnergy(1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const energy of [0, 8_192, 65_535]) {
      it(`refuses ${energy} Wh`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setMinEnergy(energy))
            .to.be.revertedWithCustomError(area, "MinEnergyOutOfRange")
            .withArgs(BigInt(energy), 8_191n),
        );
      });
    }

    it("says the energy", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setMinEnergy(250)).to.emit(area, "MinEnergySet").withArgs(250n);
    });

    for (const minEnergy of [1, 2, 8_190, 8_191]) {
      it(`takes ${minEnergy} Wh`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setMinEnergy(minEnergy);
        expect((await area.currentTerms()).terms).to.equal(termsWord({ zones: TREE, minEnergy }));
        expect(await area.version()).to.equal(5n);
      });
    }
  });
});
