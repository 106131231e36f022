import { expect } from "chai";
import { id, MaxUint256, parseEther, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRamps } from "../../helpers/ramps.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TEN = parseEther("10");
const DELAY = 3n * 86_400n;
const ORDER = id("court order 1/26");

/** Alice has 100 WATT. */
async function fixture() {
  const f = await deployRamps(connection);
  await f.fund(f.alice.address, 10n * TEN);
  const read = async () => [
    await f.watt.balanceOf(f.alice),
    await f.watt.balanceOf(f.bob),
    await f.watt.getFrozenTokens(f.alice),
  ];
  return { ...f, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("setFrozenTokens", () => {
    it("refuses strangers, the zero address and escrow", async () => {
      const { watt, queue, alice, stranger, read } = await load();
      for (const [call, error] of [
        [() => watt.connect(stranger).setFrozenTokens(alice, 1n), "AccessManagedUnauthorized"],
        [() => watt.setFrozenTokens(ZeroAddress, 1n), "ERC20InvalidSender"],
        [() => watt.setFrozenTokens(queue, 1n), "EscrowFrozen"],
      ] as const) {
        await expectUnchanged(read, () => expect(call()).to.be.revertedWithCustomError(watt, error));
      }
    });

    it("says true where it is done, as a forced transfer does", async () => {
      const { watt, alice, bob } = await load();
      expect(await watt.setFrozenTokens.staticCall(alice, TEN)).to.equal(true);
      expect(await watt.forcedTransfer.staticCall(alice, bob, TEN, ORDER)).to.equal(true);
    });

    it("keeps a part of an account where it is, and lets it receive", async () => {
      const { watt, alice, bob, stranger, read } = await load();
      await expect(watt.setFrozenTokens(alice, 8n * TEN))
        .to.emit(watt, "Frozen")
        .withArgs(alice.address, 8n * TEN);
      await watt.connect(alice).approve(stranger, MaxUint256);
      for (const call of [
        () => watt.connect(alice).transfer(bob, 2n * TEN + 1n),
        () => watt.connect(stranger).transferFrom(alice, bob, 2n * TEN + 1n),
      ]) {
        await expectUnchanged(read, () =>
          expect(call())
            .to.be.revertedWithCustomError(watt, "ERC7943InsufficientUnfrozenBalance")
            .withArgs(alice.address, 2n * TEN + 1n, 2n * TEN),
        );
      }
      for (const [amount, error] of [
        [10n * TEN, "ERC7943InsufficientUnfrozenBalance"],
        [10n * TEN + 1n, "ERC20InsufficientBalance"],
      ] as const) {
        await expect(watt.connect(alice).transfer(bob, amount)).to.be.revertedWithCustomError(watt, error);
      }
      expect(await watt.canTransfer(alice, bob, 2n * TEN)).to.equal(true);
      expect(await watt.canTransfer(alice, bob, 2n * TEN + 1n)).to.equal(false);
      await watt.connect(alice).transfer(bob, 2n * TEN);
      await watt.connect(bob).transfer(alice, TEN);
      expect(await watt.balanceOf(alice)).to.equal(9n * TEN);
    });

    it("stops an account as such both ways, and nobody else; its approvals live on when it is freed", async () => {
      const { watt, onRamp, attest, alice, bob, stranger, read } = await load();
      await watt.connect(alice).approve(stranger, TEN);
      await watt.setFrozenTokens(alice, MaxUint256);
      expect([await watt.canSend(alice), await watt.canReceive(alice)]).to.deep.equal([false, false]);
      await time.increase(1);
      await attest({ amount: 20n * TEN });
      await onRamp.mint(bob, TEN, id("bob"));
      for (const [call, error] of [
        [() => watt.connect(alice).transfer(bob, 1n), "ERC7943CannotSend"],
        [() => watt.connect(stranger).transferFrom(alice, bob, 1n), "ERC7943CannotSend"],
        [() => watt.connect(bob).transfer(alice, 1n), "ERC7943CannotReceive"],
        [() => onRamp.mint(alice, 1n, id("alice")), "ERC7943CannotReceive"],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(watt, error).withArgs(alice.address),
        );
      }
      // A frozen spender moves what others have let it move.
      await watt.connect(bob).approve(alice, TEN);
      await watt.connect(alice).transferFrom(bob, stranger, TEN);
      await watt.setFrozenTokens(alice, 0n);
      await watt.connect(stranger).transferFrom(alice, bob, TEN);
      expect(await watt.balanceOf(bob)).to.equal(TEN);
    });
  });

  describe("setEscrow", () => {
    it("takes contracts that are not frozen, for good", async () => {
      const { watt, onRamp, alice, stranger } = await load();
      await expect(watt.connect(stranger).setEscrow(onRamp)).to.be.revertedWithCustomError(
        watt,
        "AccessManagedUnauthorized",
      );
      await expect(watt.setEscrow(alice))
        .to.be.revertedWithCustomError(watt, "EscrowWithoutCode")
        .withArgs(alice.address);
      await watt.setFrozenTokens(onRamp, 1n);
      await expect(watt.setEscrow(onRamp)).to.be.revertedWithCustomError(watt, "EscrowFrozen");
      await watt.setFrozenTokens(onRamp, 0n);
      await expect(watt.setEscrow(onRamp)).to.emit(watt, "EscrowSet");
      expect(await watt.isEscrow(onRamp)).to.equal(true);
    });
  });

  describe("forcedTransfer", () => {
    async function enforcer() {
      const f = await load();
      const { access, watt, stranger: enforcerSigner } = f;
      await access.setTargetFunctionRole(watt, [watt.forcedTransfer.fragment.selector], 7n);
      await access.grantRole(7n, enforcerSigner, DELAY);
      const callOf = (from: string, amount: bigint, order = ORDER) =>
        watt.interface.encodeFunctionData("forcedTransfer", [from, f.bob.address, amount, order]);
      const schedule = (data: string) => access.connect(enforcerSigner).schedule(watt, data, 0);
      const execute = (data: string) => access.connect(enforcerSigner).execute(watt, data);
      return { ...f, enforcerSigner, callOf, schedule, execute };
    }

    it("refuses to come at once, before its delay is over, and after it was cancelled", async () => {
      const { access, watt, alice, admin, enforcerSigner, callOf, schedule, execute, read } = await enforcer();
      const data = callOf(alice.address, TEN);
      await expectUnchanged(read, () =>
        expect(watt.connect(enforcerSigner).forcedTransfer(alice, admin, TEN, ORDER)).to.be.revert(connection.ethers),
      );
      await schedule(data);
      await time.increase(DELAY - 10n);
      await expectUnchanged(read, () =>
        expect(execute(data)).to.be.revertedWithCustomError(access, "AccessManagerNotReady"),
      );
      await access.connect(admin).cancel(enforcerSigner, watt, data);
      await time.increase(DELAY);
      await expectUnchanged(read, () =>
        expect(execute(data)).to.be.revertedWithCustomError(access, "AccessManagerNotScheduled"),
      );
    });

    it("moves what is frozen on the order it names, and thaws no more than is gone", async () => {
      const { watt, alice, bob, callOf, schedule, execute } = await enforcer();
      await watt.setFrozenTokens(alice, 9n * TEN);
      const data = callOf(alice.address, 4n * TEN);
      await schedule(data);
      await time.increase(DELAY);
      const moved = execute(data);
      await expect(moved)
        .to.emit(watt, "ForcedTransfer")
        .withArgs(alice.address, bob.address, 4n * TEN);
      await expect(moved)
        .to.emit(watt, "LegalOrderExecuted")
        .withArgs(ORDER, alice.address, bob.address, 4n * TEN);
      await expect(moved)
        .to.emit(watt, "Frozen")
        .withArgs(alice.address, 6n * TEN);
      expect(await watt.balanceOf(bob)).to.equal(4n * TEN);
    });

    it("refuses to move from and to nobody, which would make or destroy WATT", async () => {
      const { watt, alice, bob, read } = await load();
      for (const [from, to, error] of [
        [ZeroAddress, bob.address, "ERC20InvalidSender"],
        [alice.address, ZeroAddress, "ERC20InvalidReceiver"],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(watt.forcedTransfer(from, to, 1n, ORDER))
            .to.be.revertedWithCustomError(watt, error)
            .withArgs(ZeroAddress),
        );
      }
      expect(await watt.totalSupply()).to.equal(10n * TEN);
    });

    it("thaws nothing where it takes what is not frozen, and no more than it takes of what is", async () => {
      const { watt, alice, bob } = await load();
      await watt.setFrozenTokens(alice, 6n * TEN);
      await expect(watt.forcedTransfer(alice, bob, 4n * TEN, ORDER)).not.to.emit(watt, "Frozen");
      await watt.forcedTransfer(alice, bob, 1n, ORDER);
      expect(await watt.getFrozenTokens(alice)).to.equal(6n * TEN - 1n);
      // More may be frozen than there is: the rest then waits for what comes.
      await watt.setFrozenTokens(alice, 9n * TEN);
      await watt.forcedTransfer(alice, bob, TEN, ORDER);
      expect(await watt.getFrozenTokens(alice)).to.equal(8n * TEN);
    });

    it("leaves a frozen account frozen, and refuses escrow, no order, more than there is", async () => {
      const { watt, queue, alice, bob, callOf, schedule, execute } = await enforcer();
      await watt.setFrozenTokens(alice, MaxUint256);
      await watt.setFrozenTokens(bob, MaxUint256);
      const calls = [
        [callOf(alice.address, TEN, ZeroHash), "NoLegalOrder"],
        [callOf(await queue.getAddress(), TEN), "EscrowFrozen"],
        [callOf(alice.address, 11n * TEN), "ERC20InsufficientBalance"],
      ] as const;
      const right = callOf(alice.address, TEN);
      for (const data of [right, ...calls.map(([call]) => call)]) await schedule(data);
      await time.increase(DELAY);
      for (const [data, error] of calls) await expect(execute(data)).to.be.revertedWithCustomError(watt, error);
      await execute(right);
      expect(await watt.getFrozenTokens(alice)).to.equal(MaxUint256);
      expect(await watt.balanceOf(bob)).to.equal(TEN);
    });
  });

  describe("canTransfer", () => {
    it("is true exactly where nothing stands against it, out of escrow also into a frozen account", async () => {
      const { watt, queue, alice, bob } = await load();
      expect(await watt.canTransfer(alice, bob, 10n * TEN)).to.equal(true);
      expect(await watt.canTransfer(alice, bob, 10n * TEN + 1n)).to.equal(false);
      await watt.connect(alice).transfer(queue, TEN);
      await watt.setFrozenTokens(bob, MaxUint256);
      expect(await watt.canTransfer(alice, bob, 1n)).to.equal(false);
      expect(await watt.canTransfer(bob, alice, 0n)).to.equal(false);
      expect(await watt.canTransfer(queue, bob, TEN)).to.equal(true);
      expect(await watt.canTransfer(queue, bob, TEN + 1n)).to.equal(false);
      await watt.setFrozenTokens(bob, 1n);
      expect(await watt.canTransfer(alice, bob, 1n)).to.equal(true);
    });
  });

  describe("pauseMint, unpauseMint", () => {
    it("stop the making of WATT for 72 hours and nothing else, and cannot follow at once", async () => {
      const { watt, onRamp, queue, attest, alice, bob, now, stranger } = await load();
      await expect(watt.connect(stranger).pauseMint()).to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized");
      await expect(watt.connect(stranger).unpauseMint()).to.be.revertedWithCustomError(
        watt,
        "AccessManagedUnauthorized",
      );
      const at = (await now()) + 60n;
      const until = at + 72n * 3_600n;
      await time.setNextBlockTimestamp(at);
      await expect(watt.pauseMint()).to.emit(watt, "MintPaused").withArgs(until);
      expect(await watt.mintPausedUntil()).to.equal(until);
      await expect(onRamp.mint(bob, 1n, id("b")))
        .to.be.revertedWithCustomError(watt, "MintIsPaused")
        .withArgs(until);
      await watt.connect(alice).transfer(bob, TEN);
      await watt.connect(alice).approve(queue, TEN);
      await queue.connect(alice).request(TEN, id("bank account"));
      await time.increaseTo(until - 2n);
      await attest({ amount: 20n * TEN });
      await time.setNextBlockTimestamp(until);
      await onRamp.mint(bob, 1n, id("b"));
      await expect(watt.pauseMint())
        .to.be.revertedWithCustomError(watt, "PauseTooSoon")
        .withArgs(until + 7n * 86_400n);
      await time.setNextBlockTimestamp(until + 7n * 86_400n);
      await watt.pauseMint();
      await expect(watt.unpauseMint()).to.emit(watt, "MintUnpaused");
      expect(await watt.mintPausedUntil()).to.equal(0n);
    });
  });

  describe("mint", () => {
    it("asks for a reserve and for a compliance, and refuses without", async () => {
      const { access, alice, compliance } = await load();
      const bare = await connection.ethers.deployContract("WattToken", ["Bare", "WATT-BAR", "BAR", access]);
      await expect(bare.mint(alice, 1n)).to.be.revertedWithCustomError(bare, "NoCompliance");
      await bare.setCompliance(compliance);
      await expect(bare.mint(alice, 1n)).to.be.revertedWithCustomError(bare, "NoReserve");
    });
  });
});
