import { expect } from "chai";
import { network } from "hardhat";

import {
  cancelNonces,
  cancelOrders,
  claim,
  Energy,
  getAccount,
  getOrder,
  getPosition,
  placeOrder,
  placeSigned,
  Price,
  quote,
  replaceOrder,
  setDelegate,
  signOrder,
} from "@gridwatt/sdk";

import { fixture, FUNDS, order, refusal, rested } from "./fixture.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(market);

async function market() {
  return fixture(connection);
}

describe("sdk", () => {
  describe("signOrder and placeSigned", () => {
    it("lets anyone submit a signed order, once", async () => {
      const { alice, stranger, slot } = await load();
      const signed = await signOrder(alice, order(1, slot, "buy 4 0.15"));
      const { id } = await placeSigned(stranger, { signed });
      expect((await getOrder(alice, { id: rested(id) }))?.account).to.equal(1);
      expect((await refusal(placeSigned(stranger, { signed }))).name).to.equal("NonceUsed");
    });

    it("notices a changed order and a passed deadline", async () => {
      const { alice, stranger, slot } = await load();
      const signed = await signOrder(alice, { ...order(1, slot, "buy 4 0.15"), nonce: 5n });
      const changed = { ...signed, order: { ...signed.order, energy: Energy.parse("5") } };
      expect((await refusal(placeSigned(stranger, { signed: changed }))).name).to.equal("InvalidSignature");
      const past = await signOrder(alice, { ...order(1, slot, "buy 4 0.15"), deadline: new Date(0) });
      const expired = await refusal(placeSigned(stranger, { signed: past }));
      expect(expired.message).to.equal("The signed order was good until 1970-01-01T00:00:00Z.");
    });

    it("signs for a contract wallet", async () => {
      const { alice, stranger, people, slot } = await load();
      const wallet = await connection.ethers.deployContract("WalletMock", [people.alice.address]);
      const delegate = await wallet.getAddress();
      const until = new Date(Date.now() + 365 * 86_400_000);
      await setDelegate(alice, { account: 1, delegate, until });
      const signed = await signOrder(alice, { ...order(1, slot, "buy 4 0.15"), wallet: delegate });
      expect((await placeSigned(stranger, { signed })).id).to.be.a("bigint");
    });

    it("is stopped by cancelNonces", async () => {
      const { alice, stranger, slot } = await load();
      const signed = await signOrder(alice, { ...order(1, slot, "buy 4 0.15"), nonce: 300n });
      await cancelNonces(alice, { account: 1, nonces: [300n, 301n] });
      expect((await refusal(placeSigned(stranger, { signed }))).name).to.equal("NonceUsed");
      expect((await refusal(cancelNonces(alice, { account: 1, nonces: [1n, 256n] }))).name).to.equal("ParameterError");
    });
  });

  describe("replaceOrder", () => {
    it("keeps id and place where the order only gets smaller", async () => {
      const { alice, slot } = await load();
      const id = rested((await placeOrder(alice, order(1, slot, "buy 4 0.15"))).id);
      const limit = Price.parse("0.15");
      const smaller = await replaceOrder(alice, {
        id,
        expectedOpen: Energy.parse("4"),
        energy: Energy.parse("3"),
        limit,
      });
      expect(smaller.id).to.equal(id);
      const error = await refusal(
        replaceOrder(alice, { id, expectedOpen: Energy.parse("4"), energy: Energy.parse("2"), limit }),
      );
      expect(error.message).to.match(/^Order \d+ has 3.000 kWh open, not 4.000 kWh/);
    });

    it("gives a new id to a moved order, and none where all of it trades", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 4 0.2"));
      const id = rested((await placeOrder(alice, order(1, slot, "buy 4 0.15"))).id);
      const [energy, expectedOpen] = [Energy.parse("4"), Energy.parse("4")];
      const moved = await replaceOrder(alice, { id, expectedOpen, energy, limit: Price.parse("0.16") });
      expect([moved.id === null, moved.id === id]).to.deep.equal([false, false]);
      const traded = await replaceOrder(alice, {
        id: rested(moved.id),
        expectedOpen,
        energy,
        limit: Price.parse("0.3"),
      });
      expect([traded.id, traded.filled.toString()]).to.deep.equal([null, "4.000"]);
    });
  });

  describe("cancelOrders and claim", () => {
    it("tell what was filled and released", async () => {
      const { alice, bob, stranger, slot } = await load();
      const id = rested((await placeOrder(bob, order(2, slot, "sell 4 0.1"))).id);
      await placeOrder(alice, order(1, slot, "buy 1 0.2"));
      const { claimed } = await claim(stranger, { ids: [id] });
      expect(claimed.map(({ account, filled }) => [account, filled.toString()])).to.deep.equal([[2, "1.000"]]);
      const { closed } = await cancelOrders(bob, { ids: [id] });
      expect(closed.map(({ filled, released }) => [filled, released].map(String))).to.deep.equal([["0.000", "3.000"]]);
      expect(await getOrder(bob, { id })).to.equal(null);
      expect((await getPosition(bob, { account: 2, slot })).sold.toString()).to.equal("1.000");
      expect((await refusal(cancelOrders(bob, { ids: [id] }))).message).to.equal(
        `Order ${id} is filled, cancelled or never was.`,
      );
    });
  });

  describe("quote", () => {
    it("says what placing the order then does", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 5 0.12"));
      const wanted = order(1, slot, "buy 8 0.4");
      const told = await quote(alice, { ...wanted, zone: 1 });
      expect(told.filled.toString()).to.equal("5.000");
      expect(told.total.toString()).to.equal("0.735");
      expect([String(told.limit), String(told.marketFee)]).to.deep.equal(["0.1470", "0.01"]);
      expect(told.gridFees.map(String)).to.deep.equal(["0.025", "0.05", "0.05"]);
      await placeOrder(alice, { ...wanted, kind: "immediateOrCancel" });
      const free = (await getAccount(alice, { account: 1 }))?.free;
      expect(String(FUNDS.minus(told.cost))).to.equal(String(free));
      const nothing = await quote(alice, wanted);
      expect([nothing.filled.isZero(), nothing.limit]).to.deep.equal([true, null]);
    });

    it("needs no account where the zone is given, and one of both", async () => {
      const { client, slot } = await load();
      const { account: _, ...rest } = order(1, slot, "buy 8 0.4");
      expect((await quote(client, { ...rest, zone: 2 })).filled.isZero()).to.equal(true);
      expect((await refusal(quote(client, rest))).name).to.equal("ParameterError");
    });
  });
});
