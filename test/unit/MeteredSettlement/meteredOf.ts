import { ReadingTree } from "@gridwatt/sdk";
import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { DEADLINE, deployMetering, RATED, secp256k1Meter, WINDOW } from "../../helpers/metering.ts";
import { signedRoot } from "../../helpers/roots.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const [UNKNOWN, READ, MISSING, UNMETERED] = [0n, 1n, 2n, 3n];
const NOTHING = [UNKNOWN, 0n, 0n];
const WORST = [MISSING, -RATED.import, RATED.export];

/** Accounts 1 and 2 have a meter, 4 to 6 have none; the slot has just ended and is not attested. */
async function fixture() {
  const f = await deployMetering(connection);
  await f.register(1, secp256k1Meter("one"));
  await f.register(2, secp256k1Meter("two"));
  const slot = (await f.slotNow()) + 1;
  const end = (slot + 1) * 900;
  await f.time.increaseTo(end);
  const attest = async (tree: ReadingTree, sequence = 1n) =>
    f.oracle.submitRoot(...(await signedRoot(f, { slot, root: tree.root, sequence })));
  const ask = (accounts: readonly number[], data = "0x", settled = false) =>
    f.settlement.meteredOf(
      slot,
      accounts.map((account, index) => ({ index, account, net: 7n, settled })),
      data,
    );
  return { ...f, slot, end, attest, ask };
}

const leaf = (account: number, net: bigint) => ({ account, net, commitment: id(`${account}`) });

describe("MeteredSettlement", () => {
  describe("meteredOf", () => {
    it("refuses a slot that is not over", async () => {
      const { settlement, slot } = await networkHelpers.loadFixture(fixture);
      await expect(settlement.meteredOf(slot + 1, [], "0x"))
        .to.be.revertedWithCustomError(settlement, "NotSettleable")
        .withArgs(BigInt(slot + 1));
    });

    it("refuses data that are not encoded readings", async () => {
      const { settlement, slot, attest, ask } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n)]);
      await attest(tree);
      const data = tree.show([1]);
      const moved = `0x${(0x40).toString(16).padStart(64, "0")}${data.slice(66)}`;
      for (const wrong of ["0x00", `0x${"00".repeat(32)}`, moved]) {
        await expect(ask([1], wrong))
          .to.be.revertedWithCustomError(settlement, "InvalidReadings")
          .withArgs(BigInt(slot));
      }
      // Cut off, they have no leaf that verifies, or nothing to read at all.
      for (const length of [66, 200, 500]) await expect(ask([1], data.slice(0, length))).to.revert(connection.ethers);
      // A wider number than the field has room for.
      const at = data.indexOf("1".padStart(64, "0"), 66 + 4 * 64 + 64);
      const dirty = `${data.slice(0, at)}${"f".padEnd(64, "0")}${data.slice(at + 64)}`;
      await expect(ask([1], dirty)).to.revert(connection.ethers);
      expect(await ask([1], data)).to.have.lengthOf(1);
    });

    it("refuses leaves where there is no root, of another tree, and of a root that is not the newest", async () => {
      const { settlement, slot, attest, ask } = await networkHelpers.loadFixture(fixture);
      const [old, newer] = [new ReadingTree([leaf(1, 5n)]), new ReadingTree([leaf(1, 6n)])];
      const refused = (data: string) =>
        expect(ask([1], data))
          .to.be.revertedWithCustomError(settlement, "InvalidReadings")
          .withArgs(BigInt(slot));
      await refused(old.show([1]));
      await attest(old);
      await refused(newer.show([1]));
      await attest(newer, 2n);
      await refused(old.show([1]));
      expect(await ask([1], newer.show([1]))).to.deep.equal([[READ, 6n, 6n]]);
    });

    it("reads what a leaf says, of any accounts in any order", async () => {
      const { attest, ask } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n), leaf(2, -2_000n), leaf(7, 0n), leaf(9, 1n)]);
      await attest(tree);
      for (const accounts of [[1], [2, 1], [9, 1, 7, 2], [2, 2]]) {
        const nets = new Map([
          [1, 5n],
          [2, -2_000n],
          [7, 0n],
          [9, 1n],
        ]);
        const wanted = accounts.map((account) => [READ, nets.get(account), nets.get(account)]);
        expect(await ask(accounts, tree.show(accounts))).to.deep.equal(wanted);
      }
    });

    it("takes a leaf for nobody but its own account, whatever the caller says", async () => {
      const { attest, ask } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n), leaf(2, 6n)]);
      await attest(tree);
      expect(await ask([2], tree.show([1]))).to.deep.equal([NOTHING]);
      expect(await ask([1], tree.show([2]))).to.deep.equal([NOTHING]);
    });

    it("does not take energy that no position can hold", async () => {
      const { attest, ask } = await networkHelpers.loadFixture(fixture);
      const most = 2n ** 41n;
      const tree = new ReadingTree([leaf(1, most), leaf(2, 1n - most)]);
      await attest(tree);
      const [one, two] = await ask([1, 2], tree.show([1, 2]));
      expect([one?.delivery, two]).to.deep.equal([UNKNOWN, [READ, 1n - most, 1n - most]]);
    });

    it("lets an account without a meter read 0, with or without a root", async () => {
      const { attest, ask } = await networkHelpers.loadFixture(fixture);
      expect(await ask([4])).to.deep.equal([[UNMETERED, 0n, 0n]]);
      const tree = new ReadingTree([leaf(1, 5n)]);
      await attest(tree);
      expect(await ask([4], tree.show([4]))).to.deep.equal([[UNMETERED, 0n, 0n]]);
    });

    it("asks for the leaf before an account without a meter once there is a root, so that a leaf of its own counts", async () => {
      const { attest, ask } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n), leaf(4, 9n)]);
      await attest(tree);
      expect(await ask([4])).to.deep.equal([NOTHING]);
      expect(await ask([4], tree.show([1]))).to.deep.equal([NOTHING]);
      expect(await ask([4], tree.show([4]))).to.deep.equal([[READ, 9n, 9n]]);
    });

    it("waits for a missing reading until the deadline; then the ratings bound it", async () => {
      const { attest, ask, time, end } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n)]);
      await attest(tree);
      await time.increaseTo(end + DEADLINE - 1);
      expect(await ask([2], tree.show([2]))).to.deep.equal([NOTHING]);
      await time.increaseTo(end + DEADLINE);
      expect(await ask([2], tree.show([2]))).to.deep.equal([WORST]);
    });

    it("takes nobody's word that a reading is missing: the leaf before it must be shown", async () => {
      const { attest, ask, time, end } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n), leaf(2, 6n)]);
      await attest(tree);
      await time.increaseTo(end + DEADLINE + WINDOW);
      expect(await ask([1, 2])).to.deep.equal([NOTHING, NOTHING]);
      expect(await ask([2], tree.show([0]))).to.deep.equal([NOTHING]);
    });

    it("takes everybody with a meter as missing where no root ever came, once readings are final", async () => {
      const { ask, time, end } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(end + DEADLINE + WINDOW - 1);
      expect(await ask([1, 2])).to.deep.equal([NOTHING, NOTHING]);
      await time.increaseTo(end + DEADLINE + WINDOW);
      expect(await ask([1, 2])).to.deep.equal([WORST, WORST]);
    });

    it("corrects what is settled until readings are final, and not after", async () => {
      const { attest, ask, time, end } = await networkHelpers.loadFixture(fixture);
      const tree = new ReadingTree([leaf(1, 5n)]);
      await attest(tree);
      await time.increaseTo(end + DEADLINE + WINDOW - 1);
      expect(await ask([1], tree.show([1]), true)).to.deep.equal([[READ, 5n, 5n]]);
      await time.increaseTo(end + DEADLINE + WINDOW);
      expect(await ask([1], tree.show([1]), true)).to.deep.equal([NOTHING]);
      expect(await ask([1], tree.show([1]))).to.deep.equal([[READ, 5n, 5n]]);
    });
  });
});
