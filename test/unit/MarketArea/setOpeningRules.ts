import { expect } from "chai";
import { network } from "hardhat";

import { deployTree } from "../../helpers/area.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const { ethers, networkHelpers } = await network.create();

const RULES = { gateMinutes: 15, horizon: 86_400, minLong: -500, maxShort: 4_500, minSpread: 100 };
const values = (rules: typeof RULES) => Object.values(rules).map(BigInt);

async function fixture() {
  return deployTree(ethers);
}

const REFUSED = [
  ["a gate of 241 minutes", { gateMinutes: 241 }, "GateOutOfRange", [241n, 240n]],
  ["a gate of 255 minutes", { gateMinutes: 255 }, "GateOutOfRange", [255n, 240n]],
  ["a horizon of a second less than an hour", { horizon: 3_599 }, "HorizonOutOfRange", [3_599n, 3_600n, 604_800n]],
  ["no horizon", { horizon: 0 }, "HorizonOutOfRange", [0n, 3_600n, 604_800n]],
  ["a horizon of a second more than a week", { horizon: 604_801 }, "HorizonOutOfRange", [604_801n, 3_600n, 604_800n]],
  ["prices below the range", { minLong: -100_000 }, "InvalidPriceBounds", [-100_000n, 4_500n]],
  ["prices above the range", { maxShort: 100_000 }, "InvalidPriceBounds", [-500n, 100_000n]],
  ["bounds the wrong way round", { minLong: 4_501 }, "InvalidPriceBounds", [4_501n, 4_500n]],
  ["a spread wider than the bounds", { minSpread: 5_001 }, "SpreadOutOfRange", [5_001n, 5_000n]],
  ["bounds that leave no spread", { minLong: 4_500, minSpread: 1 }, "SpreadOutOfRange", [1n, 0n]],
] as const;

const TAKEN = [
  ["no gate", { gateMinutes: 0 }],
  ["a gate of 240 minutes", { gateMinutes: 240 }],
  ["a horizon of an hour", { horizon: 3_600 }],
  ["a horizon of a week", { horizon: 604_800 }],
  ["the whole price range", { minLong: -99_999, maxShort: 99_999 }],
  ["no spread", { minSpread: 0 }],
  ["the widest spread", { minLong: -99_999, maxShort: 99_999, minSpread: 199_998 }],
  ["a spread of a tick between bounds a tick apart", { minLong: 4_499, minSpread: 1 }],
] as const;

describe("MarketArea", () => {
  describe("setOpeningRules", () => {
    it("refuses whoever has not the role", async () => {
      const { area, stranger, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(area.connect(stranger).setOpeningRules(RULES))
          .to.be.revertedWithCustomError(area, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    for (const [what, change, error, args] of REFUSED) {
      it(`refuses ${what}`, async () => {
        const { area, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(area.setOpeningRules({ ...RULES, ...change }))
            .to.be.revertedWithCustomError(area, error)
            .withArgs(...args),
        );
      });
    }

    it("says the rules", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await expect(area.setOpeningRules(RULES)).to.emit(area, "OpeningRulesSet").withArgs(values(RULES));
    });

    it("sets the rules; the terms of trade are the same", async () => {
      const { area } = await networkHelpers.loadFixture(fixture);
      await area.setOpeningRules(RULES);
      expect(await area.openingRules()).to.deep.equal(values(RULES));
      expect(await area.version()).to.equal(4n);
    });

    for (const [what, change] of TAKEN) {
      it(`takes ${what}`, async () => {
        const { area } = await networkHelpers.loadFixture(fixture);
        const rules = { ...RULES, ...change };
        await area.setOpeningRules(rules);
        expect(await area.openingRules()).to.deep.equal(values(rules));
      });
    }
  });
});
