import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DEADLINE } from "../../helpers/metering.ts";
import { deploySlasher } from "../../helpers/slasher.ts";
import { NEUTRAL } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const SLOTS = 96;

/** The elected are in office on `today`. `sign` submits roots of so many slots of it by three of four, or others. */
async function fixture() {
  const f = await deploySlasher(connection);
  const today = Number(await f.staking.epoch());
  const first = today * SLOTS;
  const dueAt = BigInt((first + SLOTS) * 900 + DEADLINE);
  const sign = async (slots: readonly [from: number, to: number], places: readonly number[], day = first) => {
    const by = places.flatMap((place) => f.operators.slice(place, place + 1));
    for (let slot = day + slots[0]; slot < day + slots[1]; ++slot) {
      const end = (slot + 1) * 900;
      if ((await time.latest()) < end) await time.increaseTo(end);
      await f.m.oracle.submitRoot(...(await f.root({ slot, by, root: id(`root ${slot}`) })));
    }
  };
  const poolOf = (place: number) => Number(f.pools(f.operators.slice(place, place + 1)).toString(2).length - 1);
  const state = async () => Promise.all([1, 2, 3, 4].map(async (pool) => (await f.staking.poolData(pool)).isStopped));
  return { ...f, today, first, dueAt, sign, poolOf, state };
}
const load = () => networkHelpers.loadFixture(fixture);

/** All but the last signed every root of the day; the last signed 47 of 96. */
async function absent() {
  const f = await fixture();
  await f.sign([0, 47], [0, 1, 2, 3]);
  await f.sign([47, 96], [0, 1, 2]);
  return f;
}
const loadAbsent = () => networkHelpers.loadFixture(absent);

describe("Attendance", () => {
  describe("closeDay", () => {
    it("refuses a day whose roots may still come, sets not elected, too few roots", async () => {
      const f = await load();
      const { attendance, former, today, dueAt, sign, state } = f;
      await sign([0, 47], [0, 1, 2]);
      await time.setNextBlockTimestamp(dueAt - 1n);
      await expectUnchanged(state, () =>
        expect(attendance.closeDay(today, former))
          .to.be.revertedWithCustomError(attendance, "DayNotOver")
          .withArgs(BigInt(today), dueAt),
      );
      await time.increaseTo(dueAt);
      // Of the next day.
      await sign([96, 97], [0, 1, 2]);
      await expect(attendance.closeDay(today, { ...former, version: 1n })).to.be.revertedWithCustomError(
        attendance,
        "SetNotElected",
      );
      await expectUnchanged(state, () =>
        expect(attendance.closeDay(today, former))
          .to.be.revertedWithCustomError(attendance, "TooFewRoots")
          .withArgs(BigInt(today), 47n, 48n),
      );
      await sign([47, 48], [0, 1, 2]);
      await attendance.closeDay(today, former);
    });

    it("stops until the next day who signed less than half, and takes nothing of its stake", async () => {
      const f = await loadAbsent();
      const { attendance, staking, election, former, configuration, today, dueAt, poolOf, stranger, nextDay } = f;
      await time.increaseTo(dueAt);
      const pool = poolOf(3);
      const { assets } = await staking.poolData(pool);
      const [before, earning] = [await election.electablePools(), 1n << BigInt(pool)];
      const sent = await attendance.connect(stranger).closeDay(today, former);
      await expect(sent)
        .to.emit(attendance, "DayClosed")
        .withArgs(BigInt(today), configuration, 96n, 1n << BigInt(pool));
      // Once a day, off the way of roots.
      expect(Number((await sent.wait())?.gasUsed)).to.be.lessThan(2_000_000);
      expect(await election.electablePools()).to.equal(before);
      const { isStopped, assets: left } = await staking.poolData(pool);
      expect([isStopped, left, await attendance.stoppedUntil(pool)]).to.deep.equal([
        true,
        assets,
        (await staking.epoch()) + 1n,
      ]);
      await expect(attendance.closeDay(today, former))
        .to.be.revertedWithCustomError(attendance, "DayClosedAlready")
        .withArgs(BigInt(today), configuration);
      // It misses one election, however early on that day it goes on.
      await nextDay();
      await attendance.resume(pool);
      expect(await election.electablePools()).to.equal(before & ~earning);
      await nextDay();
      expect(await election.electablePools()).to.equal(before);
    });

    it("does not stop who signed half of them", async () => {
      const f = await loadAbsent();
      const { attendance, former, today, dueAt, operators, m, first, root } = f;
      const slot = first + 95;
      const [, , , [signature = ""]] = await root({ slot, by: operators.slice(3), root: id(`root ${slot}`) });
      await m.oracle.addSignature(slot, former.version, former.operators, 3, signature);
      await time.increaseTo(dueAt);
      await expect(attendance.closeDay(today, former))
        .to.emit(attendance, "DayClosed")
        .withArgs(BigInt(today), f.configuration, 96n, 0n);
    });

    it("stops all who signed less than governance asks for", async () => {
      const f = await load();
      const { attendance, former, configuration, today, dueAt, sign, poolOf, state } = f;
      await sign([0, 48], [0, 1, 2]);
      await sign([48, 96], [0, 1, 3]);
      await attendance.setLeastShare(7_500);
      await time.increaseTo(dueAt);
      const both = [poolOf(2), poolOf(3)];
      await expect(attendance.closeDay(today, former))
        .to.emit(attendance, "DayClosed")
        .withArgs(BigInt(today), configuration, 96n, f.pools(f.operators.slice(2)));
      expect(await state()).to.deep.equal([1, 2, 3, 4].map((pool) => both.includes(pool)));
    });

    it("leaves to others whom they have stopped: nobody can let it go here", async () => {
      const f = await loadAbsent();
      const { attendance, access, admin, staking, former, configuration, today, dueAt, poolOf, nextDay, state } = f;
      const pool = poolOf(3);
      await access.grantRole(25n, admin, 0);
      await staking.setStopped(pool, true);
      await time.increaseTo(dueAt);
      await expect(attendance.closeDay(today, former))
        .to.emit(attendance, "DayClosed")
        .withArgs(BigInt(today), configuration, 96n, 0n);
      expect(await attendance.stoppedUntil(pool)).to.equal(0n);
      await nextDay();
      await expectUnchanged(state, () =>
        expect(attendance.resume(pool))
          .to.be.revertedWithCustomError(attendance, "NotStoppedHere")
          .withArgs(BigInt(pool)),
      );
    });

    it("counts roots of a day for the set that signed them", async () => {
      const f = await load();
      const { attendance, former, today, dueAt, sign, election, alice, nextDay, m } = f;
      await sign([0, 48], [0, 1, 2, 3]);
      const progress = await f.submit(alice, { winners: 0b11110n, pages: [] });
      await election.connect(alice).finish(progress);
      await nextDay();
      await election.enact();
      const configuration = await f.set.configuration();
      for (let slot = f.first + 48; slot < f.first + 95; ++slot) {
        const by = f.operators.slice(0, 3);
        await m.oracle.submitRoot(...(await f.root({ slot, by, configuration })));
      }
      await time.increaseTo(dueAt);
      await expect(attendance.closeDay(today, { ...former, version: 3n }))
        .to.be.revertedWithCustomError(attendance, "TooFewRoots")
        .withArgs(BigInt(today), 47n, 48n);
      await expect(attendance.closeDay(today, former))
        .to.emit(attendance, "DayClosed")
        .withArgs(BigInt(today), f.configuration, 48n, 0n);
    });

    it("lets earn every other day whoever others leave out", async () => {
      const f = await loadAbsent();
      const { attendance, staking, former, today, dueAt, sign, poolOf, first, nextDay } = f;
      const pool = poolOf(3);
      await sign([0, 96], [0, 1, 2], first + SLOTS);
      await sign([0, 96], [0, 1, 2], first + 2 * SLOTS);
      await sign([0, 48], [0, 1, 2], first + 3 * SLOTS);
      expect(await time.latest()).to.be.greaterThan(Number(dueAt));
      await nextDay();
      const stopped = async () => (await staking.poolData(pool)).isStopped;
      await attendance.closeDay(today, former);
      expect(await stopped()).to.equal(true);
      // Of the same day, then of the next.
      await attendance.closeDay(today + 1, former);
      await nextDay();
      await attendance.resume(pool);
      expect(await stopped()).to.equal(false);
      await attendance.closeDay(today + 2, former);
      expect(await stopped()).to.equal(false);
      await nextDay();
      await attendance.closeDay(today + 3, former);
      expect(await stopped()).to.equal(true);
    });
  });

  describe("resume", () => {
    it("lets a pool earn again from the next day on, whoever calls it, and nothing that others stopped", async () => {
      const f = await loadAbsent();
      const { attendance, access, admin, staking, former, today, dueAt, poolOf, stranger, nextDay } = f;
      const pool = poolOf(3);
      await expect(attendance.resume(pool))
        .to.be.revertedWithCustomError(attendance, "NotStoppedHere")
        .withArgs(BigInt(pool));
      await time.increaseTo(dueAt);
      await attendance.closeDay(today, former);
      const until = (await staking.epoch()) + 1n;
      await expect(attendance.resume(pool))
        .to.be.revertedWithCustomError(attendance, "StoppedUntil")
        .withArgs(BigInt(pool), until);
      const other = poolOf(2);
      await access.grantRole(25n, admin, 0);
      await staking.setStopped(other, true);
      await nextDay();
      await expect(attendance.connect(stranger).resume(pool)).to.emit(attendance, "Resumed").withArgs(BigInt(pool));
      expect((await staking.poolData(pool)).isStopped).to.equal(false);
      for (const not of [pool, other, NEUTRAL]) {
        await expect(attendance.resume(not))
          .to.be.revertedWithCustomError(attendance, "NotStoppedHere")
          .withArgs(BigInt(not));
      }
    });
  });

  describe("setLeastShare", () => {
    it("is governance's, 10 to 75%", async () => {
      const { attendance, stranger } = await load();
      for (const share of [999, 7_501]) {
        await expect(attendance.setLeastShare(share))
          .to.be.revertedWithCustomError(attendance, "LeastShareOutOfRange")
          .withArgs(BigInt(share), 1_000n, 7_500n);
      }
      await attendance.setLeastShare(1_000);
      await expect(attendance.setLeastShare(7_500)).to.emit(attendance, "LeastShareSet").withArgs(7_500n);
      await expect(attendance.connect(stranger).setLeastShare(5_000))
        .to.be.revertedWithCustomError(attendance, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
