import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRouter, deploySharing, FEES, MOODS, OPERATOR, PARTS } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deploySharing(ethers);
}

async function emptyFixture() {
  return deployRouter(ethers);
}

describe("FeeRouter", () => {
  describe("pull", () => {
    it("refuses an operator without payees; its fees stay in the exchange", async () => {
      const { router, source, read } = await networkHelpers.loadFixture(emptyFixture);
      await source.setFees(OPERATOR, FEES);
      await expectUnchanged(read, () =>
        expect(router.pull(OPERATOR)).to.be.revertedWithCustomError(router, "NoPayees").withArgs(BigInt(OPERATOR)),
      );
    });

    it("refuses to be entered again from the transfer", async () => {
      const { router, token, a, read } = await networkHelpers.loadFixture(fixture);
      for (const call of [
        router.interface.encodeFunctionData("pull", [OPERATOR]),
        router.interface.encodeFunctionData("payOut", [a.address]),
      ]) {
        await token.reenter(router, call);
        await expectUnchanged(read, () =>
          expect(router.pull(OPERATOR)).to.be.revertedWithCustomError(router, "ReentrancyGuardReentrantCall"),
        );
      }
    });

    it("refuses less than the exchange says it paid", async () => {
      const { router, token, read } = await networkHelpers.loadFixture(fixture);
      await token.setMood(MOODS.TakesFee);
      await expectUnchanged(read, () =>
        expect(router.pull(OPERATOR))
          .to.be.revertedWithCustomError(router, "ReceiptMismatch")
          .withArgs(FEES, FEES - 1n),
      );
    });

    it("refuses a transfer that returns false", async () => {
      const { router, source, token, read } = await networkHelpers.loadFixture(fixture);
      await token.setMood(MOODS.ReturnsFalse);
      await expectUnchanged(read, () =>
        expect(router.pull(OPERATOR)).to.be.revertedWithCustomError(source, "SafeERC20FailedOperation"),
      );
    });

    it("returns the amount, to anyone who calls", async () => {
      const { router, stranger } = await networkHelpers.loadFixture(fixture);
      expect(await router.connect(stranger).pull.staticCall(OPERATOR)).to.equal(FEES);
    });

    it("says the amount and each part of it", async () => {
      const { router, a, b, c } = await networkHelpers.loadFixture(fixture);
      const pulled = expect(router.pull(OPERATOR));
      await pulled.to.emit(router, "FeesPulled").withArgs(BigInt(OPERATOR), FEES);
      for (const [i, payee] of [a, b, c].entries()) {
        await pulled.to.emit(router, "FeesCredited").withArgs(BigInt(OPERATOR), payee.address, PARTS[i]);
      }
    });

    it("credits shares rounded down, the rest to the first, and the money is here", async () => {
      const { router, source, token, a, b, c } = await networkHelpers.loadFixture(fixture);
      await router.pull(OPERATOR);
      expect(await Promise.all([a, b, c].map((payee) => router.owed(payee)))).to.deep.equal([...PARTS]);
      expect(await router.totalOwed()).to.equal(FEES);
      expect(await token.balanceOf(router)).to.equal(FEES);
      expect(await source.feesOwed(OPERATOR)).to.equal(0n);
    });

    it("adds up over several calls", async () => {
      const { router, source, token, a, b, c } = await networkHelpers.loadFixture(fixture);
      await router.pull(OPERATOR);
      await source.setFees(OPERATOR, 1n);
      await router.pull(OPERATOR);
      expect(await router.owed(a)).to.equal(PARTS[0] + 1n);
      expect(await router.owed(b)).to.equal(PARTS[1]);
      expect(await router.owed(c)).to.equal(PARTS[2]);
      expect(await token.balanceOf(router)).to.equal(await router.totalOwed());
    });

    it("says nothing and changes nothing where there is nothing", async () => {
      const { router, read } = await networkHelpers.loadFixture(fixture);
      await router.pull(OPERATOR);
      await expectUnchanged(read, () => expect(router.pull(OPERATOR)).not.to.emit(router, "FeesPulled"));
    });

    it("credits no donation, and is not disturbed by one", async () => {
      const { router, token, a, b, c } = await networkHelpers.loadFixture(fixture);
      await token.mint(router, 77n);
      await router.pull(OPERATOR);
      expect(await Promise.all([a, b, c].map((payee) => router.owed(payee)))).to.deep.equal([...PARTS]);
      expect(await token.balanceOf(router)).to.equal((await router.totalOwed()) + 77n);
    });
  });
});
