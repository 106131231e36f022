import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { DAY, deployHosts, FIRST, NOTICE, TIERS } from "../../helpers/hosts.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const [LOW, MIDDLE, HIGH] = TIERS;
const MOST = parseEther("100000000");

const fixture = () => deployHosts(connection);
const load = () => networkHelpers.loadFixture(fixture);

/** A licence of the lowest tier that counts. */
async function licensed() {
  const f = await deployHosts(connection);
  await f.open(f.alice, LOW.locked);
  await f.time.increase(DAY);
  return f;
}

describe("HostRegistry", () => {
  describe("openLicence", () => {
    it("refuses less than the lowest tier, or more than can be locked", async () => {
      const { hosts, alice, open, read } = await load();
      for (const amount of [0n, LOW.locked - 1n, MOST + 1n]) {
        await expectUnchanged(read, () =>
          expect(open(alice, amount))
            .to.be.revertedWithCustomError(hosts, "LockOutOfRange")
            .withArgs(amount, LOW.locked, MOST),
        );
      }
    });

    it("refuses no payee, and GRID that is not there", async () => {
      const { hosts, grid, alice, stranger, payee, read } = await load();
      await expectUnchanged(read, () =>
        expect(hosts.connect(alice).openLicence(LOW.locked, ZeroAddress))
          .to.be.revertedWithCustomError(hosts, "InvalidHostPayee")
          .withArgs(ZeroAddress),
      );
      await expectUnchanged(read, () =>
        expect(hosts.connect(stranger).openLicence(LOW.locked, payee)).to.be.revertedWithCustomError(
          grid,
          "ERC20InsufficientAllowance",
        ),
      );
    });

    it("locks GRID and gives the lowest number that is free", async () => {
      const { ethers, hosts, grid, alice, bob, payee, open } = await load();
      expect(await hosts.connect(alice).openLicence.staticCall(LOW.locked, payee)).to.equal(1n);
      await expect(open(alice, LOW.locked)).to.changeTokenBalance(ethers, grid, alice, -LOW.locked);
      const data = await hosts.licenceData(1);
      expect([
        data.holder,
        data.locked,
        data.payee,
        data.lockedBefore,
        data.leavesAt,
        data.host,
        data.suspended,
      ]).to.eql([alice.address, LOW.locked, payee.address, 0n, 0n, 1n, false]);
      expect(await grid.balanceOf(data.lock)).to.equal(LOW.locked);
      await expect(open(bob, MIDDLE.locked))
        .to.emit(hosts, "LicenceOpened")
        .withArgs(2n, 2n, bob.address, (lock: string) => lock !== ZeroAddress, MIDDLE.locked);
      expect([await hosts.licenceOf(1), await hosts.licenceOf(2), await hosts.licenceOf(3)]).to.eql([1n, 2n, 0n]);
      expect(await hosts.payeeOf(2)).to.equal(payee.address);
    });

    it("counts from the next day on, to the second: a loan within a day is no licence (threat 66)", async () => {
      const { hosts, alice, open, shareOf, time, endOfDay } = await load();
      await open(alice, HIGH.locked);
      expect(await hosts.shareOf(FIRST)).to.eql([1n, 0n]);
      const end = await endOfDay();
      await time.increaseTo(end);
      expect(await shareOf(FIRST)).to.equal(0n);
      await time.increaseTo(end + 1n);
      expect(await hosts.shareOf(FIRST)).to.eql([1n, HIGH.share]);
    });

    it("has 255 numbers, and refuses the next until one is free", async () => {
      const { hosts, grid, admin, alice, open, time } = await load();
      await grid.mint(alice, 255n * LOW.locked);
      for (let host = 1; host <= 255; host++) await open(alice, LOW.locked);
      await expect(open(alice, LOW.locked)).to.be.revertedWithCustomError(hosts, "NoHostFree").withArgs(255n);
      await hosts.connect(admin).revoke(77);
      await time.increase(NOTICE);
      await hosts.withdraw(77);
      await open(alice, LOW.locked);
      expect([await hosts.licenceOf(77), await hosts.licenceOf(255)]).to.eql([256n, 255n]);
      expect(await hosts.shareOf(256)).to.eql([0n, 0n]);
    });
  });

  describe("addLock", () => {
    it("refuses others, nothing, too much, and hosts that are none", async () => {
      const { hosts, grid, admin, alice, bob, read } = await networkHelpers.loadFixture(licensed);
      const refused = (call: () => Promise<unknown>, name: string, args: readonly unknown[]) =>
        expectUnchanged(read, () =>
          expect(call())
            .to.be.revertedWithCustomError(hosts, name)
            .withArgs(...args),
        );
      await refused(() => hosts.connect(bob).addLock(FIRST, 1n), "NotLicenceHolder", [1n, bob.address]);
      await refused(() => hosts.connect(alice).addLock(FIRST, 0n), "LockOutOfRange", [0n, 1n, MOST - LOW.locked]);
      const most = MOST - LOW.locked;
      await refused(() => hosts.connect(alice).addLock(FIRST, most + 1n), "LockOutOfRange", [most + 1n, 1n, most]);
      await refused(() => hosts.connect(alice).addLock(2, 1n), "HostNotFound", [2n]);
      await grid.connect(admin).mint(alice, most);
      await hosts.connect(alice).addLock(FIRST, most);
      expect((await hosts.licenceData(1)).locked).to.equal(MOST);
    });

    it("raises the share from the next day on; until then the one before counts (threat 66)", async () => {
      const { ethers, hosts, grid, alice, shareOf, time } = await networkHelpers.loadFixture(licensed);
      const more = MIDDLE.locked - LOW.locked;
      await expect(hosts.connect(alice).addLock(FIRST, more - 1n))
        .to.emit(hosts, "LockAdded")
        .withArgs(1n, MIDDLE.locked - 1n);
      await expect(hosts.connect(alice).addLock(FIRST, 1n)).to.changeTokenBalance(ethers, grid, alice, -1n);
      expect(await shareOf(FIRST)).to.equal(LOW.share);
      await time.increase(DAY);
      expect(await shareOf(FIRST)).to.equal(MIDDLE.share);
      expect((await hosts.licenceData(1)).locked).to.equal(MIDDLE.locked);
    });
  });

  describe("giveNotice, withdraw", () => {
    it("refuse others, twice, too early, and without notice", async () => {
      const { hosts, alice, bob, read, time } = await networkHelpers.loadFixture(licensed);
      const refused = (call: () => Promise<unknown>, name: string, args: readonly unknown[]) =>
        expectUnchanged(read, () =>
          expect(call())
            .to.be.revertedWithCustomError(hosts, name)
            .withArgs(...args),
        );
      await refused(() => hosts.connect(bob).giveNotice(FIRST), "NotLicenceHolder", [1n, bob.address]);
      await refused(() => hosts.withdraw(FIRST), "LockNotFree", [1n, 0n]);
      await hosts.connect(alice).giveNotice(FIRST);
      const leavesAt = BigInt(await time.latest()) + NOTICE;
      await refused(() => hosts.connect(alice).giveNotice(FIRST), "LicenceEnded", [1n, leavesAt]);
      await refused(() => hosts.connect(alice).addLock(FIRST, 1n), "LicenceEnded", [1n, leavesAt]);
      await refused(() => hosts.revoke(FIRST), "LicenceEnded", [1n, leavesAt]);
      await time.setNextBlockTimestamp(leavesAt - 1n);
      await refused(() => hosts.withdraw(FIRST), "LockNotFree", [1n, leavesAt]);
    });

    it("end the share at once and give all GRID back to the second, by anyone's call, once", async () => {
      const { hosts, grid, alice, stranger, shareOf, time } = await networkHelpers.loadFixture(licensed);
      const { lock } = await hosts.licenceData(1);
      // A gift to the lock goes with it.
      await grid.connect(alice).transfer(lock, 5n);
      const leavesAt = BigInt(await time.latest()) + 1n + NOTICE;
      await expect(hosts.connect(alice).giveNotice(FIRST)).to.emit(hosts, "NoticeGiven").withArgs(1n, leavesAt, false);
      expect(await shareOf(FIRST)).to.equal(0n);
      await time.setNextBlockTimestamp(leavesAt);
      await expect(hosts.connect(stranger).withdraw(FIRST))
        .to.emit(hosts, "LockWithdrawn")
        .withArgs(1n, alice.address, LOW.locked + 5n);
      expect(await grid.balanceOf(alice)).to.equal(parseEther("10000000"));
      expect(await hosts.shareOf(FIRST)).to.eql([0n, 0n]);
      await expect(hosts.withdraw(FIRST)).to.be.revertedWithCustomError(hosts, "HostNotFound").withArgs(1n);
      const { locked, lockedBefore, host } = await hosts.licenceData(1);
      expect([locked, lockedBefore, host]).to.eql([0n, 0n, 0n]);
    });

    it("are not touched by a later period, a suspension or other tiers: exit always works", async () => {
      const { hosts, alice, time } = await networkHelpers.loadFixture(licensed);
      await hosts.setSuspended(FIRST, true);
      await hosts.connect(alice).giveNotice(FIRST);
      const { leavesAt } = await hosts.licenceData(1);
      await hosts.setNoticePeriod(90n * DAY);
      await hosts.setTiers([{ locked: MOST, share: 1n }]);
      expect((await hosts.licenceData(1)).leavesAt).to.equal(leavesAt);
      await time.setNextBlockTimestamp(leavesAt);
      await hosts.withdraw(FIRST);
    });

    it("free the number for another licence, and keep the payee of the one before", async () => {
      const { hosts, alice, bob, payee, time } = await networkHelpers.loadFixture(licensed);
      await hosts.connect(alice).giveNotice(FIRST);
      await time.increase(NOTICE);
      await hosts.withdraw(FIRST);
      await hosts.connect(bob).openLicence(LOW.locked, bob);
      expect(await hosts.licenceOf(FIRST)).to.equal(2n);
      expect([await hosts.payeeOf(1), await hosts.payeeOf(2)]).to.eql([payee.address, bob.address]);
      await hosts.connect(alice).setPayee(1, alice);
      expect(await hosts.payeeOf(1)).to.equal(alice.address);
    });
  });

  describe("setPayee", () => {
    it("refuses others and nobody, and says who it is from now on", async () => {
      const { hosts, alice, bob, read } = await networkHelpers.loadFixture(licensed);
      await expectUnchanged(read, () =>
        expect(hosts.connect(bob).setPayee(1, bob))
          .to.be.revertedWithCustomError(hosts, "NotLicenceHolder")
          .withArgs(1n, bob.address),
      );
      await expectUnchanged(read, () =>
        expect(hosts.connect(alice).setPayee(1, ZeroAddress))
          .to.be.revertedWithCustomError(hosts, "InvalidHostPayee")
          .withArgs(ZeroAddress),
      );
      await expect(hosts.connect(alice).setPayee(1, bob)).to.emit(hosts, "PayeeSet").withArgs(1n, bob.address);
      expect(await hosts.payeeOf(1)).to.equal(bob.address);
    });
  });

  describe("delegate", () => {
    it("lets locked GRID vote as its holder says, once, and only the holder says it (threat 79)", async () => {
      const { hosts, grid, alice, bob, read } = await networkHelpers.loadFixture(licensed);
      await expectUnchanged(read, () =>
        expect(hosts.connect(bob).delegate(FIRST, bob))
          .to.be.revertedWithCustomError(hosts, "NotLicenceHolder")
          .withArgs(1n, bob.address),
      );
      // At first the holder votes with it, without its other GRID, which is not delegated.
      expect(await grid.getVotes(alice)).to.equal(LOW.locked);
      await hosts.connect(alice).delegate(FIRST, bob);
      expect([await grid.getVotes(alice), await grid.getVotes(bob)]).to.eql([0n, LOW.locked]);
    });

    it("of a lock asks its registry", async () => {
      const { hosts, grid, alice, bob, ethers } = await networkHelpers.loadFixture(licensed);
      const lock = await ethers.getContractAt("LicenceLock", (await hosts.licenceData(1)).lock);
      const state = async () => [await grid.balanceOf(lock), await grid.delegates(lock)];
      for (const call of [() => lock.connect(alice).delegate(bob), () => lock.connect(alice).payOut(alice)]) {
        await expectUnchanged(state, () =>
          expect(call()).to.be.revertedWithCustomError(lock, "NotHostRegistry").withArgs(alice.address),
        );
      }
    });
  });
});
