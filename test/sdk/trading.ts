import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";

import {
  cancelNonces,
  cancelOrders,
  claim,
  connect,
  createClient,
  deposit,
  Energy,
  getAccount,
  getOrder,
  getPosition,
  GridwattError,
  isContractError,
  placeBasket,
  placeOrder,
  placeOrderClosing,
  placeOrders,
  placeSigned,
  Price,
  quote,
  replaceOrder,
  setDelegate,
  signOrder,
  type Kind,
  type OrderId,
} from "@gridwatt/sdk";

import { completeOrders } from "../../packages/sdk/src/internal/orders.ts";
import { toOrderStruct } from "../../packages/sdk/src/order.ts";
import { fixture, FUNDS, order } from "./fixture.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(market);

async function market() {
  return fixture(connection);
}

/** The error that a promise rejects with. */
async function refusal(promise: Promise<unknown>): Promise<GridwattError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GridwattError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Transactions that wait to be mined. */
async function pendingCount(): Promise<number> {
  const block = (await connection.ethers.provider.send("eth_getBlockByNumber", ["pending", false])) as {
    transactions: unknown[];
  };
  return block.transactions.length;
}

async function wait(): Promise<void> {
  await new Promise((wake) => setTimeout(wake, 20));
}

function rested(id: OrderId | null): OrderId {
  if (id === null) throw new Error("no order rests");
  return id;
}

describe("sdk", () => {
  describe("placeOrder", () => {
    it("rests an order and tells its id", async () => {
      const { alice, slot } = await load();
      const { id, filled, trades, events, receipt } = await placeOrder(alice, order(1, slot, "buy 20 0.15"));
      expect(filled.isZero()).to.equal(true);
      expect(trades).to.deep.equal([]);
      expect(receipt.status).to.equal(1);
      expect(events.map(({ name }) => name)).to.deep.equal(["OrderPlaced"]);
      const resting = await getOrder(alice, { id: rested(id) });
      expect(resting).to.deep.include({ id, account: 1, zone: 1, side: "buy", postOnly: false, host: 0, index: 0 });
      expect([String(resting?.price), String(resting?.open), String(resting?.filled)]).to.deep.equal([
        "0.1500",
        "20.000",
        "0.000",
      ]);
    });

    it("trades across zones and tells fees and rest", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 5 0.12"));
      const { id, filled, trades } = await placeOrder(alice, { ...order(1, slot, "buy 8 0.2"), host: 9 });
      expect(filled.toString()).to.equal("5.000");
      expect(id).to.be.a("bigint");
      const [trade] = trades;
      expect(trade).to.deep.include({ zone: 2, side: "sell", taker: 1, takerZone: 1, host: 9 });
      expect([trade?.price, trade?.energy, trade?.pathFee, trade?.marketFee].map(String)).to.deep.equal([
        "0.1200",
        "5.000",
        "0.0250",
        "0.0020",
      ]);
    });

    it("tells a refusal in one sentence with units", async () => {
      const { alice, carol, slot } = await load();
      const funds = await refusal(placeOrder(carol, order(3, slot, "buy 1 0.15")));
      expect([funds.name, funds.args]).to.deep.equal([
        "InsufficientFree",
        { account: 3n, free: 0n, needed: 1_500_000n },
      ]);
      expect(funds.message).to.equal("Account 3 has 0.0 WATT free, 0.15 WATT less than the 0.15 WATT needed.");
      const late = await refusal(placeOrder(alice, order(1, slot.plus(1), "buy 1 0.15")));
      expect(late.name).to.equal("SlotNotOpen");
      const unknown = await refusal(placeOrder(alice, order(99, slot, "buy 1 0.15")));
      expect(unknown.message).to.equal("Account 99 has no zone in this market area: ask a registrar for one.");
    });

    it("needs a signer on the right network", async () => {
      const { client, alice, slot, deployment, people } = await load();
      const reader = connect(client, connection.ethers.provider);
      expect((await refusal(placeOrder(reader, order(1, slot, "buy 1 0.15")))).name).to.equal("ParameterError");
      const elsewhere = createClient({ deployment: { ...deployment, chainId: 5 }, runner: people.alice });
      const wrong = await refusal(placeOrder(elsewhere, order(1, slot, "buy 1 0.15")));
      expect([wrong.name, wrong.args]).to.deep.equal(["WrongNetwork", { expected: 5, actual: 31337 }]);
      expect((await placeOrder(alice, order(1, slot, "buy 1 0.15"))).id).to.be.a("bigint");
    });

    it("refuses values of the wrong kind before it calls", async () => {
      const { alice, slot } = await load();
      const good = order(1, slot, "buy 1 0.15");
      const bad = (change: object) => refusal(placeOrder(alice, { ...good, ...change, zone: 1 }));
      expect((await bad({ energy: 1000n })).message).to.equal("energy is an Energy, not a bigint.");
      expect((await bad({ energy: good.limit })).message).to.equal("energy is an Energy, not Price.");
      expect((await bad({ limit: "0.15" })).message).to.equal("limit is a Price, not a string.");
      expect((await bad({ slot: slot.number })).name).to.equal("UnitError");
      expect((await bad({ side: "bid" })).message).to.equal("A side is buy or sell, not bid.");
      expect((await bad({ kind: "FOK" })).name).to.equal("ParameterError");
      expect((await bad({ account: -1 })).name).to.equal("ParameterError");
    });

    it("tells why it was refused when it was mined, others having come first", async () => {
      const { alice, bob, carol, slot } = await load();
      await deposit(carol, { account: 3, amount: FUNDS });
      await placeOrder(bob, order(2, slot, "sell 2 0.12"));
      const wanted = { ...order(1, slot, "buy 2 0.2"), kind: "fillOrKill" } as const;
      const { provider } = connection.ethers;
      await provider.send("evm_setAutomine", [false]);
      try {
        const first = placeOrder(alice, wanted);
        const second = refusal(placeOrder(carol, { ...wanted, account: 3 }));
        for (let count = 0; count < 2; count = await pendingCount()) await wait();
        await provider.send("evm_mine", []);
        expect((await first).filled.toString()).to.equal("2.000");
        expect((await second).message).to.equal("Only 0.000 kWh of 2.000 kWh could be filled, so nothing was.");
      } finally {
        await provider.send("evm_setAutomine", [true]);
      }
    });

    it("tells errors with typed arguments", async () => {
      const { carol, slot } = await load();
      const error: unknown = await refusal(placeOrder(carol, order(3, slot, "buy 1 0.15")));
      if (!isContractError(error, "InsufficientFree")) throw new Error("another error");
      const { needed, free } = error.args;
      expect(needed - free).to.equal(1_500_000n);
      expect(isContractError(error, "GateClosed")).to.equal(false);
    });

    it("keeps to the gas it is told", async () => {
      const { alice, slot } = await load();
      const { receipt } = await placeOrder(alice, {
        ...order(1, slot, "buy 1 0.15"),
        overrides: { gasLimit: 500_000n },
      });
      const transaction = await receipt.getTransaction();
      expect(transaction.gasLimit).to.equal(500_000n);
    });

    it("serves a delegate", async () => {
      const { alice, stranger, people, slot } = await load();
      const theirs = order(1, slot, "buy 1 0.15");
      expect((await refusal(placeOrder(stranger, theirs))).name).to.equal("NotAuthorized");
      const until = new Date(Date.now() + 365 * 86_400_000);
      await setDelegate(alice, { account: 1, delegate: people.stranger.address, until });
      expect((await placeOrder(stranger, theirs)).id).to.be.a("bigint");
      await setDelegate(alice, { account: 1, delegate: people.stranger.address, until: null });
      expect((await refusal(placeOrder(stranger, theirs))).name).to.equal("NotAuthorized");
    });
  });

  describe("placeOrderClosing", () => {
    it("closes own orders in the way", async () => {
      const { alice, slot } = await load();
      const own = await placeOrder(alice, order(1, slot, "sell 2 0.1"));
      const { id, closed, filled } = await placeOrderClosing(alice, {
        ...order(1, slot, "buy 2 0.2"),
        close: [rested(own.id)],
      });
      expect(closed.map((event) => [event.id, String(event.released)])).to.deep.equal([[own.id, "2.000"]]);
      expect([id === null, filled.isZero()]).to.deep.equal([false, true]);
    });
  });

  describe("placeOrders", () => {
    it("tells what became of each", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 3 0.12"));
      const { results } = await placeOrders(alice, {
        orders: [
          order(1, slot, "buy 1 0.2"),
          order(1, slot, "buy 5 0.2"),
          { ...order(1, slot, "buy 1 0.2"), kind: "immediateOrCancel" },
          order(1, slot, "buy 1 0.1"),
        ],
      });
      expect(results.map(({ id, filled }) => [id !== null, filled.toString()])).to.deep.equal([
        [false, "1.000"],
        [true, "2.000"],
        [false, "0.000"],
        [true, "0.000"],
      ]);
    });
  });

  describe("placeOrders in random batches", () => {
    it("tells the ids that the contract returns", async () => {
      const { alice, bob, slot } = await load();
      const kinds = fc.constantFrom<Kind>("limit", "immediateOrCancel");
      const energies = fc.integer({ min: 1, max: 3 });
      const prices = fc.constantFrom("0.19", "0.2");
      const [asks, bids] = [fc.sample(energies, 60), fc.sample(fc.tuple(kinds, energies, prices), 60)];
      for (let batch = 0; batch < 12; batch += 1) {
        const offered = asks.slice(5 * batch, 5 * batch + 2).map((energy) => order(2, slot, `sell ${energy} 0.12`));
        await placeOrders(bob, { orders: offered });
        const orders = await completeOrders(
          alice,
          bids.slice(5 * batch, 5 * batch + 5).map(([kind, energy, price]) => {
            return { ...order(1, slot, `buy ${energy} ${price}`), kind };
          }),
        );
        const method = alice.contracts.exchange.getFunction("placeOrders");
        const ids = (await method.staticCall(orders.map(toOrderStruct))) as bigint[];
        const { results } = await placeOrders(alice, { orders });
        expect(results.map(({ id }) => id ?? 0n)).to.deep.equal([...ids]);
        await cancelOrders(alice, { ids: results.flatMap(({ id }) => (id === null ? [] : [id])) });
      }
    });
  });

  describe("placeBasket", () => {
    it("trades all legs or none", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 3 0.12"));
      const leg = order(1, slot, "buy 2 0.2");
      const error = await refusal(placeBasket(alice, { legs: [leg, leg] }));
      expect(error.message).to.equal(
        "Only 1.000 kWh of the 2.000 kWh of leg 2 could be filled, so the basket was refused.",
      );
      const { results } = await placeBasket(alice, { legs: [leg, order(1, slot, "buy 1 0.2")] });
      expect(results.map(({ filled }) => filled.toString())).to.deep.equal(["2.000", "1.000"]);
    });
  });

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
