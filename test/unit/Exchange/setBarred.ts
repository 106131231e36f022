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
  describe("setBarred", () => {
    it("refuses whoever has no role", async () => {
      const { exchange, code, alice, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.connect(alice).setBarred(2, true))
          .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
          .withArgs(alice.address),
      );
    });

    it("refuses an account that nobody has here", async () => {
      const { exchange, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.setBarred(4, true)).to.be.revertedWithCustomError(exchange, "UnknownAccount").withArgs(4n),
      );
    });

    it("says account and bar", async () => {
      const { exchange } = await networkHelpers.loadFixture(fixture);
      for (const barred of [true, false]) {
        await expect(exchange.setBarred(1, barred)).to.emit(exchange, "AccountBarred").withArgs(1n, barred);
        expect((await exchange.accountData(1)).barred).to.equal(barred);
      }
    });

    it("stops new orders and replacements of that account, and of no other", async () => {
      const { exchange, alice, ask, orderOf, read } = await networkHelpers.loadFixture(fixture);
      await exchange.setBarred(1, true);
      const order = orderOf({ account: 1, side: "buy", energy: 10, limit: 1 });
      for (const call of [
        () => exchange.connect(alice).placeOrder(order),
        () => exchange.connect(alice).placeOrders([order]),
        () => exchange.connect(alice).placeBasket([order]),
        () => exchange.connect(alice).replaceOrder(ask, 50, 60, 5),
      ]) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(exchange, "AccountIsBarred").withArgs(1n),
        );
      }
      await exchange.connect(alice).placeOrder(orderOf({ account: 3, side: "buy", energy: 10, limit: 1 }));
    });

    it("leaves the way out: its orders can be taken, cancelled, claimed, its energy settled, its money withdrawn", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, alice, slot, ask, place, deliver, free } = f;
      await exchange.setBarred(1, true);
      await place({ account: 2, side: "buy", energy: 10, limit: 20 });
      await exchange.claim([ask]);
      await exchange.connect(alice).cancelOrders([ask]);
      await deliver();
      await exchange.settle(slot, [1], [], "0x");
      expect(await free(1)).to.equal(1_000_550n);
      await exchange.connect(alice).withdraw(1, (await free(1)) * UNIT);
    });
  });
});
