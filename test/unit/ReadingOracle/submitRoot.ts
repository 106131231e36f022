import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DEADLINE, deployMetering, WINDOW } from "../../helpers/metering.ts";
import { signedRoot } from "../../helpers/roots.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** The slot `slot` has just ended. */
async function fixture() {
  const f = await deployMetering(connection);
  const slot = (await f.slotNow()) + 1;
  await f.time.increaseTo((slot + 1) * 900);
  const read = () => f.oracle.rootOf(slot);
  return { ...f, slot, read, end: (slot + 1) * 900 };
}

describe("ReadingOracle", () => {
  describe("submitRoot", () => {
    it("refuses a slot that is not over, to its last second", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const next = f.slot + 1;
      const call = await signedRoot(f, { slot: next });
      for (const at of [f.end + 1, f.end + 899]) {
        await f.time.setNextBlockTimestamp(at);
        await expect(f.oracle.submitRoot(...call))
          .to.be.revertedWithCustomError(f.oracle, "SlotNotOver")
          .withArgs(BigInt(next));
      }
      await f.time.setNextBlockTimestamp(f.end + 900);
      await f.oracle.submitRoot(...call);
    });

    it("refuses once readings are final, takes a root a second before", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const finalAt = f.end + DEADLINE + WINDOW;
      expect(await f.oracle.timesOf(f.slot)).to.deep.equal([f.end, f.end + DEADLINE, finalAt].map(BigInt));
      await f.time.setNextBlockTimestamp(finalAt - 1);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot: f.slot })));
      await f.time.setNextBlockTimestamp(finalAt);
      const late = await signedRoot(f, { slot: f.slot, sequence: 2n });
      await expectUnchanged(f.read, () =>
        expect(f.oracle.submitRoot(...late))
          .to.be.revertedWithCustomError(f.oracle, "ReadingsFinal")
          .withArgs(BigInt(f.slot), BigInt(finalAt)),
      );
    });

    it("refuses a root of zero", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const call = await signedRoot(f, { slot: f.slot, root: ZeroHash });
      await expect(f.oracle.submitRoot(...call)).to.be.revertedWithCustomError(f.oracle, "InvalidRoot");
    });

    it("refuses a sequence that is not newer: the first of 0, the same twice, an older one", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const refused = async (sequence: bigint, last: bigint) => {
        const call = await signedRoot(f, { slot: f.slot, sequence, root: id("other") });
        await expectUnchanged(f.read, () =>
          expect(f.oracle.submitRoot(...call))
            .to.be.revertedWithCustomError(f.oracle, "SequenceNotNewer")
            .withArgs(sequence, last),
        );
      };
      await refused(0n, 0n);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot: f.slot, sequence: 5n })));
      await refused(5n, 5n);
      await refused(4n, 5n);
    });

    it("refuses what is no signature", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const [slot, root, sequence, [first = "", second = ""]] = await signedRoot(f, { slot: f.slot });
      for (const wrong of ["0x", second.slice(0, -2), `0x${"00".repeat(65)}`]) {
        await expect(f.oracle.submitRoot(slot, root, sequence, [first, wrong]))
          .to.be.revertedWithCustomError(f.oracle, "InvalidOracleSignature")
          .withArgs(1n);
      }
    });

    it("refuses signatures that are not in the rising order of signers: permuted, and one twice", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const [a, b, c] = f.operators;
      if (a === undefined || b === undefined || c === undefined) throw new Error("too few operators");
      for (const [by, wrong] of [
        [[a, c, b], b],
        [[a, a, b], a],
        [[b, c, a], a],
      ] as const) {
        const call = await signedRoot(f, { slot: f.slot, by });
        await expectUnchanged(f.read, () =>
          expect(f.oracle.submitRoot(...call))
            .to.be.revertedWithCustomError(f.operatorSet, "SignersNotSorted")
            .withArgs(wrong.address),
        );
      }
    });

    it("refuses whoever is no operator, or is one no more", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const left = f.operators.slice(0, 3);
      const [removed] = f.operators.slice(3);
      await f.operatorSet.setOperators(left);
      const by = [...left.slice(1), removed ?? f.stranger];
      const call = await signedRoot(f, { slot: f.slot, by });
      await expect(f.oracle.submitRoot(...call))
        .to.be.revertedWithCustomError(f.operatorSet, "NotOperator")
        .withArgs(removed?.address);
    });

    for (const [count, enough] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3],
    ] as const) {
      it(`takes ${enough} of ${count} operators, and one fewer is not enough`, async () => {
        const f = await networkHelpers.loadFixture(fixture);
        const operators = f.operators.slice(0, count);
        await f.operatorSet.setOperators(operators);
        const few = await signedRoot(f, { slot: f.slot, by: operators.slice(0, enough - 1) });
        await expectUnchanged(f.read, () =>
          expect(f.oracle.submitRoot(...few))
            .to.be.revertedWithCustomError(f.operatorSet, "NoQuorum")
            .withArgs(BigInt(enough - 1), BigInt(count)),
        );
        await f.oracle.submitRoot(...(await signedRoot(f, { slot: f.slot, by: operators.slice(0, enough) })));
      });
    }

    it("refuses signatures for another chain, contract, slot, root, sequence or set of operators", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const configuration = await f.operatorSet.configuration();
      const [slot, root, sequence] = await signedRoot(f, { slot: f.slot });
      await f.operatorSet.setOperators(f.operators);
      for (const other of [
        { domain: { chainId: 1n } },
        { domain: { verifyingContract: await f.meters.getAddress() } },
        { slot: f.slot - 1 },
        { root: id("another") },
        { sequence: 2n },
        { configuration },
      ]) {
        const [, , , signatures] = await signedRoot(f, { slot: f.slot, ...other });
        // Another message's signatures are somebody's, in no order, and no operator's.
        await expectUnchanged(f.read, async () => {
          await expect(f.oracle.submitRoot(slot, root, sequence, signatures)).to.be.revert(f.ethers);
        });
      }
    });

    it("says root and signers, and keeps the newest, whoever submits it", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const [slot, root, sequence, signatures] = await signedRoot(f, { slot: f.slot });
      const signers = f.operators.slice(0, 3).map(({ address }) => address);
      await expect(f.oracle.connect(f.stranger).submitRoot(slot, root, sequence, signatures))
        .to.emit(f.oracle, "RootSubmitted")
        .withArgs(BigInt(slot), root, sequence, signers);
      expect(await f.oracle.rootOf(slot)).to.deep.equal([root, 1n]);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot, root: id("newer"), sequence: 9n })));
      expect(await f.oracle.rootOf(slot)).to.deep.equal([id("newer"), 9n]);
      expect([await f.oracle.wasRoot(slot, root), await f.oracle.wasRoot(slot, id("never"))]).to.deep.equal([
        true,
        false,
      ]);
    });

    it("knows nothing of another slot of the same ring place", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot: f.slot })));
      for (const other of [f.slot - 2048, f.slot + 2048]) {
        expect(await f.oracle.rootOf(other)).to.deep.equal([ZeroHash, 0n]);
      }
    });

    it("keeps who signed which root, by their places in the set, though others sign it again", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { oracle, operatorSet, operators, slot } = f;
      const first = await operatorSet.configuration();
      const [, root] = await signedRoot(f, { slot });
      const places = (configuration: string, of = root) => oracle.signersOf(slot, of, configuration);
      await oracle.submitRoot(...(await signedRoot(f, { slot })));
      await oracle.submitRoot(...(await signedRoot(f, { slot, sequence: 2n, by: operators.slice(1) })));
      expect([await places(first), await places(first, id("other"))]).to.deep.equal([0b1111n, 0n]);
      const [removed, ...left] = operators;
      await operatorSet.setOperators(left);
      const second = await operatorSet.configuration();
      expect(await places(second)).to.equal(0n);
      await oracle.submitRoot(...(await signedRoot(f, { slot, sequence: 3n, by: left })));
      expect([await places(first), await places(second), removed === undefined]).to.deep.equal([
        0b1111n,
        0b111n,
        false,
      ]);
    });
  });

  describe("addSignature", () => {
    it("adds an operator whom those who gathered signatures left out, whoever calls it, once", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { oracle, operatorSet, operators, slot, stranger } = f;
      const set = operators.map(({ address }) => address);
      const configuration = await operatorSet.configuration();
      await oracle.submitRoot(...(await signedRoot(f, { slot })));
      const [, root, , [signature = ""]] = await signedRoot(f, { slot, by: operators.slice(3) });
      // Another set may be in office.
      await operatorSet.setOperators(operators.slice(1));
      await expect(oracle.connect(stranger).addSignature(slot, 1, set, 3, signature))
        .to.emit(oracle, "SignatureAdded")
        .withArgs(BigInt(slot), root, operators[3]?.address);
      expect(await oracle.signersOf(slot, root, configuration)).to.equal(0b1111n);
      await expect(oracle.addSignature(slot, 1, set, 3, signature))
        .to.be.revertedWithCustomError(oracle, "SignatureNotNew")
        .withArgs(BigInt(slot), 3n);
    });

    it("refuses another root's or slot's, another operator's, of a set that did not sign, and too late", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { oracle, operators, slot, end } = f;
      const set = operators.map(({ address }) => address);
      await oracle.submitRoot(...(await signedRoot(f, { slot })));
      const by = operators.slice(3);
      const [, , , [right = ""]] = await signedRoot(f, { slot, by });
      const [, , , [other = ""]] = await signedRoot(f, { slot, by, root: id("another") });
      const [, , , [older = ""]] = await signedRoot(f, { slot, by, sequence: 2n });
      for (const [at, version, place, signature] of [
        [slot, 1, 3, other],
        [slot, 1, 3, older],
        [slot, 1, 3, "0x"],
        [slot, 1, 2, right],
        [slot, 1, 4, right],
        [slot, 2, 3, right],
        [slot - 1, 1, 3, right],
      ] as const) {
        await expect(oracle.addSignature(at, version, set, place, signature))
          .to.be.revertedWithCustomError(oracle, "SignatureNotNew")
          .withArgs(BigInt(at), BigInt(place));
      }
      await f.time.setNextBlockTimestamp(end + DEADLINE + WINDOW);
      await expect(oracle.addSignature(slot, 1, set, 3, right))
        .to.be.revertedWithCustomError(oracle, "ReadingsFinal")
        .withArgs(BigInt(slot), BigInt(end + DEADLINE + WINDOW));
    });
  });
});
