import { expect } from "chai";
import { network } from "hardhat";

import {
  acceptAccount,
  approveWatt,
  assignZone,
  collectFees,
  deposit,
  depositWithAuthorization,
  depositWithPermit,
  Energy,
  getAccount,
  getFees,
  getWattBalance,
  GridwattError,
  mintWatt,
  Money,
  net,
  offerAccount,
  openAccount,
  openSlots,
  payOut,
  placeOrder,
  Price,
  pullFees,
  revokeDelegates,
  setDelegate,
  settle,
  signDeposit,
  withdraw,
  type Client,
} from "@gridwatt/sdk";

import { paymentReference } from "../../onboarding/reserve.ts";
import { fixture, FUNDS, order } from "./fixture.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(market);
const TEN = Money.parse("10");

async function market() {
  return fixture(connection);
}

async function freeOf(client: Client, account: number): Promise<string> {
  return String((await getAccount(client, { account }))?.free);
}

async function nameOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing",
    (error: unknown) => (error instanceof GridwattError ? error.name : String(error)),
  );
}

/** {s} as a Date, by the chain's clock. */
async function inAnHour(): Promise<Date> {
  return new Date(((await networkHelpers.time.latest()) + 3600) * 1000);
}

describe("sdk", () => {
  describe("accounts", () => {
    it("are opened, assigned, offered and accepted", async () => {
      const { client, alice, bob, people } = await load();
      const { account } = await openAccount(alice, {});
      expect(await getAccount(client, { account })).to.deep.include({ owner: people.alice.address, zone: null });
      expect(await nameOf(assignZone(alice, { account, zone: 1 }))).to.equal("NotRegistrar");
      await assignZone(client, { account, zone: 2 });
      expect((await getAccount(client, { account }))?.zone).to.equal(2);
      await offerAccount(alice, { account, to: people.bob.address });
      expect((await getAccount(client, { account }))?.offeredTo).to.equal(people.bob.address);
      await acceptAccount(bob, { account });
      expect(await getAccount(client, { account })).to.deep.include({ owner: people.bob.address, offeredTo: null });
      await offerAccount(bob, { account, to: people.alice.address });
      await offerAccount(bob, { account, to: null });
      expect(await nameOf(acceptAccount(alice, { account }))).to.equal("NotOffered");
      expect(await getAccount(client, { account: 99 })).to.equal(null);
    });

    it("lose all delegates at once", async () => {
      const { alice, stranger, people, slot } = await load();
      await setDelegate(alice, { account: 1, delegate: people.stranger.address, until: await inAnHour() });
      await revokeDelegates(alice, { account: 1 });
      expect(await nameOf(placeOrder(stranger, order(1, slot, "buy 1 0.1")))).to.equal("NotAuthorized");
      const past = setDelegate(alice, { account: 1, delegate: people.stranger.address, until: new Date(1000) });
      expect(await nameOf(past)).to.equal("UntilInPast");
    });
  });

  describe("money", () => {
    it("goes in by approval and out again", async () => {
      const { carol, people } = await load();
      await deposit(carol, { account: 3, amount: TEN });
      expect(await freeOf(carol, 3)).to.equal("10.0");
      await withdraw(carol, { account: 3, amount: Money.parse("4") });
      expect(await freeOf(carol, 3)).to.equal("6.0");
      const balance = await getWattBalance(carol, { holder: people.carol.address });
      expect(String(balance)).to.equal(String(FUNDS.plus(FUNDS).minus(Money.parse("6"))));
      expect(await nameOf(withdraw(carol, { account: 3, amount: TEN }))).to.equal("InsufficientFree");
      expect(await nameOf(withdraw(carol, { account: 3, amount: Money.ZERO }))).to.equal("UnitError");
      await approveWatt(carol, { amount: Money.ZERO });
      expect(await nameOf(deposit(carol, { account: 3, amount: TEN }))).to.equal("ERC20InsufficientAllowance");
    });

    it("goes in by a permit", async () => {
      const { carol } = await load();
      await approveWatt(carol, { amount: Money.ZERO });
      await depositWithPermit(carol, { account: 3, amount: TEN, deadline: await inAnHour() });
      expect(await freeOf(carol, 3)).to.equal("10.0");
    });

    it("goes in by a signed payment that anyone submits", async () => {
      const { carol, stranger } = await load();
      const authorization = await signDeposit(carol, { account: 3, amount: TEN, validBefore: await inAnHour() });
      const turned = { ...authorization, account: 1 };
      expect(await nameOf(depositWithAuthorization(stranger, { authorization: turned }))).to.equal(
        "ERC3009InvalidSignature",
      );
      await depositWithAuthorization(stranger, { authorization });
      expect(await freeOf(carol, 3)).to.equal("10.0");
      expect(await nameOf(depositWithAuthorization(stranger, { authorization }))).to.equal("ERC3009UsedAuthorization");
    });

    it("goes in by a contract wallet's signed payment", async () => {
      const { client, carol, stranger, people } = await load();
      const wallet = await (await connection.ethers.deployContract("WalletMock", [people.carol.address])).getAddress();
      await mintWatt(client, { to: wallet, amount: TEN, reference: paymentReference(wallet) });
      const validBefore = await inAnHour();
      const authorization = await signDeposit(carol, { account: 3, amount: TEN, wallet, validBefore });
      await depositWithAuthorization(stranger, { authorization });
      expect(await freeOf(carol, 3)).to.equal("10.0");
    });

    it("is made by the ramp alone", async () => {
      const { alice, people } = await load();
      const minted = mintWatt(alice, { to: people.alice.address, amount: TEN, reference: paymentReference(1) });
      expect(await nameOf(minted)).to.equal("AccessManagedUnauthorized");
    });
  });

  describe("clearing", () => {
    it("nets, settles and pays fees", async () => {
      const { client, alice, bob, stranger, people, slot } = await load();
      const sale = await placeOrder(bob, order(2, slot, "sell 5 0.12"));
      await placeOrder(alice, { ...order(1, slot, "buy 5 0.2"), kind: "fillOrKill" });
      const bid = await placeOrder(alice, order(1, slot, "buy 1 0.1"));
      await placeOrder(alice, { ...order(1, slot, "sell 1 0.1"), kind: "immediateOrCancel" });
      expect(await nameOf(net(alice, { account: 1, slot, energy: Energy.parse("9") }))).to.equal("NotEnoughToNet");
      expect(await nameOf(net(alice, { account: 1, slot }))).to.equal("NotEnoughToNet");
      const ids = [sale.id, bid.id].filter((id) => id !== null);
      expect(await nameOf(collectFees(stranger, { slots: [slot] }))).to.equal("GateOpen");
      expect(await nameOf(settle(stranger, { slot, accounts: [1, 2], orders: ids }))).to.equal("NotSettleable");

      await networkHelpers.time.increaseTo(slot.end.getTime() / 1000);
      const { settled } = await settle(stranger, { slot, accounts: [1, 2], orders: ids });
      expect(
        settled.map(({ account, sold, bought, sets }) => [account, ...[sold, bought, sets].map(String)]),
      ).to.deep.equal([
        [1, "0.000", "5.000", "0.0"],
        [2, "5.000", "0.000", "2.0"],
      ]);
      // 5 kWh at 0.12 with path fee 0.025 and market fee 0.002.
      expect(await freeOf(client, 1)).to.equal(String(FUNDS.minus(Money.parse("0.735"))));
      expect(await freeOf(client, 2)).to.equal(String(FUNDS.plus(Money.parse("0.6"))));

      const { collected } = await collectFees(stranger, { slots: [slot] });
      expect(String(collected[0]?.marketFees)).to.equal("0.01");
      expect(collected[0]?.gridFees.map(String)).to.deep.equal(["0.025", "0.05", "0.05"]);
      expect(String(await getFees(client, { operator: 1 }))).to.equal("0.075");
      const { amount, credited } = await pullFees(stranger, { operator: 1 });
      expect(String(amount)).to.equal("0.075");
      expect(credited.map((event) => [event.payee, event.base])).to.deep.equal([
        [people.admin.address, 75n * 10n ** 15n],
      ]);
      expect(String((await pullFees(stranger, { operator: 1 })).amount)).to.equal("0.0");
      const paid = await payOut(stranger, { payee: people.admin.address });
      expect([String(paid.amount), paid.base]).to.deep.equal(["0.075", 75n * 10n ** 15n]);
      expect((await payOut(stranger, { payee: people.admin.address })).base).to.equal(0n);
    });

    it("nets all that is both sold and bought", async () => {
      const { alice, bob, slot } = await load();
      await placeOrder(bob, order(2, slot, "sell 5 0.12"));
      await placeOrder(alice, { ...order(1, slot, "buy 5 0.2"), kind: "fillOrKill" });
      await placeOrder(bob, order(2, slot, "buy 3 0.3"));
      await placeOrder(alice, { ...order(1, slot, "sell 3 0.2"), kind: "fillOrKill" });
      const { credit, events } = await net(alice, { account: 1, slot });
      expect(credit.toString()).to.equal("1.2");
      expect(events.map(({ name }) => name)).to.deep.equal(["Netted"]);
    });

    it("opens slots for the balancing party alone", async () => {
      const { client, alice, slot } = await load();
      const pair = { slot: slot.plus(1), long: Price.parse("-0.0100"), short: Price.parse("0.4000") };
      expect(await nameOf(openSlots(alice, { pairs: [pair] }))).to.equal("AccessManagedUnauthorized");
      const { opened } = await openSlots(client, { pairs: [pair, { ...pair, slot: slot.plus(2) }] });
      expect(opened.map((event) => [event.slot.number - slot.number, String(event.long), event.gate])).to.deep.equal([
        [1, "-0.0100", 300],
        [2, "-0.0100", 300],
      ]);
      expect(await nameOf(openSlots(client, { pairs: [pair] }))).to.equal("SlotAlreadyOpen");
    });
  });
});
