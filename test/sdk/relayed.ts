import { expect } from "chai";
import { network } from "hardhat";

import {
  approveWatt,
  depositWithAuthorization,
  getAccount,
  getOrder,
  getWattBalance,
  Money,
  orderDigest,
  placeSignedWithDeposit,
  signDeposit,
  signOrder,
} from "@gridwatt/sdk";

import { fixture, order, refusal, rested } from "./fixture.ts";

const connection = await network.create();
const AMOUNT = Money.parse("10");

const market = () => fixture(connection);

/** Carol has WATT in her wallet, nothing in her account and no approval; the stranger pays for gas. */
async function signedByCarol() {
  const f = await connection.networkHelpers.loadFixture(market);
  await approveWatt(f.carol, { amount: Money.ZERO });
  const { carol, slot } = f;
  const signed = await signOrder(carol, order(3, slot, "buy 2 0.2"));
  const latest = await connection.networkHelpers.time.latest();
  const validBefore = new Date((latest + 3600) * 1000);
  const salt = orderDigest(carol, signed);
  const authorization = await signDeposit(carol, { account: 3, amount: AMOUNT, salt, validBefore });
  return { ...f, signed, authorization, validBefore };
}

describe("sdk", () => {
  describe("placeSignedWithDeposit", () => {
    it("deposits and places in one transaction of somebody else's, without an approval", async () => {
      const { carol, stranger, people, signed, authorization } = await signedByCarol();
      const before = await getWattBalance(carol, { holder: people.carol.address });
      const { id, receipt } = await placeSignedWithDeposit(stranger, { signed, authorization });
      expect((await getOrder(carol, { id: rested(id) }))?.account).to.equal(3);
      const account = await getAccount(carol, { account: 3 });
      expect(account?.free.compare(AMOUNT)).to.equal(-1);
      const after = await getWattBalance(carol, { holder: people.carol.address });
      expect(before.minus(after).toString()).to.equal(AMOUNT.toString());
      expect(receipt.from).to.equal(people.stranger.address);
    });

    it("refuses another order with the payment, and both a second time", async () => {
      const { carol, stranger, slot, signed, authorization } = await signedByCarol();
      const other = await signOrder(carol, order(3, slot, "buy 3 0.2"));
      const turned = placeSignedWithDeposit(stranger, { signed: other, authorization });
      expect((await refusal(turned)).name).to.equal("ERC3009InvalidSignature");
      expect((await getAccount(carol, { account: 3 }))?.free.isZero()).to.equal(true);
      await placeSignedWithDeposit(stranger, { signed, authorization });
      const free = (await getAccount(carol, { account: 3 }))?.free;
      const again = placeSignedWithDeposit(stranger, { signed, authorization });
      expect((await refusal(again)).name).to.equal("NonceUsed");
      expect((await getAccount(carol, { account: 3 }))?.free.toString()).to.equal(free?.toString());
    });

    it("keeps the payment where the order is refused", async () => {
      const { carol, stranger, people, slot, validBefore } = await signedByCarol();
      const signed = await signOrder(carol, order(3, slot, "buy 2000 0.2"));
      const salt = orderDigest(carol, signed);
      const authorization = await signDeposit(carol, { account: 3, amount: AMOUNT, salt, validBefore });
      const before = await getWattBalance(carol, { holder: people.carol.address });
      const placed = placeSignedWithDeposit(stranger, { signed, authorization });
      expect((await refusal(placed)).name).to.equal("InsufficientFree");
      const after = await getWattBalance(carol, { holder: people.carol.address });
      expect(after.toString()).to.equal(before.toString());
    });

    it("goes on where somebody has handed in the payment by itself", async () => {
      const { carol, stranger, signed, authorization } = await signedByCarol();
      await depositWithAuthorization(stranger, { authorization });
      expect((await getAccount(carol, { account: 3 }))?.free.toString()).to.equal(AMOUNT.toString());
      const { id } = await placeSignedWithDeposit(stranger, { signed, authorization });
      expect((await getOrder(carol, { id: rested(id) }))?.account).to.equal(3);
    });
  });
});
