import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, deployHostile, FUNDS, trade, UNIT } from "../../helpers/clearing.ts";
import { setBarred } from "../../helpers/exchange.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

/** Account 2 has bought 100 Wh of account 1 at 5; 50 Wh of that order are open. Pair -20, 30. */
async function fixture() {
  return trade(await deployClearing(connection));
}

/** Answers of a module, as the contract numbers them. */
const DELIVERIES = { unknown: 0, read: 1, missing: 2, unmetered: 3 } as const;
const PARTY = 0;
const UNKNOWN = { delivery: DELIVERIES.unknown, low: 0n, high: 0n };
const MISSING = { delivery: DELIVERIES.missing, low: -40n, high: 60n };
const read = (wh: bigint) => ({ delivery: DELIVERIES.read, low: wh, high: wh });

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

    for (const answer of [[], [read(1n), read(2n)]]) {
      it(`refuses ${answer.length} answers for one account`, async () => {
        const { exchange, module, slot, read: state } = await networkHelpers.loadFixture(moduleFixture);
        await module.setAnswer(answer);
        await expectUnchanged(state, () =>
          expect(exchange.settle(slot, [2], [], "0x")).to.be.revertedWithCustomError(exchange, "SettlementMismatch"),
        );
      });
    }

    it("asks the module with the place, the net and the state of every account that holds energy", async () => {
      const { exchange, module, slot } = await networkHelpers.loadFixture(moduleFixture);
      await module.setAnswer([read(100n), UNKNOWN]);
      await expect(exchange.settle(slot, [3, 1, 2], [], "0x1234"))
        .to.emit(module, "Asked")
        .withArgs(
          BigInt(slot),
          [
            [1n, 1n, 100n, false],
            [2n, 2n, -100n, false],
          ],
          "0x1234",
        );
      await module.setAnswer([read(100n), read(-100n)]);
      await expect(exchange.settle(slot, [1, 2], [], "0x"))
        .to.emit(module, "Asked")
        .withArgs(
          BigInt(slot),
          [
            [0n, 1n, 100n, true],
            [1n, 2n, -100n, false],
          ],
          "0x",
        );
    });

    /** Pair -20, 30: what was sold and not delivered costs 30 a Wh, what was bought and not used 20. */
    for (const { of, metered, amount } of [
      { of: 1, metered: read(100n), amount: 0n },
      { of: 1, metered: read(150n), amount: 0n },
      { of: 1, metered: read(99n), amount: -30n },
      { of: 1, metered: read(0n), amount: -3_000n },
      { of: 1, metered: read(-50n), amount: -3_000n },
      { of: 1, metered: MISSING, amount: -3_000n },
      { of: 1, metered: { delivery: DELIVERIES.unmetered, low: 0, high: 0 }, amount: -3_000n },
      { of: 2, metered: read(-100n), amount: 0n },
      { of: 2, metered: read(-101n), amount: 0n },
      { of: 2, metered: read(-99n), amount: -20n },
      { of: 2, metered: read(7n), amount: -2_000n },
      { of: 2, metered: MISSING, amount: -2_000n },
    ]) {
      const { delivery, low } = metered;
      it(`charges account ${of} ${-amount} where it metered ${low} (delivery ${delivery})`, async () => {
        const { exchange, module, slot, free } = await networkHelpers.loadFixture(moduleFixture);
        await module.setAnswer([metered]);
        const before = await free(of);
        const [sold, bought, sets] = of === 1 ? [100n, 0n, 3_000n] : [0n, 100n, 2_000n];
        const missing = delivery === DELIVERIES.missing;
        await expect(exchange.settle(slot, [of], [], "0x"))
          .to.emit(exchange, "Settled")
          .withArgs(BigInt(of), BigInt(slot), sold, bought, sets, missing ? 0n : low, missing, amount);
        expect(await free(of)).to.equal(before + sets + amount);
        expect(await free(PARTY)).to.equal(-amount);
      });
    }

    it("passes over an account of which nothing is known", async () => {
      const { exchange, module, slot, read: state } = await networkHelpers.loadFixture(moduleFixture);
      await module.setAnswer([UNKNOWN]);
      await expectUnchanged(state, () => exchange.settle(slot, [2], [], "0x"));
    });

    it("corrects by a newer reading: more is charged, or paid back, down to a debt", async () => {
      const { exchange, module, alice, slot, free } = await networkHelpers.loadFixture(moduleFixture);
      const settle = async (answer: ReturnType<typeof read>) => {
        await module.setAnswer([answer]);
        return exchange.settle(slot, [1], [], "0x");
      };
      await settle(read(100n));
      const before = await free(1);
      await expect(settle(read(90n)))
        .to.emit(exchange, "Corrected")
        .withArgs(1n, BigInt(slot), 90n, false, -300n, 0n);
      expect([await free(1), await free(PARTY)]).to.deep.equal([before - 300n, 300n]);
      await expect(settle(read(90n))).not.to.emit(exchange, "Corrected");
      await settle(read(95n));
      expect([await free(1), await free(PARTY)]).to.deep.equal([before - 150n, 150n]);

      await exchange.connect(alice).withdraw(1, (await free(1)) * UNIT);
      await expect(settle(read(0n)))
        .to.emit(exchange, "DebtIncurred")
        .withArgs(1n, 2_850n);
      const { debt, ownerDebt } = await exchange.accountData(1);
      expect([await free(1), debt, ownerDebt, await free(PARTY)]).to.deep.equal([0n, 2_850n, 2_850n, 150n]);
      // What is charged less again is taken off the debt first.
      await settle(read(50n));
      expect((await exchange.accountData(1)).debt).to.equal(1_350n);
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
        const [sold, bought] = account === 1 ? [100n, 0n] : [0n, 100n];
        const settled = [sold, bought, 0n, 0n, true, sold - bought, false, false];
        expect(await exchange.positionData(account, slot)).to.deep.equal(settled);
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
      expect((await exchange.positionData(1, slot)).settled).to.equal(false);
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
      await exchange.pause();
      await setBarred(exchange, 1, true);
      await token.setBlocked(alice, true);
      await exchange.settle(slot, [1, 2], [ask], "0x");
      expect([await free(1), await free(2)]).to.deep.equal([FUNDS + 500n, FUNDS - 1_500n]);
    });
  });
});
