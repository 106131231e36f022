import { RewardTree } from "@gridwatt/incentives";
import { expect } from "chai";
import { parseEther } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { CLAIM_PERIOD, DAY, deployIncentives } from "../../helpers/treasury.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const REWARDS = [
  { account: 1, amount: parseEther("30") },
  { account: 2, amount: 7n },
  { account: 3, amount: parseEther("20") },
];
const TOTAL = parseEther("50") + 7n;

/** Rewards of three accounts, submitted for yesterday. */
async function fixture() {
  const f = await deployIncentives(connection);
  const { tree, epoch } = await f.submit({ rewards: REWARDS });
  const proofOf = (account: number) => tree.proofOf(account);
  const claim = (account: number, amount: bigint) =>
    f.incentives.claimRewards(epoch, account, amount, proofOf(account));
  const until = Number((await f.incentives.claimableOf(epoch)).claimableUntil);
  return { ...f, epoch, proofOf, claim, until };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("MakerIncentives", () => {
  describe("claimRewards", () => {
    it("refuses an epoch for which nothing was submitted", async () => {
      const { incentives, epoch, proofOf, read } = await load();
      await expectUnchanged(read, () =>
        expect(incentives.claimRewards(epoch - 1, 1, REWARDS[0]?.amount ?? 0n, proofOf(1)))
          .to.be.revertedWithCustomError(incentives, "NotClaimable")
          .withArgs(BigInt(epoch - 1)),
      );
    });

    it("refuses another amount, another account, another epoch's proof, and an inner node as a leaf: threat 43", async () => {
      const { incentives, epoch, proofOf, read } = await load();
      for (const [account, amount, proof] of [
        [1, parseEther("30") + 1n, proofOf(1)],
        [2, parseEther("30"), proofOf(1)],
        [9, 7n, proofOf(2)],
        [1, parseEther("30"), []],
        [1, parseEther("30"), new RewardTree(REWARDS.slice(0, 2)).proofOf(1)],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(incentives.claimRewards(epoch, account, amount, [...proof]))
            .to.be.revertedWithCustomError(incentives, "InvalidRewardProof")
            .withArgs(BigInt(epoch), BigInt(account)),
        );
      }
    });

    it("pays the account's owner, whoever calls, once", async () => {
      const { incentives, watt, owner, stranger, epoch, proofOf, claim, read } = await load();
      const paid = incentives.connect(stranger).claimRewards(epoch, 1, parseEther("30"), proofOf(1));
      await expect(paid)
        .to.emit(incentives, "RewardsPaid")
        .withArgs(BigInt(epoch), 1n, owner.address, parseEther("30"));
      await expect(paid).to.changeTokenBalances(
        ethers,
        watt,
        [incentives, owner],
        [-parseEther("30"), parseEther("30")],
      );
      expect(await incentives.isClaimed(epoch, 1)).to.equal(true);
      expect(await incentives.promised()).to.equal(TOTAL - parseEther("30"));
      expect((await incentives.claimableOf(epoch)).left).to.equal(TOTAL - parseEther("30"));
      await expectUnchanged(read, () =>
        expect(claim(1, parseEther("30")))
          .to.be.revertedWithCustomError(incentives, "AlreadyClaimed")
          .withArgs(BigInt(epoch), 1n),
      );
      expect(await incentives.isClaimed(epoch, 2)).to.equal(false);
      await claim(2, 7n);
      await claim(3, parseEther("20"));
      expect(await incentives.promised()).to.equal(0n);
      expect(await incentives.available()).to.equal(parseEther("50") - 7n);
    });

    it("pays an owner whose WATT is frozen: nobody's claim depends on that", async () => {
      const { watt, owner, claim } = await load();
      await watt.setFrozenTokens(owner, 2n ** 256n - 1n);
      await claim(1, parseEther("30"));
      expect(await watt.balanceOf(owner)).to.equal(parseEther("30"));
    });

    it("pays until the last second, and not after it", async () => {
      const { incentives, epoch, claim, until, read } = await load();
      await time.setNextBlockTimestamp(until);
      await claim(1, parseEther("30"));
      await time.setNextBlockTimestamp(until + 1);
      await expectUnchanged(read, () =>
        expect(claim(2, 7n)).to.be.revertedWithCustomError(incentives, "NotClaimable").withArgs(BigInt(epoch)),
      );
    });

    it("never pays more than was signed, whatever the tree says", async () => {
      const { incentives, watt, submit } = await load();
      await time.increase(DAY);
      const { tree, epoch } = await submit({ rewards: REWARDS, total: parseEther("30"), fees: parseEther("60") });
      await incentives.claimRewards(epoch, 1, parseEther("30"), tree.proofOf(1));
      const before = await watt.balanceOf(incentives);
      await expect(incentives.claimRewards(epoch, 3, parseEther("20"), tree.proofOf(3))).to.be.revertedWithPanic(0x11);
      expect(await watt.balanceOf(incentives)).to.equal(before);
    });
  });

  describe("returnUnclaimed", () => {
    it("refuses while it can be claimed", async () => {
      const { incentives, epoch, until, read } = await load();
      await time.setNextBlockTimestamp(until);
      await expectUnchanged(read, () =>
        expect(incentives.returnUnclaimed(epoch))
          .to.be.revertedWithCustomError(incentives, "StillClaimable")
          .withArgs(BigInt(epoch), BigInt(until)),
      );
    });

    it("gives back what nobody claimed, once, and nothing of other epochs", async () => {
      const { incentives, watt, epoch, claim, submit, until } = await load();
      await claim(1, parseEther("30"));
      await time.increase(100 * DAY);
      await submit({ rewards: [{ account: 1, amount: 11n }] });
      await time.increaseTo(until);
      const before = await watt.balanceOf(incentives);
      await expect(incentives.returnUnclaimed(epoch))
        .to.emit(incentives, "RewardsReturned")
        .withArgs(BigInt(epoch), TOTAL - parseEther("30"));
      expect(await incentives.promised()).to.equal(11n);
      expect(await incentives.available()).to.equal(before - 11n);
      await expect(incentives.returnUnclaimed(epoch)).not.to.emit(incentives, "RewardsReturned");
      await expect(incentives.returnUnclaimed(epoch + 1)).not.to.emit(incentives, "RewardsReturned");
      expect(await incentives.promised()).to.equal(11n);
      expect(CLAIM_PERIOD).to.equal(180 * DAY);
    });
  });

  it("holds what it promised, and pays each account what the tree says, in any order of calls", async function () {
    this.timeout(120_000);
    const played = { claims: 0, refused: 0, returns: 0, epochs: 0 };
    const amounts = fc.array(fc.bigInt({ min: 1n, max: parseEther("1") }), { minLength: 1, maxLength: 3 });
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("submit" as const), amounts }) },
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant("claim" as const),
          which: fc.nat(),
          account: fc.constantFrom(1, 2, 3),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 120 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("return" as const), which: fc.nat() }) },
    );
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const f = await networkHelpers.loadFixture(fresh);
      const { incentives, watt } = f;
      /** What each epoch still owes, by account, and until when. */
      const epochs: { epoch: number; owed: Map<number, bigint>; tree: RewardTree; until: number; paid: Set<number> }[] =
        [];
      let balance = parseEther("100");
      for (const s of steps) {
        const now = await time.latest();
        const one =
          s.kind === "claim" || s.kind === "return" ? epochs[s.which % Math.max(epochs.length, 1)] : undefined;
        if (s.kind === "wait") await time.increase(s.days * DAY);
        if (s.kind === "submit") {
          const epoch = (await f.today()) - 1;
          const rewards = s.amounts.map((amount, at) => ({ account: at + 1, amount }));
          if (epoch <= (epochs.at(-1)?.epoch ?? 0)) continue;
          const { tree } = await f.submit({ rewards, epoch });
          const until = Number((await incentives.claimableOf(epoch)).claimableUntil);
          epochs.push({
            epoch,
            tree,
            until,
            owed: new Map(rewards.map(({ account, amount }) => [account, amount])),
            paid: new Set(),
          });
          played.epochs += 1;
        }
        if (s.kind === "claim" && one !== undefined) {
          const amount = one.owed.get(s.account);
          const proof = amount === undefined ? [] : one.tree.proofOf(s.account);
          const call = incentives.claimRewards(one.epoch, s.account, amount ?? 1n, proof);
          if (amount !== undefined && !one.paid.has(s.account) && now + 1 <= one.until) {
            await call;
            one.paid.add(s.account);
            balance -= amount;
            played.claims += 1;
          } else {
            await expect(call).to.be.revert(ethers);
            played.refused += 1;
          }
        }
        if (s.kind === "return" && one !== undefined && now > one.until) {
          await incentives.returnUnclaimed(one.epoch);
          for (const account of one.owed.keys()) one.paid.add(account);
          played.returns += 1;
        }
        const owed = epochs.flatMap(({ owed: all, paid }) => [...all].filter(([account]) => !paid.has(account)));
        expect(await incentives.promised()).to.equal(owed.reduce((sum, [, amount]) => sum + amount, 0n));
        expect(await watt.balanceOf(incentives)).to.equal(balance);
      }
    });
    await fc.assert(property, { numRuns: 25, seed: 20_261_128 });
    expect(
      played.epochs > 40 && played.claims > 30 && played.refused > 20 && played.returns > 3,
      JSON.stringify(played),
    ).to.equal(true);
  });
});

async function fresh() {
  return deployIncentives(connection);
}
