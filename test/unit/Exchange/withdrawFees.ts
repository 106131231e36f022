import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, deployHostile, MOODS, OPERATORS, trade, UNIT, type Clearing } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const ROUTER_ROLE = 1n;

/** Collected are 100 for the market and 300, 200 and 400 units for the operators; carol may withdraw them. */
async function collected<T extends Clearing>(before: T) {
  const f = await trade(before);
  const { exchange, authority, carol } = f;
  const { selector } = exchange.withdrawFees.fragment;
  await authority.setTargetFunctionRole(exchange, [selector], ROUTER_ROLE);
  await authority.grantRole(ROUTER_ROLE, carol, 0);
  await f.closeGate();
  await exchange.collectFees([f.slot]);
  return f;
}

async function fixture() {
  return collected(await deployClearing(connection));
}

async function hostileFixture() {
  const f = await deployHostile(connection);
  return { ...(await collected(f)), token: f.token };
}

describe("Exchange", () => {
  describe("withdrawFees", () => {
    it("refuses whoever is not the fee router, the admin and the account's owner included", async () => {
      const { exchange, code, admin, alice, stranger, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [admin, alice, stranger]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(caller).withdrawFees(7))
            .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
            .withArgs(caller.address),
        );
      }
    });

    it("refuses to be entered again from the transfer", async () => {
      const { exchange, code, authority, token, carol, read } = await networkHelpers.loadFixture(hostileFixture);
      await authority.grantRole(ROUTER_ROLE, token, 0);
      await token.reenter(exchange, exchange.interface.encodeFunctionData("withdrawFees", [8]));
      await expectUnchanged(read, () =>
        expect(exchange.connect(carol).withdrawFees(7)).to.be.revertedWithCustomError(
          code,
          "ReentrancyGuardReentrantCall",
        ),
      );
    });

    it("refuses a token that says no; the fees stay owed", async () => {
      const { exchange, code, token, carol, read } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.ReturnsFalse);
      await expectUnchanged(read, () =>
        expect(exchange.connect(carol).withdrawFees(7))
          .to.be.revertedWithCustomError(code, "SafeERC20FailedOperation")
          .withArgs(token),
      );
    });

    it("returns and says the amount", async () => {
      const { exchange, carol } = await networkHelpers.loadFixture(fixture);
      expect(await exchange.connect(carol).withdrawFees.staticCall(7)).to.equal(300n * UNIT);
      await expect(exchange.connect(carol).withdrawFees(7))
        .to.emit(exchange, "FeesWithdrawn")
        .withArgs(7n, 300n * UNIT);
    });

    it("pays each operator's fees and the market's once, and nobody else's money", async () => {
      const { exchange, watt, carol } = await networkHelpers.loadFixture(fixture);
      const owed = [100n, 300n, 200n, 400n];
      for (const [i, operator] of [0, ...OPERATORS].entries()) {
        const amount = (owed[i] ?? 0n) * UNIT;
        await expect(exchange.connect(carol).withdrawFees(operator)).to.changeTokenBalances(
          connection.ethers,
          watt,
          [exchange, carol],
          [-amount, amount],
        );
        expect(await exchange.feesOwed(operator)).to.equal(0n);
        await expect(exchange.connect(carol).withdrawFees(operator)).not.to.emit(exchange, "FeesWithdrawn");
      }
      expect(await watt.balanceOf(carol)).to.equal(1_000n * UNIT);
    });

    it("is nothing for an operator that has earned nothing", async () => {
      const { exchange, carol, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () => exchange.connect(carol).withdrawFees(65_535));
    });

    it("leaves enough for everybody else", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, watt, alice, bob, carol, slot, ask, deliver, free } = f;
      for (const operator of [0, ...OPERATORS]) await exchange.connect(carol).withdrawFees(operator);
      await deliver();
      await exchange.settle(slot, [1, 2], [ask], "0x");
      await exchange.connect(alice).withdraw(1, (await free(1)) * UNIT);
      await exchange.connect(bob).withdraw(2, (await free(2)) * UNIT);
      await exchange.connect(alice).withdraw(3, (await free(3)) * UNIT);
      expect(await watt.balanceOf(exchange)).to.equal(0n);
    });
  });
});
