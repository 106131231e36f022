import { expect } from "chai";
import { AbiCoder, id, keccak256 } from "ethers";
import { network } from "hardhat";

import { deployClearing, deployHostile, FUNDS, MOODS, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const AMOUNT = 7_000n * UNIT;
const SALT = id("salt");

function nonceOf(account: number): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint32", "bytes32"], [account, SALT]));
}

/** Bob, without any approval, has signed a payment of {AMOUNT} for account 2. */
async function fixture() {
  const f = await deployClearing(connection);
  const { exchange, watt, bob, stranger } = f;
  await watt.connect(bob).approve(exchange, 0);
  const validBefore = BigInt(await f.time.latest()) + 3_600n;
  const sign = async (changed: Record<string, unknown> = {}) => {
    const to = await exchange.getAddress();
    const payment = { from: bob.address, to, value: AMOUNT, validAfter: 0n, validBefore, nonce: nonceOf(2) };
    const message = { ...payment, ...changed };
    return signTypedData(bob, { domain: await domainOf(watt), type: "ReceiveWithAuthorization", message });
  };
  const submit = (account: number, amount: bigint, signature: string) =>
    exchange.connect(stranger).depositWithAuthorization(account, bob, amount, 0, validBefore, SALT, signature);
  return { ...f, validBefore, sign, submit };
}

async function hostileFixture() {
  return deployHostile(connection);
}

describe("Exchange", () => {
  describe("depositWithAuthorization", () => {
    it("refuses an account that nobody has here", async () => {
      const { exchange, sign, submit, read } = await networkHelpers.loadFixture(fixture);
      const signature = await sign({ nonce: nonceOf(9) });
      await expectUnchanged(read, () =>
        expect(submit(9, AMOUNT, signature))
          .to.be.revertedWithCustomError(exchange, "UnknownAccount")
          .withArgs(9n),
      );
    });

    it("refuses no money, and no whole units", async () => {
      const { exchange, sign, submit, read } = await networkHelpers.loadFixture(fixture);
      for (const value of [0n, AMOUNT + 1n]) {
        const signature = await sign({ value });
        await expectUnchanged(read, () =>
          expect(submit(2, value, signature))
            .to.be.revertedWithCustomError(exchange, "InvalidAmount")
            .withArgs(value, UNIT),
        );
      }
    });

    it("refuses to turn a payment to another account", async () => {
      const { watt, sign, submit, read } = await networkHelpers.loadFixture(fixture);
      const signature = await sign();
      for (const account of [1, 3]) {
        await expectUnchanged(read, () =>
          expect(submit(account, AMOUNT, signature)).to.be.revertedWithCustomError(watt, "ERC3009InvalidSignature"),
        );
      }
    });

    it("refuses a nonce that names no account, and another amount", async () => {
      const { watt, sign, submit, read } = await networkHelpers.loadFixture(fixture);
      for (const [changed, amount] of [
        [{ nonce: SALT }, AMOUNT],
        [{}, AMOUNT + UNIT],
      ] as const) {
        const signature = await sign(changed);
        await expectUnchanged(read, () =>
          expect(submit(2, amount, signature)).to.be.revertedWithCustomError(watt, "ERC3009InvalidSignature"),
        );
      }
    });

    it("refuses the same payment twice", async () => {
      const { watt, sign, submit, read } = await networkHelpers.loadFixture(fixture);
      const signature = await sign();
      await submit(2, AMOUNT, signature);
      await expectUnchanged(read, () =>
        expect(submit(2, AMOUNT, signature)).to.be.revertedWithCustomError(watt, "ERC3009UsedAuthorization"),
      );
    });

    for (const [mood, received] of [
      ["ReturnsFalse", 0n],
      ["TakesFee", AMOUNT - 1n],
      ["GivesMore", AMOUNT + 1n],
    ] as const) {
      it(`refuses a token that moves ${received} base units instead`, async () => {
        const { exchange, token, bob, read } = await networkHelpers.loadFixture(hostileFixture);
        await token.setMood(MOODS[mood]);
        await expectUnchanged(read, () =>
          expect(exchange.depositWithAuthorization(2, bob, AMOUNT, 0, 0, SALT, "0x"))
            .to.be.revertedWithCustomError(exchange, "WrongAmountReceived")
            .withArgs(received, AMOUNT),
        );
      });
    }

    it("says account, payer and amount, and moves the payer's money, whoever submits it", async () => {
      const { exchange, watt, bob, sign, submit, free } = await networkHelpers.loadFixture(fixture);
      const deposited = submit(2, AMOUNT, await sign());
      await expect(deposited).to.emit(exchange, "Deposited").withArgs(2n, bob.address, AMOUNT);
      await expect(deposited).to.changeTokenBalances(connection.ethers, watt, [bob, exchange], [-AMOUNT, AMOUNT]);
      expect(await free(2)).to.equal(FUNDS + AMOUNT / UNIT);
      expect(await watt.authorizationState(bob, nonceOf(2))).to.equal(true);
    });
  });
});
