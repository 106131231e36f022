import { expect } from "chai";
import { network } from "hardhat";

import { COIN, deployRamps, LEAST } from "../../helpers/ramps.ts";

const connection = await network.create();
const fixture = () => deployRamps(connection);
const load = () => connection.networkHelpers.loadFixture(fixture);

describe("RedemptionQueue", () => {
  describe("constructor", () => {
    it("refuses no coin, no least redemption, and one that is no whole number of coins", async () => {
      const { access, watt, reserve, queue } = await load();
      for (const [coin, least] of [
        [0n, LEAST],
        [COIN, 0n],
        [COIN, LEAST + 1n],
        [COIN, COIN - 1n],
      ] as const) {
        await expect(connection.ethers.deployContract("RedemptionQueue", [access, watt, reserve, coin, least]))
          .to.be.revertedWithCustomError(queue, "InvalidRedemption")
          .withArgs(least, least, coin);
      }
    });

    it("keeps what it is given, and takes one coin as the least", async () => {
      const { access, watt, reserve } = await load();
      const made = await connection.ethers.deployContract("RedemptionQueue", [access, watt, reserve, COIN, COIN]);
      expect([await made.WATT(), await made.RESERVE()]).to.deep.equal([watt.target, reserve.target]);
      expect([await made.COIN(), await made.LEAST()]).to.deep.equal([COIN, COIN]);
      expect([await made.next(), await made.count(), await made.held()]).to.deep.equal([1n, 0n, 0n]);
    });
  });
});
