import { expect } from "chai";
import { network } from "hardhat";

import { HOST_SHARES, UNIT } from "../../helpers/market.ts";
import { BUY, deployTrading, IOC, loaderOf, PAIR, POST_ONLY } from "../../helpers/trading.ts";

const connection = await network.create();
const { ethers } = connection;
const MARKET_FEE = 9n;
const [FIRST, SECOND, UNLICENSED] = [1, 2, 3];
const [SHARE = 0n, OTHER = 0n] = HOST_SHARES;
/** {unit bp} in a unit. */
const BASIS = 10_000n;

/** Two hosts with a share and one without a licence; 1,000 Wh of account 1 are on offer at 10, and 1,000 are wanted at 5. */
async function fixture() {
  const f = await deployTrading(connection, { marketFee: MARKET_FEE });
  await f.licenseHosts();
  await f.useDiscounts();
  const slot = Math.floor((await f.time.latest()) / 900) + 20;
  await f.openSlot({ slot, ...PAIR });
  await f.sell(1, 1_000n, 10n, { slot });
  await f.buy(1, 1_000n, 5n, { slot, zone: 1 });
  const take = (energy: bigint, host: number, account = 2) => f.buy(account, energy, 100n, { slot, host, kind: IOC });
  const owedTo = async (host: number) => (await f.exchange.hostData(host)).owed;
  const keptWith = async (host: number) => (await f.exchange.hostData(host)).kept;
  const collect = async () => {
    await f.advanceTo(slot * 900 - 300);
    await f.exchange.collectFees([slot]);
  };
  const readHosts = async () => [
    await Promise.all([0, 1, 2, 3].map((host) => f.exchange.hostData(host))),
    await f.exchange.marketFees(),
    await f.read([slot]),
  ];
  return { ...f, slot, take, owedTo, keptWith, collect, readHosts };
}

const load = loaderOf(connection, fixture);

describe("Exchange", () => {
  describe("orders with a host", () => {
    it("give it its share of what takers pay, exactly, however trades are split", async () => {
      const { take, owedTo, keptWith, exchange } = await load();
      for (const energy of [11n, 10n, 13n]) await take(energy, FIRST);
      await take(34n, SECOND);
      expect([await owedTo(FIRST), await owedTo(SECOND)]).to.eql([34n * 9n * SHARE, 34n * 9n * OTHER]);
      expect([await keptWith(FIRST), await keptWith(SECOND)]).to.eql([34n * 9n * SHARE, 34n * 9n * OTHER]);
      const { kept } = await exchange.marketFees();
      expect(kept).to.equal((34n * 9n * (SHARE + OTHER) + BASIS - 1n) / BASIS);
    });

    it("cost the taker the same with any host, and with none", async () => {
      const { take, freeOf } = await load();
      const costs = [];
      for (const host of [0, FIRST, SECOND, UNLICENSED, 256, 65_535]) {
        const before = await freeOf(2);
        await take(20n, host);
        costs.push(before - (await freeOf(2)));
      }
      expect(new Set(costs).size).to.equal(1);
    });

    it("give nothing to a host without a licence, and nothing for what rests or is taken later", async () => {
      const { take, sell, buy, exchange, slot, owedTo } = await load();
      for (const host of [UNLICENSED, 255, 256, 65_535]) await take(20n, host);
      await sell(3, 50n, 90n, { slot, host: FIRST });
      await sell(3, 50n, 95n, { slot, host: FIRST, kind: POST_ONLY });
      await buy(2, 2_000n, 99n, { slot });
      expect(await owedTo(FIRST)).to.equal(0n);
      expect((await exchange.marketFees()).kept).to.equal(0n);
    });

    it("keep their host when they are replaced", async () => {
      const { buy, run, as, slot, owedTo } = await load();
      const { id } = await buy(2, 30n, 1n, { slot, host: SECOND });
      await run(() => as(2).exchange.replaceOrder(id, 30n, 30n, 100n));
      expect(await owedTo(SECOND)).to.equal(30n * 9n * OTHER);
    });

    it("are simulated as they are placed", async () => {
      const { exchange, order, take, freeOf, slot, setDiscount } = await load();
      await setDiscount(2, 4n);
      const wish = order({ account: 2, side: BUY, energy: 70n, limit: 100n, kind: IOC, host: FIRST, slot });
      const quote = await exchange.quote.staticCall(wish);
      const before = await freeOf(2);
      await take(70n, FIRST);
      expect(quote.marketFee).to.equal(70n * 5n);
      expect(quote.cost).to.equal(before - (await freeOf(2)));
    });
  });

  describe("refreshHost", () => {
    it("refuses numbers that no host can have", async () => {
      const { exchange, readHosts } = await load();
      for (const host of [0, 256, 65_535]) {
        const before = await readHosts();
        await expect(exchange.refreshHost(host)).to.be.revertedWithCustomError(exchange, "UnknownHost").withArgs(host);
        expect(await readHosts()).to.eql(before);
      }
    });

    it("takes over what the registry says, by anyone's call, and tells only what changed", async () => {
      const { exchange, hosts, as } = await load();
      await expect(exchange.refreshHost(FIRST)).not.to.emit(exchange, "HostShareSet");
      await expect(exchange.refreshHost(UNLICENSED)).not.to.emit(exchange, "HostShareSet");
      await hosts.setSuspended(FIRST, true);
      await expect(as(3).exchange.refreshHost(FIRST)).to.emit(exchange, "HostShareSet").withArgs(FIRST, 1n, 0n);
      await hosts.setSuspended(FIRST, false);
      await expect(as(3).exchange.refreshHost(FIRST)).to.emit(exchange, "HostShareSet").withArgs(FIRST, 1n, SHARE);
      expect(await exchange.hostData(FIRST)).to.eql([1n, SHARE, 0n, 0n]);
    });

    it("lets a suspended host's customers go on, for no share, and keeps what it earned", async () => {
      const { exchange, hosts, take, owedTo } = await load();
      await take(20n, FIRST);
      await hosts.setSuspended(FIRST, true);
      await exchange.refreshHost(FIRST);
      const { filled } = await take(20n, FIRST);
      expect(filled).to.equal(20n);
      expect(await owedTo(FIRST)).to.equal(20n * 9n * SHARE);
    });

    it("gives a number to another licence only when the one before was paid, for which anyone can see", async () => {
      const f = await load();
      const { exchange, hosts, grid, admin, take, feeRouter, time, owedTo } = f;
      await take(20n, FIRST);
      await hosts.giveNotice(FIRST);
      await time.increase(28 * 86_400);
      await hosts.withdraw(FIRST);
      await grid.approve(hosts, ethers.parseEther("1000"));
      await hosts.openLicence(ethers.parseEther("1000"), f.ownerOf(4));
      const due = (20n * 9n * SHARE) / BASIS;
      await expect(exchange.refreshHost(FIRST))
        .to.be.revertedWithCustomError(exchange, "HostFeesDue")
        .withArgs(FIRST, due);
      await f.as(4).exchange.collectFees([]);
      await expect(feeRouter.connect(f.ownerOf(4)).pullHost(FIRST))
        .to.emit(feeRouter, "HostFeesCredited")
        .withArgs(FIRST, 1n, admin.address, due * UNIT);
      expect(await feeRouter.owed(admin)).to.equal(due * UNIT);
      await time.increase(86_400);
      await expect(exchange.refreshHost(FIRST)).to.emit(exchange, "HostShareSet").withArgs(FIRST, 3n, SHARE);
      // What is less than a unit stays with the number.
      expect(await owedTo(FIRST)).to.equal((20n * 9n * SHARE) % BASIS);
    });
  });

  describe("withdrawHostFees", () => {
    it("refuses who is not the fee router, and numbers of no host", async () => {
      const { exchange, as, feeRouter, take, readHosts } = await load();
      await take(20n, FIRST);
      const before = await readHosts();
      await expect(as(2).exchange.withdrawHostFees(FIRST)).to.be.revertedWithCustomError(
        feeRouter,
        "AccessManagedUnauthorized",
      );
      for (const host of [0, 256]) {
        await expect(feeRouter.pullHost(host)).to.be.revertedWithCustomError(exchange, "UnknownHost").withArgs(host);
      }
      expect(await readHosts()).to.eql(before);
    });

    it("pays whole units at once, before fees are collected, and keeps the rest for later", async () => {
      const { exchange, feeRouter, watt, take, owedTo } = await load();
      await take(11n, FIRST);
      const owed = 11n * 9n * SHARE;
      const amount = (owed / BASIS) * UNIT;
      const held = await watt.balanceOf(exchange);
      await expect(feeRouter.pullHost(FIRST)).to.emit(exchange, "HostFeesWithdrawn").withArgs(FIRST, 1n, amount);
      expect(held - (await watt.balanceOf(exchange))).to.equal(amount);
      expect(await owedTo(FIRST)).to.equal(owed % BASIS);
      await expect(feeRouter.pullHost(FIRST)).not.to.emit(exchange, "HostFeesWithdrawn");
    });
  });

  describe("withdrawFees of the market", () => {
    it("is what takers paid less the hosts' shares, nothing twice and never below nothing", async () => {
      const { exchange, feeRouter, take, collect, setDiscount } = await load();
      await take(100n, FIRST);
      await setDiscount(3, 4n);
      await take(50n, SECOND, 3);
      const earned = 100n * 9n * SHARE + 50n * 5n * OTHER;
      const kept = (earned + 50n * 4n * BASIS + BASIS - 1n) / BASIS;
      // Nothing is collected yet, so nothing can be taken off.
      expect(await exchange.marketFees()).to.eql([0n, kept]);
      expect(await exchange.feesOwed(0)).to.equal(0n);
      await expect(feeRouter.pull(0)).not.to.emit(exchange, "FeesWithdrawn");
      await collect();
      expect(await exchange.marketFees()).to.eql([150n * 9n, kept]);
      expect(await exchange.feesOwed(0)).to.equal(150n * 9n - kept);
      await expect(feeRouter.pull(0))
        .to.emit(exchange, "FeesWithdrawn")
        .withArgs(0n, (150n * 9n - kept) * UNIT)
        .and.to.emit(exchange, "KeptTakenOff")
        .withArgs(kept);
      expect(await exchange.marketFees()).to.eql([0n, 0n]);
      await feeRouter.pullHost(FIRST);
      await feeRouter.pullHost(SECOND);
      expect(await exchange.marketFees()).to.eql([0n, 0n]);
    });

    it("waits while more is kept than was collected", async () => {
      const { exchange, feeRouter, take, collect, slot, openSlot, sell, buy } = await load();
      await take(10n, SECOND);
      await openSlot({ slot: slot + 1, ...PAIR });
      await sell(1, 1_000n, 10n, { slot: slot + 1 });
      await buy(2, 1_000n, 100n, { slot: slot + 1, host: SECOND });
      await collect();
      expect(await exchange.feesOwed(0)).to.equal(0n);
      await expect(feeRouter.pull(0)).not.to.emit(exchange, "FeesWithdrawn");
      expect(await exchange.marketFees()).to.eql([90n, 45n + 4_500n]);
    });
  });

  describe("refreshDiscounts", () => {
    it("refuses accounts that are none, and changes none of the others then", async () => {
      const { exchange, readHosts } = await load();
      const before = await readHosts();
      await expect(exchange.refreshDiscounts([2, 77]))
        .to.be.revertedWithCustomError(exchange, "UnknownAccount")
        .withArgs(77n);
      expect(await readHosts()).to.eql(before);
    });

    it("lowers the market fee of takers, at most to nothing, and no maker's", async () => {
      const { exchange, setDiscount, take, freeOf, keptWith, area, openSlot, slot, sell, buy } = await load();
      const before = await freeOf(2);
      await take(20n, 0);
      const full = before - (await freeOf(2));
      await setDiscount(2, 4n);
      expect((await exchange.accountData(2)).discount).to.equal(4n);
      await take(20n, 0);
      expect(before - full - (await freeOf(2))).to.equal(full - 20n * 4n);
      expect(await keptWith(0)).to.equal(20n * 4n * BASIS);
      await area.setMarketFee(3);
      await openSlot({ slot: slot + 1, ...PAIR });
      await sell(1, 20n, 10n, { slot: slot + 1 });
      const { deeds } = await buy(2, 20n, 100n, { slot: slot + 1 });
      expect(deeds.flatMap((deed) => (deed.name === "Trade" ? [deed.marketFee] : []))).to.eql([0n]);
      expect(await keptWith(0)).to.equal((20n * 4n + 20n * 3n) * BASIS);
    });

    it("lets an order match that its full fee would have kept from it", async () => {
      const { buy, setDiscount, slot } = await load();
      // Price 10, tariff 2 of zone 1, market fee 9.
      expect((await buy(2, 20n, 20n, { slot, kind: IOC })).filled).to.equal(0n);
      await setDiscount(2, 1n);
      expect((await buy(2, 20n, 20n, { slot, kind: IOC })).filled).to.equal(20n);
    });

    it("gives at most seven ticks, whatever it is told, and tells only what changed", async () => {
      const { exchange, setDiscount, keptWith, take } = await load();
      await setDiscount(2, 2n ** 255n);
      expect((await exchange.accountData(2)).discount).to.equal(7n);
      await expect(exchange.refreshDiscounts([2, 2])).not.to.emit(exchange, "DiscountSet");
      await take(20n, 0);
      expect(await keptWith(0)).to.equal(20n * 7n * BASIS);
    });

    it("counts with the host where that has a share, and with none where it has not", async () => {
      const { setDiscount, take, keptWith, owedTo } = await load();
      await setDiscount(2, 4n);
      await take(20n, FIRST);
      await take(20n, UNLICENSED);
      await take(20n, 65_535);
      expect(await owedTo(FIRST)).to.equal(20n * 5n * SHARE);
      expect(await keptWith(FIRST)).to.equal(20n * 5n * SHARE + 20n * 4n * BASIS);
      expect(await keptWith(0)).to.equal(40n * 4n * BASIS);
      expect(await keptWith(UNLICENSED)).to.equal(0n);
    });

    it("ends with a change of owner, and is nobody's where nobody says discounts", async () => {
      const { exchange, registry, ownerOf, setDiscount } = await load();
      await setDiscount(3, 4n);
      await setDiscount(2, 4n);
      await registry.connect(ownerOf(3)).offerAccount(3, ownerOf(4));
      await expect(registry.connect(ownerOf(4)).acceptAccount(3))
        .to.emit(exchange, "DiscountSet")
        .withArgs(3n, 0n);
      expect((await exchange.accountData(3)).discount).to.equal(0n);
      await exchange.setDiscounts(ethers.ZeroAddress);
      expect((await exchange.accountData(2)).discount).to.equal(4n);
      await exchange.refreshDiscounts([2]);
      expect((await exchange.accountData(2)).discount).to.equal(0n);
    });

    it("by a part that fails changes nobody's, and stops nobody's orders (threat 97)", async () => {
      const { exchange, setDiscount, take, watt } = await load();
      await setDiscount(2, 4n);
      await exchange.setDiscounts(watt);
      await expect(exchange.refreshDiscounts([2])).to.be.revert(ethers);
      expect((await exchange.accountData(2)).discount).to.equal(4n);
      expect((await take(20n, 0)).filled).to.equal(20n);
    });

    it("passes the balancing party over", async () => {
      const { exchange } = await load();
      await exchange.refreshDiscounts([0]);
      expect((await exchange.accountData(0)).discount).to.equal(0n);
    });
  });

  describe("setDiscounts", () => {
    it("refuses others and what is no contract", async () => {
      const { exchange, as, ownerOf, feeRouter } = await load();
      const before = await exchange.discounts();
      await expect(as(2).exchange.setDiscounts(exchange)).to.be.revertedWithCustomError(
        feeRouter,
        "AccessManagedUnauthorized",
      );
      await expect(exchange.setDiscounts(ownerOf(2)))
        .to.be.revertedWithCustomError(exchange, "NotAContract")
        .withArgs(ownerOf(2).address);
      expect(await exchange.discounts()).to.equal(before);
    });

    it("names who says discounts", async () => {
      const { exchange, watt } = await load();
      await expect(exchange.setDiscounts(watt))
        .to.emit(exchange, "DiscountsSet")
        .withArgs(await watt.getAddress());
      expect(await exchange.discounts()).to.equal(await watt.getAddress());
    });
  });
});
