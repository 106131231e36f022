import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, linkWord, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

/** The links of zones 1 and 2 are limited. */
async function fixture() {
  const f = await deployTree(ethers);
  await f.area.setLink(1, 10, [{ from: 5_000, surcharge: 3 }]);
  await f.area.setLink(2, 0, []);
  return f;
}

describe("MarketArea", () => {
  describe("removeLink", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).removeLink(1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses an unknown zone", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.removeLink(3)).to.be.revertedWithCustomError(area, "UnknownZone").withArgs(3n),
      );
    });

    it("refuses a link without limit, and the root's", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await area.removeLink(1);
      for (const zone of [0, 1]) {
        await expectUnchanged(read, () =>
          expect(area.removeLink(zone)).to.be.revertedWithCustomError(area, "LinkNotLimited").withArgs(BigInt(zone)),
        );
      }
    });

    it("says the zone", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.removeLink(1)).to.emit(area, "LinkRemoved").withArgs(1n);
    });

    it("frees the one link; the terms stay limited by the other", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.removeLink(1);
      const { terms, links } = await area.currentTerms();
      expect(terms).to.equal(termsWord({ zones: TREE, limited: true }));
      expect(links).to.deep.equal([0n, 0n, linkWord(0n)]);
      expect(await area.version()).to.equal(7n);
    });

    it("leaves terms without limit when the last one goes", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.removeLink(2);
      await area.removeLink(1);
      const { terms, links } = await area.currentTerms();
      expect(terms).to.equal(termsWord({ zones: TREE }));
      expect(links).to.deep.equal([0n, 0n, 0n]);
    });

    it("frees the zone's tariff from the floor", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.setLimitedTariffFloor(20);
      await area.removeLink(1);
      await area.setTariff(1, 0);
      const zones = [TREE[0], { tariff: 0 }, TREE[2]];
      expect((await area.currentTerms()).terms).to.equal(termsWord({ zones, limited: true }));
    });
  });
});
