import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { MOODS } from "../../helpers/authorization-behavior.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { domainOf, signTypedData, split } from "../../helpers/typed-data.ts";
import { wattFixture } from "../../helpers/watt-fixture.ts";

const connection = await network.create();
const VALUE = parseEther("7");
const BYTES = "permit(address,address,uint256,uint256,bytes)";
const KEYS = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";

async function fixture() {
  const f = await wattFixture(connection);
  const deadline = BigInt(await f.now()) + 3_600n;
  const sign = async (owner: string, nonce = 0n) => {
    const message = { owner, spender: f.payee.address, value: VALUE, nonce, deadline };
    return signTypedData(f.payer, { domain: await domainOf(f.watt), type: "Permit", message });
  };
  const submit = (owner: string, signature: string) =>
    f.watt.connect(f.stranger)[BYTES](owner, f.payee, VALUE, deadline, signature);
  const wallet = await f.wallet.getAddress();
  const read = async () => [
    await f.watt.allowance(f.payer, f.payee),
    await f.watt.allowance(wallet, f.payee),
    await f.watt.nonces(f.payer),
    await f.watt.nonces(wallet),
  ];
  return { ...f, owner: f.payer.address, walletMock: f.wallet, wallet, deadline, sign, submit, read };
}
const load = () => connection.networkHelpers.loadFixture(fixture);

describe("WattToken", () => {
  describe("permit with bytes", () => {
    it("approves for a key, once in whichever form", async () => {
      const { watt, owner, payee, deadline, sign, submit, read } = await load();
      const signature = await sign(owner);
      await expect(submit(owner, signature)).to.emit(watt, "Approval").withArgs(owner, payee.address, VALUE);
      await expectUnchanged(read, () =>
        expect(submit(owner, signature)).to.be.revertedWithCustomError(watt, "ERC2612InvalidSigner"),
      );
      await expectUnchanged(read, () =>
        expect(watt[KEYS](owner, payee, VALUE, deadline, ...split(signature))).to.be.revertedWithCustomError(
          watt,
          "ERC2612InvalidSigner",
        ),
      );
    });

    it("approves still at the deadline", async () => {
      const { watt, owner, payee, deadline, sign, submit, setNext } = await load();
      const signature = await sign(owner);
      await setNext(deadline);
      await submit(owner, signature);
      expect(await watt.allowance(owner, payee)).to.equal(VALUE);
    });

    it("approves for a contract wallet while it agrees", async () => {
      const { watt, wallet, walletMock, payee, sign, submit, read } = await load();
      const signature = await sign(wallet);
      for (const mood of [MOODS.WrongMagic, MOODS.ShortAnswer, MOODS.Reverts, MOODS.BurnsGas]) {
        await walletMock.setMood(mood);
        await expectUnchanged(read, () =>
          expect(submit(wallet, signature)).to.be.revertedWithCustomError(watt, "ERC2612InvalidSigner"),
        );
      }
      await walletMock.setMood(MOODS.Honest);
      await submit(wallet, signature);
      expect(await watt.allowance(wallet, payee)).to.equal(VALUE);
    });

    it("refuses another's signature, another nonce, and what has expired by a second", async () => {
      const { watt, owner, wallet, deadline, sign, submit, setNext, read } = await load();
      for (const signature of [await sign(wallet), await sign(owner, 1n), "0x"]) {
        await expectUnchanged(read, () =>
          expect(submit(owner, signature)).to.be.revertedWithCustomError(watt, "ERC2612InvalidSigner"),
        );
      }
      const signature = await sign(owner);
      await setNext(deadline + 1n);
      await expectUnchanged(read, () =>
        expect(submit(owner, signature))
          .to.be.revertedWithCustomError(watt, "ERC2612ExpiredSignature")
          .withArgs(deadline),
      );
    });
  });
});
