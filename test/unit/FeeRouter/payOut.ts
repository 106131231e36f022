import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deploySharing, FEES, MOODS, OPERATOR, PARTS } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();

/** The fees are credited. */
async function fixture() {
  const f = await deploySharing(ethers);
  await f.router.pull(OPERATOR);
  return f;
}

describe("FeeRouter", () => {
  describe("payOut", () => {
    it("refuses to be entered again from the transfer", async () => {
      const { router, token, a, read } = await networkHelpers.loadFixture(fixture);
      for (const call of [
        router.interface.encodeFunctionData("payOut", [a.address]),
        router.interface.encodeFunctionData("pull", [OPERATOR]),
      ]) {
        await token.reenter(router, call);
        await expectUnchanged(read, () =>
          expect(router.payOut(a)).to.be.revertedWithCustomError(router, "ReentrancyGuardReentrantCall"),
        );
      }
    });

    it("shows no money as owed that is on its way", async () => {
      const { router, token, a } = await networkHelpers.loadFixture(fixture);
      const probe = await ethers.deployContract("OwedProbe");
      await token.reenter(probe, probe.interface.encodeFunctionData("look", [await router.getAddress(), a.address]));
      await router.payOut(a);
      expect(await probe.owed()).to.equal(0n);
      expect(await probe.totalOwed()).to.equal(FEES - PARTS[0]);
    });

    it("still owes what the token did not move", async () => {
      const { router, token, a, read } = await networkHelpers.loadFixture(fixture);
      const address = await token.getAddress();
      await token.setMood(MOODS.ReturnsFalse);
      await expectUnchanged(read, () =>
        expect(router.payOut(a)).to.be.revertedWithCustomError(router, "SafeERC20FailedOperation").withArgs(address),
      );
    });

    it("refuses a payee whom the token blocks; the others are paid, and it keeps its claim", async () => {
      const { router, source, token, a, b, c, read } = await networkHelpers.loadFixture(fixture);
      await token.setBlocked(a, true);
      await expectUnchanged(read, () =>
        expect(router.payOut(a)).to.be.revertedWithCustomError(token, "HolderBlocked").withArgs(a.address),
      );
      await source.setFees(OPERATOR, FEES);
      await router.pull(OPERATOR);
      await router.payOut(b);
      await router.payOut(c);
      expect(await token.balanceOf(b)).to.equal(2n * PARTS[1]);
      expect(await token.balanceOf(c)).to.equal(2n * PARTS[2]);
      await token.setBlocked(a, false);
      await router.payOut(a);
      expect(await token.balanceOf(a)).to.equal(2n * PARTS[0]);
      expect(await token.balanceOf(router)).to.equal(0n);
    });

    it("returns the amount, to anyone who calls", async () => {
      const { router, stranger, b } = await networkHelpers.loadFixture(fixture);
      expect(await router.connect(stranger).payOut.staticCall(b)).to.equal(PARTS[1]);
    });

    it("says who was paid, and how much", async () => {
      const { router, b } = await networkHelpers.loadFixture(fixture);
      await expect(router.payOut(b)).to.emit(router, "PaidOut").withArgs(b.address, PARTS[1]);
    });

    it("pays that payee, and only once", async () => {
      const { router, token, a, b, c, read } = await networkHelpers.loadFixture(fixture);
      await router.payOut(b);
      expect(await token.balanceOf(b)).to.equal(PARTS[1]);
      expect(await router.owed(a)).to.equal(PARTS[0]);
      expect(await router.owed(b)).to.equal(0n);
      expect(await router.owed(c)).to.equal(PARTS[2]);
      expect(await router.totalOwed()).to.equal(PARTS[0] + PARTS[2]);
      expect(await token.balanceOf(router)).to.equal(PARTS[0] + PARTS[2]);
      await expectUnchanged(read, () => expect(router.payOut(b)).not.to.emit(router, "PaidOut"));
    });

    it("pays by a token that returns nothing", async () => {
      const { router, token, a } = await networkHelpers.loadFixture(fixture);
      await token.setMood(MOODS.ReturnsNothing);
      await router.payOut(a);
      expect(await token.balanceOf(a)).to.equal(PARTS[0]);
    });

    it("pays nothing to whoever is owed nothing, donations included", async () => {
      const { router, token, stranger, read } = await networkHelpers.loadFixture(fixture);
      await token.mint(router, 77n);
      await expectUnchanged(read, () => router.payOut(stranger));
      expect(await token.balanceOf(stranger)).to.equal(0n);
    });
  });
});
