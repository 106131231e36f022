import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { deployClearing, FUNDS, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";
import { domainOf, signTypedData, split } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const AMOUNT = 7_000n * UNIT;

/** Bob has taken his approval back, and signed a permit for {AMOUNT}. */
async function fixture() {
  const f = await deployClearing(connection);
  const { exchange, watt, bob } = f;
  await watt.connect(bob).approve(exchange, 0);
  const deadline = BigInt(await f.time.latest()) + 3_600n;
  const spender = await exchange.getAddress();
  const message = { owner: bob.address, spender, value: AMOUNT, nonce: 0n, deadline };
  const data = { domain: await domainOf(watt), type: "Permit", message } as const;
  return { ...f, deadline, signature: split(await signTypedData(bob, data)) };
}

describe("Exchange", () => {
  describe("depositWithPermit", () => {
    it("refuses an account that nobody has here", async () => {
      const { exchange, bob, deadline, signature, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(bob).depositWithPermit(9, AMOUNT, deadline, ...signature))
          .to.be.revertedWithCustomError(exchange, "UnknownAccount")
          .withArgs(9n),
      );
    });

    it("refuses no money, and no whole units", async () => {
      const { exchange, bob, deadline, signature, read } = await networkHelpers.loadFixture(fixture);
      for (const amount of [0n, AMOUNT - 1n]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).depositWithPermit(2, amount, deadline, ...signature))
            .to.be.revertedWithCustomError(exchange, "InvalidAmount")
            .withArgs(amount, UNIT),
        );
      }
    });

    it("refuses a permit of nobody, and one of somebody else, for want of an allowance", async () => {
      const { exchange, watt, bob, stranger, deadline, signature, read } = await networkHelpers.loadFixture(fixture);
      const address = await exchange.getAddress();
      for (const [caller, given] of [
        [bob, [27, ZeroHash, ZeroHash]],
        [stranger, signature],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(caller).depositWithPermit(2, AMOUNT, deadline, ...given))
            .to.be.revertedWithCustomError(watt, "ERC20InsufficientAllowance")
            .withArgs(address, 0n, AMOUNT),
        );
      }
    });

    it("says account, payer and amount, and moves the money", async () => {
      const { exchange, watt, bob, deadline, signature, free } = await networkHelpers.loadFixture(fixture);
      const deposited = exchange.connect(bob).depositWithPermit(1, AMOUNT, deadline, ...signature);
      await expect(deposited).to.emit(exchange, "Deposited").withArgs(1n, bob.address, AMOUNT);
      await expect(deposited).to.changeTokenBalances(connection.ethers, watt, [bob, exchange], [-AMOUNT, AMOUNT]);
      expect(await free(1)).to.equal(FUNDS + AMOUNT / UNIT);
      expect(await watt.allowance(bob, exchange)).to.equal(0n);
    });

    it("goes on where somebody else has used the permit before", async () => {
      const { exchange, watt, bob, stranger, deadline, signature, free } = await networkHelpers.loadFixture(fixture);
      const permit = watt
        .connect(stranger)
        .getFunction("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)");
      await permit.send(bob, exchange, AMOUNT, deadline, ...signature);
      await exchange.connect(bob).depositWithPermit(2, AMOUNT, deadline, ...signature);
      expect(await free(2)).to.equal(FUNDS + AMOUNT / UNIT);
    });

    it("does without the permit where there is an allowance", async () => {
      const { exchange, watt, bob, free } = await networkHelpers.loadFixture(fixture);
      await watt.connect(bob).approve(exchange, AMOUNT);
      await exchange.connect(bob).depositWithPermit(2, AMOUNT, 0, 0, ZeroHash, ZeroHash);
      expect(await free(2)).to.equal(FUNDS + AMOUNT / UNIT);
    });
  });
});
