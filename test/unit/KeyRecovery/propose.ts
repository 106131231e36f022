import { expect } from "chai";
import { id, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { AA, DAY } from "../../helpers/compliance.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployRecovery } from "../../helpers/recovery.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const fixture = () => deployRecovery(connection);
const load = () => networkHelpers.loadFixture(fixture);
type Setting = Awaited<ReturnType<typeof load>>;

describe("KeyRecovery", () => {
  describe("propose", () => {
    it("keeps what the provider of both wallets proposes, and says when it is ripe", async () => {
      const { recovery, owner, buyer, provider } = await load();
      const proposed = await recovery.connect(provider).propose(owner, buyer);
      const ripeAt = BigInt(await time.latest()) + 7n * DAY;
      await expect(proposed)
        .to.emit(recovery, "RecoveryProposed")
        .withArgs(owner.address, buyer.address, provider.address, ripeAt);
      expect(await recovery.recoveryOf(owner)).to.deep.equal([buyer.address, provider.address, ripeAt]);
    });

    it("begins the wait again with every proposal", async () => {
      const { recovery, owner, buyer, provider } = await load();
      await recovery.connect(provider).propose(owner, buyer);
      await time.increase(6n * DAY);
      await recovery.connect(provider).propose(owner, buyer);
      expect((await recovery.recoveryOf(owner)).ripeAt).to.equal(BigInt(await time.latest()) + 7n * DAY);
    });

    const refused: readonly [string, (f: Setting) => Promise<unknown>][] = [
      ["another person's wallet", (f) => f.attest(f.buyer, { subject: id("somebody else") })],
      ["a new wallet that was revoked", (f) => f.identities.connect(f.provider).revoke(f.buyer)],
      ["a provider that lost its licence", ({ identities, provider }) => identities.setProvider(AA, provider, false)],
      [
        "a new wallet that another provider answers for",
        async (f) => {
          await f.identities.connect(f.provider).revoke(f.buyer);
          await time.increase(1);
          await f.attest(f.buyer, {}, f.rival, f.buyer);
        },
      ],
    ];
    for (const [what, change] of refused) {
      it(`refuses ${what}`, async () => {
        const f = await load();
        const { recovery, owner, buyer, provider, state } = f;
        await time.increase(1);
        await change(f);
        await expectUnchanged(state, () =>
          expect(recovery.connect(provider).propose(owner, buyer))
            .to.be.revertedWithCustomError(recovery, "NotSamePerson")
            .withArgs(owner.address, buyer.address, provider.address),
        );
      });
    }

    it("refuses whoever is not the provider of both, wallets nobody knows, and a wallet to itself", async () => {
      const { recovery, owner, buyer, rival, provider, stranger, state } = await load();
      const calls = [
        [rival, owner.address, buyer.address],
        [owner, owner.address, buyer.address],
        [buyer, owner.address, buyer.address],
        [provider, owner.address, owner.address],
        [provider, stranger.address, buyer.address],
        [provider, owner.address, ZeroAddress],
        [provider, owner.address, stranger.address],
      ] as const;
      for (const [caller, from, to] of calls) {
        await expectUnchanged(state, () =>
          expect(recovery.connect(caller).propose(from, to))
            .to.be.revertedWithCustomError(recovery, "NotSamePerson")
            .withArgs(from, to, caller.address),
        );
      }
    });

    it("does not let another provider take a wallet over to propose its recovery", async () => {
      const { identities, recovery, owner, stranger, rival, provider, attest, state } = await load();
      await time.increase(1);
      await attest(stranger, {}, rival);
      await expect(attest(owner, {}, rival)).to.be.revertedWithCustomError(identities, "IdentityOfOther");
      await expectUnchanged(state, () =>
        expect(recovery.connect(rival).propose(owner, stranger)).to.be.revertedWithCustomError(
          recovery,
          "NotSamePerson",
        ),
      );
      await attest(owner, {}, rival, owner);
      expect((await identities.identityOf(owner)).provider).to.equal(rival.address);
      await expect(attest(owner, {}, provider)).to.be.revertedWithCustomError(identities, "IdentityOfOther");
    });
  });

  describe("propose of a wallet that its provider answers for no more", () => {
    const ends: readonly [string, (f: Setting) => Promise<unknown>][] = [
      ["the office has revoked it", ({ identities, owner }) => identities.revokeByOffice(owner)],
      ["the office has ended the licence", ({ identities, provider }) => identities.setProvider(AA, provider, false)],
      ["it has run out", () => time.increase(201n * DAY)],
    ];
    for (const [what, end] of ends) {
      it(`is no other provider's, unless the wallet wants it: ${what}`, async () => {
        const f = await load();
        const { identities, recovery, owner, stranger, provider, rival, attest, state } = f;
        await time.increase(1);
        await end(f);
        await time.increase(1);
        await attest(stranger, {}, rival);
        await expect(attest(owner, {}, rival))
          .to.be.revertedWithCustomError(identities, "IdentityOfOther")
          .withArgs(owner.address, AA, provider.address);
        await expectUnchanged(state, () =>
          expect(recovery.connect(rival).propose(owner, stranger)).to.be.revertedWithCustomError(
            recovery,
            "NotSamePerson",
          ),
        );
        await attest(owner, {}, rival, owner);
        await recovery.connect(rival).propose(owner, stranger);
      });
    }
  });

  describe("setRefused", () => {
    it("keeps every provider from proposing, calls off what is proposed, and can be taken back", async () => {
      const { recovery, owner, buyer, provider, state } = await load();
      await recovery.connect(provider).propose(owner, buyer);
      const refused = expect(recovery.connect(owner).setRefused(true));
      await refused.to.emit(recovery, "RecoveryRefused").withArgs(owner.address, true);
      await refused.to.emit(recovery, "RecoveryCancelled").withArgs(owner.address, owner.address);
      expect(await recovery.isRefused(owner)).to.equal(true);
      expect((await recovery.recoveryOf(owner)).to).to.equal(ZeroAddress);
      await expectUnchanged(state, () =>
        expect(recovery.connect(provider).propose(owner, buyer))
          .to.be.revertedWithCustomError(recovery, "RecoveryIsRefused")
          .withArgs(owner.address),
      );
      await expect(recovery.connect(owner).setRefused(false)).not.to.emit(recovery, "RecoveryCancelled");
      await recovery.connect(provider).propose(owner, buyer);
    });

    it("can be done before anything is proposed, and calls nothing off where it is taken back", async () => {
      const { recovery, owner, buyer, provider, stranger } = await load();
      await expect(recovery.connect(stranger).setRefused(true))
        .to.emit(recovery, "RecoveryRefused")
        .withArgs(stranger.address, true);
      await recovery.connect(provider).propose(owner, buyer);
      await recovery.connect(owner).setRefused(false);
      expect((await recovery.recoveryOf(owner)).to).to.equal(buyer.address);
    });
  });

  describe("setRefused of a wallet that others propose to move to", () => {
    it("keeps every provider from proposing it, and from carrying out what was proposed", async () => {
      const { recovery, owner, buyer, provider, state } = await load();
      await recovery.connect(provider).propose(owner, buyer);
      await time.increase(8n * DAY);
      await recovery.connect(buyer).setRefused(true);
      for (const call of [
        () => recovery.connect(provider).recover(owner, [1]),
        () => recovery.connect(provider).propose(owner, buyer),
      ]) {
        await expectUnchanged(state, () =>
          expect(call()).to.be.revertedWithCustomError(recovery, "RecoveryIsRefused").withArgs(buyer.address),
        );
      }
      await recovery.connect(buyer).setRefused(false);
      await recovery.connect(provider).recover(owner, [1]);
    });
  });

  describe("cancel", () => {
    for (const who of ["owner", "buyer", "provider"] as const) {
      it(`lets the ${who} call it off, at any time`, async () => {
        const f = await load();
        const { recovery, owner, buyer, provider } = f;
        await recovery.connect(provider).propose(owner, buyer);
        await time.increase(8n * DAY);
        await expect(recovery.connect(f[who]).cancel(owner))
          .to.emit(recovery, "RecoveryCancelled")
          .withArgs(owner.address, f[who].address);
        expect(await recovery.recoveryOf(owner)).to.deep.equal([ZeroAddress, ZeroAddress, 0n]);
        await expect(recovery.recover(owner, [1]))
          .to.be.revertedWithCustomError(recovery, "NoRecovery")
          .withArgs(owner.address);
      });
    }

    it("lets the compliance office call it off, and nobody else", async () => {
      const { recovery, owner, buyer, provider, rival, stranger, admin, state } = await load();
      await recovery.connect(provider).propose(owner, buyer);
      for (const caller of [rival, stranger]) {
        await expectUnchanged(state, () =>
          expect(recovery.connect(caller).cancel(owner))
            .to.be.revertedWithCustomError(recovery, "NotCancelling")
            .withArgs(owner.address, caller.address),
        );
        await expectUnchanged(state, () =>
          expect(recovery.connect(caller).cancelByOffice(owner))
            .to.be.revertedWithCustomError(recovery, "AccessManagedUnauthorized")
            .withArgs(caller.address),
        );
      }
      await expect(recovery.connect(admin).cancelByOffice(owner))
        .to.emit(recovery, "RecoveryCancelled")
        .withArgs(owner.address, admin.address);
      await expect(recovery.connect(admin).cancelByOffice(owner)).to.be.revertedWithCustomError(recovery, "NoRecovery");
      await expect(recovery.connect(owner).cancel(owner)).to.be.revertedWithCustomError(recovery, "NoRecovery");
    });
  });
});
