import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, deployHostile, FUNDS, KINDS, MOODS, trade, UNIT } from "../../helpers/clearing.ts";
import { setBarred } from "../../helpers/exchange.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const ALL = FUNDS * UNIT;

async function fixture() {
  return deployClearing(connection);
}

async function tradeFixture() {
  return trade(await deployClearing(connection));
}

async function hostileFixture() {
  return deployHostile(connection);
}

describe("Exchange", () => {
  describe("withdraw", () => {
    it("refuses an account that nobody has here", async () => {
      const { exchange, alice, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).withdraw(4, UNIT))
          .to.be.revertedWithCustomError(exchange, "UnknownAccount")
          .withArgs(4n),
      );
    });

    it("refuses whoever is not the owner: another owner, a delegate, the admin", async () => {
      const { exchange, registry, admin, alice, bob, stranger, read } = await networkHelpers.loadFixture(fixture);
      await registry.connect(alice).setDelegate(1, stranger, 2n ** 40n - 1n);
      for (const caller of [bob, stranger, admin]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(caller).withdraw(1, UNIT))
            .to.be.revertedWithCustomError(exchange, "NotAuthorized")
            .withArgs(1n, caller.address),
        );
      }
    });

    for (const amount of [0n, 1n, UNIT + 1n]) {
      it(`refuses ${amount} base units: nothing, or no whole units`, async () => {
        const { exchange, alice, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(exchange.connect(alice).withdraw(1, amount))
            .to.be.revertedWithCustomError(exchange, "InvalidAmount")
            .withArgs(amount, UNIT),
        );
      });
    }

    for (const units of [FUNDS + 1n, 2n ** 64n, 2n ** 64n + 1n, (2n ** 256n - 1n) / UNIT]) {
      it(`refuses ${units} units where ${FUNDS} are free`, async () => {
        const { exchange, alice, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(exchange.connect(alice).withdraw(1, units * UNIT))
            .to.be.revertedWithCustomError(exchange, "InsufficientFree")
            .withArgs(1n, FUNDS, units),
        );
      });
    }

    it("refuses what open orders lock and what backs a trade", async () => {
      const { exchange, alice, bob, read } = await networkHelpers.loadFixture(tradeFixture);
      // A sale at 5 locks 30 - 5 per Wh; a Wh bought at 5 costs 5, fees of 10, and 20 to back it.
      for (const [owner, account, free] of [
        [alice, 1, FUNDS - 150n * 25n],
        [bob, 2, FUNDS - 100n * 35n],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(owner).withdraw(account, (free + 1n) * UNIT))
            .to.be.revertedWithCustomError(exchange, "InsufficientFree")
            .withArgs(BigInt(account), free, free + 1n),
        );
        await exchange.connect(owner).withdraw(account, free * UNIT);
      }
    });

    it("refuses a token that says no; the money stays credited", async () => {
      const { exchange, code, token, alice, read } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.ReturnsFalse);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).withdraw(1, ALL))
          .to.be.revertedWithCustomError(code, "SafeERC20FailedOperation")
          .withArgs(token),
      );
    });

    it("pays with a token that answers nothing", async () => {
      const { exchange, token, alice } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.ReturnsNothing);
      await expect(exchange.connect(alice).withdraw(1, ALL)).to.changeTokenBalances(
        connection.ethers,
        token,
        [alice, exchange],
        [ALL, -ALL],
      );
    });

    it("pays no more than it owes where the token takes a fee", async () => {
      const { exchange, token, alice, free } = await networkHelpers.loadFixture(hostileFixture);
      await token.setMood(MOODS.TakesFee);
      await expect(exchange.connect(alice).withdraw(1, ALL)).to.changeTokenBalances(
        connection.ethers,
        token,
        [alice, exchange],
        [ALL - 1n, -ALL],
      );
      expect(await free(1)).to.equal(0n);
    });

    it("keeps a blocked owner's money, who still trades, and whose trades nobody else misses", async () => {
      const { exchange, token, alice, bob, place, free, slot, read } = await networkHelpers.loadFixture(hostileFixture);
      const ask = await place({ account: 1, side: "sell", energy: 150, limit: 5 });
      await token.setBlocked(alice, true);
      await place({ account: 2, side: "buy", energy: 100, limit: 20 });
      await exchange.connect(alice).cancelOrders([ask]);
      const { sold } = await exchange.positionData(1, slot);
      expect(sold).to.equal(100n);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).withdraw(1, UNIT))
          .to.be.revertedWithCustomError(token, "HolderBlocked")
          .withArgs(alice.address),
      );
      await exchange.connect(bob).withdraw(2, (await free(2)) * UNIT);
      await token.setBlocked(alice, false);
      await exchange.connect(alice).withdraw(1, (await free(1)) * UNIT);
      expect(await free(1)).to.equal(0n);
    });

    it("says account, owner and amount, and moves the money", async () => {
      const { exchange, watt, alice, free } = await networkHelpers.loadFixture(fixture);
      const withdrawn = exchange.connect(alice).withdraw(1, 7n * UNIT);
      await expect(withdrawn)
        .to.emit(exchange, "Withdrawn")
        .withArgs(1n, alice.address, 7n * UNIT);
      await expect(withdrawn).to.changeTokenBalances(
        connection.ethers,
        watt,
        [exchange, alice],
        [-7n * UNIT, 7n * UNIT],
      );
      expect(await free(1)).to.equal(FUNDS - 7n);
      expect(await free(3)).to.equal(FUNDS);
    });

    it("pays while new risk is paused, and to an account that is barred", async () => {
      const { exchange, alice, free } = await networkHelpers.loadFixture(fixture);
      await exchange.pause();
      await setBarred(exchange, 1, true);
      await exchange.connect(alice).withdraw(1, ALL);
      expect(await free(1)).to.equal(0n);
    });
  });

  describe("entered again from a transfer", () => {
    it("refuses every verb of trading and money, in a deposit and in a withdrawal", async () => {
      const f = await networkHelpers.loadFixture(hostileFixture);
      const { exchange, code, token, alice, slot, read } = f;
      const order = {
        account: 1,
        zone: 1,
        slot,
        side: 0,
        energy: 100,
        limit: 5,
        kind: KINDS.limit,
        minFill: 0,
        host: 0,
      };
      const hash = "0x".padEnd(66, "0");
      const { interface: verbs } = exchange;
      const calls = [
        verbs.encodeFunctionData("placeOrder", [order]),
        verbs.encodeFunctionData("placeOrderClosing", [order, []]),
        verbs.encodeFunctionData("placeOrders", [[order]]),
        verbs.encodeFunctionData("placeBasket", [[order]]),
        verbs.encodeFunctionData("placeSigned", [order, 0, 0, alice.address, "0x"]),
        verbs.encodeFunctionData("replaceOrder", [1, 1, 1, 1]),
        verbs.encodeFunctionData("cancelOrders", [[1]]),
        verbs.encodeFunctionData("claim", [[1]]),
        verbs.encodeFunctionData("settle", [slot, [1], [], "0x"]),
        verbs.encodeFunctionData("deposit", [1, UNIT]),
        verbs.encodeFunctionData("depositWithPermit", [1, UNIT, 0, 0, hash, hash]),
        verbs.encodeFunctionData("depositWithAuthorization", [1, alice.address, UNIT, 0, 0, hash, "0x"]),
        verbs.encodeFunctionData("withdraw", [1, UNIT]),
        verbs.encodeFunctionData("net", [1, slot, 1]),
      ];
      for (const call of calls) {
        await token.reenter(exchange, call);
        for (const verb of ["deposit", "withdraw"] as const) {
          await expectUnchanged(read, () =>
            expect(exchange.connect(alice)[verb](1, UNIT)).to.be.revertedWithCustomError(
              code,
              "ReentrancyGuardReentrantCall",
            ),
          );
        }
      }
    });

    it("refuses what only roles may do, to a token without a role", async () => {
      const { exchange, code, token, alice, slot, read } = await networkHelpers.loadFixture(hostileFixture);
      const { interface: verbs } = exchange;
      for (const call of [
        verbs.encodeFunctionData("openSlots", [[{ slot: slot + 1, long: 0, short: 1 }]]),
        verbs.encodeFunctionData("withdrawFees", [0]),
        verbs.encodeFunctionData("pause"),
        verbs.encodeFunctionData("setCompliance", [await token.getAddress()]),
        verbs.encodeFunctionData("setSettlement", [await token.getAddress()]),
      ]) {
        await token.reenter(exchange, call);
        await expectUnchanged(read, () =>
          expect(exchange.connect(alice).withdraw(1, UNIT))
            .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
            .withArgs(token),
        );
      }
    });

    it("shows the withdrawn money as gone while it is on its way", async () => {
      const { exchange, token, alice } = await networkHelpers.loadFixture(hostileFixture);
      const probe = await connection.ethers.deployContract("FreeProbe");
      const look = probe.interface.encodeFunctionData("look", [await exchange.getAddress(), 1]);
      await token.reenter(probe, look);
      await exchange.connect(alice).withdraw(1, 7n * UNIT);
      expect(await probe.free()).to.equal(FUNDS - 7n);
    });
  });
});
