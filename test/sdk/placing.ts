import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";

import {
  cancelOrders,
  connect,
  createClient,
  deposit,
  getOrder,
  isContractError,
  placeBasket,
  placeOrder,
  placeOrderClosing,
  placeOrders,
  setDelegate,
  type Kind,
} from "@gridwatt/sdk";

import { completeOrders } from "../../packages/sdk/src/internal/orders.ts";
import { toOrderStruct } from "../../packages/sdk/src/order.ts";
import { fixture, FUNDS, order, refusal, rested } from "./fixture.ts";

const connection = await network.create();
const load = () => connection.networkHelpers.loadFixture(market);

async function market() {
  return fixture(connection);
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
});
