import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployLoss, LOSS, openAndAttest, punish, SHORT, toldOf, usedOf } from "../../helpers/losses.ts";
import { secp256k1Meter } from "../../helpers/metering.ts";
import { deploySlasher } from "../../helpers/slasher.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = () => deployLoss(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("Slasher", () => {
  describe("showLoss, by meters", () => {
    it("counts registers that rolled over", async () => {
      const { slasher, alice, offence, shown, slot, sign } = await load();
      const [begin, beginSignature] = await sign(slot, 10n ** 8n - 5n, 10n ** 8n - 10n);
      const [end, endSignature] = await sign(slot + 1, 15n, 0n);
      const units = BigInt(SHORT) * 140n;
      await expect(slasher.connect(alice).showLoss(offence, shown, [{ begin, beginSignature, end, endSignature }]))
        .to.emit(slasher, "LossShown")
        .withArgs(...toldOf(slot, units));
    });

    it("goes by what meters signed where a root lies about a sum, and not by what it says of registers", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice } = f;
      // Of account 1 the registers are true and the net is false; of account 2 it is the other way round.
      const honest = { importEnd: 120n, nets: { 1: -150n } };
      const { slot, tree, shown, shownOf } = await openAndAttest(f, honest);
      await m.exchange.settle(slot, [1, 2], [], tree.show([1, 2]));
      const offence = await punish(f, await f.proveNet(shown));
      const as = slasher.connect(alice);
      await expect(as.showLoss(offence, shown, [await f.signed(slot)]))
        .to.emit(slasher, "LossShown")
        .withArgs(...toldOf(slot, LOSS));
      await expect(as.showLoss(offence, shownOf(2), [await f.signed(slot, { meter: 2 })]))
        .to.be.revertedWithCustomError(slasher, "LossUnproven")
        .withArgs(2n, BigInt(slot));
    });

    it("pays nobody who was settled with what its meters signed, whatever the root says of its registers", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice } = f;
      const { slot, tree, shown, shownOf } = await openAndAttest(f, { nets: { 2: -20n } });
      await m.exchange.settle(slot, [1, 2], [], tree.show([1, 2]));
      const offence = await punish(f, await f.prove(shown));
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
      const { m, slasher, alice } = f;
      // Meters 3 and 4 of account 1, of which 4 hangs behind 1; 5 of account 2 hangs behind 3.
      const signers = ["third", "fourth", "fifth"].map((name) => secp256k1Meter(name));
      for (const [at, [account, parent]] of [
        [1, 0],
        [1, 1],
        [2, 3],
      ].entries()) {
        await m.register(account ?? 0, signers[at] ?? secp256k1Meter(""), parent);
      }
      const { slot, tree, shown } = await openAndAttest(f);
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const offence = await punish(f, await f.prove(shown));
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
        .withArgs(...toldOf(slot, units));
    });

    it("knows a net beyond what the account's own meters can measure, by those behind", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice } = f;
      const tenant = secp256k1Meter("tenant");
      await m.register(2, tenant, 1);
      const { slot, tree, shown } = await openAndAttest(f);
      await m.exchange.settle(slot, [1], [], tree.show([1]));
      const offence = await punish(f, await f.prove(shown));
      // The main meter says 0, what hangs behind it 3,001 Wh that were used: so much was fed in, and 150 Wh were charged.
      const [begin, end] = [0n, 3_001n].map((importRegister, at) =>
        m.reading({ meter: 3, slot: slot + at, importRegister, sequence: BigInt(at) }),
      );
      if (begin === undefined || end === undefined) throw new Error("no reading");
      const sign = async (reading: typeof begin) => tenant.sign(await m.meters.digestOf(reading));
      const behind = { begin, beginSignature: await sign(begin), end, endSignature: await sign(end) };
      const spans = [await f.signed(slot, { importEnd: 100n }), behind];
      await expect(slasher.connect(alice).showLoss(offence, shown, spans))
        .to.emit(slasher, "LossShown")
        .withArgs(...toldOf(slot, BigInt(SHORT) * 150n));
    });

    it("asks for the meters that counted in the slot, and for both readings of each", async () => {
      const f = await deploySlasher(connection);
      const { m, slasher, alice } = f;
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
      const offence = await punish(f, await f.prove(shown));
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
        .withArgs(...toldOf(slot, units));
    });
  });
});
