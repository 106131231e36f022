import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { CLEARED, NO_DEBTS, NOT_CLEARED, setBarred } from "../../helpers/exchange.ts";
import { deployClearing, FUNDS, trade, UNIT } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

/** The registry itself may call: the test speaks as it. */
async function fixture() {
  const f = await deployClearing(connection);
  const registry = await f.registry.getAddress();
  await networkHelpers.setBalance(registry, 10n ** 20n);
  return { ...f, asRegistry: f.exchange.connect(await ethers.getImpersonatedSigner(registry)) };
}

describe("Exchange", () => {
  describe("setAccount", () => {
    it("refuses whoever is not the registry", async () => {
      const { exchange, admin, alice, stranger, read } = await networkHelpers.loadFixture(fixture);
      for (const caller of [admin, alice, stranger]) {
        await expectUnchanged(read, () =>
          expect(exchange.connect(caller).setAccount(1, stranger, 0))
            .to.be.revertedWithCustomError(exchange, "NotRegistry")
            .withArgs(caller.address),
        );
      }
    });

    it("refuses another zone, or none, to an account with an open order or unsettled energy", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { asRegistry, exchange, alice, bob, read } = f;
      await trade(f);
      for (const [account, owner] of [
        [1, alice],
        [2, bob],
      ] as const) {
        for (const [to, zone] of [
          [owner.address, 0],
          [ZeroAddress, account],
        ] as const) {
          await expectUnchanged(read, () =>
            expect(asRegistry.setAccount(account, to, zone))
              .to.be.revertedWithCustomError(exchange, "AccountActive")
              .withArgs(BigInt(account)),
          );
        }
      }
    });

    it("refuses to close an account with free funds", async () => {
      const { asRegistry, exchange, alice, read } = await networkHelpers.loadFixture(fixture);
      await exchange.connect(alice).withdraw(1, (FUNDS - 1n) * UNIT);
      await expectUnchanged(read, () =>
        expect(asRegistry.setAccount(1, ZeroAddress, 0))
          .to.be.revertedWithCustomError(exchange, "AccountActive")
          .withArgs(1n),
      );
    });

    it("says account, owner and zone", async () => {
      const { asRegistry, exchange, stranger } = await networkHelpers.loadFixture(fixture);
      await expect(asRegistry.setAccount(1, stranger, 2))
        .to.emit(exchange, "AccountSet")
        .withArgs(1n, stranger.address, 2n);
    });

    it("opens an account", async () => {
      const { asRegistry, exchange, stranger } = await networkHelpers.loadFixture(fixture);
      await asRegistry.setAccount(2 ** 32 - 1, stranger, 2);
      expect(await exchange.accountData(2 ** 32 - 1)).to.deep.equal([
        stranger.address,
        2n,
        0n,
        0n,
        ...CLEARED,
        ...NO_DEBTS,
      ]);
    });

    it("keeps the money with a new owner and a new zone, and asks for the new owner's clearance", async () => {
      const { asRegistry, exchange, stranger, alice } = await networkHelpers.loadFixture(fixture);
      await setBarred(exchange, 1, true);
      await asRegistry.setAccount(1, stranger, 2);
      expect(await exchange.accountData(1)).to.deep.equal([stranger.address, 2n, FUNDS, 0n, ...CLEARED, ...NO_DEBTS]);
      await expect(exchange.connect(alice).withdraw(1, UNIT))
        .to.be.revertedWithCustomError(exchange, "NotAuthorized")
        .withArgs(1n, alice.address);
      await exchange.connect(stranger).withdraw(1, FUNDS * UNIT);
    });

    it("gives an account with open orders to a new owner, with its obligations", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { asRegistry, exchange, stranger, alice } = f;
      const { ask } = await trade(f);
      await asRegistry.setAccount(1, stranger, 1);
      expect((await exchange.accountData(1)).activeSlots).to.equal(1n);
      await expect(exchange.connect(alice).cancelOrders([ask]))
        .to.be.revertedWithCustomError(exchange, "NotAuthorized")
        .withArgs(1n, alice.address);
      await exchange.connect(stranger).cancelOrders([ask]);
    });

    it("closes an account that holds nothing", async () => {
      const { asRegistry, exchange, alice } = await networkHelpers.loadFixture(fixture);
      await exchange.connect(alice).withdraw(1, FUNDS * UNIT);
      await asRegistry.setAccount(1, ZeroAddress, 0);
      expect(await exchange.accountData(1)).to.deep.equal([ZeroAddress, 0n, 0n, 0n, ...NOT_CLEARED, ...NO_DEBTS]);
    });
  });
});
