import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { deployClearing } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

async function fixture() {
  const f = await deployClearing(connection);
  return { ...f, module: await ethers.deployContract("SettlementMock") };
}

describe("Exchange", () => {
  describe("setSettlement", () => {
    it("refuses whoever has no role", async () => {
      const { exchange, code, module, alice, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).setSettlement(module))
          .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
          .withArgs(alice.address),
      );
    });

    it("refuses an address without code", async () => {
      const { exchange, alice, read } = await networkHelpers.loadFixture(fixture);
      for (const given of [ZeroAddress, alice.address]) {
        await expectUnchanged(read, () =>
          expect(exchange.setSettlement(given)).to.be.revertedWithCustomError(exchange, "NotAContract").withArgs(given),
        );
      }
    });

    it("says the module, and asks it from then on", async () => {
      const { exchange, module } = await networkHelpers.loadFixture(fixture);
      const address = await module.getAddress();
      await expect(exchange.setSettlement(module)).to.emit(exchange, "SettlementSet").withArgs(address);
      expect(await exchange.settlement()).to.equal(address);
    });
  });
});
