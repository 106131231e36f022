import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployExchange } from "../../helpers/exchange.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

async function fixture() {
  return deployHome(ethers);
}

/** Account 1 has 5 WATT. */
async function fundedFixture() {
  const f = await deployHome(ethers);
  const { watt, exchange, owner } = f;
  await watt.mint(owner, parseEther("5"));
  await watt.connect(owner).approve(exchange, parseEther("5"));
  await exchange.connect(owner).deposit(1, parseEther("5"));
  return f;
}

/** Account 1 has an open order. */
async function tradingFixture() {
  const f = await fundedFixture();
  const slot = Math.floor((await networkHelpers.time.latest()) / 900) + 10;
  await f.exchange.openSlots([{ slot, long: 0, short: 100 }]);
  const order = { account: 1, zone: 1, slot, side: 0, energy: 100, limit: 1, kind: 0, minFill: 0, host: 0 };
  await f.exchange.connect(f.owner).placeOrder(order);
  return f;
}

describe("AccountRegistry", () => {
  describe("assignZone", () => {
    it("refuses accounts that nobody has", async () => {
      const { registry, exchange, registrar } = await networkHelpers.loadFixture(fixture);
      for (const account of [0, 2]) {
        await expect(registry.connect(registrar).assignZone(account, exchange, 0))
          .to.be.revertedWithCustomError(registry, "AccountNotFound")
          .withArgs(BigInt(account));
      }
    });

    it("refuses an exchange that it does not serve, whoever its registrar is", async () => {
      const { registry, watt, area, authority, registrar, read } = await networkHelpers.loadFixture(fixture);
      const { exchange } = await deployExchange(ethers, { watt, registry, area, authority });
      const address = await exchange.getAddress();
      await expectUnchanged(read, () =>
        expect(registry.connect(registrar).assignZone(1, exchange, 0))
          .to.be.revertedWithCustomError(registry, "AreaNotKnown")
          .withArgs(address),
      );
    });

    for (const zone of [2, 12, 255]) {
      it(`refuses zone ${zone} of 2`, async () => {
        const { registry, exchange, registrar, read } = await networkHelpers.loadFixture(fixture);
        await expectUnchanged(read, () =>
          expect(registry.connect(registrar).assignZone(1, exchange, zone))
            .to.be.revertedWithCustomError(registry, "UnknownZone")
            .withArgs(BigInt(zone)),
        );
      });
    }

    it("refuses whoever is not the zone's registrar: the owner, the admin, another area's registrar", async () => {
      const f = await networkHelpers.loadFixture(fixture);
      const { registry, exchange, owner, admin, otherRegistrar, read } = f;
      const address = await exchange.getAddress();
      for (const caller of [owner, admin, otherRegistrar]) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).assignZone(1, exchange, 0))
            .to.be.revertedWithCustomError(registry, "NotRegistrar")
            .withArgs(address, 0n, caller.address),
        );
      }
    });

    it("refuses a registrar who has been replaced, and the one of another zone", async () => {
      const { registry, exchange, area, registrar, stranger, read } = await networkHelpers.loadFixture(fixture);
      await area.setRegistrar(0, stranger);
      const address = await exchange.getAddress();
      for (const [caller, zone] of [
        [registrar, 0],
        [stranger, 1],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).assignZone(1, exchange, zone))
            .to.be.revertedWithCustomError(registry, "NotRegistrar")
            .withArgs(address, BigInt(zone), caller.address),
        );
      }
    });

    it("refuses another exchange while the account has money in the one before", async () => {
      const { registry, exchange, otherExchange, otherRegistrar, read } =
        await networkHelpers.loadFixture(fundedFixture);
      await expectUnchanged(read, () =>
        expect(registry.connect(otherRegistrar).assignZone(1, otherExchange, 0))
          .to.be.revertedWithCustomError(exchange, "AccountActive")
          .withArgs(1n),
      );
    });

    it("refuses another zone and another exchange while the account has an open order", async () => {
      const f = await networkHelpers.loadFixture(tradingFixture);
      const { registry, exchange, otherExchange, registrar, otherRegistrar, read } = f;
      for (const [caller, to] of [
        [registrar, exchange],
        [otherRegistrar, otherExchange],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(registry.connect(caller).assignZone(1, to, 0))
            .to.be.revertedWithCustomError(exchange, "AccountActive")
            .withArgs(1n),
        );
      }
    });

    it("says the account and its home, here and in the exchange", async () => {
      const { registry, exchange, registrar, owner } = await networkHelpers.loadFixture(fixture);
      const assigned = expect(registry.connect(registrar).assignZone(1, exchange, 0));
      await assigned.to.emit(registry, "ZoneAssigned").withArgs(1n, await exchange.getAddress(), 0n);
      await assigned.to.emit(exchange, "AccountSet").withArgs(1n, owner.address, 0n);
    });

    it("moves an account with money to another zone of its exchange", async () => {
      const { registry, exchange, registrar, owner } = await networkHelpers.loadFixture(fundedFixture);
      await registry.connect(registrar).assignZone(1, exchange, 0);
      expect(await registry.accountOf(1)).to.deep.equal([owner.address, await exchange.getAddress(), 0n, 0n]);
      const { zone, free } = await exchange.accountData(1);
      expect([zone, free]).to.deep.equal([0n, 50_000_000n]);
    });

    it("moves an account without money to another exchange, and closes it in the one before", async () => {
      const f = await networkHelpers.loadFixture(fundedFixture);
      const { registry, exchange, otherExchange, otherRegistrar, owner } = f;
      await exchange.connect(owner).withdraw(1, parseEther("5"));
      const moved = expect(registry.connect(otherRegistrar).assignZone(1, otherExchange, 1));
      await moved.to.emit(exchange, "AccountSet").withArgs(1n, ZeroAddress, 0n);
      await moved.to.emit(otherExchange, "AccountSet").withArgs(1n, owner.address, 1n);
      expect(await registry.accountOf(1)).to.deep.equal([owner.address, await otherExchange.getAddress(), 1n, 0n]);
      expect((await exchange.accountData(1)).owner).to.equal(ZeroAddress);
      expect((await otherExchange.accountData(1)).owner).to.equal(owner.address);
      await expect(exchange.connect(owner).deposit(1, parseEther("5")))
        .to.be.revertedWithCustomError(exchange, "UnknownAccount")
        .withArgs(1n);
    });

    it("keeps the delegates and an offer", async () => {
      const { registry, exchange, registrar, owner, buyer, delegate } = await networkHelpers.loadFixture(fixture);
      await registry.connect(owner).setDelegate(1, delegate, 2n ** 40n - 1n);
      await registry.connect(owner).offerAccount(1, buyer);
      await registry.connect(registrar).assignZone(1, exchange, 0);
      expect(await registry.isDelegate(1, delegate)).to.equal(true);
      expect(await registry.offerOf(1)).to.equal(buyer.address);
    });
  });
});
