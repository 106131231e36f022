import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, linkWord, operatorsWord, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

const MOST = 2n ** 39n - 1n;

async function fixture() {
  return deployTree(ethers);
}

/** `count` bands, 100 basis points apart from 0 on, with surcharges 0, 5, 10... */
function bandsOf(count: number) {
  return Array.from({ length: count }, (_, k) => ({ from: 100 * k, surcharge: 5 * k }));
}

describe("MarketArea", () => {
  describe("setLink", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setLink(1, 1, []))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses an unknown zone", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setLink(3, 1, []))
          .to.be.revertedWithCustomError(area, "UnknownZone")
          .withArgs(3n),
      );
    });

    it("refuses the root, which has no link", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setLink(0, 1, [])).to.be.revertedWithCustomError(area, "RootHasNoLink"),
      );
    });

    it("refuses a zone whose tariff is below the floor", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await area.setLimitedTariffFloor(21);
      await expectUnchanged(read, () =>
        expect(area.setLink(1, 1, []))
          .to.be.revertedWithCustomError(area, "TariffOutOfRange")
          .withArgs(20n, 21n, 16_383n),
      );
    });

    for (const capacity of [MOST + 1n, 2n ** 40n - 1n]) {
      it(`refuses a capacity of ${capacity} Wh`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setLink(1, capacity, []))
            .to.be.revertedWithCustomError(area, "CapacityTooLarge")
            .withArgs(capacity, MOST),
        );
      });
    }

    it("refuses an eighth band", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.setLink(1, 1, bandsOf(8)))
          .to.be.revertedWithCustomError(area, "TooManyBands")
          .withArgs(8n, 7n),
      );
    });

    for (const [reason, first, second] of [
      ["begins where the one before it does", [5_000, 1], [5_000, 2]],
      ["begins before the one before it", [5_000, 1], [4_999, 2]],
      ["begins beyond the capacity", [5_000, 1], [10_001, 2]],
      ["begins far beyond the capacity", [5_000, 1], [65_535, 2]],
      ["costs less than the one before it", [5_000, 2], [6_000, 1]],
      ["costs more than its field holds", [5_000, 1], [6_000, 16_384]],
    ] as const) {
      it(`refuses a band that ${reason}`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        const bands = [first, second].map(([from, surcharge]) => ({ from, surcharge }));
        await expectUnchanged(read, () =>
          expect(area.setLink(1, 1, bands))
            .to.be.revertedWithCustomError(area, "InvalidBand")
            .withArgs(1n, BigInt(second[0]), BigInt(second[1])),
        );
      });
    }

    it("refuses a first band beyond its bounds", async () => {
      const { area, read } = await networkHelpers.loadFixture(fixture);
      for (const [from, surcharge] of [
        [10_001, 0],
        [0, 16_384],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(area.setLink(1, 1, [{ from, surcharge }]))
            .to.be.revertedWithCustomError(area, "InvalidBand")
            .withArgs(0n, BigInt(from), BigInt(surcharge)),
        );
      }
    });

    it("says the zone, its capacity and its bands", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setLink(1, 7, bandsOf(2)))
        .to.emit(area, "LinkSet")
        .withArgs(1n, 7n, [
          [0n, 0n],
          [100n, 5n],
        ]);
    });

    for (const capacity of [0n, 1n, MOST - 1n, MOST]) {
      it(`limits a link to ${capacity} Wh`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setLink(2, capacity, []);
        expect(await area.currentTerms()).to.deep.equal([
          termsWord({ zones: TREE, limited: true }),
          operatorsWord([1, 2, 2]),
          [0n, 0n, linkWord(capacity)],
        ]);
        expect(await area.version()).to.equal(5n);
      });
    }

    for (const count of [1, 6, 7]) {
      it(`takes ${count} bands`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setLink(2, 9, bandsOf(count));
        expect((await area.currentTerms()).links).to.deep.equal([0n, 0n, linkWord(9n, bandsOf(count))]);
      });
    }

    it("takes bands to the edge of their bounds, and surcharges that stay", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      const bands = [
        { from: 0, surcharge: 0 },
        { from: 1, surcharge: 0 },
        { from: 9_999, surcharge: 16_383 },
        { from: 10_000, surcharge: 16_383 },
      ];
      await area.setLink(1, MOST, bands);
      expect((await area.currentTerms()).links).to.deep.equal([0n, linkWord(MOST, bands), 0n]);
    });

    it("takes a zone whose tariff is the floor", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.setLimitedTariffFloor(20);
      await area.setLink(1, 5, []);
      expect((await area.currentTerms()).links).to.deep.equal([0n, linkWord(5n), 0n]);
    });

    it("leaves nothing of the bands before", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.setLink(1, MOST, bandsOf(7));
      await area.setLink(1, 1, []);
      expect((await area.currentTerms()).links).to.deep.equal([0n, linkWord(1n), 0n]);
    });
  });
});
