import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { COMPENSATION, deploySlasher, FINAL_AFTER, STAGES, type Slashable } from "../../helpers/slasher.ts";
import { secp256k1Meter, type MeterSigner } from "../../helpers/metering.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** {tick} The pair is this and 0. */
const SHORT = 30;
/** {unit} Account 1 was charged for 150 Wh where it used 20. */
const LOSS = 30n * 130n;

/** {tick} and {wad} at which two households have lost more than is taken. */
const DEAR = 30_000n;
const MOST = 10n ** 14n;

/** The false root of a slot, with which accounts 1 and 2 were settled, has become final; its offence was executed. */
async function play(short: number, compensation: bigint) {
  const f = await deploySlasher(connection);
  const { m, slasher, former, exposures } = f;
  await slasher.setCompensation(compensation);
  const { tree, ...rest } = await openAndAttest(f, short);
  await m.exchange.settle(rest.slot, [1, 2], [], tree.show([1, 2]));
  const fault = await f.prove(rest.shown);
  const offence = await slasher.reportFalseRoot.staticCall(fault, former);
  await slasher.reportFalseRoot(fault, former);
  const { executableAt } = await slasher.offenceOf(offence);
  await time.increaseTo(executableAt);
  await slasher.execute(offence, exposures);
  const close = async () => time.increaseTo((await slasher.potOf(1)).closesAt);
  return { ...f, ...rest, offence, spans: [await f.signed(rest.slot)], close };
}

/** A slot that is over, with a false root. */
async function openAndAttest(f: Slashable, short: number, of: Parameters<Slashable["attested"]>[1] = {}) {
  const { m } = f;
  const slot = (await m.slotNow()) + 2;
  await m.exchange.openSlots([{ slot, long: 0, short }]);
  await m.time.increaseTo((slot + 1) * 900);
  const attested = await f.attested(slot, of);
  await m.oracle.submitRoot(...(await f.root({ slot, root: attested.tree.root })));
  return { slot, ...attested };
}

/** What tells what a meter from 3 on signed of a slot: that it used so much. */
function usedOf({ m }: Slashable, slot: number, signers: readonly MeterSigner[]) {
  return async (meter: number, wh: bigint) => {
    const [begin, end] = [0n, wh].map((importRegister, at) =>
      m.reading({ meter, slot: slot + at, importRegister, sequence: BigInt(at) }),
    );
    const signer = signers[meter - 3];
    if (begin === undefined || end === undefined || signer === undefined) throw new Error("no meter");
    const sign = async (reading: typeof begin) => signer.sign(await m.meters.digestOf(reading));
    return { begin, beginSignature: await sign(begin), end, endSignature: await sign(end) };
  };
}

const fixture = () => play(SHORT, COMPENSATION);
const dear = () => play(Number(DEAR), MOST);
const load = () => networkHelpers.loadFixture(fixture);
const loadDear = () => networkHelpers.loadFixture(dear);

describe("Slasher", () => {
  describe("showLoss", () => {
    it("says what being settled with the false root cost, once, for the account's owner", async () => {
      const { slasher, alice, bob, offence, shown, spans, slot } = await load();
      const as = slasher.connect(alice);
      const state = () => slasher.potOf(1);
      await expectUnchanged(state, () =>
        expect(slasher.connect(bob).showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "NotAccountOwner")
          .withArgs(1n, bob.address),
      );
      await expect(as.showLoss(offence, shown, spans))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, LOSS, LOSS * COMPENSATION);
      expect([await slasher.lossOf(1, 1), (await slasher.potOf(1)).losses]).to.deep.equal([
        LOSS * COMPENSATION,
        LOSS * COMPENSATION,
      ]);
      await expectUnchanged(state, () =>
        expect(as.showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "LossKnown")
          .withArgs(1n, BigInt(slot)),
      );
    });

    it("counts what was fed in as what was used less", async () => {
      const { slasher, alice, offence, shown, slot, signed } = await load();
      const spans = [await signed(slot, { exportEnd: 210n })];
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, LOSS + 10n * BigInt(SHORT), (LOSS + 10n * BigInt(SHORT)) * COMPENSATION);
    });

    it("refuses what the meter did not sign, for another slot, of no gain, beyond what it can measure", async () => {
      const { slasher, alice, offence, shown, spans, slot, signed, sign, m } = await load();
      const as = slasher.connect(alice);
      const [span] = spans;
      if (span === undefined) throw new Error("no span");
      const [end, endSignature] = await sign(slot + 2, 120n, 200n);
      for (const wrong of [
        [{ ...span, endSignature: span.beginSignature }],
        [{ ...span, end: { ...span.end, importRegister: 119n } }],
        [await signed(slot + 1)],
        [await signed(slot, { meter: 2 })],
        [span, await signed(slot, { meter: 2 })],
        [span, span],
        // As attested, and worse than attested.
        [],
        [await signed(slot, { importEnd: 250n })],
        [await signed(slot, { importEnd: 251n })],
      ]) {
        await expectUnchanged(
          () => slasher.potOf(1),
          () =>
            expect(as.showLoss(offence, shown, wrong))
              .to.be.revertedWithCustomError(slasher, "LossUnproven")
              .withArgs(1n, BigInt(slot)),
        );
      }
      await expect(as.showLoss(offence, shown, [{ ...span, end, endSignature }])).to.be.revertedWithCustomError(
        m.meters,
        "NotOneSlot",
      );
      await expect(as.showLoss(offence, shown, [await signed(slot, { importEnd: 100n, exportEnd: 3_201n })]))
        .to.be.revertedWithCustomError(m.meters, "EnergyAboveRating")
        .withArgs(1n, 3_001n, 3_000n);
      await expect(as.showLoss(offence, { ...shown, salt: id("other") }, spans)).to.be.revert(connection.ethers);
      await expect(as.showLoss(id("none"), shown, spans))
        .to.be.revertedWithCustomError(slasher, "OffenceNotExecuted")
        .withArgs(id("none"), STAGES.none);
    });

    it("counts registers that rolled over", async () => {
      const { slasher, alice, offence, shown, slot, sign } = await load();
      const [begin, beginSignature] = await sign(slot, 10n ** 8n - 5n, 10n ** 8n - 10n);
      const [end, endSignature] = await sign(slot + 1, 15n, 0n);
      const units = BigInt(SHORT) * 140n;
      await expect(slasher.connect(alice).showLoss(offence, shown, [{ begin, beginSignature, end, endSignature }]))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, units, units * COMPENSATION);
    });

    it("goes by what meters signed where a root lies about a sum, and not by what it says of registers", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, former, exposures } = f;
      // Of account 1 the registers are true and the net is false; of account 2 it is the other way round.
      const honest = { importEnd: 120n, nets: { 1: -150n } };
      const { slot, tree, shown, shownOf } = await openAndAttest(f, SHORT, honest);
      await m.exchange.settle(slot, [1, 2], [], tree.show([1, 2]));
      const fault = await f.proveNet(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await expect(slasher.reportFalseRoot(fault, former)).to.emit(slasher, "OffenceRecorded");
      await time.increase(3n * DAY);
      await slasher.execute(offence, exposures);
      const as = slasher.connect(alice);
      await expect(as.showLoss(offence, shown, [await f.signed(slot)]))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, LOSS, LOSS * COMPENSATION);
      await expect(as.showLoss(offence, shownOf(2), [await f.signed(slot, { meter: 2 })]))
        .to.be.revertedWithCustomError(slasher, "LossUnproven")
        .withArgs(2n, BigInt(slot));
    });

    it("pays nobody who was settled with what its meters signed, whatever the root says of its registers", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, former, exposures } = f;
      const { slot, tree, shown, shownOf } = await openAndAttest(f, SHORT, { nets: { 2: -20n } });
      await m.exchange.settle(slot, [1, 2], [], tree.show([1, 2]));
      const fault = await f.prove(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.reportFalseRoot(fault, former);
      await time.increase(3n * DAY);
      await slasher.execute(offence, exposures);
      const spans = [await f.signed(slot, { meter: 2 })];
      await expectUnchanged(
        () => slasher.potOf(1),
        () =>
          expect(slasher.connect(alice).showLoss(offence, shownOf(2), spans))
            .to.be.revertedWithCustomError(slasher, "LossUnproven")
            .withArgs(2n, BigInt(slot)),
      );
    });

    it("asks for all meters of an account and all behind them, which are taken off", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, former, exposures } = f;
      // Meters 3 and 4 of account 1, of which 4 hangs behind 1; 5 of account 2 hangs behind 3.
      const signers = ["third", "fourth", "fifth"].map((name) => secp256k1Meter(name));
      for (const [at, [account, parent]] of [
        [1, 0],
        [1, 1],
        [2, 3],
      ].entries()) {
        await m.register(account ?? 0, signers[at] ?? secp256k1Meter(""), parent);
      }
      const { slot, tree, shown } = await openAndAttest(f, SHORT);
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const fault = await f.prove(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.reportFalseRoot(fault, former);
      await time.increase(3n * DAY);
      await slasher.execute(offence, exposures);
      const used = usedOf(f, slot, signers);
      const all = [await f.signed(slot), await used(3, 60n), await used(4, 9n), await used(5, 40n)];
      const as = slasher.connect(alice);
      const other = await f.signed(slot, { meter: 2 });
      for (const spans of [
        ...all.map((_, without) => all.filter((__, at) => at !== without)),
        [...all].reverse(),
        [...all, ...all.slice(3)],
        [...all.slice(0, 1), other, ...all.slice(1)],
      ]) {
        await expect(as.showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "LossUnproven")
          .withArgs(1n, BigInt(slot));
      }
      // 20 and 60 Wh, less 40 that another account used; 150 were charged.
      const units = BigInt(SHORT) * 110n;
      await expect(as.showLoss(offence, shown, all))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, units, units * COMPENSATION);
    });

    it("asks for the meters that counted in the slot, and for both readings of each", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, former, exposures } = f;
      const signers = [3, 4, 5, 6, 7, 8, 9, 10].map((meter) => secp256k1Meter(`meter ${meter}`));
      const register = async (from: number, parents: readonly (readonly [number, number])[]) => {
        for (const [at, [account, parent]] of parents.entries()) {
          await m.register(account, signers[from + at - 3] ?? secp256k1Meter(""), parent);
        }
      };
      const retire = async (meter: number) => m.meters.connect(m.registrar).retireMeter(meter);
      const slot = (await m.slotNow()) + 4;
      await m.exchange.openSlots([{ slot, long: 0, short: SHORT }]);
      const none = [1, 0] as const;
      await register(3, [none, none]);
      await m.time.increaseTo((slot - 1) * 900);
      // From the slot on 3 is gone, 5 is there, behind another account's, 6 of account 2, behind 1, and 7.
      await retire(3);
      await register(5, [[1, 2], [2, 1], none]);
      await m.time.increaseTo(slot * 900);
      // From the next one on 4 is gone, and these are there.
      await retire(4);
      await register(8, [none, none, [2, 1]]);
      await m.time.increaseTo((slot + 1) * 900);
      const { tree, shown } = await f.attested(slot);
      await m.oracle.submitRoot(...(await f.root({ slot, root: tree.root })));
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const fault = await f.prove(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.reportFalseRoot(fault, former);
      await time.increase(3n * DAY);
      await slasher.execute(offence, exposures);
      const used = usedOf(f, slot, signers);
      const [one, four, five, six] = [await f.signed(slot), await used(4, 7n), await used(5, 9n), await used(6, 10n)];
      const seven = await used(7, 5n);
      const as = slasher.connect(alice);
      for (const spans of [
        [one, await used(3, 7n), four, six, seven],
        [one, four, six, seven, await used(8, 9n)],
        [one, five, six, seven],
        [one, four, five, six],
        [one, { ...four, beginSignature: four.endSignature }, five, six, seven],
      ]) {
        await expect(as.showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "LossUnproven")
          .withArgs(1n, BigInt(slot));
      }
      // 20, 7, 9 and 5 Wh, less 10; 150 were charged.
      const units = BigInt(SHORT) * 119n;
      await expect(as.showLoss(offence, shown, [one, four, five, six, seven]))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, units, units * COMPENSATION);
    });

    it("refuses another slot's loss, though its root be the same", async () => {
      const f = await load();
      const { m, slasher, alice, offence, shown, signed } = f;
      const other = await openAndAttest(f, SHORT);
      expect(other.shown.root).to.equal(shown.root);
      await m.exchange.settle(other.slot, [1], [], other.tree.show([1]));
      await time.increaseTo((other.slot + 1) * 900 + FINAL_AFTER);
      const spans = [await signed(other.slot)];
      await expectUnchanged(
        () => slasher.potOf(1),
        () =>
          expect(slasher.connect(alice).showLoss(offence, other.shown, spans))
            .to.be.revertedWithCustomError(slasher, "LossUnproven")
            .withArgs(1n, BigInt(other.slot)),
      );
    });

    it("refuses while the root can be corrected, and once it was", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, former, exposures } = f;
      await slasher.setDeferral(DAY);
      const { slot, tree, shown } = await openAndAttest(f, SHORT);
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const fault = await f.prove(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.reportFalseRoot(fault, former);
      await time.increase(DAY);
      await slasher.execute(offence, exposures);
      const spans = [await f.signed(slot)];
      const call = () =>
        expect(slasher.connect(alice).showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "LossUnproven")
          .withArgs(1n, BigInt(slot));
      const finalAt = (slot + 1) * 900 + FINAL_AFTER;
      expect(await time.latest()).to.be.lessThan(finalAt);
      const before = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(finalAt - 1);
      await call();
      await time.setNextBlockTimestamp(finalAt);
      await expect(slasher.connect(alice).showLoss(offence, shown, spans)).to.emit(slasher, "LossShown");
      await before.restore();
      await m.oracle.submitRoot(...(await f.root({ slot, root: id("right"), sequence: 2n })));
      await time.increaseTo(finalAt);
      await call();
    });

    it("counts nothing beyond what the meters can measure, whatever the root said", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice, bob, former, exposures } = f;
      const { slot, tree, shown } = await openAndAttest(f, SHORT, { importEnd: 100n + 10n ** 9n });
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const fault = await f.prove(shown);
      const offence = await slasher.reportFalseRoot.staticCall(fault, former);
      await slasher.connect(bob).reportFalseRoot(fault, former);
      await time.increase(3n * DAY);
      await slasher.execute(offence, exposures);
      const spans = [await f.signed(slot)];
      // Rated import is 5,000 Wh, of which 20 were used.
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.emit(slasher, "LossShown")
        .withArgs(1n, 1n, 30n * 4_980n, 30n * 4_980n * COMPENSATION);
    });
  });

  describe("payments", () => {
    it("wait until the pot is closed", async () => {
      const { slasher, alice, offence, shown, spans } = await load();
      await slasher.connect(alice).showLoss(offence, shown, spans);
      const { closesAt } = await slasher.potOf(1);
      for (const call of [
        () => slasher.payVictim(1, 1),
        () => slasher.payReporter(offence),
        () => slasher.payRest(1),
      ]) {
        await time.setNextBlockTimestamp(closesAt - 1n);
        await expect(call()).to.be.revertedWithCustomError(slasher, "PotOpen").withArgs(1n, closesAt);
      }
      await time.setNextBlockTimestamp(closesAt);
      await slasher.payVictim(1, 1);
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.be.revertedWithCustomError(slasher, "PotClosed")
        .withArgs(1n, closesAt);
    });

    it("go to victims first, then a share to the reporter, the rest to the insurance, each once", async () => {
      const { slasher, staking, grid, alice, bob, insurance, stranger, offence, shown, spans, close, backers } =
        await load();
      await slasher.connect(alice).showLoss(offence, shown, spans);
      const { pools } = await slasher.offenceOf(offence);
      for (const pool of [1, 2, 3, 4]) {
        const list = backers[pool] ?? [];
        if ((pools & (1n << BigInt(pool))) === 0n || list.length === 0) continue;
        await slasher.slashBackers(offence, pool, ZeroHash, [...list]);
      }
      await close();
      const { taken } = await slasher.potOf(1);
      const loss = LOSS * COMPENSATION;
      const share = ((taken - loss) * 1_000n) / 10_000n;
      for (const [call, name, args, to, amount] of [
        [() => slasher.connect(stranger).payVictim(1, 1), "VictimPaid", [1n, 1n, alice.address, loss], alice, loss],
        [
          () => slasher.connect(stranger).payReporter(offence),
          "ReporterPaid",
          [offence, bob.address, share],
          bob,
          share,
        ],
        [
          () => slasher.connect(stranger).payRest(1),
          "RestPaid",
          [1n, insurance.address, taken - loss - share],
          insurance,
          taken - loss - share,
        ],
      ] as const) {
        const before = await grid.balanceOf(to);
        await expect(call())
          .to.emit(slasher, name)
          .withArgs(...args);
        expect((await grid.balanceOf(to)) - before).to.equal(amount);
        await expect(call()).to.be.revertedWithCustomError(slasher, "NothingDue").withArgs(1n);
      }
      expect((await staking.funds()).slashed).to.equal(0n);
      await expect(slasher.payVictim(1, 2)).to.be.revertedWithCustomError(slasher, "NothingDue").withArgs(1n);
    });

    it("to victims are all there is, in proportion, where they lost more: nothing is left for others", async () => {
      const { slasher, staking, grid, offence, alice, slot, shownOf, spans, signed, close } = await loadDear();
      const as = slasher.connect(alice);
      const second = await signed(slot, { meter: 2, importEnd: 200n });
      await as.showLoss(offence, shownOf(1), spans);
      await as.showLoss(offence, shownOf(2), [second]);
      await close();
      const { taken, losses } = await slasher.potOf(1);
      const lost = [130n, 50n].map((wh) => DEAR * wh * MOST);
      expect([losses, losses > taken]).to.deep.equal([(lost[0] ?? 0n) + (lost[1] ?? 0n), true]);
      for (const [at, loss] of lost.entries()) {
        const before = await grid.balanceOf(alice);
        await slasher.payVictim(1, at + 1);
        expect((await grid.balanceOf(alice)) - before).to.equal((loss * taken) / losses);
      }
      for (const call of [() => slasher.payReporter(offence), () => slasher.payRest(1)]) {
        await expect(call()).to.be.revertedWithCustomError(slasher, "NothingDue").withArgs(1n);
      }
      expect((await staking.funds()).slashed).to.be.within(0n, 1n);
    });

    it("of the rest go to whoever is the insurance then", async () => {
      const { slasher, carol, close } = await load();
      await slasher.setInsurance(carol);
      await close();
      const { taken } = await slasher.potOf(1);
      await expect(slasher.payRest(1))
        .to.emit(slasher, "RestPaid")
        .withArgs(1n, carol.address, taken - taken / 10n);
    });
  });
});
