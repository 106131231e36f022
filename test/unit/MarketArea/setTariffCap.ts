import { expect } from "chai";
import { network } from "hardhat";

import { deployTree } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

/** The highest tariff is 30. */
async function fixture() {
  return deployTree(ethers);
}

describe("MarketArea", () => {
  describe("setTariffCap", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setTariffCap(100))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const cap of [0, 29, 16_384, 65_535]) {
      it(`refuses ${cap} where a tariff is 30`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setTariffCap(cap))
            .to.be.revertedWithCustomError(area, "CapOutOfRange")
            .withArgs(BigInt(cap), 30n, 16_383n),
        );
      });
    }

    it("refuses less than the floor", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await area.setLimitedTariffFloor(40);
      await expectUnchanged(read, () =>
        expect(area.setTariffCap(39)).to.be.revertedWithCustomError(area, "CapOutOfRange").withArgs(39n, 40n, 16_383n),
      );
    });

    it("says the cap", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setTariffCap(44)).to.emit(area, "TariffCapSet").withArgs(44n);
    });

    for (const cap of [30, 31, 16_382, 16_383]) {
      it(`takes ${cap}; the terms of trade are the same`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setTariffCap(cap);
        expect(await area.tariffCap()).to.equal(BigInt(cap));
        expect(await area.version()).to.equal(4n);
      });
    }
  });
});
