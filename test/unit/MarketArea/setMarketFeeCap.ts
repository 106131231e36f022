import { expect } from "chai";
import { network } from "hardhat";

import { deployTree } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

/** The market fee is 20. */
async function fixture() {
  const f = await deployTree(ethers);
  await f.area.setMarketFee(20);
  return f;
}

describe("MarketArea", () => {
  describe("setMarketFeeCap", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setMarketFeeCap(100))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const cap of [0, 19, 4_096, 65_535]) {
      it(`refuses ${cap} where the fee is 20`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setMarketFeeCap(cap))
            .to.be.revertedWithCustomError(area, "CapOutOfRange")
            .withArgs(BigInt(cap), 20n, 4_095n),
        );
      });
    }

    it("says the cap", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setMarketFeeCap(44)).to.emit(area, "MarketFeeCapSet").withArgs(44n);
    });

    for (const cap of [20, 21, 4_094, 4_095]) {
      it(`takes ${cap}; the terms of trade are the same`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setMarketFeeCap(cap);
        expect(await area.marketFeeCap()).to.equal(BigInt(cap));
        expect(await area.version()).to.equal(5n);
      });
    }
  });
});
