import { expect } from "chai";
import { network } from "hardhat";

import { deployAccess, deployWatt } from "../../helpers/tokens.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  const { watt, access } = await deployWatt(ethers);
  const factory = await ethers.getContractFactory("WattToken");
  return { watt, access, factory };
}

describe("WattToken", () => {
  describe("constructor", () => {
    it("refuses a name above 31 bytes: no signature could be bound to it", async () => {
      const { access, factory } = await networkHelpers.loadFixture(fixture);
      const name = "Gridwatt Pound of Great Britain!";
      await expect(factory.deploy(name, "WATT-GBP", "GBP", access))
        .to.be.revertedWithCustomError(factory, "StringTooLong")
        .withArgs(name);
      await expect(factory.deploy(name.slice(1), "WATT-GBP", "GBP", access)).to.not.revert(ethers);
    });

    it("refuses what is no ISO code of a currency", async () => {
      const { access, factory } = await networkHelpers.loadFixture(fixture);
      for (const code of ["", "EU", "EURO", "eur", "E1R", "EU[", "@UR"]) {
        await expect(factory.deploy("Gridwatt Euro", "WATT-EUR", code, access))
          .to.be.revertedWithCustomError(factory, "InvalidCurrency")
          .withArgs(code);
      }
    });

    it("takes the first and the last letter", async () => {
      const { access, factory } = await networkHelpers.loadFixture(fixture);
      const watt = await factory.deploy("Gridwatt", "WATT", "AZA", access);
      expect(await watt.currency()).to.equal("AZA");
    });

    it("states its name, symbol, currency and authority, and has no supply", async () => {
      const { watt, access } = await networkHelpers.loadFixture(fixture);
      expect(await watt.name()).to.equal("Gridwatt Euro");
      expect(await watt.symbol()).to.equal("WATT-EUR");
      expect(await watt.currency()).to.equal("EUR");
      expect(await watt.decimals()).to.equal(18n);
      expect(await watt.authority()).to.equal(await access.getAddress());
      expect(await watt.totalSupply()).to.equal(0n);
    });

    it("states the domain of its signatures (ERC-5267)", async () => {
      const { watt } = await networkHelpers.loadFixture(fixture);
      const { chainId } = await ethers.provider.getNetwork();
      expect(await watt.eip712Domain()).to.deep.equal([
        "0x0f",
        "Gridwatt Euro",
        "1",
        chainId,
        await watt.getAddress(),
        ethers.ZeroHash,
        [],
      ]);
    });

    it("binds signatures of two currencies to different domains", async () => {
      const { watt } = await networkHelpers.loadFixture(fixture);
      const { access } = await deployAccess(ethers);
      const aud = await ethers.deployContract("WattToken", ["Gridwatt Dollar", "WATT-AUD", "AUD", access]);
      expect(await aud.DOMAIN_SEPARATOR()).to.not.equal(await watt.DOMAIN_SEPARATOR());
    });
  });
});
