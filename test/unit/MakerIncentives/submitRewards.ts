import { expect } from "chai";
import { parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { CLAIM_PERIOD, DAY, deployIncentives, EPOCH_CAP } from "../../helpers/treasury.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const fixture = () => deployIncentives(connection);
const load = () => networkHelpers.loadFixture(fixture);
const TEN = [{ account: 1, amount: parseEther("10") }] as const;

describe("MakerIncentives", () => {
  describe("submitRewards", () => {
    it("refuses an epoch that is not over, and takes it when it is", async () => {
      const { incentives, sign, today, read } = await load();
      const epoch = await today();
      const { message, signatures } = await sign({ rewards: TEN, epoch });
      await networkHelpers.time.setNextBlockTimestamp((epoch + 1) * DAY - 1);
      await expectUnchanged(read, () =>
        expect(incentives.submitRewards(message, signatures))
          .to.be.revertedWithCustomError(incentives, "EpochNotOver")
          .withArgs(BigInt(epoch)),
      );
      await networkHelpers.time.setNextBlockTimestamp((epoch + 1) * DAY);
      await incentives.submitRewards(message, signatures);
      expect(await incentives.lastEpoch()).to.equal(BigInt(epoch));
    });

    it("refuses an epoch again, and any before it", async () => {
      const { incentives, submit, sign, today, read } = await load();
      const epoch = (await today()) - 1;
      await submit({ rewards: TEN, epoch });
      for (const other of [epoch, epoch - 1]) {
        const { message, signatures } = await sign({ rewards: TEN, epoch: other });
        await expectUnchanged(read, () =>
          expect(incentives.submitRewards(message, signatures))
            .to.be.revertedWithCustomError(incentives, "EpochNotNewer")
            .withArgs(BigInt(other), BigInt(epoch)),
        );
      }
    });

    it("refuses rewards without a root, and of nothing", async () => {
      const { incentives, sign, read } = await load();
      const { message, signatures } = await sign({ rewards: TEN });
      for (const change of [{ root: ZeroHash }, { total: 0n }]) {
        await expectUnchanged(read, () =>
          expect(incentives.submitRewards({ ...message, ...change }, signatures)).to.be.revertedWithCustomError(
            incentives,
            "NoRewards",
          ),
        );
      }
    });

    it("refuses more than the share of the fees, than the cap, and than there is", async () => {
      const { incentives, sign, read } = await load();
      const refused = async (of: { total: bigint; fees: bigint }, most: bigint) => {
        const { message, signatures } = await sign({ rewards: TEN, ...of });
        await expectUnchanged(read, () =>
          expect(incentives.submitRewards(message, signatures))
            .to.be.revertedWithCustomError(incentives, "RewardsTooHigh")
            .withArgs(of.total, most),
        );
      };
      await refused({ total: 11n, fees: 21n }, 10n);
      await refused({ total: parseEther("100") + 1n, fees: parseEther("1000") }, parseEther("100"));
      await incentives.setEpochCap(parseEther("7"));
      await refused({ total: parseEther("7") + 1n, fees: parseEther("1000") }, parseEther("7"));
      const { message, signatures } = await sign({ rewards: TEN, total: parseEther("7"), fees: parseEther("14") });
      await incentives.submitRewards(message, signatures);
      expect(await incentives.promised()).to.equal(parseEther("7"));
    });

    it("counts what earlier epochs were promised as gone", async () => {
      const { incentives, submit, sign, today } = await load();
      const epoch = await today();
      await submit({ rewards: [{ account: 1, amount: parseEther("60") }], epoch: epoch - 2 });
      expect(await incentives.available()).to.equal(parseEther("40"));
      const { message, signatures } = await sign({ rewards: [{ account: 1, amount: parseEther("40") + 1n }] });
      await expect(incentives.submitRewards(message, signatures))
        .to.be.revertedWithCustomError(incentives, "RewardsTooHigh")
        .withArgs(parseEther("40") + 1n, parseEther("40"));
      await submit({ rewards: [{ account: 1, amount: parseEther("40") }] });
      expect(await incentives.available()).to.equal(0n);
    });

    it("refuses two of four, one twice, a stranger, and whoever signs no more: threats 55 and 57", async () => {
      const { incentives, operatorSet, operators, stranger, sign, read } = await load();
      const [a, b, c, d] = operators;
      if (!a || !b || !c || !d) throw new Error("too few operators");
      const two = await sign({ rewards: TEN, by: [a, b] });
      await expectUnchanged(read, () =>
        expect(incentives.submitRewards(two.message, two.signatures))
          .to.be.revertedWithCustomError(operatorSet, "NoQuorum")
          .withArgs(2n, 4n),
      );
      const twice = await sign({ rewards: TEN, by: [a, b, b] });
      await expectUnchanged(read, () =>
        expect(incentives.submitRewards(twice.message, twice.signatures))
          .to.be.revertedWithCustomError(operatorSet, "SignersNotSorted")
          .withArgs(b.address),
      );
      const by = [a, b, stranger].sort((one, other) => (BigInt(one.address) < BigInt(other.address) ? -1 : 1));
      const strange = await sign({ rewards: TEN, by });
      await expectUnchanged(read, () =>
        expect(incentives.submitRewards(strange.message, strange.signatures))
          .to.be.revertedWithCustomError(operatorSet, "NotOperator")
          .withArgs(stranger.address),
      );
      const old = await sign({ rewards: TEN, by: [a, b, c] });
      await operatorSet.setOperators([a, b, d]);
      await expectUnchanged(read, () =>
        expect(incentives.submitRewards(old.message, old.signatures)).to.be.revertedWithCustomError(
          operatorSet,
          "NotOperator",
        ),
      );
    });

    for (const [field, value] of [
      ["epoch", 1],
      ["root", `0x${"12".repeat(32)}`],
      ["total", 1n],
      ["fees", 2n ** 100n],
      ["configuration", `0x${"34".repeat(32)}`],
    ] as const) {
      it(`refuses what was signed for another ${field}`, async () => {
        const { incentives, operatorSet, sign, read } = await load();
        const { message, signatures } = await sign({ rewards: TEN, lie: { [field]: value } });
        await expectUnchanged(read, async () => {
          const refused = incentives.submitRewards(message, signatures).then(
            () => null,
            (error: unknown) => error,
          );
          // Whoever a wrong digest is recovered to is no operator, or out of order.
          expect(String(await refused)).to.match(/NotOperator|SignersNotSorted/);
        });
        expect(await operatorSet.isOperator(incentives)).to.equal(false);
      });
    }

    it("tells all of it, and promises the total for the claim period", async () => {
      const { incentives, operators, sign, today } = await load();
      const { message, signatures, tree } = await sign({ rewards: TEN });
      const next = (await networkHelpers.time.latest()) + 5;
      await networkHelpers.time.setNextBlockTimestamp(next);
      const { epoch, total, fees } = message;
      await expect(incentives.submitRewards(message, signatures))
        .to.emit(incentives, "RewardsSubmitted")
        .withArgs(
          ...[epoch, tree.root, total, fees, next + CLAIM_PERIOD],
          operators.slice(0, 3).map(({ address }) => address),
        );
      expect(await incentives.lastEpoch()).to.equal(BigInt((await today()) - 1));
      expect(await incentives.promised()).to.equal(total);
      expect(await incentives.claimableOf(epoch)).to.deep.equal([tree.root, total, BigInt(next + CLAIM_PERIOD)]);
    });
  });

  describe("setShare and setEpochCap", () => {
    it("refuse whoever has no role, and more than their bounds: threat 84", async () => {
      const { incentives, stranger, read } = await load();
      const by = incentives.connect(stranger);
      for (const call of [() => by.setShare(1), () => by.setEpochCap(1n)]) {
        await expectUnchanged(read, () =>
          expect(call())
            .to.be.revertedWithCustomError(incentives, "AccessManagedUnauthorized")
            .withArgs(stranger.address),
        );
      }
      await expect(incentives.setShare(8_001))
        .to.be.revertedWithCustomError(incentives, "ShareTooHigh")
        .withArgs(8_001n, 8_000n);
      const most = parseEther("1000000");
      await expect(incentives.setEpochCap(most + 1n))
        .to.be.revertedWithCustomError(incentives, "EpochCapTooHigh")
        .withArgs(most + 1n, most);
      await incentives.setShare(8_000);
      await expect(incentives.setEpochCap(most)).to.emit(incentives, "EpochCapSet").withArgs(most);
      expect(await incentives.epochCap()).not.to.equal(EPOCH_CAP);
    });

    it("change the share from the next epoch on, the last of a day's", async () => {
      const { incentives, today } = await load();
      const epoch = await today();
      await incentives.setShare(1_000);
      await expect(incentives.setShare(2_000))
        .to.emit(incentives, "ShareSet")
        .withArgs(2_000n, BigInt(epoch + 1));
      const shares = await Promise.all([epoch - 1, epoch, epoch + 1, epoch + 9].map((day) => incentives.shareOf(day)));
      expect(shares).to.deep.equal([5_000n, 5_000n, 2_000n, 2_000n]);
      // Days before there were incentives earn nothing.
      expect(await incentives.shareOf(epoch - 4)).to.equal(0n);
    });
  });
});
