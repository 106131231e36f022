import { expect } from "chai";
import { hexlify, randomBytes } from "ethers";
import { network } from "hardhat";

import { cancel, FORMS, MOODS, signedPayment } from "../../helpers/authorization-behavior.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { domainOf, signTypedData, split } from "../../helpers/typed-data.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();

async function fixture() {
  const f = await wattFixture(connection);
  const nonce = hexlify(randomBytes(32));
  const cancelByBytes = f.watt.getFunction("cancelAuthorization(address,bytes32,bytes)");
  const cancelByKey = f.watt.getFunction("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)");
  const sign = async (authorizer: string, signer = f.payer) => {
    const domain = await domainOf(f.watt);
    return signTypedData(signer, { domain, type: "CancelAuthorization", message: { authorizer, nonce } });
  };
  const refused = (error: string, authorizer: string, act: () => Promise<unknown>) =>
    expectUnchanged(
      () => f.watt.authorizationState(authorizer, nonce),
      () => expect(act()).to.be.revertedWithCustomError(f.watt, error),
    );
  return { ...f, nonce, cancelByBytes, cancelByKey, sign, refused };
}

const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("cancelAuthorization", () => {
    it("refuses a signature that is not the authorizer's", async () => {
      const { cancelByBytes, cancelByKey, sign, nonce, payer, stranger, refused } = await load();
      const forged = await sign(payer.address, stranger);
      await refused("ERC3009InvalidSignature", payer.address, () => cancelByBytes(payer, nonce, forged));
      await refused("ERC3009InvalidSignature", payer.address, () => cancelByKey(payer, nonce, ...split(forged)));
    });

    it("refuses a signature for another nonce", async () => {
      const { cancelByBytes, sign, payer, refused } = await load();
      const signature = await sign(payer.address);
      const other = hexlify(randomBytes(32));
      await refused("ERC3009InvalidSignature", payer.address, () => cancelByBytes(payer, other, signature));
    });

    it("refuses a wallet that does not agree", async () => {
      const { cancelByBytes, sign, nonce, wallet, refused } = await load();
      const address = await wallet.getAddress();
      const signature = await sign(address);
      await wallet.setMood(MOODS.WrongMagic);
      await refused("ERC3009InvalidSignature", address, () => cancelByBytes(address, nonce, signature));
    });

    for (const form of FORMS) {
      it(`refuses a nonce that a payment has used (${form})`, async () => {
        const f = await load();
        const { payment, submit } = await signedPayment(f, "transferWithAuthorization");
        await submit({ form });
        await expect(cancel(f, { nonce: payment.nonce, form }))
          .to.be.revertedWithCustomError(f.watt, "ERC3009UsedAuthorization")
          .withArgs(payment.from, payment.nonce);
      });

      it(`uses the nonce up and says so (${form})`, async () => {
        const f = await load();
        await expect(cancel(f, { nonce: f.nonce, form }))
          .to.emit(f.watt, "AuthorizationCanceled")
          .withArgs(f.payer.address, f.nonce);
        expect(await f.watt.authorizationState(f.payer, f.nonce)).to.equal(true);
      });
    }

    it("cancels for a contract wallet", async () => {
      const { watt, cancelByBytes, sign, nonce, wallet } = await load();
      const address = await wallet.getAddress();
      await cancelByBytes(address, nonce, await sign(address));
      expect(await watt.authorizationState(address, nonce)).to.equal(true);
    });
  });
});
