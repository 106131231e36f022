import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, FUNDS } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** {tick} max(short, 0) - min(long, 0) of the slot's pair. */
const SET = 50n;

async function fixture() {
  return deployClearing(connection);
}

/** Account 2 has bought 100 Wh at 5, then sold 60 Wh at 6. Grid and market fees are 10 each time. */
async function flatFixture() {
  const f = await deployClearing(connection);
  await f.place({ account: 1, side: "sell", energy: 100, limit: 5 });
  await f.place({ account: 2, side: "buy", energy: 100, limit: 20 });
  await f.place({ account: 3, side: "buy", energy: 60, limit: 6 });
  await f.place({ account: 2, side: "sell", energy: 60, limit: -4 });
  return f;
}

describe("Exchange", () => {
  describe("net", () => {
    it("refuses an account that nobody has here", async () => {
      const { exchange, slot, read } = await networkHelpers.loadFixture(fixture);
      await expectUnchanged(read, () =>
        expect(exchange.net(4, slot, 1))
          .to.be.revertedWithCustomError(exchange, "UnknownAccount")
          .withArgs(4n),
      );
    });

    it("refuses strangers", async () => {
      const { exchange, alice, stranger, slot, read } = await networkHelpers.loadFixture(flatFixture);
      for (const caller of [alice, stranger]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(caller).net(2, slot, 1))
            .to.be.revertedWithCustomError(exchange, "NotAuthorized")
            .withArgs(2n, caller.address),
        );
      }
    });

    it("refuses a slot in which the account holds nothing, and another slot of the same ring place", async () => {
      const { exchange, bob, slot, read } = await networkHelpers.loadFixture(flatFixture);
      for (const other of [slot + 1, slot + 2048, slot - 2048]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).net(2, other, 10))
            .to.be.revertedWithCustomError(exchange, "NotEnoughToNet")
            .withArgs(0n, 0n, 10n),
        );
      }
    });

    for (const energy of [0n, 61n, 100n, 2n ** 48n, 2n ** 256n - 1n]) {
      it(`refuses ${energy} Wh where 60 are sold and 100 bought`, async () => {
        const { exchange, bob, slot, read } = await networkHelpers.loadFixture(flatFixture);
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).net(2, slot, energy))
            .to.be.revertedWithCustomError(exchange, "NotEnoughToNet")
            .withArgs(60n, 100n, energy),
        );
      });
    }

    for (const energy of [61n, 100n]) {
      it(`refuses ${energy} Wh where 100 are sold and 60 bought`, async () => {
        const { exchange, bob, slot, place, read } = await networkHelpers.loadFixture(fixture);
        await place({ account: 3, side: "buy", energy: 100, limit: 6 });
        await place({ account: 2, side: "sell", energy: 100, limit: -4 });
        await place({ account: 1, side: "sell", energy: 60, limit: 5 });
        await place({ account: 2, side: "buy", energy: 60, limit: 20 });
        await expectUnchanged(read, () =>
          expect(exchange.connect(bob).net(2, slot, energy))
            .to.be.revertedWithCustomError(exchange, "NotEnoughToNet")
            .withArgs(100n, 60n, energy),
        );
        await exchange.connect(bob).net(2, slot, 60);
        expect((await exchange.positionData(2, slot)).slice(0, 4)).to.deep.equal([40n, 0n, 0n, 0n]);
      });
    }

    it("refuses fills that are not claimed yet", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { exchange, alice, slot, place } = f;
      await place({ account: 1, side: "sell", energy: 50, limit: 5 });
      await place({ account: 2, side: "buy", energy: 50, limit: 20 });
      await place({ account: 2, side: "sell", energy: 40, limit: 7 });
      await place({ account: 1, side: "buy", energy: 40, limit: 30 });
      await expect(exchange.connect(alice).net(1, slot, 40))
        .to.be.revertedWithCustomError(exchange, "NotEnoughToNet")
        .withArgs(0n, 40n, 40n);
    });

    it("says account, slot, energy and credit", async () => {
      const { exchange, bob, slot } = await networkHelpers.loadFixture(flatFixture);
      await expect(exchange.connect(bob).net(2, slot, 60))
        .to.emit(exchange, "Netted")
        .withArgs(2n, BigInt(slot), 60n, 60n * SET);
    });

    it("gives a set per Wh back, takes it off both sides, moves no tokens", async () => {
      const { exchange, watt, bob, slot, free } = await networkHelpers.loadFixture(flatFixture);
      const before = await free(2);
      expect(before).to.equal(FUNDS - 100n * 35n - 60n * (30n - 6n + 10n));
      const held = await watt.balanceOf(exchange);
      await exchange.connect(bob).net(2, slot, 20);
      expect((await exchange.positionData(2, slot)).slice(0, 4)).to.deep.equal([40n, 80n, 0n, 0n]);
      await exchange.connect(bob).net(2, slot, 40);
      expect((await exchange.positionData(2, slot)).slice(0, 4)).to.deep.equal([0n, 40n, 0n, 0n]);
      expect(await free(2)).to.equal(before + 60n * SET);
      expect(await watt.balanceOf(exchange)).to.equal(held);
    });

    it("is open to a delegate, after the gate and while new risk is paused", async () => {
      const f = await networkHelpers.loadFixture(flatFixture);
      const { exchange, registry, bob, stranger, slot, closeGate } = f;
      await registry.connect(bob).setDelegate(2, stranger, 2n ** 40n - 1n);
      await closeGate();
      await exchange.pause();
      await exchange.connect(stranger).net(2, slot, 60);
      expect((await exchange.positionData(2, slot)).slice(0, 4)).to.deep.equal([0n, 40n, 0n, 0n]);
    });

    it("ends the account's activity in the slot where nothing is left", async () => {
      const f = await networkHelpers.loadFixture(flatFixture);
      const { exchange, bob, slot, place } = f;
      await place({ account: 3, side: "buy", energy: 40, limit: 6 });
      await place({ account: 2, side: "sell", energy: 40, limit: -4 });
      await exchange.connect(bob).net(2, slot, 99);
      expect((await exchange.accountData(2)).activeSlots).to.equal(1n);
      await exchange.connect(bob).net(2, slot, 1);
      expect((await exchange.accountData(2)).activeSlots).to.equal(0n);
    });
  });
});
