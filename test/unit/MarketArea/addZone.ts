import { expect } from "chai";
import { network } from "hardhat";

import { deployArea, deployTree, NOBODY, operatorsWord, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

async function emptyFixture() {
  return deployArea(ethers);
}

async function fullFixture() {
  const f = await deployArea(ethers);
  for (let zone = 0; zone < 12; zone += 1) await f.area.addZone(Math.max(zone - 1, 0), 16_383, zone + 1, f.registrar);
  return f;
}

describe("MarketArea", () => {
  describe("addZone", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, registrar, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).addZone(0, 1, 1, registrar))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses a thirteenth zone", async () => {
      const { area, registrar, read } = await networkHelpers.loadFixture(fullFixture);
      await expectUnchanged(read, () =>
        expect(area.addZone(0, 1, 1, registrar))
          .to.be.revertedWithCustomError(area, "TooManyZones")
          .withArgs(12n),
      );
    });

    it("refuses a root below anything", async () => {
      const { area, registrar, read } = await networkHelpers.loadFixture(emptyFixture);
      await expectUnchanged(read, () =>
        expect(area.addZone(1, 1, 1, registrar))
          .to.be.revertedWithCustomError(area, "InvalidParent")
          .withArgs(0n, 1n),
      );
    });

    for (const parent of [3, 4, 12, 255]) {
      it(`refuses zone 3 below zone ${parent}: parents come first`, async () => {
        const { area, registrar, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.addZone(parent, 1, 1, registrar))
            .to.be.revertedWithCustomError(area, "InvalidParent")
            .withArgs(3n, BigInt(parent)),
        );
      });
    }

    for (const [cap, tariff] of [
      [30, 31],
      [30, 65_535],
      [16_383, 16_384],
    ] as const) {
      it(`refuses a tariff of ${tariff} under a cap of ${cap}`, async () => {
        const { area, registrar, read } = await networkHelpers.loadFixture(fixture);
        await area.setTariffCap(cap);
        await expectUnchanged(read, () =>
          expect(area.addZone(0, tariff, 1, registrar))
            .to.be.revertedWithCustomError(area, "TariffOutOfRange")
            .withArgs(BigInt(tariff), 0n, BigInt(cap)),
        );
      });
    }

    it("refuses the market as a grid operator", async () => {
      const { area, registrar, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.addZone(0, 1, 0, registrar))
          .to.be.revertedWithCustomError(area, "InvalidOperator")
          .withArgs(0n),
      );
    });

    it("refuses a zone without a registrar", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.addZone(0, 1, 1, NOBODY))
          .to.be.revertedWithCustomError(area, "InvalidRegistrar")
          .withArgs(NOBODY),
      );
    });

    it("returns the number of the zone", async () => {
      const { area, registrar } = await networkHelpers.loadFixture(fixture);
      expect(await area.addZone.staticCall(2, 1, 1, registrar)).to.equal(3n);
    });

    it("says what was added", async () => {
      const { area, other } = await networkHelpers.loadFixture(fixture);
      await expect(area.addZone(2, 40, 65_535, other))
        .to.emit(area, "ZoneAdded")
        .withArgs(3n, 2n, 40n, 65_535n, other.address);
    });

    it("makes a tree and counts one version for each zone", async () => {
      const { area, registrar, other } = await networkHelpers.loadFixture(fixture);
      await area.addZone(2, 0, 65_535, other);
      expect(await area.zoneCount()).to.equal(4n);
      expect(await area.version()).to.equal(5n);
      expect(await area.registrarOf(2)).to.equal(registrar.address);
      expect(await area.registrarOf(3)).to.equal(other.address);
      expect(await area.registrarOf(4)).to.equal(NOBODY);
      const zones = [...TREE, { parent: 2, tariff: 0 }];
      const operators = operatorsWord([1, 2, 2, 65_535]);
      expect(await area.currentTerms()).to.deep.equal([termsWord({ zones }), operators, [0n, 0n, 0n, 0n]]);
    });

    it("takes twelve zones in a line, each at the highest tariff", async () => {
      const { area } = await networkHelpers.loadFixture(fullFixture);
      const zones = Array.from({ length: 12 }, (_, zone) => ({ parent: Math.max(zone - 1, 0), tariff: 16_383 }));
      const operators = operatorsWord(zones.map((_, zone) => zone + 1));
      expect(await area.currentTerms()).to.deep.equal([termsWord({ zones }), operators, zones.map(() => 0n)]);
    });
  });
});
