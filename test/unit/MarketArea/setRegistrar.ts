import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, NOBODY } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

describe("MarketArea", () => {
  describe("setRegistrar", () => {
    it("refuses whoever has not the role, the zone's registrar included", async () => {
      const { area, registrar, other, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(registrar).setRegistrar(1, other))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(registrar.address),
      );
    });

    it("refuses an unknown zone", async () => {
      const { area, other, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setRegistrar(3, other)).to.be.revertedWithCustomError(area, "UnknownZone").withArgs(3n),
      );
    });

    it("refuses nobody", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setRegistrar(1, NOBODY)).to.be.revertedWithCustomError(area, "InvalidRegistrar").withArgs(NOBODY),
      );
    });

    it("says the zone and its registrar", async () => {
      const { area, other } = await networkHelpers.loadFixture(fixture);
      await expect(area.setRegistrar(1, other)).to.emit(area, "RegistrarSet").withArgs(1n, other.address);
    });

    it("replaces the registrar of that zone; the terms of trade are the same", async () => {
      const { area, registrar, other } = await networkHelpers.loadFixture(fixture);
      await area.setRegistrar(1, other);
      expect(await area.registrarOf(0)).to.equal(registrar.address);
      expect(await area.registrarOf(1)).to.equal(other.address);
      expect(await area.registrarOf(2)).to.equal(registrar.address);
      expect(await area.version()).to.equal(4n);
    });
  });
});
