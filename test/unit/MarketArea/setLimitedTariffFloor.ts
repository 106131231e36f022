import { expect } from "chai";
import { network } from "hardhat";

import { deployTree } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

/** Zone 2, with a tariff of 30, has a limited link; zones 0 and 1, with 10 and 20, have none. The cap is 50. */
async function fixture() {
  const f = await deployTree(ethers);
  await f.area.setTariffCap(50);
  await f.area.setLink(2, 5, []);
  return f;
}

describe("MarketArea", () => {
  describe("setLimitedTariffFloor", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setLimitedTariffFloor(1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const floor of [31, 65_535]) {
      it(`refuses ${floor} where a zone with a limited link charges 30`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setLimitedTariffFloor(floor))
            .to.be.revertedWithCustomError(area, "FloorOutOfRange")
            .withArgs(BigInt(floor), 30n),
        );
      });
    }

    it("refuses more than the cap where no link is limited", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await area.removeLink(2);
      await expectUnchanged(read, () =>
        expect(area.setLimitedTariffFloor(51))
          .to.be.revertedWithCustomError(area, "FloorOutOfRange")
          .withArgs(51n, 50n),
      );
    });

    it("says the floor", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setLimitedTariffFloor(9)).to.emit(area, "LimitedTariffFloorSet").withArgs(9n);
    });

    for (const floor of [0, 1, 29, 30]) {
      it(`takes ${floor}; the terms of trade are the same`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setLimitedTariffFloor(floor);
        expect(await area.limitedTariffFloor()).to.equal(BigInt(floor));
        expect(await area.version()).to.equal(5n);
      });
    }

    it("takes the cap where no link is limited", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.removeLink(2);
      await area.setLimitedTariffFloor(50);
      expect(await area.limitedTariffFloor()).to.equal(50n);
    });
  });
});
