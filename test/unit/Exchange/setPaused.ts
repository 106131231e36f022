import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, trade, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function fixture() {
  return trade(await deployClearing(connection));
}

describe("Exchange", () => {
  describe("setPaused", () => {
    it("refuses whoever has no role", async () => {
      const { exchange, code, alice, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).setPaused(true))
          .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
          .withArgs(alice.address),
      );
    });

    it("says whether new risk is paused, and changes nothing else of the terms", async () => {
      const { exchange } = await networkHelpers.loadFixture(fixture);
      const before = await exchange.currentTerms();
      for (const paused of [true, false]) {
        await expect(exchange.setPaused(paused)).to.emit(exchange, "PausedSet").withArgs(paused);
        expect(await exchange.currentTerms()).to.equal(paused ? before | (1n << 254n) : before);
      }
    });

    it("stops new orders and replacements in every slot, and starts them again", async () => {
      const { exchange, alice, ask, orderOf, slot, read } = await networkHelpers.loadFixture(fixture);
      await exchange.setPaused(true);
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
      await exchange.setPaused(false);
      await exchange.connect(alice).replaceOrder(ask, 50, 60, 5);
    });

    it("leaves every way out open", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, alice, bob, slot, ask, place, deliver, free } = f;
      await place({ account: 1, side: "buy", energy: 30, limit: -2 });
      await place({ account: 2, side: "sell", energy: 30, limit: -12 });
      await exchange.setPaused(true);
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
