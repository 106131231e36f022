import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { shares } from "../../helpers/fees.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

const ROUTER_ROLE = 5n;
const MARKET = 0;
const GRID = 1;

/** In a real exchange, 100 Wh have been traded inside a zone, with a tariff of 10 and a market fee of 3 ticks. */
async function fixture() {
  const f = await deployHome(ethers);
  const { registry, area, exchange, watt, authority, owner, buyer, registrar } = f;
  await registry.openAccount(buyer);
  await registry.connect(registrar).assignZone(2, exchange, 1);
  await area.setTariff(1, 10);
  await area.setMarketFee(3);
  await exchange.setSettlement(await ethers.deployContract("ImmediateSettlement"));
  const slot = Math.floor((await time.latest()) / 900) + 10;
  await exchange.openSlots([{ slot, long: 0, short: 100 }]);
  for (const [account, trader, side, limit] of [
    [1, owner, 1, 20],
    [2, buyer, 0, 50],
  ] as const) {
    await watt.mint(trader, 10n ** 18n);
    await watt.connect(trader).approve(exchange, 10n ** 18n);
    await exchange.connect(trader).deposit(account, 10n ** 18n);
    const order = { account, zone: 1, slot, side, energy: 100, limit, kind: 0, minFill: 0, host: 0 };
    await exchange.connect(trader).placeOrder(order);
  }
  const router = await ethers.deployContract("FeeRouter", [exchange, authority]);
  const { selector } = exchange.interface.getFunction("withdrawFees");
  await authority.setTargetFunctionRole(exchange, [selector], ROUTER_ROLE);
  const payees = shares([f.stranger.address, 4_000], [f.delegate.address, 6_000]);
  await router.setMarketPayees(payees);
  await router.setAdmin(GRID, owner);
  await router.connect(owner).setPayees(GRID, payees);
  const read = async () => [
    await router.totalOwed(),
    await exchange.feesOwed(MARKET),
    await exchange.feesOwed(GRID),
    await watt.balanceOf(exchange),
    await watt.balanceOf(router),
  ];
  return { ...f, router, slot, read };
}

describe("FeeRouter", () => {
  describe("withdrawFees of the exchange", () => {
    it("refuses a router without the role, and keeps the fees", async () => {
      const { router, exchange, slot, read } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(slot * 900);
      await exchange.collectFees([slot]);
      const address = await router.getAddress();
      await expectUnchanged(read, () =>
        expect(router.pull(GRID)).to.be.revertedWithCustomError(router, "AccessManagedUnauthorized").withArgs(address),
      );
    });

    it("brings what trades earned, to the operator and to the market, and not before it is collected", async () => {
      const { router, exchange, authority, watt, slot, stranger, delegate } = await networkHelpers.loadFixture(fixture);
      await authority.grantRole(ROUTER_ROLE, router, 0);
      expect(await router.pull.staticCall(GRID)).to.equal(0n);
      await time.increaseTo(slot * 900);
      await exchange.collectFees([slot]);
      const unit = 10n ** 11n;
      expect(await router.pull.staticCall(GRID)).to.equal(1_000n * unit);
      expect(await router.pull.staticCall(MARKET)).to.equal(300n * unit);
      await router.pull(GRID);
      await router.pull(MARKET);
      expect(await router.owed(stranger)).to.equal(520n * unit);
      expect(await router.owed(delegate)).to.equal(780n * unit);
      expect(await watt.balanceOf(router)).to.equal(1_300n * unit);
      await router.payOut(stranger);
      expect(await watt.balanceOf(stranger)).to.equal(520n * unit);
      expect(await exchange.feesOwed(GRID)).to.equal(0n);
    });
  });
});
