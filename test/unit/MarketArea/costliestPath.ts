import { expect } from "chai";
import { parseEther } from "ethers";
import { network } from "hardhat";

import { deployExchange } from "../../helpers/exchange.ts";
import { deployHome } from "../../helpers/registry.ts";

const { ethers, networkHelpers } = await network.create();

const FEE = 16_383;
const MARKET_FEE = 4_095;
const LAST = 99_999;
const ENERGY = 100n;

/**
 * Twelve zones in a line; every tariff, every surcharge and the market fee are the highest there are. From end to end
 * that is 12 + 11 times {FEE}, more than all prices span. Account 2, in zone 11, offers energy at the lowest price.
 */
async function fixture() {
  const f = await deployHome(ethers);
  const { admin, authority, registry, watt, owner, buyer } = f;
  const area = await ethers.deployContract("MarketArea", [authority]);
  await area.setMarketFee(MARKET_FEE);
  for (let zone = 0; zone < 12; zone += 1) {
    await area.addZone(Math.max(zone - 1, 0), FEE, zone + 1, admin);
    if (zone > 0) await area.setLink(zone, 1_000, [{ from: 0, surcharge: FEE }]);
  }
  const { exchange } = await deployExchange(ethers, { watt, registry, area, authority });
  await registry.addArea(exchange);
  await registry.openAccount(owner);
  await registry.openAccount(buyer);
  await registry.assignZone(2, exchange, 11);
  await registry.assignZone(3, exchange, 0);
  for (const [account, trader] of [
    [2, owner],
    [3, buyer],
  ] as const) {
    await watt.mint(trader, parseEther("100"));
    await watt.connect(trader).approve(exchange, parseEther("100"));
    await exchange.connect(trader).deposit(account, parseEther("100"));
  }
  const slot = Math.floor((await networkHelpers.time.latest()) / 900) + 10;
  await exchange.openSlots([{ slot, long: -LAST, short: LAST }]);
  const order = { account: 3, zone: 0, slot, side: 0, energy: ENERGY, limit: LAST, kind: 0, minFill: 0, host: 0 };
  await exchange.connect(owner).placeOrder({ ...order, account: 2, zone: 11, side: 1, limit: -LAST });
  return { ...f, area, exchange, slot, order };
}

describe("MarketArea", () => {
  describe("the costliest path", () => {
    for (const zone of [0, 5]) {
      it(`lets a buyer in zone ${zone} rest: the way costs more than its limit, and nothing overflows`, async () => {
        const { exchange, registry, buyer, order } = await networkHelpers.loadFixture(fixture);
        await registry.assignZone(3, exchange, zone);
        const [id, filled] = await exchange.connect(buyer).placeOrder.staticCall({ ...order, zone });
        expect(filled).to.equal(0n);
        expect(id).not.to.equal(0n);
        expect((await exchange.quote.staticCall({ ...order, zone })).filled).to.equal(0n);
      });
    }

    for (const zone of [6, 10, 11]) {
      it(`lets a buyer in zone ${zone} pay what the way costs, within its limit`, async () => {
        const { exchange, registry, buyer, order } = await networkHelpers.loadFixture(fixture);
        await registry.assignZone(3, exchange, zone);
        const links = 11 - zone;
        const allIn = -LAST + (2 * links + 1) * FEE + MARKET_FEE;
        expect(allIn).to.be.lessThanOrEqual(LAST);
        const quote = await exchange.quote.staticCall({ ...order, zone });
        expect(quote.filled).to.equal(ENERGY);
        expect(quote.limit).to.equal(BigInt(allIn));
        expect(quote.total).to.equal(BigInt(allIn) * ENERGY);
        const before = (await exchange.accountData(3)).free;
        await exchange.connect(buyer).placeOrder({ ...order, zone });
        const escrow = BigInt(LAST) * ENERGY;
        expect(before - (await exchange.accountData(3)).free).to.equal(quote.total + escrow);
        const fees = quote.gridFees.reduce((sum, fee) => sum + fee, 0n);
        expect(fees).to.equal(BigInt((2 * links + 1) * FEE) * ENERGY);
      });
    }
  });
});
