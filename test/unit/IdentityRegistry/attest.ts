import { expect } from "chai";
import { id, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { AA, BB, bytesOf, DAY, deployCompliance } from "../../helpers/compliance.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  const f = await deployCompliance(connection);
  const read = async () => [await f.identities.identityOf(f.alice), await f.identities.isValid(f.alice)];
  return { ...f, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("IdentityRegistry", () => {
  describe("attest", () => {
    it("refuses what lacks something, tiers that are none, and times that do not fit", async () => {
      const { identities, provider, alice, statement, sign, now, read } = await load();
      const next = (await now()) + 100n;
      const wrong = [
        [{ wallet: ZeroAddress }, "InvalidIdentity"],
        [{ subject: ZeroHash }, "InvalidIdentity"],
        [{ jurisdiction: "0x0000000000000000" }, "InvalidIdentity"],
        [{ country: "0x0000" }, "InvalidIdentity"],
        [{ tier: 0 }, "InvalidIdentity"],
        [{ tier: 4 }, "InvalidIdentity"],
        [{ issuedAt: next + 1_000n }, "InvalidValidity"],
        [{ validUntil: 1n }, "InvalidValidity"],
      ] as const;
      for (const [change, error] of wrong) {
        const message = await statement(alice, change);
        const signature = await sign(message);
        await expectUnchanged(read, () =>
          expect(identities.attest(message, provider, signature)).to.be.revertedWithCustomError(identities, error),
        );
      }
    });

    it("takes what was checked this very second, and refuses what ends now", async () => {
      const { identities, provider, alice, statement, sign, now, read } = await load();
      const next = (await now()) + 100n;
      const over = await statement(alice, { issuedAt: next - 1n, validUntil: next });
      const signature = await sign(over);
      await time.setNextBlockTimestamp(next);
      await expectUnchanged(read, () =>
        expect(identities.attest(over, provider, signature))
          .to.be.revertedWithCustomError(identities, "InvalidValidity")
          .withArgs(next - 1n, next),
      );
      const fresh = await statement(alice, { issuedAt: next + 100n, validUntil: next + 101n });
      const signed = await sign(fresh);
      await time.setNextBlockTimestamp(next + 100n);
      await identities.attest(fresh, provider, signed);
      expect(await identities.isValid(alice)).to.equal(true);
    });

    it("refuses whoever is not licensed for the jurisdiction, and another's signature", async () => {
      const { identities, provider, alice, bob, stranger, statement, sign, read } = await load();
      const message = await statement(alice);
      await expectUnchanged(read, async () =>
        expect(identities.attest(message, stranger, await sign(message, stranger)))
          .to.be.revertedWithCustomError(identities, "NotProvider")
          .withArgs(AA, stranger.address),
      );
      for (const signature of [await sign(message, stranger), await sign(await statement(bob)), "0x"]) {
        await expectUnchanged(read, () =>
          expect(identities.attest(message, provider, signature))
            .to.be.revertedWithCustomError(identities, "InvalidProviderSignature")
            .withArgs(provider.address),
        );
      }
    });

    it("keeps what a provider has signed, whoever hands it in, and says so", async () => {
      const { identities, provider, alice, stranger, statement, sign } = await load();
      const message = await statement(alice, { tier: 2 });
      await expect(identities.connect(stranger).attest(message, provider, await sign(message)))
        .to.emit(identities, "IdentityAttested")
        .withArgs(
          ...[alice.address, id(alice.address), provider.address, AA, bytesOf("DE", 2), 2n],
          ...[message.issuedAt, message.validUntil],
        );
      const kept = [AA, bytesOf("DE", 2), 2n, message.issuedAt, message.validUntil, provider.address];
      expect(await identities.identityOf(alice)).to.deep.equal([id(alice.address), ...kept]);
      expect(await identities.isValid(alice)).to.equal(true);
      await time.increaseTo(message.validUntil);
      expect(await identities.isValid(alice)).to.equal(false);
    });

    it("takes only newer ones, so that none can be played again", async () => {
      const { identities, provider, alice, statement, sign, read } = await load();
      const message = await statement(alice);
      const signature = await sign(message);
      await identities.attest(message, provider, signature);
      await expectUnchanged(read, () =>
        expect(identities.attest(message, provider, signature))
          .to.be.revertedWithCustomError(identities, "IdentityNotNewer")
          .withArgs(message.issuedAt, message.issuedAt),
      );
    });

    it("leaves a wallet to the jurisdiction that answers for it, until that ends", async () => {
      const { identities, provider, alice, attest } = await load();
      await attest(alice);
      await time.increase(1);
      await expect(attest(alice, { jurisdiction: BB }))
        .to.be.revertedWithCustomError(identities, "IdentityOfOther")
        .withArgs(alice.address, AA, provider.address);
      await identities.revokeByOffice(alice);
      await time.increase(1);
      await attest(alice, { jurisdiction: BB });
      expect((await identities.identityOf(alice)).jurisdiction).to.equal(BB);
    });
  });

  describe("another provider", () => {
    it("answers for a wallet that another answers for only if the wallet itself hands it in", async () => {
      const { identities, provider, alice, bob, stranger, attest, statement, sign, read } = await load();
      await identities.setProvider(AA, bob, true);
      await attest(alice);
      await time.increase(1);
      const message = await statement(alice);
      const signature = await sign(message, bob);
      for (const caller of [stranger, bob, provider]) {
        await expectUnchanged(read, () =>
          expect(identities.connect(caller).attest(message, bob, signature))
            .to.be.revertedWithCustomError(identities, "IdentityOfOther")
            .withArgs(alice.address, AA, provider.address),
        );
      }
      await identities.connect(alice).attest(message, bob, signature);
      expect((await identities.identityOf(alice)).provider).to.equal(bob.address);
      await time.increase(1);
      await expect(attest(alice)).to.be.revertedWithCustomError(identities, "IdentityOfOther");
      const again = await statement(alice);
      await identities.connect(stranger).attest(again, bob, await sign(again, bob));
      expect((await identities.identityOf(alice)).issuedAt).to.equal(again.issuedAt);
    });
  });

  describe("revoke, revokeByOffice", () => {
    it("leave whoever lost the licence no way to keep other providers out", async () => {
      const { identities, provider, alice, bob, attest, statement, sign, read } = await load();
      await attest(alice);
      await identities.setProvider(AA, bob, true);
      await time.increase(1);
      const message = await statement(alice);
      await identities.setProvider(AA, provider, false);
      await expectUnchanged(read, () =>
        expect(identities.connect(provider).revoke(alice))
          .to.be.revertedWithCustomError(identities, "NotProvider")
          .withArgs(AA, provider.address),
      );
      await identities.connect(alice).attest(message, bob, await sign(message, bob));
      expect((await identities.identityOf(alice)).provider).to.equal(bob.address);
    });

    it("end what was attested, for good, by its provider or the office alone", async () => {
      const { identities, provider, alice, stranger, statement, sign, read } = await load();
      const old = await statement(alice, {});
      const signature = await sign(old);
      await identities.attest(old, provider, signature);
      for (const call of [
        () => identities.connect(stranger).revoke(alice),
        () => identities.connect(stranger).revokeByOffice(alice),
      ]) {
        await expectUnchanged(read, () => expect(call()).to.be.revert(connection.ethers));
      }
      await expect(identities.connect(provider).revoke(alice))
        .to.emit(identities, "IdentityRevoked")
        .withArgs(alice.address, provider.address);
      expect(await identities.isValid(alice)).to.equal(false);
      await expect(identities.attest(old, provider, signature)).to.be.revertedWithCustomError(
        identities,
        "IdentityNotNewer",
      );
      await expect(identities.revokeByOffice(stranger))
        .to.be.revertedWithCustomError(identities, "NoIdentity")
        .withArgs(stranger.address);
    });
  });

  describe("setProvider", () => {
    it("is compliance's; what a provider attested counts only while it is licensed", async () => {
      const { identities, provider, alice, stranger, attest } = await load();
      await expect(identities.connect(stranger).setProvider(AA, stranger, true)).to.be.revertedWithCustomError(
        identities,
        "AccessManagedUnauthorized",
      );
      await attest(alice);
      await expect(identities.setProvider(AA, provider, false))
        .to.emit(identities, "ProviderSet")
        .withArgs(AA, provider.address, false);
      expect(await identities.isValid(alice)).to.equal(false);
      await identities.setProvider(AA, provider, true);
      expect(await identities.isValid(alice)).to.equal(true);
    });
  });

  describe("a contract as provider", () => {
    it("signs by ERC-1271, and its answer counts when the attestation is handed in", async () => {
      const { identities, alice, provider, statement, sign } = await load();
      const wallet = await connection.ethers.deployContract("WalletMock", [provider.address]);
      await identities.setProvider(AA, wallet, true);
      const message = await statement(alice, { validUntil: (await statement(alice)).issuedAt + DAY });
      await wallet.setMood(1);
      await expect(identities.attest(message, wallet, await sign(message))).to.be.revertedWithCustomError(
        identities,
        "InvalidProviderSignature",
      );
      await wallet.setMood(0);
      await identities.attest(message, wallet, await sign(message));
      expect((await identities.identityOf(alice)).provider).to.equal(await wallet.getAddress());
    });
  });
});
