import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { secp256k1Meter } from "../../helpers/metering.ts";
import { deployLoss, LOSS, openAndAttest, punish, SHORT, toldOf } from "../../helpers/losses.ts";
import { COMPENSATION, deploySlasher, FINAL_AFTER, STAGES } from "../../helpers/slasher.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** {tick} and {wad} at which two households have lost more than is taken. */
const DEAR = 30_000n;
const MOST = 10n ** 14n;

const fixture = () => deployLoss(connection);
const dear = () => deployLoss(connection, { short: Number(DEAR), compensation: MOST });
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
        .withArgs(...toldOf(slot, LOSS, as.interface.encodeFunctionData("showLoss", [offence, shown, spans])));
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
        .withArgs(...toldOf(slot, LOSS + 10n * BigInt(SHORT)));
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

    it("refuses another slot's loss, though its root be the same", async () => {
      const f = await load();
      const { m, slasher, alice, offence, shown, signed } = f;
      const other = await openAndAttest(f);
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
      const { m, slasher, alice } = f;
      await slasher.setDeferral(DAY);
      const { slot, tree, shown } = await openAndAttest(f);
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const offence = await punish(f, await f.prove(shown));
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
      const { m, slasher, alice } = f;
      const { slot, tree, shown } = await openAndAttest(f, { importEnd: 100n + 10n ** 9n });
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const offence = await punish(f, await f.prove(shown));
      const spans = [await f.signed(slot)];
      // Rated import is 5,000 Wh, of which 20 were used.
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.emit(slasher, "LossShown")
        .withArgs(...toldOf(slot, 30n * 4_980n));
    });
  });

  describe("refuteLoss", () => {
    /** A second reading of what meter 1 signed of the slot's end, as the oracle hears of both. */
    const contradict = async (f: Awaited<ReturnType<typeof load>>, at = 1) => {
      const [first, firstSignature] = await f.sign(f.slot + at, 100n + BigInt(at) * 20n, 200n);
      const [second, secondSignature] = await f.sign(f.slot + at, 100n + BigInt(at) * 21n + 1n, 200n);
      await f.m.oracle.accuseDevice(first, firstSignature, second, secondSignature);
    };

    it("takes back what was shown by a meter that signed two readings, once, for good", async () => {
      const f = await load();
      const { slasher, alice, stranger, offence, shown, spans, slot } = f;
      const as = slasher.connect(stranger);
      const state = async () => [await slasher.potOf(1), await slasher.lossOf(1, 1)];
      const none = async () =>
        expect(as.refuteLoss(1, slot, 1))
          .to.be.revertedWithCustomError(slasher, "LossUnknown")
          .withArgs(1n, BigInt(slot));
      await expectUnchanged(state, none);
      const [before] = await state();
      await slasher.connect(alice).showLoss(offence, shown, spans);
      await f.m.oracle
        .connect(stranger)
        .accuseDevice(...(await f.sign(slot + 1, 120n, 200n, 2)), ...(await f.sign(slot + 1, 121n, 200n, 2)));
      await f.m.oracle.accuseDevice(...(await f.sign(slot + 2, 120n, 200n)), ...(await f.sign(slot + 2, 121n, 200n)));
      // Another account's meter, and another slot's end.
      for (const meter of [1, 2, 9]) {
        await expectUnchanged(state, () =>
          expect(as.refuteLoss(1, slot, meter))
            .to.be.revertedWithCustomError(slasher, "LossNotRefuted")
            .withArgs(1n, BigInt(slot)),
        );
      }
      await contradict(f);
      await expect(as.refuteLoss(1, slot, 1))
        .to.emit(slasher, "LossRefuted")
        .withArgs(1n, 1n, BigInt(slot), LOSS * COMPENSATION);
      expect(await state()).to.deep.equal([before, 0n]);
      await expectUnchanged(state, none);
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.be.revertedWithCustomError(slasher, "LossKnown")
        .withArgs(1n, BigInt(slot));
    });

    it("listens to no meter that did not count in the slot", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice } = f;
      const signers = [3, 4].map((number) => secp256k1Meter(`meter ${number}`));
      const at = (await m.slotNow()) + 1;
      await m.register(1, signers[0] ?? secp256k1Meter(""));
      await m.time.increaseTo(at * 900);
      await m.meters.connect(m.registrar).retireMeter(3);
      const { slot, tree, shown } = await openAndAttest(f);
      await m.time.increaseTo((slot + 2) * 900);
      await m.register(1, signers[1] ?? secp256k1Meter(""));
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const offence = await punish(f, await f.prove(shown));
      await slasher.connect(alice).showLoss(offence, shown, [await f.signed(slot)]);
      for (const [place, signer] of signers.entries()) {
        const both = [1n, 2n].map((importRegister) => m.reading({ meter: 3 + place, slot, importRegister }));
        const [first, second] = both;
        if (first === undefined || second === undefined) throw new Error("no reading");
        const sign = async (reading: typeof first) => signer.sign(await m.meters.digestOf(reading));
        await m.oracle.accuseDevice(first, await sign(first), second, await sign(second));
        await expect(slasher.refuteLoss(1, slot, 3 + place))
          .to.be.revertedWithCustomError(slasher, "LossNotRefuted")
          .withArgs(1n, BigInt(slot));
      }
    });

    it("leaves losses of other slots and accounts, and pays them", async () => {
      const f = await loadDear();
      const { slasher, grid, alice, offence, shownOf, spans, signed, slot, close } = f;
      const as = slasher.connect(alice);
      await as.showLoss(offence, shownOf(1), spans);
      await as.showLoss(offence, shownOf(2), [await signed(slot, { meter: 2, importEnd: 200n })]);
      await contradict(f, 0);
      await slasher.refuteLoss(1, slot, 1);
      const second = DEAR * 50n * MOST;
      expect([(await slasher.potOf(1)).losses, await slasher.lossOf(1, 2)]).to.deep.equal([second, second]);
      await close();
      await expect(slasher.payVictim(1, 1)).to.be.revertedWithCustomError(slasher, "NothingDue").withArgs(1n);
      const before = await grid.balanceOf(alice);
      await slasher.payVictim(1, 2);
      const { taken } = await slasher.potOf(1);
      expect((await grid.balanceOf(alice)) - before).to.equal(second > taken ? taken : second);
    });

    it("has a day after the last loss: none is shown then, and none by a meter that is known to have signed two", async () => {
      const f = await load();
      const { slasher, alice, offence, shown, spans, slot } = f;
      const { closesAt } = await slasher.potOf(1);
      const as = slasher.connect(alice);
      const before = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(closesAt - DAY);
      await expect(as.showLoss(offence, shown, spans))
        .to.be.revertedWithCustomError(slasher, "PotClosed")
        .withArgs(1n, closesAt - DAY);
      await before.restore();
      for (const at of [0, 1]) {
        await contradict(f, at);
        await expect(as.showLoss(offence, shown, spans))
          .to.be.revertedWithCustomError(slasher, "LossUnproven")
          .withArgs(1n, BigInt(slot));
        await before.restore();
      }
      await time.setNextBlockTimestamp(closesAt - DAY - 1n);
      await as.showLoss(offence, shown, spans);
      await contradict(f);
      const late = await networkHelpers.takeSnapshot();
      await time.setNextBlockTimestamp(closesAt);
      await expect(slasher.refuteLoss(1, slot, 1))
        .to.be.revertedWithCustomError(slasher, "PotClosed")
        .withArgs(1n, closesAt);
      await late.restore();
      await time.setNextBlockTimestamp(closesAt - 1n);
      await slasher.refuteLoss(1, slot, 1);
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
        .withArgs(1n, closesAt - DAY);
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
