import { expect } from "chai";
import { network } from "hardhat";

import { deployArea } from "../../helpers/area.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployArea(ethers);
}

describe("MarketArea", () => {
  describe("constructor", () => {
    it("has no zones, and a version that no exchange has seen", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      expect(await area.zoneCount()).to.equal(0n);
      expect(await area.version()).to.equal(1n);
    });

    it("refuses to tell terms while there are no zones", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.currentTerms()).to.be.revertedWithCustomError(area, "NoZones");
    });

    it("closes the gate 5 minutes ahead and looks 2 days ahead, within the whole price range", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      expect(await area.openingRules()).to.deep.equal([5n, 172_800n, -99_999n, 99_999n, 1n]);
    });

    it("bounds tariffs and the market fee by what their fields hold, and by no floor", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      expect(await area.tariffCap()).to.equal(16_383n);
      expect(await area.marketFeeCap()).to.equal(4_095n);
      expect(await area.limitedTariffFloor()).to.equal(0n);
    });

    it("obeys the authority", async () => {
      const { area, authority } = await networkHelpers.loadFixture(fixture);
      expect(await area.authority()).to.equal(await authority.getAddress());
    });
  });
});
