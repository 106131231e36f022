import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployReserve, LOT_TERMS, priceAfter } from "../../helpers/treasury.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const fixture = () => deployReserve(connection);
const load = () => networkHelpers.loadFixture(fixture);

/** Each field with the least and the most that it may be, all others being such that only it is at fault. */
const BOUNDS = [
  ["startPrice", { floorPrice: 10n ** 12n }, 10n ** 12n, 10n ** 24n],
  ["floorPrice", { startPrice: parseEther("50") }, 10n ** 12n, parseEther("50")],
  ["lotSize", {}, parseEther("1"), parseEther("1000000")],
  ["halving", {}, 600n, 86_400n],
  ["duration", {}, 3_600n, 604_800n],
] as const;

describe("RewardsReserve", () => {
  describe("setTerms", () => {
    it("refuses whoever has no role", async () => {
      const { reserve, stranger, read } = await load();
      await expectUnchanged(read, () =>
        expect(reserve.connect(stranger).setTerms(LOT_TERMS))
          .to.be.revertedWithCustomError(reserve, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const [field, others, least, most] of BOUNDS) {
      it(`bounds ${field}: threat 84`, async () => {
        const { reserve, read, access, watt, grid, staking } = await load();
        for (const value of [least - 1n, most + 1n, 0n]) {
          const terms = { ...LOT_TERMS, ...others, [field]: value };
          await expectUnchanged(read, () =>
            expect(reserve.setTerms(terms))
              .to.be.revertedWithCustomError(reserve, "LotTermsOutOfRange")
              .withArgs(Object.values(terms)),
          );
          const factory = await ethers.getContractFactory("RewardsReserve");
          await expect(factory.deploy(access, watt, grid, staking, terms)).to.be.revertedWithCustomError(
            reserve,
            "LotTermsOutOfRange",
          );
        }
        for (const value of [least, most]) {
          const terms = { ...LOT_TERMS, ...others, [field]: value };
          await expect(reserve.setTerms(terms)).to.emit(reserve, "LotTermsSet").withArgs(Object.values(terms));
          expect(await reserve.terms()).to.deep.equal(Object.values(terms));
        }
      });
    }

    it("leaves the lot that has begun as it is", async () => {
      const { reserve, give, now } = await load();
      await give(parseEther("2000"));
      await reserve.beginLot();
      const { beganAt, endsAt } = await reserve.lot();
      await reserve.setTerms({ ...LOT_TERMS, startPrice: parseEther("7"), halving: 600n, duration: 3_600n });
      expect(await reserve.price()).to.equal(priceAfter((await now()) - beganAt));
      await networkHelpers.time.increaseTo(endsAt);
      await reserve.beginLot();
      expect(await reserve.price()).to.equal(parseEther("7"));
    });
  });
});
