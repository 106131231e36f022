import { expect } from "chai";
import { AbiCoder, id, keccak256, ZeroHash } from "ethers";
import { network } from "hardhat";

import { commitmentOf } from "../../helpers/commitments.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deploySlasher, EQUIVOCATION, FALSE_ROOT, KINDS, STAGES, twoRoots } from "../../helpers/slasher.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = async () => {
  const f = await deploySlasher(connection);
  return { ...f, slot: await f.endedSlot() };
};
const load = () => networkHelpers.loadFixture(fixture);
const encode = (types: readonly string[], values: readonly unknown[]) =>
  keccak256(AbiCoder.defaultAbiCoder().encode([...types], [...values]));

describe("Slasher", () => {
  describe("reportFalseRoot", () => {
    it("refuses a fault that is not proven, operators that no election named, and whoever signed nothing", async () => {
      const f = await load();
      const { slasher, former, m, admin, set, election } = f;
      await expect(slasher.reportFalseRoot(id("none"), former))
        .to.be.revertedWithCustomError(slasher, "FaultNotProven")
        .withArgs(id("none"));
      const { fault, shown } = await f.falseRoot(f.slot);
      const other = { ...former, version: 1n };
      const configuration = encode(
        ["uint256", "address", "uint256", "address[]"],
        [31337n, await set.getAddress(), 1n, former.operators],
      );
      await expect(slasher.reportFalseRoot(fault, other))
        .to.be.revertedWithCustomError(slasher, "SetNotElected")
        .withArgs(configuration);
      // The next day's operators did not sign.
      await f.submit(f.alice, { winners: 0b11110n, pages: [] }).then((p) => election.connect(f.alice).finish(p));
      await f.nextDay();
      await election.enact();
      const next = { version: 3n, operators: former.operators };
      await expect(slasher.connect(admin).reportFalseRoot(fault, next))
        .to.be.revertedWithCustomError(slasher, "RootNotSigned")
        .withArgs(BigInt(f.slot), shown.root);
      expect(await m.oracle.signersOf(f.slot, shown.root, f.configuration)).to.equal(0b111n);
    });

    it("records those who signed at once, their pools wait, and the accuser is the reporter", async () => {
      const f = await load();
      const { slasher, staking, former, configuration, slot, bob, carol, elected, pools, operators } = f;
      const { fault, shown } = await f.falseRoot(slot);
      const signers = pools(operators.slice(0, 3));
      const matter = encode(
        ["uint8", "uint32", "bytes32", "bytes32"],
        [KINDS.falseRoot, slot, shown.root, configuration],
      );
      const offence = encode(["bytes32", "uint64"], [matter, 0b111n]);
      const now = (await f.now()) + 1n;
      await networkHelpers.time.setNextBlockTimestamp(now);
      await expect(slasher.connect(carol).reportFalseRoot(fault, former))
        .to.emit(slasher, "OffenceRecorded")
        .withArgs(offence, KINDS.falseRoot, elected, signers, bob.address, FALSE_ROOT, now + 3n * DAY, 1n);
      const o = await slasher.offenceOf(offence);
      expect([o.stage, o.fraction, o.epoch, o.slot, o.root, o.pools]).to.deep.equal([
        STAGES.open,
        FALSE_ROOT,
        elected,
        BigInt(slot),
        shown.root,
        signers,
      ]);
      expect([o.executableAt, o.endsAt, o.reporter]).to.deep.equal([now + 3n * DAY, now + 6n * DAY, bob.address]);
      for (const pool of [1, 2, 3, 4]) {
        expect(await staking.isHeld(pool)).to.equal((signers & (1n << BigInt(pool))) !== 0n);
      }
      await expect(slasher.reportFalseRoot(fault, former))
        .to.be.revertedWithCustomError(slasher, "OffenceKnown")
        .withArgs(matter);
    });

    it("records who signed later too, each once, and nobody washes it off by another root or set", async () => {
      const f = await load();
      const { slasher, former, slot, pools, operators, m, election } = f;
      const { fault, shown } = await f.falseRoot(slot);
      await slasher.reportFalseRoot(fault, former);
      await m.oracle.submitRoot(...(await f.root({ slot, root: id("right"), sequence: 2n })));
      const by = operators.slice(1);
      await m.oracle.submitRoot(...(await f.root({ slot, root: shown.root, sequence: 3n, by })));
      const later = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.reportFalseRoot(fault, former);
      expect((await slasher.offenceOf(later)).pools).to.equal(pools(operators.slice(3)));
      // The next day's set signs the same root again.
      await f.submit(f.alice, { winners: 0b11110n, pages: [] }).then((p) => election.connect(f.alice).finish(p));
      await f.nextDay();
      await election.enact();
      const configuration = await f.set.configuration();
      await m.oracle.submitRoot(...(await f.root({ slot, root: shown.root, sequence: 4n, configuration })));
      expect(await m.oracle.signersOf(slot, shown.root, f.configuration)).to.equal(0b1111n);
      expect(await m.oracle.signersOf(slot, shown.root, configuration)).to.equal(0b111n);
      const again = await slasher.reportFalseRoot.staticCall(fault, { ...former, version: 3n });
      await slasher.reportFalseRoot(fault, { ...former, version: 3n });
      const o = await slasher.offenceOf(again);
      expect([o.pools, o.epoch]).to.deep.equal([pools(operators.slice(0, 3)), f.elected + 2n]);
    });
  });

  describe("reportTwoRoots", () => {
    it("refuses roots that are the same, of two slots, sequences or sets, or of another operator", async () => {
      const f = await load();
      const { slasher, former, slot, operators } = f;
      const right = await twoRoots(f, { slot });
      const [, , , [another = ""]] = await f.root({ slot: slot + 1, by: operators.slice(0, 1), root: right.second });
      const [, , , [newer = ""]] = await f.root({
        slot,
        by: operators.slice(0, 1),
        sequence: 2n,
        root: right.second,
      });
      for (const wrong of [
        { second: right.first, secondSignature: right.firstSignature },
        { secondSignature: another },
        { secondSignature: newer },
        { secondSignature: "0x" },
        { place: 1 },
        { place: 4 },
      ]) {
        await expect(slasher.reportTwoRoots({ ...right, ...wrong }, former))
          .to.be.revertedWithCustomError(slasher, "NoEquivocation")
          .withArgs(BigInt(slot), 1n);
      }
      await expect(slasher.reportTwoRoots(right, { ...former, version: 1n })).to.be.revertedWithCustomError(
        slasher,
        "SetNotElected",
      );
    });

    it("records one operator alone, whoever shows it, once for a slot and sequence (threat 63)", async () => {
      const f = await load();
      const { slasher, slot, operators, pools, stranger, staking } = f;
      const right = await twoRoots(f, { slot, place: 2 });
      const offence = await f.report(right, stranger);
      const o = await slasher.offenceOf(offence);
      const pool = pools(operators.slice(2, 3));
      expect([o.pools, o.reporter, o.fraction, o.kind, o.root]).to.deep.equal([
        pool,
        stranger.address,
        EQUIVOCATION,
        KINDS.equivocation,
        ZeroHash,
      ]);
      expect(await staking.isHeld(BigInt(pool.toString(2).length - 1))).to.equal(true);
      const third = await twoRoots(f, { slot, place: 2, second: id("third") });
      for (const again of [right, third]) {
        await expect(f.report(again)).to.be.revertedWithCustomError(slasher, "OffenceKnown");
      }
      await f.report(await twoRoots(f, { slot, place: 2, sequence: 2n }));
      await f.report(await twoRoots(f, { slot, place: 1 }));
    });
  });

  describe("commitments", () => {
    it("keep a report to who committed to it a minute ahead, and stop nobody (threat 26)", async () => {
      const f = await load();
      const { slasher, former, slot, alice, bob, m, staking } = f;
      const roots = await twoRoots(f, { slot });
      const by = async (who: typeof alice) => slasher.connect(who).reportTwoRoots(roots, former);
      const { data } = await slasher.reportTwoRoots.populateTransaction(roots, former);
      const [honest, late] = [commitmentOf(alice.address, data), commitmentOf(bob.address, data)];
      const state = async () => Promise.all([1, 2, 3, 4].map(async (pool) => staking.isHeld(pool)));
      await expect(by(alice)).to.be.revertedWithCustomError(m.oracle, "NotCommitted").withArgs(honest, 0n);
      const begin = (await f.now()) + 100n;
      await networkHelpers.time.setNextBlockTimestamp(begin);
      await m.oracle.connect(alice).commit(honest);
      // Neither who copies what was committed to, nor who commits once the report can be seen, comes first.
      await m.oracle.connect(bob).commit(honest);
      await networkHelpers.time.setNextBlockTimestamp(begin + 58n);
      await m.oracle.connect(bob).commit(late);
      await networkHelpers.time.setNextBlockTimestamp(begin + 59n);
      await expectUnchanged(state, () =>
        expect(by(alice)).to.be.revertedWithCustomError(m.oracle, "NotCommitted").withArgs(honest, begin),
      );
      await networkHelpers.time.setNextBlockTimestamp(begin + 60n);
      await expectUnchanged(state, () =>
        expect(by(bob))
          .to.be.revertedWithCustomError(m.oracle, "NotCommitted")
          .withArgs(late, begin + 58n),
      );
      await by(alice);
      const [recorded] = await slasher.queryFilter(slasher.filters.OffenceRecorded);
      expect(recorded?.args.reporter).to.equal(alice.address);
    });
  });

  describe("releaseBackers", () => {
    it("lets nominators of a cancelled offence go whom no other offence holds, each hold once", async () => {
      const f = await load();
      const { slasher, staking, slot, appeals, stranger, alice, exposures, backers, elected } = f;
      const placeOf = (pool: number) => f.operators.findIndex(({ address }) => address === f.owners[pool - 1]?.address);
      const offences = [];
      for (const pool of [1, 2]) offences.push(await f.report(await twoRoots(f, { slot, place: placeOf(pool) })));
      const [first = "", second = ""] = offences;
      const page = (pool: number) => [...(backers[pool] ?? [])];
      const names = [alice.address, stranger.address];
      // Nobody waits yet: there is nothing to end.
      await slasher
        .connect(appeals)
        .cancel(await f.report(await twoRoots(f, { slot, place: placeOf(1), sequence: 2n })));
      const { endsAt } = await slasher.offenceOf(second);
      await slasher.holdBackers(first, 1, exposures, ZeroHash, page(1));
      await slasher.holdBackers(first, 1, exposures, ZeroHash, page(1));
      await slasher.holdBackers(second, 2, exposures, ZeroHash, page(2));
      const untils = async () => Promise.all(names.map(async (name) => staking.heldUntil(name)));
      const held = await untils();
      expect(held).to.deep.equal([endsAt, (await slasher.offenceOf(first)).endsAt]);
      await expectUnchanged(untils, async () =>
        expect(slasher.releaseBackers(first, names))
          .to.be.revertedWithCustomError(slasher, "OffenceNotOver")
          .withArgs(first, (await slasher.offenceOf(first)).endsAt),
      );
      await slasher.connect(appeals).cancel(first);
      await slasher.connect(stranger).releaseBackers(first, [...names, ...names]);
      expect(await untils()).to.deep.equal([endsAt, 0n]);
      await expectUnchanged(untils, () => slasher.releaseBackers(first, names));
      await slasher.connect(appeals).cancel(second);
      await slasher.releaseBackers(second, names);
      expect(await untils()).to.deep.equal([0n, 0n]);
      expect((await slasher.offenceOf(first)).epoch).to.equal(elected);
    });

    it("counts what is over, too, so that a later offence holds by itself", async () => {
      const f = await load();
      const { slasher, staking, slot, appeals, alice, exposures, backers } = f;
      const place = f.operators.findIndex(({ address }) => address === f.owners[1]?.address);
      const page = [...(backers[2] ?? [])];
      const first = await f.report(await twoRoots(f, { slot, place }));
      await slasher.holdBackers(first, 2, exposures, ZeroHash, page);
      const { endsAt } = await slasher.offenceOf(first);
      await networkHelpers.time.increaseTo(endsAt - 100n);
      const second = await f.report(await twoRoots(f, { slot, place, sequence: 2n }));
      await slasher.holdBackers(second, 2, exposures, ZeroHash, page);
      await networkHelpers.time.setNextBlockTimestamp(endsAt);
      await slasher.releaseBackers(first, [alice]);
      expect(await staking.heldUntil(alice)).to.equal((await slasher.offenceOf(second)).endsAt);
      await slasher.connect(appeals).cancel(second);
      await slasher.releaseBackers(second, [alice]);
      expect(await staking.heldUntil(alice)).to.equal(0n);
    });
  });

  describe("cancel and expire", () => {
    it("end an offence that was not executed, and let the pools go; appeals can nothing else", async () => {
      const f = await load();
      const { slasher, slot, appeals, staking, exposures, stranger } = f;
      const roots = await twoRoots(f, { slot });
      const offence = await f.report(roots);
      const { pools } = await slasher.offenceOf(offence);
      const pool = BigInt(pools.toString(2).length - 1);
      const state = async () => [await slasher.offenceOf(offence), await staking.isHeld(pool)];
      await expectUnchanged(state, () =>
        expect(slasher.connect(stranger).cancel(offence))
          .to.be.revertedWithCustomError(slasher, "AccessManagedUnauthorized")
          .withArgs(stranger.address),
      );
      await expect(slasher.connect(appeals).cancel(offence)).to.emit(slasher, "OffenceCancelled").withArgs(offence);
      expect(await staking.isHeld(pool)).to.equal(false);
      for (const call of [
        () => slasher.connect(appeals).cancel(offence),
        () => slasher.execute(offence, exposures),
        () => slasher.holdBackers(offence, pool, exposures, ZeroHash, []),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(slasher, "OffenceNotOpen")
          .withArgs(offence, STAGES.cancelled);
      }
      await expect(slasher.connect(appeals).setDeferral(DAY)).to.be.revertedWithCustomError(
        slasher,
        "AccessManagedUnauthorized",
      );
    });

    it("let pools go after ten days at most, though nobody does anything else", async () => {
      const f = await load();
      const { slasher, slot, staking, exposures, stranger } = f;
      await slasher.setDeferral(7n * DAY);
      const roots = await twoRoots(f, { slot });
      const offence = await f.report(roots);
      const { pools, endsAt } = await slasher.offenceOf(offence);
      expect(endsAt).to.equal((await f.now()) + 10n * DAY);
      const pool = BigInt(pools.toString(2).length - 1);
      await networkHelpers.time.setNextBlockTimestamp(endsAt - 1n);
      await expect(slasher.expire(offence))
        .to.be.revertedWithCustomError(slasher, "OffenceNotOver")
        .withArgs(offence, endsAt);
      await networkHelpers.time.setNextBlockTimestamp(endsAt);
      await expect(slasher.execute(offence, exposures))
        .to.be.revertedWithCustomError(slasher, "OffenceOver")
        .withArgs(offence, endsAt);
      await expect(slasher.connect(stranger).expire(offence)).to.emit(slasher, "OffenceExpired").withArgs(offence);
      expect(await staking.isHeld(pool)).to.equal(false);
    });
  });

  describe("parameters", () => {
    it("are governance's, within bounds, and change nothing that is open", async () => {
      const f = await load();
      const { slasher, slot, stranger } = f;
      const roots = await twoRoots(f, { slot });
      const offence = await f.report(roots);
      const before = [await slasher.offenceOf(offence), await slasher.potOf(1)];
      await slasher.setFraction(KINDS.equivocation, 5_000);
      await slasher.setDeferral(DAY);
      await slasher.setReporterShare(2_000);
      await slasher.setCompensation(10n ** 14n);
      expect([await slasher.offenceOf(offence), await slasher.potOf(1)]).to.deep.equal(before);
      for (const [call, error, args] of [
        [() => slasher.setFraction(0, 99), "FractionOutOfRange", [99n, 100n, 5_000n]],
        [() => slasher.setFraction(1, 5_001), "FractionOutOfRange", [5_001n, 100n, 5_000n]],
        [() => slasher.setDeferral(DAY - 1n), "DeferralOutOfRange", [DAY - 1n, DAY, 7n * DAY]],
        [() => slasher.setDeferral(7n * DAY + 1n), "DeferralOutOfRange", [7n * DAY + 1n, DAY, 7n * DAY]],
        [() => slasher.setReporterShare(2_001), "ReporterShareTooHigh", [2_001n, 2_000n]],
        [() => slasher.setCompensation(10n ** 14n + 1n), "CompensationTooHigh", [10n ** 14n + 1n, 10n ** 14n]],
        [() => slasher.setInsurance(`0x${"00".repeat(20)}`), "InvalidInsurance", []],
      ] as const) {
        await expect(call())
          .to.be.revertedWithCustomError(slasher, error)
          .withArgs(...args);
      }
      const as = slasher.connect(stranger);
      for (const call of [
        () => as.setFraction(0, 100),
        () => as.setDeferral(DAY),
        () => as.setReporterShare(1),
        () => as.setCompensation(1),
        () => as.setInsurance(stranger),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(slasher, "AccessManagedUnauthorized");
      }
    });
  });
});
