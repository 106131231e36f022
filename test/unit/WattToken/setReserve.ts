import { expect } from "chai";
import { id, parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRamps } from "../../helpers/ramps.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const TEN = parseEther("10");

async function fixture() {
  const f = await deployRamps(connection);
  await f.attest({ amount: TEN });
  const read = async () => [await f.watt.reserve(), await f.watt.compliance()];
  return { ...f, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("setReserve, setCompliance", () => {
    it("are governance's", async () => {
      const { watt, reserve, compliance, stranger, read } = await load();
      const asStranger = watt.connect(stranger);
      for (const call of [() => asStranger.setReserve(compliance), () => asStranger.setCompliance(reserve)]) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized"),
        );
      }
    });

    it("take contracts only", async () => {
      const { watt, stranger, read } = await load();
      for (const call of [() => watt.setReserve(stranger), () => watt.setCompliance(stranger)]) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(watt, "NotAContract").withArgs(stranger.address),
        );
      }
    });

    it("say who is asked from now on, and ask them", async () => {
      const { watt, onRamp, alice } = await load();
      const [other, strict] = [
        await ethers.deployContract("ReserveMock"),
        await ethers.deployContract("ComplianceMock"),
      ];
      await other.setBacking(5n);
      await expect(watt.setReserve(other))
        .to.emit(watt, "ReserveSet")
        .withArgs(await other.getAddress());
      expect(await watt.reserve()).to.equal(await other.getAddress());
      await expect(onRamp.mint(alice, 6n, id("a")))
        .to.be.revertedWithCustomError(other, "NotEnough")
        .withArgs(6n, 5n);
      await strict.setFails(true);
      await expect(watt.setCompliance(strict))
        .to.emit(watt, "WattComplianceSet")
        .withArgs(await strict.getAddress());
      expect(await watt.compliance()).to.equal(await strict.getAddress());
      await expect(onRamp.mint(alice, 5n, id("a"))).to.be.revertedWithCustomError(strict, "Failing");
      await strict.setFails(false);
      await onRamp.mint(alice, 5n, id("a"));
    });
  });
});
