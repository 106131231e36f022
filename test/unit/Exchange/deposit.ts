import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, deployHostile, FUNDS, MOODS, trade, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** {unit} */
const AMOUNT = 7_000n;
const MOST = 2n ** 61n - 1n;

async function fixture() {
  return deployClearing(connection);
}

async function hostileFixture() {
  return deployHostile(connection);
}

describe("Exchange", () => {
  describe("deposit", () => {
    for (const account of [4, 5]) {
      it(`refuses account ${account}, which nobody has here`, async () => {
        const { exchange, bob, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).deposit(account, UNIT))
            .to.be.revertedWithCustomError(exchange, "UnknownAccount")
            .withArgs(BigInt(account)),
        );
      });
    }

    for (const amount of [0n, 1n, UNIT - 1n, UNIT + 1n, 2n ** 256n - 1n]) {
      it(`refuses ${amount} base units: nothing, or no whole units`, async () => {
        const { exchange, bob, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).deposit(2, amount))
            .to.be.revertedWithCustomError(exchange, "InvalidAmount")
            .withArgs(amount, UNIT),
        );
      });
    }

    it("refuses more than an account can count", async () => {
      const { exchange, watt, bob, read } = await networkHelpers.loadFixture(fixture);
      const held = await watt.balanceOf(exchange);
      for (const units of [MOST - FUNDS + 1n, 2n ** 128n]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).deposit(2, units * UNIT))
            .to.be.revertedWithCustomError(exchange, "PoolFull")
            .withArgs(held),
        );
      }
    });

    it("refuses more than the pool can count, and takes all that it can", async () => {
      const { exchange, watt, bob, free, read } = await networkHelpers.loadFixture(fixture);
      const held = (await watt.balanceOf(exchange)) / UNIT;
      await expectUnchanged(read, () =>
        expect(exchange.connect(bob).deposit(2, (MOST - held + 1n) * UNIT))
          .to.be.revertedWithCustomError(exchange, "PoolFull")
          .withArgs((MOST + 1n) * UNIT),
      );
      await exchange.connect(bob).deposit(2, (MOST - held) * UNIT);
      expect(await free(2)).to.equal(MOST - held + FUNDS);
    });

    it("refuses a token that says no, and credits nothing", async () => {
      const { exchange, code, token, bob, read } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.ReturnsFalse);
      await expectUnchanged(read, () =>
        expect(exchange.connect(bob).deposit(2, AMOUNT * UNIT))
          .to.be.revertedWithCustomError(code, "SafeERC20FailedOperation")
          .withArgs(token),
      );
    });

    for (const [mood, received] of [
      ["TakesFee", AMOUNT * UNIT - 1n],
      ["GivesMore", AMOUNT * UNIT + 1n],
    ] as const) {
      it(`refuses a token that ${mood === "TakesFee" ? "takes a fee" : "gives more"}`, async () => {
        const { exchange, token, bob, read } = await networkHelpers.loadFixture(hostileFixture);
        await token.setMood(MOODS[mood]);
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).deposit(2, AMOUNT * UNIT))
            .to.be.revertedWithCustomError(exchange, "WrongAmountReceived")
            .withArgs(received, AMOUNT * UNIT),
        );
      });
    }

    it("takes a token that answers nothing", async () => {
      const { exchange, token, bob, free } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.ReturnsNothing);
      await exchange.connect(bob).deposit(2, AMOUNT * UNIT);
      expect(await free(2)).to.equal(FUNDS + AMOUNT);
    });

    it("refuses a blocked payer, and nobody else", async () => {
      const { exchange, token, alice, bob, free, read } = await networkHelpers.loadFixture(hostileFixture);
      await token.setBlocked(bob, true);
      await expectUnchanged(read, () =>
        expect(exchange.connect(bob).deposit(2, AMOUNT * UNIT))
          .to.be.revertedWithCustomError(token, "HolderBlocked")
          .withArgs(bob.address),
      );
      await exchange.connect(alice).deposit(1, AMOUNT * UNIT);
      expect(await free(1)).to.equal(FUNDS + AMOUNT);
    });

    it("says account, payer and amount", async () => {
      const { exchange, bob } = await networkHelpers.loadFixture(fixture);
      await expect(exchange.connect(bob).deposit(2, AMOUNT * UNIT))
        .to.emit(exchange, "Deposited")
        .withArgs(2n, bob.address, AMOUNT * UNIT);
    });

    it("moves the payer's money and credits the account, whoever owns it, also when paused", async () => {
      const { exchange, watt, bob, free } = await networkHelpers.loadFixture(fixture);
      await exchange.pause();
      const deposited = exchange.connect(bob).deposit(1, AMOUNT * UNIT);
      await expect(deposited).to.changeTokenBalances(
        connection.ethers,
        watt,
        [bob, exchange],
        [-AMOUNT * UNIT, AMOUNT * UNIT],
      );
      expect(await free(1)).to.equal(FUNDS + AMOUNT);
      expect(await free(2)).to.equal(FUNDS);
    });

    it("gives no credit for money sent past it, and goes on", async () => {
      const { exchange, watt, bob, free, read } = await networkHelpers.loadFixture(fixture);
      const ledger = async () => (await read()).slice(3);
      await expectUnchanged(ledger, () => watt.connect(bob).transfer(exchange, AMOUNT * UNIT + 1n));
      await exchange.connect(bob).deposit(2, UNIT);
      expect(await free(2)).to.equal(FUNDS + 1n);
      const f = await trade(await networkHelpers.loadFixture(fixture));
      await f.exchange.connect(bob).withdraw(2, (await f.free(2)) * UNIT);
    });

    it("cannot be stopped by a gift: what the pool cannot count is the giver's loss", async () => {
      const { exchange, watt, alice, bob } = await networkHelpers.loadFixture(fixture);
      await watt.connect(bob).transfer(exchange, (MOST + 1n) * UNIT);
      await expect(exchange.connect(alice).deposit(1, UNIT)).to.be.revertedWithCustomError(exchange, "PoolFull");
      // New money waits; nothing else does.
      await exchange.connect(alice).withdraw(1, FUNDS * UNIT);
    });
  });
});
