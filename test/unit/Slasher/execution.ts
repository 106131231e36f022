import { expect } from "chai";
import { id, parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { COMMITMENT_AGE } from "../../helpers/commitments.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import {
  deploySlasher,
  EQUIVOCATION,
  FALSE_ROOT,
  GWEI,
  linked,
  partOf,
  STAGES,
  twoRoots,
} from "../../helpers/slasher.ts";
import { DAY, NEUTRAL, SHARES } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** Pool 1's operator signed two roots; `offence` waits for its execution. */
async function fixture() {
  const f = await deploySlasher(connection);
  const slot = await f.endedSlot();
  const { slasher } = f;
  /** Records that a pool's operator signed two roots. */
  const equivocate = async (pool: number, sequence = 1n) => {
    const address = f.owners[pool - 1]?.address ?? "";
    const place = f.operators.findIndex((operator) => operator.address === address);
    return f.report(await twoRoots(f, { slot, place, sequence }));
  };
  const offence = await equivocate(1);
  const due = async (of: string) => time.increaseTo((await slasher.offenceOf(of)).executableAt);
  const worth = async (who: { readonly address: string }, pool: number) =>
    f.staking.assetsOf(pool, await f.staking.sharesOf(who.address, pool));
  const slashAll = (of: string, pool: number) => slasher.slashBackers(of, pool, ZeroHash, [...(f.backers[pool] ?? [])]);
  const stake = async () => [
    await f.staking.poolData(1),
    await worth(f.alice, NEUTRAL),
    await worth(f.stranger, NEUTRAL),
    (await f.staking.funds()).slashed,
  ];
  return { ...f, slot, offence, equivocate, due, worth, slashAll, state: stake };
}
const load = () => networkHelpers.loadFixture(fixture);

/** {gas} of a transaction, by EIP-7825. */
const GAS_CAP = 2 ** 24;
/** Days of which a slash looks at what left: the last, and 56 before it. */
const DAYS_REACHED = 57;

/** {gas} for each pool of a slash of all four operators, with so many days, on each of which something left each pool. */
async function slashAfter(days: number): Promise<number> {
  const f = await load();
  const { slasher, former, exposures, elected } = f;
  const { fault } = await f.falseRoot(f.slot, { by: f.operators });
  const offence = await slasher.reportFalseRoot.staticCall(fault, former);
  const last = elected + BigInt(days) - 1n;
  for (let today = await f.staking.epoch(); today <= last; ++today) {
    if (today === last - 3n) await slasher.reportFalseRoot(fault, former);
    for (const [at, owner] of f.owners.entries()) await f.unbond(owner, at + 1, 10n ** 9n * SHARES);
    if (today < last) await time.increase(DAY);
  }
  const receipt = await (await slasher.execute(offence, exposures)).wait();
  // Of each day and pool a part of a wei more, at most.
  const taken = (await slasher.offenceOf(offence)).taken - partOf(10_000n * GWEI, FALSE_ROOT);
  expect(taken).to.be.within(0n, 4n * BigInt(days));
  return Number(receipt?.gasUsed) / 4;
}

describe("Slasher", () => {
  describe("execute", () => {
    it("refuses to the last second of the deferral, what the election did not expose, and to do it twice", async () => {
      const f = await load();
      const { slasher, offence, exposures, elected, state, due } = f;
      const { executableAt } = await slasher.offenceOf(offence);
      await time.setNextBlockTimestamp(executableAt - 1n);
      await expectUnchanged(state, () =>
        expect(slasher.execute(offence, exposures))
          .to.be.revertedWithCustomError(slasher, "OffenceDeferred")
          .withArgs(offence, executableAt),
      );
      await due(offence);
      const [own = 0n, ...rest] = exposures.owns;
      for (const wrong of [
        { ...exposures, owns: [own - 1n, ...rest] },
        { ...exposures, chains: [...exposures.chains].reverse() },
        { owns: [], chains: [] },
      ]) {
        await expectUnchanged(state, () =>
          expect(slasher.execute(offence, wrong))
            .to.be.revertedWithCustomError(slasher, "WrongExposures")
            .withArgs(elected),
        );
      }
      await slasher.execute(offence, exposures);
      await expect(slasher.execute(offence, exposures))
        .to.be.revertedWithCustomError(slasher, "OffenceNotOpen")
        .withArgs(offence, STAGES.executed);
      await expect(slasher.execute(id("none"), exposures))
        .to.be.revertedWithCustomError(slasher, "OffenceNotOpen")
        .withArgs(id("none"), STAGES.none);
    });

    it("takes the fraction of what was exposed of the operator's pool, and lets it go", async () => {
      const { slasher, staking, offence, exposures, due, stranger } = await load();
      await due(offence);
      const taken = parseEther("100");
      await expect(slasher.connect(stranger).execute(offence, exposures))
        .to.emit(slasher, "PoolPunished")
        .withArgs(offence, 1n, 0n, taken);
      expect((await staking.poolData(1)).assets).to.equal(parseEther("900"));
      expect(await staking.isHeld(1)).to.equal(false);
      expect([(await slasher.offenceOf(offence)).taken, (await slasher.potOf(1)).taken]).to.deep.equal([taken, taken]);
      expect(await slasher.takenOf((await slasher.offenceOf(offence)).epoch, 1)).to.equal(EQUIVOCATION);
    });

    it("reaches what left the pool since the election, to its end (threat 60)", async () => {
      const { slasher, staking, operator, offence, exposures, due, unbond } = await load();
      const day = await unbond(operator, 1, parseEther("1000") * SHARES);
      await due(offence);
      await expect(staking.withdraw(operator, 1, [day]))
        .to.be.revertedWithCustomError(staking, "PoolOnHold")
        .withArgs(1n);
      await slasher.execute(offence, exposures);
      expect(await staking.unbondingAmount(operator, 1, day)).to.equal(parseEther("900"));
    });

    it("takes no more than there is of a pool that was slashed otherwise, and closes it", async () => {
      const { slasher, staking, access, admin, offence, exposures, due, elected, operator, stake } = await load();
      await access.grantRole(20n, admin, 0);
      await staking.slashPool(1, parseEther("950"), elected);
      await due(offence);
      await slasher.execute(offence, exposures);
      const { assets, isDead } = await staking.poolData(1);
      expect([assets, isDead, (await slasher.offenceOf(offence)).taken]).to.deep.equal([0n, true, parseEther("50")]);
      await expect(stake(operator, 1, 1n))
        .to.be.revertedWithCustomError(staking, "PoolIsDead")
        .withArgs(1n);
    });
  });

  describe("slashBackers", () => {
    it("refuses whoever did not back the pool, with another weight, in another order, before the execution", async () => {
      const f = await load();
      const { slasher, offence, exposures, due, backers, state, bob } = f;
      const list = backers[1] ?? [];
      await expect(slasher.slashBackers(offence, 1, ZeroHash, [...list]))
        .to.be.revertedWithCustomError(slasher, "OffenceNotExecuted")
        .withArgs(offence, STAGES.open);
      await due(offence);
      await slasher.execute(offence, exposures);
      const [first, second] = list;
      if (first === undefined || second === undefined) throw new Error("too few backers");
      for (const [pool, before, page] of [
        [1, ZeroHash, [first]],
        [1, linked([first]), [first]],
        [1, ZeroHash, [second, first]],
        [1, ZeroHash, [first, { ...second, weight: second.weight + 1n }]],
        [1, ZeroHash, [first, { ...second, nominator: bob.address }]],
        [1, exposures.chains[0] ?? "", []],
        [2, ZeroHash, backers[2] ?? []],
      ] as const) {
        await expectUnchanged(state, () =>
          expect(slasher.slashBackers(offence, pool, before, [...page]))
            .to.be.revertedWithCustomError(slasher, "WrongBackers")
            .withArgs(offence, BigInt(pool)),
        );
      }
    });

    it("takes each nominator's part in pages, from the last to the first, once", async () => {
      const f = await load();
      const { slasher, offence, exposures, due, backers, worth } = f;
      await due(offence);
      await slasher.execute(offence, exposures);
      const [first, second] = backers[1] ?? [];
      if (first === undefined || second === undefined) throw new Error("too few backers");
      const people = [f.alice, f.stranger];
      const of = async (nominator: string) => {
        const one = people.find(({ address }) => address === nominator);
        return one === undefined ? 0n : worth(one, NEUTRAL);
      };
      for (const [one, before, left] of [
        [second, linked([first]), linked([first])],
        [first, ZeroHash, ZeroHash],
      ] as const) {
        const had = await of(one.nominator);
        const taken = partOf(one.weight, EQUIVOCATION);
        await expect(slasher.slashBackers(offence, 1, before, [one]))
          .to.emit(slasher, "BackersPunished")
          .withArgs(offence, 1n, left, taken);
        expect(had - (await of(one.nominator))).to.be.within(taken, taken + 1n);
        expect(await slasher.backersLeft(offence, 1)).to.equal(left);
      }
      await expect(slasher.slashBackers(offence, 1, ZeroHash, []))
        .to.be.revertedWithCustomError(slasher, "WrongBackers")
        .withArgs(offence, 1n);
      expect((await slasher.potOf(1)).taken).to.equal(parseEther("430"));
    });

    it("follows what a nominator unbonded and nominates otherwise since (threats 60 and 61)", async () => {
      const f = await load();
      const { slasher, staking, election, offence, exposures, due, alice, unbond, slashAll } = f;
      await election.connect(alice).nominate(0b1000n);
      const day = await unbond(alice, NEUTRAL, parseEther("5000") * SHARES);
      await due(offence);
      await slasher.execute(offence, exposures);
      await slashAll(offence, 1);
      expect(await staking.unbondingAmount(alice, NEUTRAL, day)).to.equal(parseEther("4700"));
    });

    it("reaches whoever is reported last and would withdraw before the execution, once they are held (threat 60)", async () => {
      const f = await load();
      const { slasher, staking, alice, unbond, equivocate, backers, exposures, due, slashAll } = f;
      const day = await unbond(alice, NEUTRAL, parseEther("5000") * SHARES);
      const { maturesAt } = await staking.unbondingOf(alice, NEUTRAL, day);
      // At the end of the time for reports, and before it matures.
      await time.increaseTo((f.elected + 27n) * DAY - 3_600n);
      const late = await equivocate(1, 2n);
      const { endsAt } = await slasher.offenceOf(late);
      await expect(slasher.holdBackers(late, 1, exposures, linked([]), [...(backers[2] ?? [])]))
        .to.be.revertedWithCustomError(slasher, "WrongBackers")
        .withArgs(late, 1n);
      await expect(slasher.holdBackers(late, 2, exposures, ZeroHash, [...(backers[2] ?? [])]))
        .to.be.revertedWithCustomError(slasher, "PoolNotConcerned")
        .withArgs(late, 2n);
      await expect(slasher.holdBackers(late, 1, exposures, ZeroHash, [...(backers[1] ?? [])]))
        .to.emit(slasher, "BackersHeld")
        .withArgs(late, 1n, ZeroHash);
      await time.increaseTo(maturesAt);
      await expect(staking.withdraw(alice, NEUTRAL, [day]))
        .to.be.revertedWithCustomError(staking, "AccountOnHold")
        .withArgs(alice.address, endsAt);
      await due(late);
      await slasher.execute(late, exposures);
      await slashAll(late, 1);
      await time.increaseTo(endsAt);
      await expect(staking.withdraw(alice, NEUTRAL, [day]))
        .to.emit(staking, "UnbondedWithdrawn")
        .withArgs(NEUTRAL, alice.address, day, parseEther("4700"));
    });

    it("takes nothing more when the offence is over", async () => {
      const f = await load();
      const { slasher, offence, exposures, due, slashAll, state } = f;
      await due(offence);
      await slasher.execute(offence, exposures);
      const { endsAt } = await slasher.offenceOf(offence);
      await time.setNextBlockTimestamp(endsAt);
      await expectUnchanged(state, () =>
        expect(slashAll(offence, 1)).to.be.revertedWithCustomError(slasher, "OffenceOver").withArgs(offence, endsAt),
      );
    });
  });

  describe("offences of one election", () => {
    it("take the gravest fraction and not the sum, in whatever order (threats 62 and 63)", async () => {
      const results = [];
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
        [1, 0, 2],
      ]) {
        const f = await load();
        const { slasher, staking, former, exposures, equivocate, worth, alice, stranger, slashAll } = f;
        const { fault } = await f.falseRoot(f.slot);
        const falseRoot = await slasher.reportFalseRoot.staticCall(fault, former);
        await slasher.reportFalseRoot(fault, former);
        const all = [falseRoot, f.offence, await equivocate(2)];
        await time.increase(3n * DAY);
        for (const at of order) await slasher.execute(all[at] ?? "", exposures);
        for (const at of order) {
          const offence = all[at] ?? "";
          const { pools } = await slasher.offenceOf(offence);
          for (const pool of [1, 2, 3, 4]) {
            if ((pools & (1n << BigInt(pool))) === 0n) continue;
            if ((await slasher.backersLeft(offence, pool)) !== ZeroHash) await slashAll(offence, pool);
          }
        }
        const assets = await Promise.all([1, 2, 3, 4].map(async (pool) => (await staking.poolData(pool)).assets));
        results.push([...assets, await worth(alice, NEUTRAL), await worth(stranger, NEUTRAL)]);
      }
      const [first = []] = results;
      for (const other of results) {
        for (const [at, value] of other.entries()) expect(value - (first[at] ?? 0n)).to.be.within(-2n, 2n);
      }
    });

    it("take from a further one only what its fraction exceeds the largest before", async () => {
      const f = await load();
      const { slasher, staking, offence, exposures, due, equivocate, slashAll, worth, alice } = f;
      await slasher.setFraction(1, 4_000);
      const graver = await equivocate(1, 2n);
      await slasher.setFraction(1, 700);
      const lighter = await equivocate(1, 3n);
      await due(lighter);
      for (const [one, assets, takes] of [
        [offence, "900", true],
        [graver, "600", true],
        [lighter, "600", false],
      ] as const) {
        await slasher.execute(one, exposures);
        expect((await staking.poolData(1)).assets).to.equal(parseEther(assets));
        if (takes) await slashAll(one, 1);
        else expect(await slasher.backersLeft(one, 1)).to.equal(ZeroHash);
      }
      // 3,000 of alice's 5,000 GRID backed pool 1.
      expect(parseEther("3800") - (await worth(alice, NEUTRAL))).to.be.within(0n, 2n);
      expect(await slasher.takenOf((await slasher.offenceOf(offence)).epoch, 1)).to.equal(4_000n);
      const pot = await slasher.potOf(1);
      expect([(await slasher.offenceOf(lighter)).pot, pot.taken]).to.deep.equal([1n, parseEther("1720")]);
    });

    it("stop nobody from leaving once they take nothing more (threat 62)", async () => {
      const f = await load();
      const { slasher, staking, offence, exposures, due, equivocate, backers } = f;
      await due(offence);
      await slasher.execute(offence, exposures);
      const again = await equivocate(1, 2n);
      expect(await staking.isHeld(1)).to.equal(false);
      await expect(slasher.holdBackers(again, 1, exposures, ZeroHash, [...(backers[1] ?? [])]))
        .to.be.revertedWithCustomError(slasher, "PoolNotConcerned")
        .withArgs(again, 1n);
      await slasher.setFraction(1, 1_001);
      const graver = await equivocate(1, 3n);
      expect(await staking.isHeld(1)).to.equal(true);
      expect((await slasher.offenceOf(graver)).held).to.equal(0b10n);
      await slasher.holdBackers(graver, 1, exposures, ZeroHash, [...(backers[1] ?? [])]);
      await due(graver);
      await slasher.execute(again, exposures);
      expect(await staking.isHeld(1)).to.equal(true);
      await slasher.execute(graver, exposures);
      expect([await staking.isHeld(1), (await slasher.offenceOf(graver)).held]).to.deep.equal([false, 0n]);
    });

    it("share a pot only while there is time for all of them", async () => {
      const { slasher, offence, equivocate } = await load();
      const { closesAt } = await slasher.potOf(1);
      expect(closesAt).to.equal((await slasher.offenceOf(offence)).endsAt + 4n * DAY);
      await time.setNextBlockTimestamp(closesAt - 8n * DAY - BigInt(COMMITMENT_AGE) - 1n);
      expect((await slasher.offenceOf(await equivocate(1, 2n))).pot).to.equal(1n);
      expect((await slasher.offenceOf(await equivocate(1, 3n))).pot).to.equal(2n);
    });
  });

  describe("a slash", () => {
    it("of all the operators of a full set fits a transaction", async () => {
      const [few, more] = [await slashAfter(8), await slashAfter(18)];
      const perDay = (more - few) / 10;
      expect(perDay).to.be.greaterThan(2_100);
      // 32 operators, and something left each of their pools on each of the days.
      expect(32 * (few + (DAYS_REACHED - 8) * perDay)).to.be.lessThan(GAS_CAP);
    });
  });
});
