import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployMetering } from "../../helpers/metering.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(fixture);
const fixture = () => deployMetering(connection);

describe("ReadingOracle", () => {
  describe("setOperatorSet", () => {
    it("names another set, and says so", async () => {
      const { oracle, meters } = await load();
      const other = await meters.getAddress();
      await expect(oracle.setOperatorSet(other)).to.emit(oracle, "OperatorSetSet").withArgs(other);
      expect(await oracle.operatorSet()).to.equal(other);
    });

    it("takes a contract only, of its role only", async () => {
      const { oracle, meters } = await load();
      const [, , stranger] = await connection.ethers.getSigners();
      if (stranger === undefined) throw new Error("too few accounts");
      await expectUnchanged(oracle.operatorSet, () =>
        expect(oracle.setOperatorSet(stranger))
          .to.be.revertedWithCustomError(oracle, "NotAContract")
          .withArgs(stranger.address),
      );
      await expectUnchanged(oracle.operatorSet, () =>
        expect(oracle.connect(stranger).setOperatorSet(meters))
          .to.be.revertedWithCustomError(oracle, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });
  });
});
