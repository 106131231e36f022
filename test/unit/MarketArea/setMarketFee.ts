import { expect } from "chai";
import { network } from "hardhat";

import { deployTree, termsWord, TREE } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployTree(ethers);
}

describe("MarketArea", () => {
  describe("setMarketFee", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setMarketFee(1))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const [cap, fee] of [
      [4_095, 4_096],
      [4_095, 65_535],
      [9, 10],
      [0, 1],
    ] as const) {
      it(`refuses a fee of ${fee} under a cap of ${cap}`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await area.setMarketFeeCap(cap);
        await expectUnchanged(read, () =>
          expect(area.setMarketFee(fee))
            .to.be.revertedWithCustomError(area, "MarketFeeTooHigh")
            .withArgs(BigInt(fee), BigInt(cap)),
        );
      });
    }

    it("says the fee", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setMarketFee(12)).to.emit(area, "MarketFeeSet").withArgs(12n);
    });

    for (const marketFee of [0, 1, 4_094, 4_095]) {
      it(`takes a fee of ${marketFee}, instead of the one before`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        await area.setMarketFee(2_730);
        await area.setMarketFee(marketFee);
        expect((await area.currentTerms()).terms).to.equal(termsWord({ zones: TREE, marketFee }));
        expect(await area.version()).to.equal(6n);
      });
    }
  });
});
