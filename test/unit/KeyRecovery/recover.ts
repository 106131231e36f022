import { expect } from "chai";
import { id, MaxUint256, parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { DAY } from "../../helpers/compliance.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRecovery } from "../../helpers/recovery.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

/** A proposal that is ripe. */
async function fixture() {
  const f = await deployRecovery(connection);
  await f.recovery.connect(f.provider).propose(f.owner, f.buyer);
  const { ripeAt } = await f.recovery.recoveryOf(f.owner);
  await time.increaseTo(ripeAt);
  return { ...f, ripeAt };
}
const waiting = () => deployRecovery(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("KeyRecovery", () => {
  describe("recover", () => {
    it("refuses before seven days have passed", async () => {
      const { recovery, owner, buyer, provider, state } = await networkHelpers.loadFixture(waiting);
      await recovery.connect(provider).propose(owner, buyer);
      const { ripeAt } = await recovery.recoveryOf(owner);
      await time.increaseTo(ripeAt - 2n);
      await expectUnchanged(state, () =>
        expect(recovery.recover(owner, [1]))
          .to.be.revertedWithCustomError(recovery, "RecoveryNotRipe")
          .withArgs(owner.address, ripeAt),
      );
      await time.setNextBlockTimestamp(ripeAt);
      await recovery.recover(owner, [1]);
    });

    it("moves the account with its funds, without its delegates, and the WATT; anyone may", async () => {
      const { recovery, registry, exchange, watt, owner, buyer, delegate, stranger } = await load();
      await registry.connect(owner).offerAccount(1, stranger);
      const moved = expect(recovery.connect(stranger).recover(owner, [1]));
      await moved.to.emit(registry, "AccountTransferred").withArgs(1n, owner.address, buyer.address);
      await moved.to.emit(watt, "Transfer").withArgs(owner.address, buyer.address, parseEther("7"));
      await moved.to.emit(watt, "ForcedTransfer").withArgs(owner.address, buyer.address, parseEther("7"));
      expect((await registry.accountOf(1)).owner).to.equal(buyer.address);
      expect((await exchange.accountData(1)).owner).to.equal(buyer.address);
      expect(await registry.offerOf(1)).to.equal(ZeroAddress);
      expect(await registry.isDelegate(1, delegate)).to.equal(false);
      expect([await watt.balanceOf(owner), await watt.balanceOf(buyer)]).to.deep.equal([0n, parseEther("7")]);
      await exchange.connect(buyer).withdraw(1, parseEther("5"));
      expect(await watt.balanceOf(buyer)).to.equal(parseEther("12"));
    });

    it("goes on with other accounts until it lapses", async () => {
      const { recovery, registry, watt, owner, buyer, ripeAt, state } = await load();
      await recovery.recover(owner, []);
      await registry.openAccount(owner);
      await watt.mint(owner, 5n);
      await time.increaseTo(ripeAt + 30n * DAY - 1n);
      await recovery.recover(owner, [2, 1]);
      expect((await registry.accountOf(2)).owner).to.equal(buyer.address);
      expect(await watt.balanceOf(owner)).to.equal(0n);
      await expectUnchanged(state, () =>
        expect(recovery.recover(owner, []))
          .to.be.revertedWithCustomError(recovery, "NoRecovery")
          .withArgs(owner.address),
      );
    });

    it("moves nothing of others: one account that is not the wallet's own undoes the call", async () => {
      const { recovery, registry, owner, stranger, state } = await load();
      await registry.openAccount(stranger);
      for (const account of [2, 3]) {
        await expectUnchanged(state, () =>
          expect(recovery.recover(owner, [1, account]))
            .to.be.revertedWithCustomError(registry, "NotOwner")
            .withArgs(BigInt(account), owner.address),
        );
      }
    });

    it("asks again whether both are one person's: a provider or an office that thinks better of it stops it", async () => {
      const { recovery, identities, owner, buyer, provider, attest, state } = await load();
      await time.increase(1);
      const changes = [() => attest(owner, { subject: id("somebody else") }), () => identities.revokeByOffice(buyer)];
      for (const change of changes) {
        const before = await networkHelpers.takeSnapshot();
        await change();
        await expectUnchanged(state, () =>
          expect(recovery.recover(owner, [1]))
            .to.be.revertedWithCustomError(recovery, "NotSamePerson")
            .withArgs(owner.address, buyer.address, provider.address),
        );
        await before.restore();
      }
    });

    it("leaves frozen WATT where it is, and moves nothing while the whole wallet is frozen", async () => {
      const { recovery, registry, watt, owner, buyer, state } = await load();
      await watt.setFrozenTokens(owner, MaxUint256);
      await expectUnchanged(state, () =>
        expect(recovery.recover(owner, [1]))
          .to.be.revertedWithCustomError(watt, "ERC7943CannotSend")
          .withArgs(owner.address),
      );
      await watt.setFrozenTokens(owner, parseEther("3"));
      await recovery.recover(owner, [1]);
      expect([await watt.balanceOf(owner), await watt.balanceOf(buyer)]).to.deep.equal([
        parseEther("3"),
        parseEther("4"),
      ]);
      expect((await registry.accountOf(1)).owner).to.equal(buyer.address);
    });

    it("leaves the functions it uses to itself, and never empties escrow", async () => {
      const { registry, watt, exchange, owner, stranger, authority, admin, state } = await load();
      for (const call of [
        () => registry.connect(stranger).recoverAccount(1, owner, stranger),
        () => watt.connect(stranger).recover(owner, stranger),
      ]) {
        await expectUnchanged(state, () =>
          expect(call()).to.be.revertedWithCustomError(watt, "AccessManagedUnauthorized").withArgs(stranger.address),
        );
      }
      await authority.grantRole(1n, admin, 0);
      await watt.setEscrow(exchange);
      await expectUnchanged(state, () =>
        expect(watt.recover(exchange, admin)).to.be.revertedWithCustomError(watt, "EscrowFrozen"),
      );
      await expectUnchanged(state, () =>
        expect(registry.recoverAccount(1, owner, ZeroAddress))
          .to.be.revertedWithCustomError(registry, "InvalidOwner")
          .withArgs(ZeroAddress),
      );
    });
  });
});
