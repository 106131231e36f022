import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployHosts, FIRST, NOTICE, TIERS } from "../../helpers/hosts.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const [LOW, MIDDLE] = TIERS;
const [LEAST, MOST] = [parseEther("1000"), parseEther("100000000")];

async function fixture() {
  const f = await deployHosts(connection);
  await f.open(f.alice, MIDDLE.locked);
  await f.time.increase(DAY);
  return f;
}
const load = () => networkHelpers.loadFixture(fixture);

describe("HostRegistry", () => {
  describe("roles", () => {
    it("refuse everybody else", async () => {
      const { hosts, stranger, read } = await load();
      const as = hosts.connect(stranger);
      for (const call of [
        () => as.setSuspended(FIRST, true),
        () => as.revoke(FIRST),
        () => as.setTiers(TIERS.map((tier) => ({ ...tier }))),
        () => as.setNoticePeriod(NOTICE),
      ]) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(hosts, "AccessManagedUnauthorized").withArgs(stranger.address),
        );
      }
    });
  });

  describe("setSuspended", () => {
    it("takes the share away and gives it back, of a host that there is", async () => {
      const { hosts, shareOf } = await load();
      await expect(hosts.setSuspended(2, true)).to.be.revertedWithCustomError(hosts, "HostNotFound").withArgs(2n);
      await expect(hosts.setSuspended(FIRST, true)).to.emit(hosts, "LicenceSuspended").withArgs(1n, true);
      expect(await shareOf(FIRST)).to.equal(0n);
      await expect(hosts.setSuspended(FIRST, false)).to.emit(hosts, "LicenceSuspended").withArgs(1n, false);
      expect(await shareOf(FIRST)).to.equal(MIDDLE.share);
    });
  });

  describe("revoke", () => {
    it("ends a licence; its GRID goes back to the holder after the notice period, all of it", async () => {
      const { ethers, hosts, grid, alice, shareOf, time } = await load();
      const leavesAt = BigInt(await time.latest()) + 1n + NOTICE;
      await expect(hosts.revoke(FIRST)).to.emit(hosts, "NoticeGiven").withArgs(1n, leavesAt, true);
      expect(await shareOf(FIRST)).to.equal(0n);
      await expect(hosts.withdraw(FIRST)).to.be.revertedWithCustomError(hosts, "LockNotFree").withArgs(1n, leavesAt);
      await time.setNextBlockTimestamp(leavesAt);
      await expect(hosts.withdraw(FIRST)).to.changeTokenBalance(ethers, grid, alice, MIDDLE.locked);
    });
  });

  describe("setTiers", () => {
    const tier = (locked: bigint, share: bigint) => ({ locked, share });

    it("refuses none, more than four, and what does not rise or is out of bounds (threat 84)", async () => {
      const { hosts, read } = await load();
      const five = [1n, 2n, 3n, 4n, 5n].map((n) => tier(n * LEAST, n));
      for (const tiers of [[], five]) {
        await expectUnchanged(read, () =>
          expect(hosts.setTiers(tiers))
            .to.be.revertedWithCustomError(hosts, "HostTierCountOutOfRange")
            .withArgs(BigInt(tiers.length), 4n),
        );
      }
      for (const [at, tiers] of [
        [0n, [tier(LEAST - 1n, 1n)]],
        [0n, [tier(MOST + 1n, 1n)]],
        [0n, [tier(LEAST, 0n)]],
        [0n, [tier(LEAST, 5_001n)]],
        [1n, [tier(LEAST, 1n), tier(LEAST, 2n)]],
        [1n, [tier(LEAST, 2n), tier(LEAST + 1n, 2n)]],
      ] as const) {
        const wrong = tiers[Number(at)] ?? tier(0n, 0n);
        await expectUnchanged(read, () =>
          expect(hosts.setTiers([...tiers]))
            .to.be.revertedWithCustomError(hosts, "HostTierOutOfOrder")
            .withArgs(at, wrong.locked, wrong.share),
        );
      }
    });

    it("takes the bounds themselves, and counts for all licences at once", async () => {
      const { hosts, shareOf } = await load();
      const four = [tier(LEAST, 1n), tier(LOW.locked, 2n), tier(MIDDLE.locked, 4_999n), tier(MOST, 5_000n)];
      await expect(hosts.setTiers(four)).to.emit(hosts, "HostTiersSet");
      expect((await hosts.tiers()).map(({ locked, share }) => ({ locked, share }))).to.eql(four);
      expect(await shareOf(FIRST)).to.equal(4_999n);
      await hosts.setTiers([tier(MIDDLE.locked + 1n, 5_000n)]);
      expect(await shareOf(FIRST)).to.equal(0n);
    });
  });

  describe("setNoticePeriod", () => {
    it("has bounds, and counts for notices that are given later", async () => {
      const { hosts, alice, read, time } = await load();
      for (const period of [7n * DAY - 1n, 90n * DAY + 1n]) {
        await expectUnchanged(read, () =>
          expect(hosts.setNoticePeriod(period))
            .to.be.revertedWithCustomError(hosts, "NoticePeriodOutOfRange")
            .withArgs(period, 7n * DAY, 90n * DAY),
        );
      }
      await hosts.setNoticePeriod(90n * DAY);
      await expect(hosts.setNoticePeriod(7n * DAY))
        .to.emit(hosts, "NoticePeriodSet")
        .withArgs(7n * DAY);
      await hosts.connect(alice).giveNotice(FIRST);
      expect((await hosts.licenceData(1)).leavesAt).to.equal(BigInt(await time.latest()) + 7n * DAY);
    });
  });
});
