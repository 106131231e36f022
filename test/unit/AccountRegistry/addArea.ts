import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deployExchange } from "../../helpers/exchange.ts";
import { deployRegistry } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployRegistry(ethers);
}

describe("AccountRegistry", () => {
  describe("addArea", () => {
    it("refuses whoever has not the role", async () => {
      const { registry, exchange, stranger } = await networkHelpers.loadFixture(fixture);
      await expect(registry.connect(stranger).addArea(exchange))
        .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      expect(await registry.isArea(exchange)).to.equal(false);
    });

    it("refuses an exchange that it serves already", async () => {
      const { registry, exchange } = await networkHelpers.loadFixture(fixture);
      await registry.addArea(exchange);
      await expect(registry.addArea(exchange))
        .to.be.revertedWithCustomError(registry, "AreaKnown")
        .withArgs(await exchange.getAddress());
    });

    it("refuses an address without code", async () => {
      const { registry, stranger } = await networkHelpers.loadFixture(fixture);
      for (const nobody of [stranger.address, ZeroAddress]) {
        await expect(registry.addArea(nobody))
          .to.be.revertedWithCustomError(registry, "NotAnExchange")
          .withArgs(nobody);
      }
    });

    it("refuses a contract that is no exchange", async () => {
      const { registry, watt } = await networkHelpers.loadFixture(fixture);
      await expect(registry.addArea(watt)).to.be.revertedWithoutReason(ethers);
      expect(await registry.isArea(watt)).to.equal(false);
    });

    it("refuses the exchange of another registry", async () => {
      const { registry, exchange, authority } = await networkHelpers.loadFixture(fixture);
      const other = await ethers.deployContract("AccountRegistry", [authority]);
      await expect(other.addArea(exchange))
        .to.be.revertedWithCustomError(other, "ForeignExchange")
        .withArgs(await exchange.getAddress(), await registry.getAddress());
      expect(await other.isArea(exchange)).to.equal(false);
    });

    it("refuses an exchange without area", async () => {
      const { registry, watt, authority } = await networkHelpers.loadFixture(fixture);
      const { exchange } = await deployExchange(ethers, { watt, registry, area: ZeroAddress, authority });
      await expect(registry.addArea(exchange))
        .to.be.revertedWithCustomError(registry, "NotAnExchange")
        .withArgs(await exchange.getAddress());
    });

    it("says the exchange", async () => {
      const { registry, exchange } = await networkHelpers.loadFixture(fixture);
      await expect(registry.addArea(exchange))
        .to.emit(registry, "AreaAdded")
        .withArgs(await exchange.getAddress());
    });

    it("serves that exchange and no other", async () => {
      const { registry, exchange, otherExchange } = await networkHelpers.loadFixture(fixture);
      await registry.addArea(exchange);
      expect(await registry.isArea(exchange)).to.equal(true);
      expect(await registry.isArea(otherExchange)).to.equal(false);
    });
  });
});
