import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployStaking, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const AMOUNT = parseEther("1000");

/** Bob votes for himself; nobody has staked. */
const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployStaking(connection);
  await f.staking.connect(f.bob).delegate(f.bob);
  return f;
}

describe("Staking", () => {
  describe("unbond of parts of a wei", () => {
    for (const pool of [NEUTRAL, 1]) {
      it(`leaves pool ${pool} as it is: a wei does not take votes from who stakes later`, async () => {
        const { staking, alice, bob, stake, unbond } = await load();
        await stake(alice, pool, 1n);
        const epoch = await unbond(alice, pool, SHARES - 1n);
        expect(await staking.sharesOf(alice, pool)).to.equal(SHARES);
        expect(await staking.unbondingAmount(alice, pool, epoch)).to.equal(0n);
        await stake(bob, pool, AMOUNT);
        expect(await staking.sharesOf(bob, pool)).to.equal(AMOUNT * SHARES);
        expect(await staking.getVotes(bob)).to.equal(AMOUNT);
      });

      it(`gives up what whole wei need, in pool ${pool}, and pays all of them in the end`, async () => {
        const { staking, alice, bob, stake, unbond } = await load();
        await stake(alice, pool, AMOUNT);
        const odd = AMOUNT * 100n + SHARES - 1n;
        const whole = AMOUNT * 100n;
        const call = staking.connect(alice).unbond(pool, odd);
        await expect(call)
          .to.emit(staking, "Unbonded")
          .withArgs(
            pool,
            alice.address,
            await staking.epoch(),
            whole,
            AMOUNT / 10n,
            AMOUNT / 10n,
            (value: bigint) => value > 0n,
          );
        for (let i = 1n; i < 9n; ++i) await unbond(alice, pool, odd);
        const epoch = await unbond(alice, pool, await staking.sharesOf(alice, pool));
        const { assets, shares } = await staking.poolData(pool);
        expect([assets, shares]).to.deep.equal([0n, 0n]);
        expect(await staking.unbondingAmount(alice, pool, epoch)).to.equal(AMOUNT);
        await stake(bob, pool, AMOUNT);
        expect(await staking.getVotes(bob)).to.equal(AMOUNT);
      });
    }

    it("gives up worthless shares of a dead pool", async () => {
      const { staking, alice, stake, unbond } = await load();
      await stake(alice, 1, AMOUNT);
      await staking.slashPool(1, AMOUNT, await staking.epoch());
      await unbond(alice, 1, AMOUNT * SHARES);
      const { assets, shares, isDead } = await staking.poolData(1);
      expect([assets, shares, isDead]).to.deep.equal([0n, 0n, true]);
    });
  });
});
