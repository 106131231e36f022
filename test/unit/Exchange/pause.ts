import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, trade, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** {s} */
const [LENGTH, COOLDOWN] = [72n * 3_600n, 7n * 86_400n];
/** Of the terms. */
const UNRESTRICTED = 1n << 254n;

async function fixture() {
  return trade(await deployClearing(connection));
}

describe("Exchange", () => {
  describe("pause, unpause", () => {
    it("refuse whoever has no role", async () => {
      const { exchange, code, alice, read } = await networkHelpers.loadFixture(fixture);
      for (const verb of ["pause", "unpause"] as const) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(alice)[verb]())
            .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
            .withArgs(alice.address),
        );
      }
    });

    it("say until when, and change nothing of the terms but that orders look at it", async () => {
      const { exchange } = await networkHelpers.loadFixture(fixture);
      const before = await exchange.currentTerms();
      const until = BigInt(await networkHelpers.time.latest()) + 1n + LENGTH;
      await expect(exchange.pause()).to.emit(exchange, "Paused").withArgs(until);
      expect(await exchange.currentTerms()).to.equal(before & ~UNRESTRICTED);
      expect(await exchange.pausedUntil()).to.equal(until);
      await expect(exchange.unpause()).to.emit(exchange, "Unpaused");
      expect(await exchange.currentTerms()).to.equal(before | UNRESTRICTED);
      expect(await exchange.pausedUntil()).to.equal(0n);
    });

    it("last 72 hours, and no other within seven days after", async () => {
      const { exchange, code, alice, orderOf, read } = await networkHelpers.loadFixture(fixture);
      await exchange.pause();
      const until = await exchange.pausedUntil();
      await networkHelpers.time.increaseTo(until - 3_600n);
      const late = Math.floor(Number(until) / 900) + 8;
      await exchange.openSlots([{ slot: late, long: -20, short: 30 }]);
      const order = orderOf({ account: 1, side: "buy", energy: 10, limit: 1, slot: late });
      await networkHelpers.time.setNextBlockTimestamp(until - 1n);
      await expect(exchange.connect(alice).placeOrder(order)).to.be.revertedWithCustomError(exchange, "NewRiskPaused");
      await networkHelpers.time.setNextBlockTimestamp(until);
      await exchange.connect(alice).placeOrder(order);
      const nextFrom = until + COOLDOWN;
      await networkHelpers.time.setNextBlockTimestamp(nextFrom - 1n);
      await expectUnchanged(read, () =>
        expect(exchange.pause()).to.be.revertedWithCustomError(code, "PauseTooSoon").withArgs(nextFrom),
      );
      await networkHelpers.time.setNextBlockTimestamp(nextFrom);
      await exchange.pause();
    });

    it("stops new orders and replacements in every slot, and starts them again", async () => {
      const { exchange, alice, ask, orderOf, slot, read } = await networkHelpers.loadFixture(fixture);
      await exchange.pause();
      // A slot that opens during the pause is paused as well.
      await exchange.openSlots([{ slot: slot + 1, long: -20, short: 30 }]);
      for (const at of [slot, slot + 1]) {
        const order = orderOf({ account: 1, side: "buy", energy: 10, limit: 1, slot: at });
        for (const call of [
          () => exchange.connect(alice).placeOrder(order),
          () => exchange.connect(alice).placeOrderClosing(order, [ask]),
          () => exchange.connect(alice).placeOrders([order]),
          () => exchange.connect(alice).placeBasket([order]),
          () => exchange.connect(alice).replaceOrder(ask, 50, 60, 5),
        ]) {
          await expectUnchanged(read, () => expect(call()).to.be.revertedWithCustomError(exchange, "NewRiskPaused"));
        }
      }
      await exchange.unpause();
      await exchange.connect(alice).replaceOrder(ask, 50, 60, 5);
    });

    it("leaves every way out open", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, alice, bob, slot, ask, place, deliver, free } = f;
      await place({ account: 1, side: "buy", energy: 30, limit: -2 });
      await place({ account: 2, side: "sell", energy: 30, limit: -12 });
      await exchange.pause();
      await exchange.connect(alice).deposit(1, UNIT);
      await exchange.connect(bob).net(2, slot, 30);
      // Less energy at the same price is less risk.
      await exchange.connect(alice).replaceOrder(ask, 50, 40, 5);
      await exchange.claim([ask]);
      await exchange.connect(alice).cancelOrders([ask]);
      await deliver();
      await exchange.collectFees([slot]);
      await exchange.settle(slot, [2], [], "0x");
      await exchange.connect(bob).withdraw(2, (await free(2)) * UNIT);
      expect(await free(2)).to.equal(0n);
    });
  });
});
