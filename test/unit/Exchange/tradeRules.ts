import { expect } from "chai";
import { network } from "hardhat";

import { deployClearing, trade } from "../../helpers/clearing.ts";
import { expectUnchanged } from "../../helpers/expectations.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const UNRESTRICTED = 1n << 254n;

/** Accounts 1 and 3 in zone 1, account 2 in zone 2; account 1 asks 5 for energy. */
async function fixture() {
  const f = await trade(await deployClearing(connection));
  const compliance = await connection.ethers.getContractAt("ComplianceMock", await f.exchange.compliance());
  /** Rules for a zone: with whom it may trade, and bounds of tier 3 {tick}. */
  const rule = async (zone: number, partners: readonly number[], bounds: { cap?: number; floor?: number } = {}) => {
    let word = partners.reduce((sum, partner) => sum | (1n << BigInt(partner)), 0n);
    if (bounds.cap !== undefined) word |= BigInt(bounds.cap + 100_000) << 84n;
    if (bounds.floor !== undefined) word |= BigInt(bounds.floor + 100_000) << 102n;
    await compliance.setRules(zone, word);
  };
  return { ...f, compliance, rule };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("Exchange", () => {
  describe("refreshTradeRules", () => {
    it("takes over what compliance says of every zone, whoever calls, and tells", async () => {
      const { exchange, rule, stranger } = await load();
      expect((await exchange.currentTerms()) & UNRESTRICTED).to.equal(UNRESTRICTED);
      await rule(1, [1, 2]);
      await expect(exchange.connect(stranger).refreshTradeRules())
        .to.emit(exchange, "TradeRulesSet")
        .withArgs([0xfffn, 6n, 0xfffn]);
      expect(await exchange.tradeRules(1)).to.equal(6n);
      expect((await exchange.currentTerms()) & UNRESTRICTED).to.equal(0n);
      await rule(1, [0, 1, 2]);
      await exchange.refreshTradeRules();
      expect((await exchange.currentTerms()) & UNRESTRICTED).to.equal(UNRESTRICTED);
    });

    it("lets no zone trade where compliance fails", async () => {
      const { exchange, compliance, place } = await load();
      await compliance.setFails(true);
      await exchange.refreshTradeRules();
      expect(await exchange.tradeRules(1)).to.equal(0n);
      const before = (await exchange.positionData(2, 0)).bought;
      await place({ account: 2, side: "buy", energy: 10, limit: 20 });
      expect((await exchange.positionData(2, 0)).bought).to.equal(before);
    });
  });

  describe("orders under rules", () => {
    it("meet only zones with which theirs may trade, and rest beside the others", async () => {
      const { exchange, rule, slot, place } = await load();
      await rule(2, [2]);
      await exchange.refreshTradeRules();
      const bought = (await exchange.positionData(2, slot)).bought;
      await place({ account: 2, side: "buy", energy: 10, limit: 20 });
      expect((await exchange.positionData(2, slot)).bought).to.equal(bought);
      await rule(2, [1, 2]);
      await exchange.refreshTradeRules();
      await place({ account: 2, side: "buy", energy: 10, limit: 20 });
      expect((await exchange.positionData(2, slot)).bought).to.equal(bought + 10n);
    });

    it("keep to the bounds of their owner's tier, to the tick", async () => {
      const { exchange, rule, bob, orderOf, read } = await load();
      await rule(2, [0, 1, 2], { cap: 12, floor: -3 });
      await exchange.refreshTradeRules();
      const order = (side: "buy" | "sell", limit: number) =>
        exchange.connect(bob).placeOrder(orderOf({ account: 2, side, energy: 10, limit, kind: "ioc" }));
      for (const [side, limit] of [
        ["buy", 13],
        ["sell", -4],
      ] as const) {
        await expectUnchanged(read, () =>
          expect(order(side, limit))
            .to.be.revertedWithCustomError(exchange, "LimitOutsideTier")
            .withArgs(BigInt(limit), 3n),
        );
      }
      await order("buy", 12);
      await order("sell", -3);
      await order("sell", 25);
      await order("buy", -20);
    });
  });

  describe("setCompliance", () => {
    it("is governance's, and takes a contract", async () => {
      const { exchange, code, alice, stranger, compliance } = await load();
      await expect(exchange.connect(alice).setCompliance(compliance))
        .to.be.revertedWithCustomError(code, "AccessManagedUnauthorized")
        .withArgs(alice.address);
      await expect(exchange.setCompliance(stranger))
        .to.be.revertedWithCustomError(exchange, "NotAContract")
        .withArgs(stranger.address);
      await expect(exchange.setCompliance(compliance))
        .to.emit(exchange, "ComplianceSet")
        .withArgs(await compliance.getAddress());
    });
  });
});
