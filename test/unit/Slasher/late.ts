import { expect } from "chai";
import { parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { commitTo } from "../../helpers/commitments.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deploySlasher, twoRoots } from "../../helpers/slasher.ts";
import { DAY, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = async () => {
  const f = await deploySlasher(connection);
  return { ...f, slot: await f.endedSlot() };
};
const load = () => networkHelpers.loadFixture(fixture);

describe("Slasher", () => {
  describe("late reports", () => {
    it("are refused from a day on before the second in which who was exposed can have withdrawn (threat 60)", async () => {
      const f = await load();
      const { slasher, staking, former, slot, elected, admin, m, operators, owners } = f;
      const [own = 0] = [operators.findIndex(({ address }) => address === owners[0]?.address)];
      const { fault } = await f.falseRoot(slot);
      const roots = await twoRoots(f, { slot, place: own, sequence: 5n });
      const until = elected * DAY + 27n * DAY;
      await networkHelpers.time.increaseTo(until - 600n);
      const call = slasher.getFunction("reportTwoRoots").populateTransaction(roots, former);
      await commitTo(m, { sender: admin.address, call });
      const last = await networkHelpers.takeSnapshot();
      const state = async () => Promise.all([1, 2, 3, 4].map(async (pool) => staking.isHeld(pool)));
      for (const report of [
        async () => slasher.reportTwoRoots(roots, former),
        async () => slasher.reportFalseRoot(fault, former),
      ]) {
        await networkHelpers.time.setNextBlockTimestamp(until);
        await expectUnchanged(state, () =>
          expect(report()).to.be.revertedWithCustomError(slasher, "ReportTooLate").withArgs(elected, until),
        );
        await last.restore();
        await networkHelpers.time.setNextBlockTimestamp(until - 1n);
        await expect(report()).to.emit(slasher, "OffenceRecorded");
        await last.restore();
      }
    });

    it("take nothing of who staked beside an operator that has left with what was exposed (threat 60)", async () => {
      const f = await load();
      const { slasher, staking, slot, operator, operators, carol, bob, elected, stake, unbond } = f;
      const place = operators.findIndex(({ address }) => address === operator.address);
      const kept = await twoRoots(f, { slot, place });
      const day = await unbond(operator, 1, parseEther("1000") * SHARES);
      await networkHelpers.time.increase(28n * DAY);
      await staking.withdraw(operator, 1, [day]);
      expect((await staking.poolData(1)).assets).to.equal(0n);
      await stake(carol, 1, parseEther("100"));
      await expect(f.report(kept, bob))
        .to.be.revertedWithCustomError(slasher, "ReportTooLate")
        .withArgs(elected, (elected + 27n) * DAY);
      expect([await staking.isHeld(1), (await staking.poolData(1)).assets]).to.deep.equal([false, parseEther("100")]);
    });

    it("are told of before anybody commits to them", async () => {
      const f = await load();
      const { slasher, former, slot, elected } = f;
      await networkHelpers.time.increaseTo((elected + 27n) * DAY);
      await expect(slasher.reportTwoRoots(await twoRoots(f, { slot }), former))
        .to.be.revertedWithCustomError(slasher, "ReportTooLate")
        .withArgs(elected, (elected + 27n) * DAY);
    });

    it("are refused later under a longer period, and what is then taken is still of who was exposed", async () => {
      const f = await load();
      const { slasher, staking, election, slot, operators, operator, carol, alice, exposures, stake, unbond } = f;
      await staking.setUnbondingPeriod(45n * DAY);
      await slasher.setDeferral(7n * DAY);
      // An election under that period: of the same operators, whose first signs two roots and leaves on the day itself.
      await f.nextDay();
      const today = await staking.epoch();
      await f.submit(alice, { winners: 0b11110n, pages: [] }).then((p) => election.connect(alice).finish(p));
      const day = await unbond(operator, 1, parseEther("1000") * SHARES);
      expect(day).to.equal(today);
      await f.nextDay();
      await election.enact();
      const configuration = await f.set.configuration();
      const place = operators.findIndex(({ address }) => address === operator.address);
      const roots = await twoRoots(f, { slot, place, configuration });
      const call = [roots, { ...f.former, version: 3n }] as const;
      await stake(carol, 1, parseEther("100"));
      await networkHelpers.time.increaseTo((today + 44n) * DAY - 100n);
      const report = slasher.getFunction("reportTwoRoots").populateTransaction(...call);
      await commitTo(f.m, { sender: f.admin.address, call: report });
      const offence = await slasher.reportTwoRoots.staticCall(...call);
      await slasher.reportTwoRoots(...call);
      const { endsAt } = await slasher.offenceOf(offence);
      await networkHelpers.time.setNextBlockTimestamp(endsAt - 1n);
      const chains = exposures.chains.map(() => ZeroHash);
      await slasher.execute(offence, { owns: exposures.owns, chains });
      const left = await staking.unbondingAmount(operator, 1, day);
      const newcomer = await staking.assetsOf(1, await staking.sharesOf(carol, 1));
      // A tenth of 1,000 GRID, shared by 1,100.
      expect(left).to.be.within(parseEther("909"), parseEther("910"));
      expect(newcomer).to.be.within(parseEther("90.9"), parseEther("91"));
    });
  });
});
