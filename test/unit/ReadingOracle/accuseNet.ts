import { attest } from "@gridwatt/oracle";
import { getMeter, readingDigest, ReadingTree, Slot } from "@gridwatt/sdk";
import { expect } from "chai";
import { id } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { commitTo } from "../../helpers/commitments.ts";
import { clientOf } from "../../helpers/keeper.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployMetering, RATED, secp256k1Meter, type Metering } from "../../helpers/metering.ts";
import { signedRoot } from "../../helpers/roots.ts";
import type { AttestationStruct } from "../../../typechain-types/contracts/metering/ReadingOracle.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const SALT = id("salt");
const TURN = 10n ** 8n;
const SIGNERS = ["one", "two", "three", "four", "five"].map((name) => secp256k1Meter(name));
const [ONE, TWO, THREE, FOUR, FIVE] = SIGNERS as [Signer, Signer, Signer, Signer, Signer];
type Signer = ReturnType<typeof secp256k1Meter>;
type Span = Exclude<AttestationStruct["spans"][number], undefined>;

/** A meter that used 50 and fed in 60 Wh. */
const spanOf = (meter: number, change: Partial<Span> = {}) => ({
  ...{ meter, importBegin: 100n, exportBegin: 200n, importEnd: 150n, exportEnd: 260n },
  ...change,
});

/** Meters 1 and 2 of account 1, meter 3 of account 2, and a slot that is over. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, ONE);
  await f.register(1, TWO);
  await f.register(2, THREE);
  return over(f);
}

/** Account 1 has meters 1, 2 and 5, of which 5 hangs behind 2; meter 3 of account 2 hangs behind 1, meter 4 does not. */
async function nested() {
  const f = await deployMetering(connection);
  await f.register(1, ONE);
  await f.register(1, TWO);
  await f.register(2, THREE, 1);
  await f.register(2, FOUR);
  await f.register(1, FIVE, 2);
  return over(f);
}

/** From one slot to the next account 1 has meter 4 instead of 2, and account 2 has meter 5, behind 1, beside 3. */
async function changing() {
  const f = await deployMetering(connection);
  for (const [account, signer] of [
    [1, ONE],
    [1, TWO],
    [2, THREE],
  ] as const) {
    await f.register(account, signer);
  }
  const slot = (await f.slotNow()) + 1;
  await f.time.increaseTo(slot * 900);
  await f.meters.connect(f.registrar).retireMeter(2);
  await f.register(1, FOUR);
  await f.register(2, FIVE, 1);
  return { f, first: await over(f, slot), second: await over(f, slot + 1) };
}

async function over(f: Metering, of?: number) {
  const { oracle, time, admin } = f;
  const slot = of ?? (await f.slotNow()) + 1;
  await time.increaseTo((slot + 1) * 900);
  let sequence = 0n;
  const submit = async (root: string) =>
    oracle.submitRoot(...(await signedRoot(f, { slot, root, sequence: ++sequence })));
  /** What opens an account's leaf of a root that says so. */
  const attested = async (account: number, net: bigint, spans: readonly Span[]) => {
    const commitment = await oracle.commitmentOf(SALT, [...spans]);
    const tree = new ReadingTree([{ account, net, commitment }]);
    await submit(tree.root);
    return { slot, root: tree.root, ...tree.proofOf(account), salt: SALT, spans: [...spans] } as AttestationStruct;
  };
  const commit = async (shown: AttestationStruct) =>
    commitTo(f, { sender: admin.address, call: oracle.accuseNet.populateTransaction(shown) });
  const holds = async (shown: AttestationStruct) =>
    expect(oracle.accuseNet(shown))
      .to.be.revertedWithCustomError(oracle, "NetNotFalse")
      .withArgs(BigInt(shown.leaf.account), BigInt(slot));
  /** It is false: all that is missing is that somebody has committed to say so. */
  const isFalse = async (shown: AttestationStruct) =>
    expect(oracle.accuseNet(shown)).to.be.revertedWithCustomError(oracle, "NotCommitted");
  return { ...f, slot, submit, attested, commit, holds, isFalse };
}

const load = () => networkHelpers.loadFixture(fixture);
const loadNested = () => networkHelpers.loadFixture(nested);

describe("ReadingOracle", () => {
  describe("accuseNet", () => {
    it("opens a fault that can be convicted at once, and that nobody can clear, once for a root", async () => {
      const { oracle, meters, attested, commit, slot, time, reading, admin } = await load();
      const shown = await attested(1, 21n, [spanOf(1), spanOf(2)]);
      await commit(shown);
      const fault = await oracle.accuseNet.staticCall(shown);
      const now = (await time.latest()) + 1;
      await time.setNextBlockTimestamp(now);
      await expect(oracle.accuseNet(shown))
        .to.emit(oracle, "FaultAccused")
        .withArgs(fault, BigInt(slot), shown.root, 0n, BigInt(now));
      await expect(oracle.accuseNet(shown)).to.be.revertedWithCustomError(oracle, "FaultKnown").withArgs(fault);
      const said = reading({ slot, importRegister: 100n, exportRegister: 200n });
      const signature = ONE.sign(await meters.digestOf(said));
      await expect(oracle.defend(fault, said, signature))
        .to.be.revertedWithCustomError(oracle, "DefenceOver")
        .withArgs(fault, BigInt(now));
      await expect(oracle.convict(fault)).to.emit(oracle, "FaultProven").withArgs(fault, BigInt(slot), shown.root, 0n);
      const { isProven, meter, boundary, reporter } = await oracle.faultOf(fault);
      expect([isProven, meter, boundary, reporter]).to.deep.equal([true, 0n, 0n, admin.address]);
    });

    it("refuses a leaf that says what its registers say, rolled over or not", async () => {
      const { attested, holds, oracle } = await load();
      const turned = spanOf(2, {
        importBegin: TURN - 10n,
        importEnd: 4_990n,
        exportBegin: TURN - 1n,
        exportEnd: 2_999n,
      });
      const most = RATED.export - RATED.import;
      for (const shown of [
        await attested(1, 20n, [spanOf(1), spanOf(2)]),
        await attested(1, 10n + most, [spanOf(1), turned]),
        await attested(2, 10n, [spanOf(3)]),
      ]) {
        await expectUnchanged(
          async () => oracle.faultOf(id("none")),
          () => holds(shown),
        );
      }
      const shown = await attested(2, 10n, [spanOf(3)]);
      await expect(oracle.accuseNet({ ...shown, spans: [] })).to.be.revertedWithCustomError(
        oracle,
        "InvalidAttestation",
      );
      await expect(oracle.accuseNet({ ...shown, root: id("other") })).to.be.revertedWithCustomError(
        oracle,
        "UnknownRoot",
      );
    });

    it("hears of a net that is off by one, and of registers that no honest operator attests", async () => {
      const { attested, isFalse } = await load();
      for (const [account, net, spans] of [
        [1, 19n, [spanOf(1), spanOf(2)]],
        [1, 21n, [spanOf(1), spanOf(2)]],
        // A meter is left out, comes twice, or is another account's.
        [1, 10n, [spanOf(1)]],
        [1, 20n, [spanOf(1), spanOf(1)]],
        [1, 20n, [spanOf(2), spanOf(1)]],
        [1, 20n, [spanOf(1), spanOf(3)]],
        [1, 20n, [spanOf(1), spanOf(9)]],
        [2, 20n, [spanOf(3), spanOf(1)]],
        [2, 10n, [spanOf(3), spanOf(1)]],
        // Beyond the register, though the energy were right, and beyond the rating.
        [2, 10n, [spanOf(3, { importBegin: TURN, importEnd: 50n })]],
        [2, 10n, [spanOf(3, { importBegin: TURN - 50n, importEnd: TURN })]],
        [2, 10n, [spanOf(3, { exportBegin: TURN, exportEnd: 60n })]],
        [2, 10n, [spanOf(3, { exportBegin: TURN - 60n, exportEnd: TURN })]],
        [2, 60n - RATED.import - 1n, [spanOf(3, { importEnd: 101n + RATED.import })]],
        [2, RATED.export + 1n - 50n, [spanOf(3, { exportEnd: 201n + RATED.export })]],
      ] as const) {
        await isFalse(await attested(account, net, spans));
      }
    });

    it("goes by the meters that counted in the slot", async () => {
      const f = await load();
      const { meters, registrar, register, attested, holds, isFalse, slot, time } = f;
      // From the next slot on one is gone, and another is there.
      await meters.connect(registrar).retireMeter(2);
      await register(2, FOUR);
      await holds(await attested(1, 20n, [spanOf(1), spanOf(2)]));
      await isFalse(await attested(2, 20n, [spanOf(3), spanOf(4)]));
      await time.increaseTo((slot + 3) * 900);
      const later = await over(f);
      await later.isFalse(await later.attested(1, 20n, [spanOf(1), spanOf(2)]));
      await later.holds(await later.attested(1, 10n, [spanOf(1)]));
      await later.holds(await later.attested(2, 20n, [spanOf(3), spanOf(4)]));
    });

    it("goes by them to the slot, where they change from one to the next", async () => {
      const { f, first, second } = await networkHelpers.loadFixture(changing);
      const { meters } = f;
      const behind = async (slot: number) => (await meters.metersBehind(1, slot))[0];
      expect([await behind(first.slot), await behind(second.slot)]).to.deep.equal([0n, 1n]);
      await first.holds(await first.attested(1, 20n, [spanOf(1), spanOf(2)]));
      await first.isFalse(await first.attested(1, 21n, [spanOf(1), spanOf(2)]));
      await first.isFalse(await first.attested(1, 20n, [spanOf(1), spanOf(4)]));
      await first.holds(await first.attested(2, 10n, [spanOf(3)]));
      await second.isFalse(await second.attested(1, 20n, [spanOf(1), spanOf(2)]));
      await second.holds(await second.attested(1, 20n, [spanOf(1), spanOf(4)]));
      await second.holds(await second.attested(2, 20n, [spanOf(3), spanOf(5)]));
      await second.isFalse(await second.attested(2, 10n, [spanOf(3)]));
    });

    it("turns import and export over each at its own digits", async () => {
      const f = await deployMetering(connection);
      const [account, parent, key, ratedImport, ratedExport] = f.request(1, ONE);
      await f.meters.connect(f.registrar).registerMeter(account, parent, key, ratedImport, ratedExport, 7, 9);
      const { attested, holds, isFalse } = await over(f);
      const turned = { importBegin: 10n ** 7n - 20n, importEnd: 30n, exportBegin: 10n ** 9n - 20n, exportEnd: 40n };
      await holds(await attested(1, 10n, [spanOf(1, turned)]));
      await isFalse(await attested(1, 11n, [spanOf(1, turned)]));
      await isFalse(await attested(1, 10n, [spanOf(1, { ...turned, importBegin: 10n ** 7n, importEnd: 50n })]));
    });

    it("opens a fault for each root and each slot of it", async () => {
      const f = await load();
      const { oracle, attested, commit } = f;
      const accuse = async (shown: AttestationStruct) => {
        await commit(shown);
        await expect(oracle.accuseNet(shown)).to.emit(oracle, "FaultAccused");
      };
      const wrong = await attested(1, 21n, [spanOf(1), spanOf(2)]);
      await accuse(wrong);
      await accuse(await attested(1, 22n, [spanOf(1), spanOf(2)]));
      const later = await over(f);
      const again = await later.attested(1, 21n, [spanOf(1), spanOf(2)]);
      expect(again.root).to.equal(wrong.root);
      await accuse(again);
    });

    it("leaves to a net what meters of others behind its own can measure, and takes own ones off", async () => {
      const { meters, register, attested, isFalse, slot } = await load();
      await register(2, FOUR, 1);
      const later = slot + 2;
      expect([await meters.metersBehind(1, slot), await meters.metersBehind(1, later)]).to.deep.equal([
        [0n, 0n, 0n],
        [1n, RATED.import, RATED.export],
      ]);
      // It does not hang there yet.
      await isFalse(await attested(1, 21n, [spanOf(1), spanOf(2)]));
      const f = await loadNested();
      // Meters 1 and 2: 5 hangs behind 2, and 3, of another account, behind 1.
      const spans = [spanOf(1), spanOf(2), spanOf(5, { importEnd: 107n })];
      for (const net of [20n, 20n + RATED.import, 20n - RATED.export]) await f.holds(await f.attested(1, net, spans));
      for (const net of [21n + RATED.import, 19n - RATED.export]) await f.isFalse(await f.attested(1, net, spans));
      await f.isFalse(await f.attested(1, 20n, spans.slice(0, 2)));
      await f.isFalse(await f.attested(1, 20n, [spanOf(2), spanOf(5), spanOf(1)]));
      await f.isFalse(await f.attested(2, 21n, [spanOf(3), spanOf(4)]));
      await f.meters.connect(f.registrar).retireMeter(3);
      await f.meters.connect(f.registrar).retireMeter(5);
      await expect(f.meters.connect(f.registrar).retireMeter(5)).to.be.revertedWithCustomError(
        f.meters,
        "MeterNotInUse",
      );
      expect(await f.meters.metersBehind(1, f.slot)).to.deep.equal([1n, RATED.import, RATED.export]);
      expect(await f.meters.metersBehind(1, f.slot + 2)).to.deep.equal([0n, 0n, 0n]);
    });

    it("knows the net of an account whose own meters hang behind its own", async () => {
      const f = await load();
      const { register, time, slot } = f;
      await register(2, FOUR, 3);
      await time.increaseTo((slot + 3) * 900);
      const later = await over(f);
      const spans = [spanOf(3), spanOf(4, { importEnd: 101n })];
      await later.holds(await later.attested(2, 10n, spans));
      for (const net of [9n, 11n]) await later.isFalse(await later.attested(2, net, spans));
    });

    it("never holds what operators make of readings against them, and any other sum", async () => {
      const f = await loadNested();
      const { slot } = f;
      const client = await clientOf(connection, { meters: f.meters });
      const found = await Promise.all([1, 2, 3, 4, 5].map(async (meter) => getMeter(client, { meter })));
      const known = found.filter((meter) => meter !== null);
      const registers = fc.record({
        importBegin: fc.bigInt({ min: 0n, max: TURN - 1n }),
        exportBegin: fc.bigInt({ min: 0n, max: TURN - 1n }),
        imported: fc.bigInt({ min: 0n, max: RATED.import + 50n }),
        exported: fc.bigInt({ min: 0n, max: RATED.export + 50n }),
      });
      const seen = { attested: 0, off: 0, missing: 0 };
      const property = fc.asyncProperty(
        fc.array(registers, { minLength: 5, maxLength: 5 }),
        fc.bigInt({ min: -20_000n, max: 20_000n }),
        async (all, off) => {
          const readingAt = (meter: number, at: Slot) => {
            const of = all[meter - 1] ?? all[0];
            const signer = SIGNERS[meter - 1] ?? ONE;
            if (of === undefined) return undefined;
            const isEnd = at.number === slot + 1;
            const reading = {
              ...{ meter, slot: at, sequence: isEnd ? 2n : 1n },
              importRegister: (of.importBegin + (isEnd ? of.imported : 0n)) % TURN,
              exportRegister: (of.exportBegin + (isEnd ? of.exported : 0n)) % TURN,
            };
            return { ...reading, signature: signer.sign(readingDigest(client, reading)) };
          };
          const parts = { slot: Slot.ofNumber(slot), meters: known, readingAt, secret: id("secret") };
          const { tree, openings, missing } = attest(client, parts);
          seen.missing += missing.length;
          await f.submit(tree.root);
          for (const [account, { salt, spans }] of openings) {
            const { leaf, proof } = tree.proofOf(account);
            const shown = { slot, root: tree.root, leaf, proof: [...proof], salt, spans: [...spans] };
            await f.holds(shown);
            ++seen.attested;
            if (account !== 2 || off === 0n) continue;
            const other = new ReadingTree([{ ...shown.leaf, net: shown.leaf.net + off }]);
            await f.submit(other.root);
            const changed = other.proofOf(account);
            await f.isFalse({ ...shown, root: other.root, leaf: changed.leaf, proof: [...changed.proof] });
            ++seen.off;
          }
        },
      );
      await fc.assert(property, { numRuns: 40 });
      for (const [what, times] of Object.entries(seen)) expect(times, what).to.be.greaterThan(5);
    });
  });
});
