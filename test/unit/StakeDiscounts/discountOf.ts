import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployStaking, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const TIERS = [
  { staked: parseEther("1000"), discount: 1n },
  { staked: parseEther("10000"), discount: 3n },
  { staked: parseEther("100000"), discount: 7n },
] as const;
const [LOW, MIDDLE, HIGH] = TIERS;
const OPERATORS_POOL = 1;

async function fixture() {
  const f = await deployStaking(connection);
  const discounts = await ethers.deployContract("StakeDiscounts", [f.access, f.staking, TIERS]);
  const nextDay = () => networkHelpers.time.increase(DAY);
  return { ...f, discounts, nextDay };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("StakeDiscounts", () => {
  describe("discountOf", () => {
    it("is none without stake, and rises with it, to the wei", async () => {
      const { discounts, staking, alice, bob, nextDay } = await load();
      expect(await discounts.discountOf(bob)).to.equal(0n);
      let staked = 0n;
      for (const [at, tier] of TIERS.entries()) {
        await staking.connect(alice).stake(NEUTRAL, tier.staked - 1n - staked);
        await nextDay();
        expect(await discounts.discountOf(alice)).to.equal(TIERS[at - 1]?.discount ?? 0n);
        await staking.connect(alice).stake(NEUTRAL, 1n);
        await nextDay();
        expect(await discounts.discountOf(alice)).to.equal(tier.discount);
        staked = tier.staked;
      }
      expect(await discounts.stakedOf(alice)).to.equal(HIGH.staked);
    });

    it("counts what was staked when the day began: a loan within a day lowers no fee (threat 66)", async () => {
      const { discounts, staking, alice, nextDay } = await load();
      await staking.connect(alice).stake(NEUTRAL, HIGH.staked);
      expect(await discounts.discountOf(alice)).to.equal(0n);
      await staking.connect(alice).unbond(NEUTRAL, HIGH.staked * SHARES);
      await nextDay();
      expect(await discounts.discountOf(alice)).to.equal(0n);
    });

    it("counts no stake that is leaving, from the second it does", async () => {
      const { discounts, staking, alice, nextDay } = await load();
      await staking.connect(alice).stake(NEUTRAL, HIGH.staked);
      await nextDay();
      expect(await discounts.discountOf(alice)).to.equal(HIGH.discount);
      await staking.connect(alice).unbond(NEUTRAL, SHARES);
      expect(await discounts.discountOf(alice)).to.equal(MIDDLE.discount);
    });

    it("adds up all pools, and counts stake that was slashed for what is left of it", async () => {
      const { discounts, staking, alice, nextDay } = await load();
      await staking.connect(alice).stake(NEUTRAL, MIDDLE.staked / 2n);
      await staking.connect(alice).stake(OPERATORS_POOL, MIDDLE.staked / 2n);
      await nextDay();
      expect(await discounts.discountOf(alice)).to.equal(MIDDLE.discount);
      const { assets } = await staking.poolData(OPERATORS_POOL);
      await staking.slashPool(OPERATORS_POOL, assets / 2n, await staking.epoch());
      expect(await discounts.stakedOf(alice)).to.equal((MIDDLE.staked * 3n) / 4n);
      expect(await discounts.discountOf(alice)).to.equal(LOW.discount);
    });
  });

  describe("setTiers", () => {
    const read = (discounts: Awaited<ReturnType<typeof fixture>>["discounts"]) => () => discounts.tiers();

    it("refuses everybody else", async () => {
      const { discounts, stranger } = await load();
      await expectUnchanged(read(discounts), () =>
        expect(discounts.connect(stranger).setTiers([]))
          .to.be.revertedWithCustomError(discounts, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
    });

    it("refuses more than four, and what does not rise or is out of bounds (threat 84)", async () => {
      const { discounts } = await load();
      const tier = (staked: bigint, discount: bigint) => ({ staked, discount });
      const five = [1n, 2n, 3n, 4n, 5n].map((n) => tier(n, n));
      await expectUnchanged(read(discounts), () =>
        expect(discounts.setTiers(five)).to.be.revertedWithCustomError(discounts, "TooManyTiers").withArgs(5n, 4n),
      );
      for (const [at, tiers] of [
        [0n, [tier(0n, 1n)]],
        [0n, [tier(1n, 0n)]],
        [0n, [tier(1n, 8n)]],
        [1n, [tier(1n, 1n), tier(1n, 2n)]],
        [1n, [tier(1n, 1n), tier(2n, 1n)]],
      ] as const) {
        const wrong = tiers[Number(at)] ?? tier(0n, 0n);
        await expectUnchanged(read(discounts), () =>
          expect(discounts.setTiers([...tiers]))
            .to.be.revertedWithCustomError(discounts, "TierOutOfOrder")
            .withArgs(at, wrong.staked, wrong.discount),
        );
      }
    });

    it("counts from now on; none are no discounts", async () => {
      const { discounts, staking, alice, nextDay } = await load();
      await staking.connect(alice).stake(NEUTRAL, 5n);
      await nextDay();
      await expect(discounts.setTiers([{ staked: 5n, discount: 7n }])).to.emit(discounts, "DiscountTiersSet");
      expect(await discounts.discountOf(alice)).to.equal(7n);
      await discounts.setTiers([]);
      expect(await discounts.discountOf(alice)).to.equal(0n);
      expect(await discounts.tiers()).to.eql([]);
    });
  });
});
