import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, FUNDS, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const PARTY = 0;
const COLLATERAL = 100_000n;
const RATED = { import: 1_000n, export: 2_000n } as const;
/** {tick} of the slot that is traded. */
const PAIR = { long: 5, short: 30 } as const;
const read = (wh: bigint) => ({ delivery: 1, low: wh, high: wh });
const MISSING = { delivery: 2, low: -RATED.import, high: RATED.export };

/**
 * A market with residual supply. Accounts 1 to 3 have meters; the party, `carol`, has {COLLATERAL}. Account 2 has bought
 * 100 Wh of account 1 at 5 ticks in the slot, whose pair is 5 and 30.
 */
async function fixture() {
  const f = await deployClearing(connection, true);
  const { exchange, meters, watt, carol } = f;
  const address = await exchange.getAddress();
  for (const account of [1, 2, 3]) await meters.setRating(address, account, RATED.import, RATED.export);
  await watt.mint(carol, 10n ** 31n);
  await watt.connect(carol).approve(exchange, 2n ** 256n - 1n);
  await exchange.connect(carol).deposit(PARTY, COLLATERAL * UNIT);
  const slot = f.slot + 1;
  await exchange.openSlots([{ slot, ...PAIR }]);
  const module = await ethers.deployContract("SettlementMock");
  await exchange.setSettlement(module);
  const sale = await f.place({ account: 1, side: "sell", energy: 100, limit: 5, slot });
  await f.place({ account: 2, side: "buy", energy: 100, limit: 25, slot });
  await exchange.claim([sale]);
  const account = (number: number) => exchange.accountData(number);
  const settle = async (accounts: readonly number[], answer: readonly ReturnType<typeof read>[], at = slot) => {
    await module.setAnswer([...answer]);
    return exchange.settle(at, [...accounts], [], "0x");
  };
  return { ...f, slot, module, account, settle, state: () => f.read(slot) };
}

/** As `fixture`, delivered; nobody traded in the older slot, which is settled. */
async function delivered() {
  const f = await fixture();
  await f.deliver(f.slot);
  await f.settle([1, 2, 3], [read(0n), read(0n), read(0n)], f.slot - 1);
  return f;
}

/** As `delivered`; the party has no more than its collateral. */
async function poor() {
  const f = await fixture();
  const { free, reserve } = await f.account(PARTY);
  await f.exchange.connect(f.carol).withdraw(PARTY, (free - reserve) * UNIT);
  await f.deliver(f.slot);
  await f.settle([1, 2, 3], [read(0n), read(0n), read(0n)], f.slot - 1);
  return f;
}

describe("Exchange with residual supply", () => {
  describe("reserves", () => {
    it("reserves long x (bought + rated export) of the party's funds, more as others trade, less as they net", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const reserve = 5n * (100n + 3n * RATED.export);
      expect((await f.account(PARTY)).reserve).to.equal(reserve);
      await f.place({ account: 2, side: "sell", energy: 60, limit: 5, slot: f.slot });
      await f.place({ account: 3, side: "buy", energy: 60, limit: 25, slot: f.slot });
      expect((await f.account(PARTY)).reserve).to.equal(reserve + 5n * 60n);
      await expectUnchanged(f.state, () =>
        expect(f.exchange.connect(f.carol).withdraw(PARTY, COLLATERAL * UNIT))
          .to.be.revertedWithCustomError(f.exchange, "InsufficientFree")
          .withArgs(BigInt(PARTY), COLLATERAL - reserve - 300n, COLLATERAL),
      );
    });

    it("keeps rated import x short of every begun slot until it is settled, for orders and withdrawals", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.time.increaseTo((f.slot - 1) * 900 - 1);
      expect((await f.account(3)).reserve).to.equal(0n);
      await f.time.increaseTo((f.slot - 1) * 900);
      const each = 30n * RATED.import;
      expect((await f.account(3)).reserve).to.equal(each);
      await f.time.increaseTo((f.slot + 1) * 900);
      expect((await f.account(3)).reserve).to.equal(2n * each);
      await expectUnchanged(f.state, () =>
        expect(f.exchange.connect(f.alice).withdraw(3, FUNDS * UNIT))
          .to.be.revertedWithCustomError(f.exchange, "InsufficientFree")
          .withArgs(3n, FUNDS - 2n * each, FUNDS),
      );
      await f.settle([3], [read(0n)], f.slot - 1);
      expect((await f.account(3)).reserve).to.equal(each);
      await f.settle([3], [read(0n)]);
      expect((await f.account(3)).reserve).to.equal(0n);
      await f.exchange.connect(f.alice).withdraw(3, FUNDS * UNIT);
    });

    it("asks nothing for slots from before an account had a meter", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.time.increaseTo(f.slot * 900);
      await f.registry.openAccount(f.stranger);
      await f.registry.assignZone(4, f.exchange, 1);
      await f.meters.setRating(await f.exchange.getAddress(), 4, RATED.import, 0);
      expect((await f.account(4)).reserve).to.equal(0n);
    });

    it("lets only the meter registry say that an account gets its first meter", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await expect(f.exchange.connect(f.stranger).startSupply(1))
        .to.be.revertedWithCustomError(f.exchange, "NotRegistry")
        .withArgs(f.stranger.address);
    });
  });

  describe("settle", () => {
    for (const [account, metered, amount] of [
      [1, read(90n), -300n],
      [1, read(100n), 0n],
      [1, MISSING, -30n * 1_100n],
      [2, read(-120n), -600n],
      [3, read(-10n), -300n],
    ] as const) {
      it(`charges account ${account} ${-amount} at once where it metered ${metered.low}`, async () => {
        const f = await networkHelpers.loadFixture(delivered);
        const [before, party] = [await f.free(account), await f.free(PARTY)];
        await expect(f.settle([account], [metered])).to.emit(f.exchange, "Settled");
        const sets = account === 1 ? 3_000n : 0n;
        expect([await f.free(account), await f.free(PARTY)]).to.deep.equal([before + sets + amount, party - amount]);
        expect((await f.exchange.positionData(account, f.slot)).creditDue).to.equal(false);
      });
    }

    it("makes a debt of what an account has not, which stops its owner's orders, withdrawals and gifts of accounts until it is paid", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      await f.exchange.connect(f.alice).withdraw(3, (FUNDS - 30_000n) * UNIT);
      await f.settle([3], [read(-2_000n)]);
      const owed = 60_000n - 30_000n;
      expect([(await f.account(3)).debt, (await f.account(1)).ownerDebt]).to.deep.equal([owed, owed]);
      const later = f.slot + 20;
      await f.exchange.openSlots([{ slot: later, ...PAIR }]);
      const order = f.orderOf({ account: 1, side: "buy", energy: 10, limit: 10, slot: later });
      for (const call of [
        () => f.exchange.connect(f.alice).placeOrder(order),
        () => f.exchange.connect(f.alice).withdraw(1, UNIT),
      ]) {
        await expectUnchanged(f.state, () =>
          expect(call()).to.be.revertedWithCustomError(f.exchange, "OwnerInDebt").withArgs(f.alice.address, owed),
        );
      }
      for (const account of [1, 3]) {
        await f.registry.connect(f.alice).offerAccount(account, f.stranger);
        await expectUnchanged(f.state, () =>
          expect(f.registry.connect(f.stranger).acceptAccount(account))
            .to.be.revertedWithCustomError(f.exchange, "OwnerInDebt")
            .withArgs(f.alice.address, owed),
        );
      }
      const party = await f.free(PARTY);
      await f.exchange.connect(f.alice).deposit(3, 10_000n * UNIT);
      expect([(await f.account(3)).debt, await f.free(3)]).to.deep.equal([owed - 10_000n, 0n]);
      await expect(f.exchange.connect(f.alice).deposit(3, 20_001n * UNIT))
        .to.emit(f.exchange, "DebtRepaid")
        .withArgs(3n, 20_000n);
      expect([(await f.account(3)).debt, await f.free(3), await f.free(PARTY)]).to.deep.equal([0n, 1n, party + owed]);
      await f.exchange.connect(f.alice).placeOrder(order);
      await f.registry.connect(f.stranger).acceptAccount(3);
      expect((await f.account(3)).owner).to.equal(f.stranger.address);
    });
  });

  describe("credits", () => {
    it("wait until all accounts of the slot and of all slots before are settled, in any order", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await f.deliver(f.slot);
      const before = await f.free(1);
      await f.settle([3, 1], [read(7n), read(110n)]);
      await expect(f.settle([2], [read(-100n)])).not.to.emit(f.exchange, "SlotFinanced");
      await expectUnchanged(f.state, () => f.exchange.payCredits(f.slot, [1, 3]));
      expect(await f.free(1)).to.equal(before + 3_000n);
      const older = f.slot - 1;
      await f.settle([1, 3], [read(0n), read(0n)], older);
      const done = expect(f.settle([2], [read(0n)], older));
      await done.to.emit(f.exchange, "SlotFinanced").withArgs(BigInt(older), 0n, 0n);
      await done.to.emit(f.exchange, "SlotFinanced").withArgs(BigInt(f.slot), 85n, 85n);
      await expect(f.exchange.payCredits(f.slot, [1, 2, 3, 99]))
        .to.emit(f.exchange, "CreditPaid")
        .withArgs(1n, BigInt(f.slot), 50n, 0n);
      expect(await f.free(1)).to.equal(before + 3_050n);
      expect((await f.account(PARTY)).reserve).to.equal(0n);
      await expectUnchanged(f.state, () => f.exchange.payCredits(f.slot, [1, 2, 3]));
    });

    it("are paid pro rata, rounded down, where the party is short; the rest is owed, and no slot opens until it is paid", async () => {
      const f = await networkHelpers.loadFixture(poor);
      const pot = await f.free(PARTY);
      await f.settle([1, 2, 3], [read(100n + 10_000n), read(-100n), read(7_001n)]);
      await expect(f.exchange.financeSlots(1))
        .to.emit(f.exchange, "SlotFinanced")
        .withArgs(BigInt(f.slot), 85_005n, pot);
      const [a, b] = [50_000n, 35_005n];
      const [paidA, paidB] = [(a * pot) / (a + b), (b * pot) / (a + b)];
      await f.exchange.payCredits(f.slot, [3]);
      await f.exchange.payCredits(f.slot, [1]);
      expect([(await f.account(1)).receivable, (await f.account(3)).receivable]).to.deep.equal([a - paidA, b - paidB]);
      const dust = pot - paidA - paidB;
      expect(await f.free(PARTY)).to.equal(dust);
      expect((await f.exchange.clearing()).receivables).to.equal(a + b - paidA - paidB);
      const pair = { slot: f.slot + 20, ...PAIR };
      await expect(f.exchange.openSlots([pair]))
        .to.be.revertedWithCustomError(f.exchange, "ReceivablesDue")
        .withArgs(a + b - paidA - paidB);
      await expect(f.exchange.connect(f.carol).withdraw(PARTY, UNIT)).to.be.revert(ethers);

      await f.exchange.connect(f.carol).deposit(PARTY, (a + b) * UNIT);
      await f.exchange.payReceivables([1, 2, 3]);
      expect([(await f.account(1)).receivable, (await f.account(3)).receivable]).to.deep.equal([0n, 0n]);
      await f.exchange.openSlots([pair]);
    });

    it("wait for traders without a meter too: all that was traded must be settled", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const trader = f.stranger;
      await f.registry.openAccount(trader);
      await f.registry.assignZone(4, f.exchange, 1);
      await f.watt.mint(trader, FUNDS * UNIT);
      await f.watt.connect(trader).approve(f.exchange, FUNDS * UNIT);
      await f.exchange.connect(trader).deposit(4, FUNDS * UNIT);
      const sale = await f.place({ account: 1, side: "sell", energy: 50, limit: 5, slot: f.slot });
      const bid = { ...f.orderOf({ account: 1, side: "buy", energy: 50, limit: 20, slot: f.slot }), account: 4 };
      await f.exchange.connect(trader).placeOrder(bid);
      await f.exchange.claim([sale]);
      await f.deliver(f.slot);
      await f.settle([1, 2, 3], [read(0n), read(0n), read(0n)], f.slot - 1);
      await f.settle([1, 2, 3], [read(150n), read(-100n), read(1n)]);
      await expect(f.exchange.financeSlots(5)).not.to.emit(f.exchange, "SlotFinanced");
      await expect(f.settle([4], [{ delivery: 3, low: 0n, high: 0n }]))
        .to.emit(f.exchange, "SlotFinanced")
        .withArgs(BigInt(f.slot), 255n, 255n);
    });

    it("wait for every meter: an account without one stands for none, and is paid at once where it comes late", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      await f.registry.openAccount(f.stranger);
      await f.registry.assignZone(4, f.exchange, 1);
      await f.registry.openAccount(f.stranger);
      await f.registry.assignZone(5, f.exchange, 1);
      await f.settle([1, 2, 4], [read(110n), read(-100n), read(40n)]);
      expect((await f.exchange.slotClearing(f.slot)).state.accounts).to.equal(2n);
      await expect(f.settle([3], [read(10n)]))
        .to.emit(f.exchange, "SlotFinanced")
        .withArgs(BigInt(f.slot), 300n, 300n);
      const [party, [, before]] = [await f.free(PARTY), await f.exchange.slotClearing(f.slot)];
      await expect(f.settle([5], [read(8n)]))
        .to.emit(f.exchange, "Settled")
        .withArgs(5n, BigInt(f.slot), 0n, 0n, 0n, 8n, false, 40n);
      expect([await f.free(5), await f.free(PARTY)]).to.deep.equal([40n, party - 40n]);
      expect((await f.exchange.positionData(5, f.slot)).creditDue).to.equal(false);
      expect((await f.account(5)).activeSlots).to.equal(0n);
      expect((await f.exchange.slotClearing(f.slot))[1]).to.deep.equal(before);
      await f.exchange.payCredits(f.slot, [1, 3, 4, 5]);
      const [, credits] = await f.exchange.slotClearing(f.slot);
      expect([credits.unpaid, credits.paid, await f.free(5)]).to.deep.equal([0n, 300n, 40n]);
    });

    it("are paid first where a correction comes after they are set aside, and never again", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      await f.settle([1, 2, 3], [read(110n), read(-100n), read(0n)]);
      await f.exchange.financeSlots(5);
      const [own, party] = [await f.free(1), await f.free(PARTY)];
      const corrected = expect(f.settle([1], [read(120n)]));
      await corrected.to.emit(f.exchange, "CreditPaid").withArgs(1n, BigInt(f.slot), 50n, 0n);
      await corrected.to.emit(f.exchange, "Corrected").withArgs(1n, BigInt(f.slot), 120n, false, 100n, 50n);
      expect([await f.free(1), await f.free(PARTY)]).to.deep.equal([own + 100n, party - 50n]);
      const [, credits] = await f.exchange.slotClearing(f.slot);
      expect([credits.unpaid, credits.paid]).to.deep.equal([0n, 50n]);
      expect((await f.exchange.positionData(1, f.slot)).creditDue).to.equal(false);
      await expectUnchanged(f.state, () => f.exchange.payCredits(f.slot, [1]));
    });

    it("that are still owed are set off against what the account is charged beyond its funds", async () => {
      const f = await networkHelpers.loadFixture(poor);
      await f.settle([1, 2, 3], [read(10_100n), read(-100n), read(7_001n)]);
      await f.exchange.financeSlots(5);
      await f.exchange.payCredits(f.slot, [1, 3]);
      const { receivable } = await f.account(3);
      await f.exchange.connect(f.alice).withdraw(3, (await f.free(3)) * UNIT);
      // From a credit of 35,005 to a charge of 30: all of it is charged, as far as the account is owed anything.
      await f.settle([3], [read(-1n)]);
      const { receivable: left, debt } = await f.account(3);
      expect([left, debt]).to.deep.equal([0n, 35_035n - receivable]);
    });

    it("are corrected: before they are set aside in their sum, after they are paid by the difference", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      await f.settle([1], [read(110n)]);
      await f.settle([1], [read(120n)]);
      const [, before] = await f.exchange.slotClearing(f.slot);
      expect(before.credits).to.equal(100n);
      await f.settle([2, 3], [read(-100n), read(0n)]);
      await f.exchange.payCredits(f.slot, [1]);
      const [own, party] = [await f.free(1), await f.free(PARTY)];
      await expect(f.settle([1], [read(90n)]))
        .to.emit(f.exchange, "Corrected")
        .withArgs(1n, BigInt(f.slot), 90n, false, -300n, 100n);
      expect([await f.free(1), await f.free(PARTY)]).to.deep.equal([own - 400n, party + 400n]);
      expect(await f.exchange.correctedIn(f.slot)).to.equal(50n + 400n);
    });
  });

  describe("setBalancingParty", () => {
    it("refuses whoever has no role, nobody's address, and another while the party has or backs anything", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      await expect(f.exchange.connect(f.stranger).setBalancingParty(f.stranger)).to.be.revertedWithCustomError(
        f.code,
        "AccessManagedUnauthorized",
      );
      await expect(f.exchange.setBalancingParty(`0x${"00".repeat(20)}`)).to.be.revertedWithCustomError(
        f.exchange,
        "InvalidParty",
      );
      await expect(f.exchange.setBalancingParty(f.stranger))
        .to.be.revertedWithCustomError(f.exchange, "BalancingPartyEngaged")
        .withArgs(f.carol.address);
    });
  });

  describe("storage of an earlier slot", () => {
    const RING = 2048;

    it("is not used again before all accounts there are settled", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      const again = f.slot + RING;
      await networkHelpers.time.increaseTo((again - 4) * 900);
      const opening = () => f.exchange.openSlots([{ slot: again, ...PAIR }]);
      await expectUnchanged(f.state, () =>
        expect(opening()).to.be.revertedWithCustomError(f.exchange, "SlotNotFinanced").withArgs(f.slot),
      );
    });

    it("is not used again before its credits are paid, which anyone may do", async () => {
      const f = await networkHelpers.loadFixture(delivered);
      await f.settle([1, 2, 3], [read(100n), read(-100n), read(40n)]);
      await f.exchange.financeSlots(8);
      const again = f.slot + RING;
      await networkHelpers.time.increaseTo((again - 4) * 900);
      const opening = () => f.exchange.openSlots([{ slot: again, ...PAIR }]);
      await expectUnchanged(f.state, () =>
        expect(opening())
          .to.be.revertedWithCustomError(f.exchange, "SlotNotPaid")
          .withArgs(f.slot, 40n * 5n),
      );
      await f.exchange.payCredits(f.slot, [3]);
      await expect(opening()).to.emit(f.exchange, "SlotOpened");
    });
  });
});
