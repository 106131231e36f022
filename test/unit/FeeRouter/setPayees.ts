import { expect } from "chai";
import { toBeHex, ZeroAddress, zeroPadValue } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRouter, deploySharing, FEES, OPERATOR, PARTS, shares } from "../../helpers/fees.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployRouter(ethers);
}

async function sharingFixture() {
  return deploySharing(ethers);
}

/** `count` payees, all of weight 1 but the last, who has the rest. */
function many(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    payee: zeroPadValue(toBeHex(1_000 + i), 20),
    weight: i === count - 1 ? 10_000 - i : 1,
  }));
}

describe("FeeRouter", () => {
  describe("setPayees", () => {
    it("refuses whoever is not the operator's admin, the holder of the role included", async () => {
      const { router, authorityAdmin, stranger, a, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [authorityAdmin, stranger]) {
        await expectUnchanged(read, () =>
          expect(router.connect(caller).setPayees(OPERATOR, shares([a.address, 10_000])))
            .to.be.revertedWithCustomError(router, "NotOperatorAdmin")
            .withArgs(BigInt(OPERATOR), caller.address),
        );
      }
    });

    it("refuses another operator's admin", async () => {
      const { router, admin, a, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(router.connect(admin).setPayees(OPERATOR + 1, shares([a.address, 10_000])))
          .to.be.revertedWithCustomError(router, "NotOperatorAdmin")
          .withArgs(BigInt(OPERATOR + 1), admin.address),
      );
    });

    for (const count of [0, 17]) {
      it(`refuses ${count} payees`, async () => {
        const { router, admin, read } = await networkHelpers.loadFixture(sharingFixture);
        await expectUnchanged(read, () =>
          expect(router.connect(admin).setPayees(OPERATOR, many(count)))
            .to.be.revertedWithCustomError(router, "PayeeCountOutOfRange")
            .withArgs(BigInt(count), 16n),
        );
      });
    }

    it("refuses the zero address, the router, the exchange and the currency", async () => {
      const { router, source, token, admin, a, read } = await networkHelpers.loadFixture(sharingFixture);
      for (const contract of [undefined, router, source, token]) {
        const payee = contract === undefined ? ZeroAddress : await contract.getAddress();
        await expectUnchanged(read, () =>
          expect(router.connect(admin).setPayees(OPERATOR, shares([a.address, 1], [payee, 9_999])))
            .to.be.revertedWithCustomError(router, "InvalidPayee")
            .withArgs(payee),
        );
      }
    });

    it("refuses a payee named twice", async () => {
      const { router, admin, a, b, read } = await networkHelpers.loadFixture(sharingFixture);
      const payees = shares([a.address, 1], [b.address, 1], [a.address, 9_998]);
      await expectUnchanged(read, () =>
        expect(router.connect(admin).setPayees(OPERATOR, payees))
          .to.be.revertedWithCustomError(router, "DuplicatePayee")
          .withArgs(a.address),
      );
    });

    it("refuses a payee without weight", async () => {
      const { router, admin, a, b, read } = await networkHelpers.loadFixture(sharingFixture);
      await expectUnchanged(read, () =>
        expect(router.connect(admin).setPayees(OPERATOR, shares([a.address, 10_000], [b.address, 0])))
          .to.be.revertedWithCustomError(router, "ZeroWeight")
          .withArgs(b.address),
      );
    });

    for (const [first, second] of [
      [5_000, 4_999],
      [5_000, 5_001],
      [65_535, 65_535],
    ] as const) {
      it(`refuses weights of ${first} and ${second}`, async () => {
        const { router, admin, a, b, read } = await networkHelpers.loadFixture(sharingFixture);
        await expectUnchanged(read, () =>
          expect(router.connect(admin).setPayees(OPERATOR, shares([a.address, first], [b.address, second])))
            .to.be.revertedWithCustomError(router, "WeightsMismatch")
            .withArgs(BigInt(first + second), 10_000n),
        );
      });
    }

    it("says the payees", async () => {
      const { router, admin, a, b } = await networkHelpers.loadFixture(fixture);
      await expect(router.connect(admin).setPayees(OPERATOR, shares([b.address, 1], [a.address, 9_999])))
        .to.emit(router, "PayeesSet")
        .withArgs(BigInt(OPERATOR), [
          [b.address, 1n],
          [a.address, 9_999n],
        ]);
    });

    for (const count of [1, 2, 15, 16]) {
      it(`takes ${count} payees, in the order given`, async () => {
        const { router, admin } = await networkHelpers.loadFixture(sharingFixture);
        await router.connect(admin).setPayees(OPERATOR, many(count));
        const expected = many(count).map(({ payee, weight }) => [payee, BigInt(weight)]);
        expect(await router.payeesOf(OPERATOR)).to.deep.equal(expected);
      });
    }

    it("shares what was earned before among the payees before", async () => {
      const { router, source, admin, stranger, a, b, c } = await networkHelpers.loadFixture(sharingFixture);
      await router.connect(admin).setPayees(OPERATOR, shares([stranger.address, 10_000]));
      expect(await Promise.all([a, b, c].map((payee) => router.owed(payee)))).to.deep.equal([...PARTS]);
      expect(await router.owed(stranger)).to.equal(0n);
      await source.setFees(OPERATOR, 5n);
      await router.pull(OPERATOR);
      expect(await router.owed(stranger)).to.equal(5n);
      expect(await router.totalOwed()).to.equal(FEES + 5n);
    });

    it("gives the first payees what was earned before anyone was named", async () => {
      const { router, source, admin, a } = await networkHelpers.loadFixture(fixture);
      await source.setFees(OPERATOR, FEES);
      await router.connect(admin).setPayees(OPERATOR, shares([a.address, 10_000]));
      expect(await router.owed(a)).to.equal(0n);
      await router.pull(OPERATOR);
      expect(await router.owed(a)).to.equal(FEES);
    });
  });
});
