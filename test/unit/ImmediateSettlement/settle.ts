import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

const SLOT = 2_300_000;
const END = (SLOT + 1) * 900;
const LAST_SLOT = 2 ** 32 - 1;
const HOLDINGS = [
  { account: 1, sold: 5n, bought: 0n },
  { account: 2, sold: 0n, bought: 2n ** 47n },
];

async function fixture() {
  return { settlement: await ethers.deployContract("ImmediateSettlement") };
}

describe("ImmediateSettlement", () => {
  describe("settle", () => {
    it("refuses a slot that is not over", async () => {
      const { settlement } = await networkHelpers.loadFixture(fixture);
      for (const time of [SLOT * 900, END - 1]) {
        await networkHelpers.time.increaseTo(time);
        await expect(settlement.settle(SLOT, 1, 2, HOLDINGS))
          .to.be.revertedWithCustomError(settlement, "NotSettleable")
          .withArgs(BigInt(SLOT));
      }
    });

    it("refuses the very last slot, whose end is no 32-bit number", async () => {
      const { settlement } = await networkHelpers.loadFixture(fixture);
      await expect(settlement.settle(LAST_SLOT, 1, 2, HOLDINGS))
        .to.be.revertedWithCustomError(settlement, "NotSettleable")
        .withArgs(BigInt(LAST_SLOT));
    });

    it("adds nothing to anybody's sets from the end of the slot on", async () => {
      const { settlement } = await networkHelpers.loadFixture(fixture);
      for (const time of [END, END + 1, END + 900 * 4_096]) {
        await networkHelpers.time.increaseTo(time);
        expect(await settlement.settle(SLOT, -1, 2, HOLDINGS)).to.deep.equal([0n, 0n]);
      }
      expect(await settlement.settle(SLOT, -1, 2, [])).to.deep.equal([]);
    });
  });
});
