import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { commitmentOf, commitTo } from "../../helpers/commitments.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployMetering, secp256k1Meter } from "../../helpers/metering.ts";
import { signedRoot } from "../../helpers/roots.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const SIGNER = secp256k1Meter("accused");
const OTHER = secp256k1Meter("another of the account");
const SALT = id("salt");
const DAY = 86_400;

/** A root of the slot `slot` says that meter 1 of account 1 went from 100/200 to 150/260. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, SIGNER);
  const slot = (await f.slotNow()) + 1;
  await f.time.increaseTo((slot + 1) * 900);
  const spans = [{ meter: 1, importBegin: 100n, exportBegin: 200n, importEnd: 150n, exportEnd: 260n }];
  const commitment = await f.oracle.commitmentOf(SALT, spans);
  const leaf = { account: 1, next: 2 ** 32 - 1, net: 10n, commitment };
  const first = { account: 0, next: 1, net: 0n, commitment: ZeroHash };
  const hashes = [await f.oracle.hashOf(first), await f.oracle.hashOf(leaf)];
  const tree = SimpleMerkleTree.of(hashes);
  await f.oracle.submitRoot(...(await signedRoot(f, { slot, root: tree.root })));
  const attested = { slot, root: tree.root, leaf, proof: tree.getProof(1), salt: SALT, spans };
  const sign = async (at: number, importRegister: bigint, exportRegister: bigint, meter = 1) => {
    const reading = f.reading({ meter, slot: at, importRegister, exportRegister });
    return [reading, SIGNER.sign(await f.meters.digestOf(reading))] as const;
  };
  const accuse = async () => {
    const call = [attested, ...(await sign(slot, 101n, 200n))] as const;
    await commit(call);
    const fault = await f.oracle.accuse.staticCall(...call);
    await f.oracle.accuse(...call);
    return fault;
  };
  /** Commits to an accusation, and waits until it can be made. */
  const commit = async ([shown, ...signed]: readonly [typeof attested, ...Awaited<ReturnType<typeof sign>>]) =>
    commitTo(f, { sender: f.admin.address, call: f.oracle.accuse.populateTransaction(shown, ...signed) });
  return { ...f, slot, attested, sign, accuse, commit };
}

describe("ReadingOracle", () => {
  describe("accuse", () => {
    it("refuses a root that was never the slot's", async () => {
      const { oracle, attested, sign, slot } = await networkHelpers.loadFixture(fixture);
      const call = await sign(slot, 101n, 200n);
      for (const other of [{ root: id("another") }, { slot: slot - 1 }]) {
        const { root, slot: at } = { ...attested, ...other };
        await expect(oracle.accuse({ ...attested, ...other }, ...call))
          .to.be.revertedWithCustomError(oracle, "UnknownRoot")
          .withArgs(BigInt(at), root);
      }
    });

    it("refuses a leaf that is not in the root, and registers that are not behind it", async () => {
      const { oracle, attested, sign, slot } = await networkHelpers.loadFixture(fixture);
      const call = await sign(slot, 101n, 200n);
      const [span] = attested.spans;
      if (span === undefined) throw new Error("no span");
      for (const other of [
        { leaf: { ...attested.leaf, net: 11n } },
        { proof: [] },
        { salt: id("another") },
        { spans: [{ ...span, importBegin: 99n }] },
        { spans: [] },
      ]) {
        await expect(oracle.accuse({ ...attested, ...other }, ...call))
          .to.be.revertedWithCustomError(oracle, "InvalidAttestation")
          .withArgs(BigInt(slot), 1n);
      }
    });

    it("refuses a reading of another boundary or meter, one that equals, and one not signed by the meter", async () => {
      const { oracle, attested, sign, slot } = await networkHelpers.loadFixture(fixture);
      const [reading] = await sign(slot, 101n, 200n);
      const calls = [
        await sign(slot - 1, 101n, 200n),
        await sign(slot + 2, 101n, 200n),
        await sign(slot, 101n, 200n, 2),
        await sign(slot, 100n, 200n),
        await sign(slot + 1, 150n, 260n),
        [reading, secp256k1Meter("another").sign(id("x"))] as const,
      ];
      for (const call of calls) {
        await expect(oracle.accuse(attested, ...call))
          .to.be.revertedWithCustomError(oracle, "NoContradiction")
          .withArgs(BigInt(call[0].meter), BigInt(call[0].slot));
      }
    });

    it("opens a fault for either register at either end, once", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { oracle, attested, sign, slot, time } = f;
      for (const [at, imported, exported] of [
        [slot, 101n, 200n],
        [slot + 1, 150n, 261n],
      ] as const) {
        const call = [attested, ...(await sign(at, imported, exported))] as const;
        await f.commit(call);
        const fault = await oracle.accuse.staticCall(...call);
        const now = (await time.latest()) + 1;
        await time.setNextBlockTimestamp(now);
        await expect(oracle.accuse(...call))
          .to.emit(oracle, "FaultAccused")
          .withArgs(fault, BigInt(slot), attested.root, 1n, BigInt(now + DAY));
        await expect(oracle.accuse(...call))
          .to.be.revertedWithCustomError(oracle, "FaultKnown")
          .withArgs(fault);
      }
    });

    it("knows faults of one root by their meters", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.register(1, OTHER);
      const slot = (await f.slotNow()) + 1;
      await f.time.increaseTo((slot + 1) * 900);
      const [span] = f.attested.spans;
      if (span === undefined) throw new Error("no span");
      const spans = [span, { ...span, meter: 2 }];
      const leaf = { ...f.attested.leaf, net: 20n, commitment: await f.oracle.commitmentOf(SALT, spans) };
      const first = { account: 0, next: 1, net: 0n, commitment: ZeroHash };
      const tree = SimpleMerkleTree.of([await f.oracle.hashOf(first), await f.oracle.hashOf(leaf)]);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot, root: tree.root })));
      const attested = { slot, root: tree.root, leaf, proof: tree.getProof(1), salt: SALT, spans };
      for (const [meter, signer] of [
        [1, SIGNER],
        [2, OTHER],
      ] as const) {
        const reading = f.reading({ meter, slot, importRegister: 101n, exportRegister: 200n });
        const call = [attested, reading, signer.sign(await f.meters.digestOf(reading))] as const;
        await f.commit(call);
        await expect(f.oracle.accuse(...call)).to.emit(f.oracle, "FaultAccused");
      }
    });

    it("refuses what its sender has not committed to a minute ahead (threat 26)", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { oracle, attested, sign, slot, time, admin, stranger } = f;
      const call = [attested, ...(await sign(slot, 101n, 200n))] as const;
      const { data } = await oracle.accuse.populateTransaction(...call);
      const [own, other] = [commitmentOf(admin.address, data), commitmentOf(stranger.address, data)];
      await expect(oracle.accuse(...call))
        .to.be.revertedWithCustomError(oracle, "NotCommitted")
        .withArgs(own, 0n);
      await f.commit(call);
      // What is committed to keeps its time.
      await oracle.connect(stranger).commit(own);
      await expect(oracle.connect(stranger).accuse(...call))
        .to.be.revertedWithCustomError(oracle, "NotCommitted")
        .withArgs(other, 0n);
      await oracle.connect(stranger).commit(other);
      const seen = BigInt(await time.latest());
      await expect(oracle.connect(stranger).accuse(...call))
        .to.be.revertedWithCustomError(oracle, "NotCommitted")
        .withArgs(other, seen);
      const fault = await oracle.accuse.staticCall(...call);
      await oracle.accuse(...call);
      expect((await oracle.faultOf(fault)).reporter).to.equal(admin.address);
    });

    it("hears of a root that has been corrected since", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.oracle.submitRoot(...(await signedRoot(f, { slot: f.slot, root: id("newer"), sequence: 2n })));
      await f.accuse();
    });
  });

  describe("defend", () => {
    it("refuses a fault that never was, and what does not equal what was attested", async () => {
      const { oracle, sign, slot, accuse } = await networkHelpers.loadFixture(fixture);
      const fault = await accuse();
      await expect(oracle.defend(id("none"), ...(await sign(slot, 100n, 200n))))
        .to.be.revertedWithCustomError(oracle, "FaultNotOpen")
        .withArgs(id("none"));
      const [equal] = await sign(slot, 100n, 200n);
      for (const call of [
        await sign(slot, 100n, 201n),
        await sign(slot + 1, 100n, 200n),
        [equal, secp256k1Meter("another").sign(id("x"))] as const,
      ]) {
        await expect(oracle.defend(fault, ...call))
          .to.be.revertedWithCustomError(oracle, "NoDefence")
          .withArgs(1n, BigInt(call[0].slot));
      }
    });

    it("clears the operators within a day and blames the device; then nobody is convicted", async () => {
      const { oracle, sign, slot, accuse, time } = await networkHelpers.loadFixture(fixture);
      const fault = await accuse();
      const begin = await time.latest();
      const call = await sign(slot, 100n, 200n);
      await time.setNextBlockTimestamp(begin + DAY - 1);
      const cleared = expect(oracle.defend(fault, ...call));
      await cleared.to.emit(oracle, "FaultCleared").withArgs(fault);
      await cleared.to.emit(oracle, "DeviceContradicted").withArgs(1n, BigInt(slot));
      expect([await oracle.isContradicted(1, slot), await oracle.isContradicted(1, slot + 1)]).to.deep.equal([
        true,
        false,
      ]);
      await time.increaseTo(begin + 2 * DAY);
      await expect(oracle.convict(fault)).to.be.revertedWithCustomError(oracle, "FaultNotOpen").withArgs(fault);
      await expect(accuse()).to.be.revertedWithCustomError(oracle, "FaultKnown").withArgs(fault);
    });

    it("comes too late after a day", async () => {
      const { oracle, sign, slot, accuse, time } = await networkHelpers.loadFixture(fixture);
      const fault = await accuse();
      const until = (await time.latest()) + DAY;
      await time.setNextBlockTimestamp(until);
      await expect(oracle.defend(fault, ...(await sign(slot, 100n, 200n))))
        .to.be.revertedWithCustomError(oracle, "DefenceOver")
        .withArgs(fault, BigInt(until));
    });
  });

  describe("convict", () => {
    it("refuses while the operators can be cleared, then tells the set of operators, once", async () => {
      const { oracle, operatorSet, attested, slot, accuse, time, stranger } = await networkHelpers.loadFixture(fixture);
      const fault = await accuse();
      const until = (await time.latest()) + DAY;
      await time.setNextBlockTimestamp(until - 1);
      await expect(oracle.convict(fault))
        .to.be.revertedWithCustomError(oracle, "DefenceOpen")
        .withArgs(fault, BigInt(until));
      await time.setNextBlockTimestamp(until);
      const proven = expect(oracle.connect(stranger).convict(fault));
      await proven.to.emit(oracle, "FaultProven").withArgs(fault, BigInt(slot), attested.root, 1n);
      await proven.to.emit(operatorSet, "FaultReported").withArgs(BigInt(slot), attested.root, 1n);
      await expect(oracle.convict(fault)).to.be.revertedWithCustomError(oracle, "FaultNotOpen").withArgs(fault);
    });
  });

  describe("accuseDevice", () => {
    it("refuses two readings that agree, of two boundaries, or not both signed", async () => {
      const { oracle, sign, slot } = await networkHelpers.loadFixture(fixture);
      const [first, signature] = await sign(slot, 1n, 1n);
      for (const [second, other] of [
        await sign(slot, 1n, 1n),
        await sign(slot + 1, 2n, 1n),
        [(await sign(slot, 2n, 1n))[0], signature] as const,
      ]) {
        await expectUnchanged(
          () => oracle.isContradicted(1, slot),
          () =>
            expect(oracle.accuseDevice(first, signature, second, other))
              .to.be.revertedWithCustomError(oracle, "NoContradiction")
              .withArgs(1n, BigInt(slot)),
        );
      }
    });

    it("says which device signed two readings of one boundary", async () => {
      const { oracle, sign, slot } = await networkHelpers.loadFixture(fixture);
      const [first, second] = [await sign(slot, 1n, 1n), await sign(slot, 1n, 2n)];
      await expect(oracle.accuseDevice(...first, ...second))
        .to.emit(oracle, "DeviceContradicted")
        .withArgs(1n, BigInt(slot));
      const known = await Promise.all([slot - 1, slot, slot + 1].map(async (at) => oracle.isContradicted(1, at)));
      expect(known).to.deep.equal([false, true, false]);
    });
  });
});
