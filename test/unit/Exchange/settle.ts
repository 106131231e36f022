import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, deployHostile, FUNDS, trade } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

/** Account 2 has bought 100 Wh of account 1 at 5; 50 Wh of that order are open. Pair -20, 30. */
async function fixture() {
  return trade(await deployClearing(connection));
}

/** As `fixture`, delivered, with a settlement module that says what it is told to. */
async function moduleFixture() {
  const f = await trade(await deployClearing(connection));
  const module = await ethers.deployContract("SettlementMock");
  await f.exchange.setSettlement(module);
  await f.deliver();
  await f.exchange.claim([f.ask]);
  return { ...f, module };
}

async function hostileFixture() {
  const f = await trade(await deployHostile(connection));
  await f.deliver();
  return f;
}

describe("Exchange", () => {
  describe("settle", () => {
    it("refuses until the last second of delivery", async () => {
      const { exchange, settlement, time, slot, read } = await networkHelpers.loadFixture(fixture);
      for (const at of [(await time.latest()) + 1, (slot + 1) * 900 - 1]) {
        await expectUnchanged(read, async () => {
          await time.setNextBlockTimestamp(at);
          await expect(exchange.settle(slot, [2], [], "0x"))
            .to.be.revertedWithCustomError(settlement, "NotSettleable")
            .withArgs(BigInt(slot));
        });
      }
      await time.setNextBlockTimestamp((slot + 1) * 900);
      await expect(exchange.settle(slot, [2], [], "0x")).to.emit(exchange, "Settled");
    });

    for (const answer of [[], [0n, 0n]]) {
      it(`refuses ${answer.length} amounts for one account`, async () => {
        const { exchange, module, slot, read } = await networkHelpers.loadFixture(moduleFixture);
        await module.setAnswer(answer);
        await expectUnchanged(read, () =>
          expect(exchange.settle(slot, [2], [], "0x")).to.be.revertedWithCustomError(exchange, "SettlementMismatch"),
        );
      });
    }

    it("refuses an amount that takes more than the sets", async () => {
      const { exchange, code, module, slot, read } = await networkHelpers.loadFixture(moduleFixture);
      await module.setAnswer([-2_001n]);
      await expectUnchanged(read, () =>
        expect(exchange.settle(slot, [2], [], "0x")).to.be.revertedWithCustomError(code, "SafeCastOverflowedIntToUint"),
      );
      await module.setAnswer([-2_000n]);
      await exchange.settle(slot, [2], [], "0x");
      expect((await exchange.accountData(2)).free).to.equal(FUNDS - 3_500n);
    });

    it("says what was sold and bought, what the sets are worth, and what the module adds", async () => {
      const { exchange, module, slot } = await networkHelpers.loadFixture(moduleFixture);
      await module.setAnswer([7n, -9n]);
      const settled = expect(exchange.settle(slot, [1, 2], [], "0x"));
      await settled.to.emit(exchange, "Settled").withArgs(1n, BigInt(slot), 100n, 0n, 3_000n, 7n);
      await settled.to.emit(exchange, "Settled").withArgs(2n, BigInt(slot), 0n, 100n, 2_000n, -9n);
      await settled.to.emit(module, "Asked").withArgs(BigInt(slot), -20n, 30n, [
        [1n, 100n, 0n],
        [2n, 0n, 100n],
      ]);
    });

    it("claims the orders, pays the sets out, empties the positions; no token moves", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, watt, slot, ask, deliver, free, stranger } = f;
      await deliver();
      const held = await watt.balanceOf(exchange);
      await exchange.connect(stranger).settle(slot, [1, 2], [ask], "0x");
      // The seller got 5 a Wh; the buyer paid 5 and fees of 10.
      expect(await free(1)).to.equal(FUNDS + 100n * 5n);
      expect(await free(2)).to.equal(FUNDS - 100n * 15n);
      for (const account of [1, 2]) {
        expect(await exchange.positionData(account, slot)).to.deep.equal([0n, 0n, 0n, 0n]);
        expect((await exchange.accountData(account)).activeSlots).to.equal(0n);
      }
      expect(await watt.balanceOf(exchange)).to.equal(held);
    });

    it("is done once: again, and twice in one call, it is nothing", async () => {
      const { exchange, slot, deliver, free, read } = await networkHelpers.loadFixture(fixture);
      await deliver();
      await exchange.settle(slot, [2, 2], [], "0x");
      expect(await free(2)).to.equal(FUNDS - 1_500n);
      await expectUnchanged(read, () => expect(exchange.settle(slot, [2], [], "0x")).not.to.emit(exchange, "Settled"));
    });

    it("passes over accounts with open orders, without energy and unknown ones, and settles the others", async () => {
      const { exchange, slot, ask, deliver, free } = await networkHelpers.loadFixture(fixture);
      await deliver();
      await exchange.settle(slot, [1, 0, 3, 99, 2], [0, ask + 1n, 2n ** 71n - 1n], "0x");
      expect(await free(1)).to.equal(FUNDS - 150n * 25n);
      expect(await exchange.positionData(1, slot)).to.deep.equal([0n, 0n, 0n, 1n]);
      expect(await free(2)).to.equal(FUNDS - 1_500n);
      await exchange.settle(slot, [1], [ask], "0x");
      expect(await free(1)).to.equal(FUNDS + 500n);
    });

    it("passes over another slot of the same ring place", async () => {
      const { exchange, slot, deliver, read } = await networkHelpers.loadFixture(fixture);
      await deliver();
      for (const other of [slot - 2048, slot + 2048]) {
        await expectUnchanged(read, () => exchange.settle(other, [1, 2], [], "0x"));
      }
    });

    it("gives the same in any order and any batches", async () => {
      const { exchange, slot, ask, deliver, free } = await networkHelpers.loadFixture(fixture);
      await deliver();
      await exchange.settle(slot, [2], [], "0x");
      await exchange.settle(slot, [], [ask], "0x");
      await exchange.settle(slot, [1], [], "0x");
      expect([await free(1), await free(2)]).to.deep.equal([FUNDS + 500n, FUNDS - 1_500n]);
    });

    it("goes on while new risk is paused, for barred accounts, and whoever the token blocks", async () => {
      const { exchange, token, alice, slot, ask, free } = await networkHelpers.loadFixture(hostileFixture);
      await exchange.setPaused(true);
      await exchange.setBarred(1, true);
      await token.setBlocked(alice, true);
      await exchange.settle(slot, [1, 2], [ask], "0x");
      expect([await free(1), await free(2)]).to.deep.equal([FUNDS + 500n, FUNDS - 1_500n]);
    });
  });
});
