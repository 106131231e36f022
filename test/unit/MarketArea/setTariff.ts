import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

/** Zone 1 (tariff 20) has a limited link, for which the floor is 15; the cap is 50. */
async function boundedFixture() {
  const f = await deployTree(ethers);
  await f.area.setTariffCap(50);
  await f.area.setLimitedTariffFloor(15);
  await f.area.setLink(1, 1_000, []);
  return f;
}

describe("MarketArea", () => {
  describe("setTariff", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setTariff(1, 1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const zone of [3, 12, 255]) {
      it(`refuses zone ${zone} of 3`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setTariff(zone, 1)).to.be.revertedWithCustomError(area, "UnknownZone").withArgs(BigInt(zone)),
        );
      });
    }

    for (const tariff of [0, 14, 51, 16_384, 65_535]) {
      it(`refuses a tariff of ${tariff} in a zone whose limited link asks for 15..50`, async () => {
        const { area, read } = await networkHelpers.loadFixture(boundedFixture);
        await expectUnchanged(read, () =>
          expect(area.setTariff(1, tariff))
            .to.be.revertedWithCustomError(area, "TariffOutOfRange")
            .withArgs(BigInt(tariff), 15n, 50n),
        );
      });
    }

    it("refuses more than the field of a tariff holds", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setTariff(2, 16_384))
          .to.be.revertedWithCustomError(area, "TariffOutOfRange")
          .withArgs(16_384n, 0n, 16_383n),
      );
    });

    it("says the zone and its tariff", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setTariff(2, 31)).to.emit(area, "TariffSet").withArgs(2n, 31n);
    });

    for (const tariff of [15, 16, 49, 50]) {
      it(`takes a tariff of ${tariff} in a zone whose limited link asks for 15..50`, async () => {
        const { area } = await networkHelpers.loadFixture(boundedFixture);
        await area.setTariff(1, tariff);
        const zones = [TREE[0], { tariff }, TREE[2]];
        expect((await area.currentTerms()).terms).to.equal(termsWord({ zones, limited: true }));
      });
    }

    for (const tariff of [0, 1, 16_382, 16_383]) {
      it(`takes a tariff of ${tariff} where no floor holds, and touches no other zone`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setTariff(1, tariff);
        const zones = [TREE[0], { tariff }, TREE[2]];
        expect((await area.currentTerms()).terms).to.equal(termsWord({ zones }));
        expect(await area.version()).to.equal(5n);
      });
    }
  });
});
