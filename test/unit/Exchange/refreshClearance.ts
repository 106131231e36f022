import { expect } from "chai";
import { network } from "hardhat";

import type { IExchange } from "../../../typechain-types/index.js";
import { deployClearing, trade, UNIT } from "../../helpers/clearing.ts";
import { setBarred } from "../../helpers/exchange.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function fixture() {
  const f = await trade(await deployClearing(connection));
  const compliance = await connection.ethers.getContractAt("ComplianceMock", await f.exchange.compliance());
  return { ...f, compliance };
}

async function clearanceOf(exchange: IExchange): Promise<bigint[]> {
  const { tier, clearedUntil } = await exchange.accountData(1);
  return [tier, clearedUntil];
}

describe("Exchange", () => {
  describe("refreshClearance", () => {
    it("refuses an account that nobody has here", async () => {
      const { exchange, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.refreshClearance([4]))
          .to.be.revertedWithCustomError(exchange, "UnknownAccount")
          .withArgs(4n),
      );
    });

    it("says tier and end, by whole days, and nothing where nothing changes; anyone may call", async () => {
      const { exchange, compliance, stranger, alice } = await networkHelpers.loadFixture(fixture);
      expect(await clearanceOf(exchange)).to.deep.equal([3n, 32_767n * 86_400n]);
      await compliance.setBarred(alice, true);
      await expect(exchange.connect(stranger).refreshClearance([1]))
        .to.emit(exchange, "ClearanceSet")
        .withArgs(1n, 0n, 0n);
      expect(await clearanceOf(exchange)).to.deep.equal([0n, 0n]);
      await expect(exchange.refreshClearance([1])).not.to.emit(exchange, "ClearanceSet");
    });

    it("clears nobody where compliance fails, and stops no change of owner", async () => {
      const { exchange, compliance, registry, alice, bob } = await networkHelpers.loadFixture(fixture);
      await compliance.setFails(true);
      await exchange.refreshClearance([1]);
      expect(await clearanceOf(exchange)).to.deep.equal([0n, 0n]);
      await registry.connect(alice).offerAccount(1, bob);
      await registry.connect(bob).acceptAccount(1);
      expect((await exchange.accountData(1)).owner).to.equal(bob.address);
    });

    it("comes with a new owner by itself", async () => {
      const { exchange, compliance, registry, alice, bob } = await networkHelpers.loadFixture(fixture);
      await compliance.setBarred(bob, true);
      await registry.connect(alice).offerAccount(1, bob);
      await expect(registry.connect(bob).acceptAccount(1)).to.emit(exchange, "ClearanceSet").withArgs(1n, 0n, 0n);
    });

    it("leaves the balancing party alone", async () => {
      const { exchange, compliance } = await networkHelpers.loadFixture(fixture);
      await compliance.setFails(true);
      await exchange.refreshClearance([0]);
      expect((await exchange.accountData(0)).clearedUntil).to.equal(32_767n * 86_400n);
    });

    it("stops new orders and replacements of that account, and of no other", async () => {
      const { exchange, alice, ask, orderOf, read } = await networkHelpers.loadFixture(fixture);
      await setBarred(exchange, 1, true);
      const order = orderOf({ account: 1, side: "buy", energy: 10, limit: 1 });
      for (const call of [
        () => exchange.connect(alice).placeOrder(order),
        () => exchange.connect(alice).placeOrders([order]),
        () => exchange.connect(alice).placeBasket([order]),
        () => exchange.connect(alice).replaceOrder(ask, 50, 60, 5),
      ]) {
        await expectUnchanged(read, () =>
          expect(call()).to.be.revertedWithCustomError(exchange, "AccountNotCleared").withArgs(1n),
        );
      }
      await exchange.connect(alice).placeOrder(orderOf({ account: 3, side: "buy", energy: 10, limit: 1 }));
    });

    it("lets anyone cancel what the account has open, for the account", async () => {
      const { exchange, stranger, ask, free } = await networkHelpers.loadFixture(fixture);
      await expect(exchange.connect(stranger).cancelOrders([ask]))
        .to.be.revertedWithCustomError(exchange, "NotAuthorized")
        .withArgs(1n, stranger.address);
      const before = await free(1);
      await setBarred(exchange, 1, true);
      await exchange.connect(stranger).cancelOrders([ask]);
      expect(await free(1)).to.be.greaterThan(before);
    });

    it("leaves the way out: its orders can be taken, cancelled, claimed, its energy settled, its money withdrawn", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, alice, slot, ask, place, deliver, free } = f;
      await setBarred(exchange, 1, true);
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
