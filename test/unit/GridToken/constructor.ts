import { expect } from "chai";
import { network } from "hardhat";

import { deployGrid, GRID_CAP } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployGrid(ethers);
}

describe("GridToken", () => {
  describe("constructor", () => {
    it("refuses a cap of zero", async () => {
      const { access } = await networkHelpers.loadFixture(fixture);
      const factory = await ethers.getContractFactory("GridToken");
      await expect(factory.deploy(access, 0n)).to.be.revertedWithCustomError(factory, "ERC20InvalidCap").withArgs(0n);
    });

    it("states its name, symbol, cap, authority and clock, and has no supply", async () => {
      const { grid, access } = await networkHelpers.loadFixture(fixture);
      expect(await grid.name()).to.equal("Gridwatt");
      expect(await grid.symbol()).to.equal("GRID");
      expect(await grid.decimals()).to.equal(18n);
      expect(await grid.cap()).to.equal(GRID_CAP);
      expect(await grid.authority()).to.equal(await access.getAddress());
      expect(await grid.totalSupply()).to.equal(0n);
      expect(await grid.clock()).to.equal(await networkHelpers.time.latest());
      expect(await grid.CLOCK_MODE()).to.equal("mode=timestamp");
    });
  });
});
