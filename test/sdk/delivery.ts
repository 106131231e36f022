import { expect } from "chai";
import { concat, id as hashOf, recoverAddress, Signature, toBeHex, Wallet, ZeroHash, zeroPadValue } from "ethers";
import { network } from "hardhat";

import {
  approveWatt,
  assignZone,
  commitmentOf,
  connect,
  createClient,
  deposit,
  Energy,
  financeSlots,
  getAccount,
  getClearing,
  getMeter,
  getOperators,
  getRoot,
  mintWatt,
  Money,
  openAccount,
  openSlots,
  PARTY,
  payCredits,
  payReceivables,
  placeOrder,
  Price,
  readingDigest,
  ReadingTree,
  refreshClearance,
  registerMeter,
  retireMeter,
  rootSigner,
  settle,
  signReading,
  signRoot,
  Slot,
  submitRoot,
  type Client,
} from "@gridwatt/sdk";

import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { checkIdentity } from "../../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../../onboarding/reserve.ts";
import { refusal } from "./fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(market);
/** Numbers of the network's accounts: who holds what in `local`. */
const [BALANCING_PARTY, RAMP, REGISTRAR] = [3, 4, 10];
const PROVIDER = 5;
const ZONE = 3;
const FUNDS = Money.parse("1000");
const RATED = { ratedImport: Energy.parse("10"), ratedExport: Energy.parse("8") };
const WALLETS = ["seller", "buyer"].map((name) => new Wallet(hashOf(name)));

const keyOf = (at: number) => {
  return { curve: "secp256k1", x: zeroPadValue(WALLETS[at]?.address ?? "", 32), y: ZeroHash } as const;
};

/** With residual supply: account 1 has sold account 2 4 kWh at 0.2 in the slot, whose pair is 0.05 and 0.4; both have meters. */
async function market() {
  const residual = { ...local, delivery: { ...local.delivery, residualSupply: true } };
  const { deployment } = await deployMarket({ connection, parameters: residual });
  const signers = await ethers.getSigners();
  const client = createClient({ deployment, runner: ethers.provider });
  const as = (number: number): Client => connect(client, signers[number] as (typeof signers)[number]);
  const [party, registrar, ramp] = [as(BALANCING_PARTY), as(REGISTRAR), as(RAMP)];
  const [seller, buyer] = [as(12), as(13)];
  const operators = local.delivery.operators.map((holder) => as(Number(holder.slice(1))));
  const attestors = local.reserve.attestors.map((holder) => as(Number(holder.slice(1))));
  const now = async () => new Date((await connection.networkHelpers.time.latest()) * 1000);
  const pay = async (who: Client, account: number) => {
    const to = await (who.runner as (typeof signers)[number]).getAddress();
    const provider = as(PROVIDER);
    await checkIdentity(provider, { provider, wallet: to, person: to, now: await now() });
    await refreshClearance(ramp, { accounts: [account] });
    await attestPayments(ramp, { attestors, received: FUNDS, asOf: await now() });
    await mintWatt(ramp, { to, amount: FUNDS, reference: paymentReference(account) });
    await approveWatt(who, { amount: "unlimited" });
    await deposit(who, { account, amount: FUNDS });
  };
  await pay(party, PARTY);
  for (const [at, owner] of [seller, buyer].entries()) {
    const { account } = await openAccount(owner, {});
    await assignZone(registrar, { account, zone: ZONE });
    await registerMeter(registrar, { account, key: keyOf(at), ...RATED });
    await pay(owner, account);
  }
  const slot = Slot.ofNumber(Math.floor((await networkHelpers.time.latest()) / 900) + 8);
  await openSlots(party, { pairs: [{ slot, long: Price.parse("0.05"), short: Price.parse("0.4") }] });
  const order = { slot, energy: Energy.parse("4") } as const;
  const { id } = await placeOrder(seller, { ...order, account: 1, side: "sell", limit: Price.parse("0.2") });
  await placeOrder(buyer, { ...order, account: 2, side: "buy", limit: Price.parse("0.3") });
  return { client, party, registrar, seller, buyer, operators, slot, order: id };
}

/** As `market`, delivered: each of them metered 1 kWh more than it traded. */
async function delivered() {
  const all = await market();
  await networkHelpers.time.increaseTo(all.slot.plus(1).beginSeconds);
  const leaf = (account: number, net: bigint) => ({ account, net, commitment: commitmentOf(ZeroHash, []) });
  const tree = new ReadingTree([leaf(1, 5_000n), leaf(2, -5_000n)]);
  const { configuration } = await getOperators(all.client);
  const root = { slot: all.slot, root: tree.root, sequence: 1n, configuration };
  const signatures = await Promise.all(all.operators.map((operator) => signRoot(operator, root)));
  return { ...all, tree, root, signatures };
}

describe("sdk", () => {
  describe("registerMeter, getMeter, retireMeter", () => {
    it("mount a meter, tell of it, and take it out of use", async () => {
      const { client, registrar } = await load();
      const meter = await getMeter(client, { meter: 1 });
      expect(meter).to.deep.include({ meter: 1, account: 1, parent: null, validTo: null, key: keyOf(0) });
      expect([meter?.ratedImport.wh, meter?.ratedExport.wh, meter?.importDigits]).to.deep.equal([10_000n, 8_000n, 12]);
      const { events } = await retireMeter(registrar, { meter: 1 });
      expect(events.map(({ name }) => name)).to.include("MeterRetired");
      const next = Math.floor((await networkHelpers.time.latest()) / 900) + 1;
      expect((await getMeter(client, { meter: 1 }))?.validTo?.number).to.equal(next);
      expect(await getMeter(client, { meter: 99 })).to.equal(null);
    });

    it("say in a sentence who may, and that a key is in use", async () => {
      const { registrar, seller } = await load();
      const meter = { account: 1, key: keyOf(0), ...RATED };
      const stranger = await refusal(registerMeter(seller, meter));
      expect(stranger.name).to.equal("NotMeterRegistrar");
      const again = await refusal(registerMeter(registrar, meter));
      expect(again.name).to.equal("KeyInUse");
      for (const { message } of [stranger, again]) expect(message).to.match(/^[A-Z0-9][^\n]*\.$/);
      expect((await refusal(retireMeter(registrar, { meter: 9 }))).name).to.equal("MeterNotInUse");
    });
  });

  describe("signReading", () => {
    it("signs what readingDigest hashes, as the meter", async () => {
      const { client, slot } = await load();
      const reading = { meter: 1, slot, importRegister: 12n, exportRegister: 7n, sequence: 3n };
      const signed = await signReading(connect(client, WALLETS[0] as Wallet), reading);
      expect(signed).to.deep.include(reading);
      expect(recoverAddress(readingDigest(client, reading), signed.signature)).to.equal(WALLETS[0]?.address);
      expect(readingDigest(client, { ...reading, sequence: 4n })).to.not.equal(readingDigest(client, reading));
    });
  });

  describe("signRoot, submitRoot, getRoot", () => {
    it("make what a quorum signed a slot's root", async () => {
      const { client, seller, root, signatures, slot, operators } = await networkHelpers.loadFixture(delivered);
      expect(await getRoot(client, { slot })).to.deep.include({ root: null, sequence: 0n, end: slot.end });
      const known = await getOperators(client);
      expect(known.operators).to.include(rootSigner(client, root, signatures[0] ?? ""));
      expect(known.operators).to.have.lengthOf(operators.length);
      const few = await refusal(submitRoot(seller, { root, signatures: signatures.slice(0, 2) }));
      expect(few.name).to.equal("NoQuorum");
      await submitRoot(seller, { root, signatures: [...signatures.slice(0, 3)].reverse() });
      expect(await getRoot(client, { slot })).to.deep.include({ root: root.root, sequence: 1n });
      const again = await refusal(submitRoot(seller, { root, signatures }));
      expect(again.name).to.equal("SequenceNotNewer");
      for (const { message } of [few, again]) expect(message).to.match(/^[A-Z0-9][^\n]*\.$/);
    });
  });

  describe("submitRoot", () => {
    it("takes signatures in any form from which their signers can be told", async () => {
      const { client, seller, root, signatures, slot } = await networkHelpers.loadFixture(delivered);
      const [first = "", second = "", third = ""] = signatures;
      const short = Signature.from(second).compactSerialized;
      const { r, s, yParity } = Signature.from(third);
      await submitRoot(seller, { root, signatures: [first, short, concat([r, s, toBeHex(yParity, 1)])] });
      expect((await getRoot(client, { slot })).root).to.equal(root.root);
    });
  });

  describe("settle, financeSlots, payCredits, payReceivables, getClearing", () => {
    it("settle by readings, set credits aside and pay them once", async () => {
      const { client, seller, root, signatures, slot, order, tree } = await networkHelpers.loadFixture(delivered);
      const early = await refusal(settle(seller, { slot, accounts: [1, 2], readings: tree.show([1, 2]) }));
      expect(early.name).to.equal("InvalidReadings");
      await submitRoot(seller, { root, signatures });
      const orders = order === null ? [] : [order];
      const readings = tree.show([2, 1]);
      const { settled, corrected } = await settle(seller, { slot, accounts: [2, 1], orders, readings });
      // 1 kWh more exported than sold earns 0.05, 1 kWh more imported than bought costs 0.4.
      expect(settled.map(({ account, amount }) => [account, String(amount)])).to.deep.equal([
        [2, "-0.4"],
        [1, "0.05"],
      ]);
      expect(corrected).to.deep.equal([]);
      expect(await settle(seller, { slot, accounts: [2, 1], readings })).to.deep.include({
        settled: [],
        corrected: [],
      });
      await financeSlots(seller, { count: 20 });
      const clearing = await getClearing(client, { slot });
      expect([clearing.sold.wh, clearing.bought.wh, clearing.accounts]).to.deep.equal([4_000n, 4_000n, 2]);
      expect([clearing.financed, String(clearing.credits), String(clearing.unpaid)]).to.deep.equal([
        ...[true, "0.05", "0.05"],
      ]);
      const before = (await getAccount(client, { account: 1 }))?.free ?? Money.ZERO;
      const { paid } = await payCredits(seller, { slot, accounts: [1, 2] });
      expect(paid.map(({ account }) => account)).to.deep.equal([1]);
      expect((await payCredits(seller, { slot, accounts: [1, 2] })).paid).to.deep.equal([]);
      const after = (await getAccount(client, { account: 1 }))?.free ?? Money.ZERO;
      expect(String(after.minus(before))).to.equal("0.05");
      const { events } = await payReceivables(seller, { accounts: [1, 2] });
      expect(events).to.deep.equal([]);
    });

    it("say in a sentence that a slot is not over", async () => {
      const { seller, slot } = await load();
      const error = await refusal(settle(seller, { slot, accounts: [2] }));
      expect(error.name).to.equal("NotSettleable");
      expect(error.message).to.match(/^[^\n]*\.$/);
    });
  });
});
