import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { COIN, MARK_WITHIN } from "../../helpers/ramps.ts";
import { deployRedemptions, TEN } from "../../helpers/redemptions.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
/** In the contract's order. */
const RETURNED = 4n;
const fixture = () => deployRedemptions(connection);
const load = () => networkHelpers.loadFixture(fixture);

describe("RedemptionQueue", () => {
  describe("payouts", () => {
    it("are whole while the reserve is, and the same share for everybody where it is not", async () => {
      const { queue, reserve, watt, alice, bob, attest, request } = await load();
      expect(await queue.payoutOf(TEN)).to.equal(TEN);
      await attest({ amount: 15n * TEN + 1n });
      expect(await watt.totalSupply()).to.equal(20n * TEN);
      for (const who of [alice, bob, alice, bob]) await request(who, 2n * TEN);
      await queue.markNext(1);
      await queue.confirm([1n], [id("wire 1")]);
      await queue.markNext(1);
      await queue.markNext(2);
      await queue.confirm([2n, 3n, 4n], [id("wire 2"), id("wire 3"), id("wire 4")]);
      for (const of of [1n, 2n, 3n, 4n]) {
        expect((await queue.redemptionOf(of)).payout).to.be.closeTo((2n * TEN * 3n) / 4n, COIN);
        expect((await queue.redemptionOf(of)).payout % COIN).to.equal(0n);
      }
      expect(await reserve.backing()).to.be.greaterThanOrEqual((12n * TEN * 3n) / 4n);
      expect(await watt.totalSupply()).to.equal(12n * TEN);
    });

    it("are never more than the WATT, whatever there is in reserve, and are not rounded while it is whole", async () => {
      const { queue, watt, reserve, attest, alice, bob, request } = await load();
      expect(await reserve.backing()).to.equal(await watt.totalSupply());
      expect(await queue.payoutOf(TEN + 1n)).to.equal(TEN + 1n);
      await attest({ amount: 40n * TEN });
      expect(await queue.payoutOf(TEN + 1n)).to.equal(TEN + 1n);
      // Of no WATT at all, nothing is divided.
      for (const who of [alice, bob]) await request(who, 10n * TEN);
      await queue.markNext(2);
      await time.increase(1);
      await attest({ amount: 0n });
      expect((await queue.redemptionOf(2n)).payout).to.equal(10n * TEN);
      expect(await queue.payoutOf(TEN)).to.equal(TEN);
    });

    it("are none where nothing is left: it is set aside, and the holder can take it back", async () => {
      const { queue, alice, attest, request, stateOf } = await load();
      await request(alice);
      await attest({ amount: 0n });
      await expect(queue.markNext(1)).to.emit(queue, "RedemptionSetAside").withArgs(1n);
      await expect(queue.markSetAside(1n)).to.be.revertedWithCustomError(queue, "NothingToPay").withArgs(1n);
      await time.increase(MARK_WITHIN + 1n);
      await queue.connect(alice).takeBack(1n);
      expect(await stateOf(1n)).to.equal(RETURNED);
    });

    it("are made only out of what is not promised to others, who are paid as promised", async () => {
      const { queue, reserve, alice, bob, attest, request } = await load();
      await request(alice, 5n * TEN);
      await queue.markNext(1);
      await attest({ amount: 10n * TEN });
      // 50 of 100 are promised; the other 50 stand behind the other 150 WATT.
      expect(await queue.payoutOf(3n * TEN)).to.equal(TEN);
      await request(bob, 3n * TEN);
      await queue.markNext(1);
      expect((await queue.redemptionOf(2n)).payout).to.equal(TEN);
      await time.increase(1);
      await attest({ amount: 6n * TEN });
      expect(await queue.payoutOf(TEN)).to.equal(0n);
      await time.increase(1);
      await attest({ amount: 6n * TEN - 1n });
      expect(await queue.payoutOf(TEN)).to.equal(0n);
      await queue.confirm([1n], [id("wire 1")]);
      expect((await queue.redemptionOf(1n)).payout).to.equal(5n * TEN);
      expect(await reserve.totalPaid()).to.equal(5n * TEN);
      await queue.giveBack(2n);
      // Nobody is promised anything any more: the rest stands behind all that is left.
      expect(await queue.payoutOf(15n * TEN)).to.equal(TEN - COIN);
    });

    it("that are confirmed lower the backing at once, so that nothing is made against paid money", async () => {
      const { queue, reserve, onRamp, alice, request } = await load();
      expect(await reserve.backing()).to.equal(20n * TEN);
      await request(alice);
      await queue.markNext(1);
      expect(await reserve.backing()).to.equal(20n * TEN);
      await queue.confirm([1n], [id("wire")]);
      expect(await reserve.backing()).to.equal(19n * TEN);
      await expect(onRamp.mint(alice, 1n, id("more"))).to.be.revertedWithCustomError(reserve, "ReserveExceeded");
    });

    it("that are confirmed by the attestation's time are taken as left, in the same second too", async () => {
      const { queue, reserve, attest, alice, request, now } = await load();
      await request(alice);
      await queue.markNext(1);
      await queue.confirm([1n], [id("wire")]);
      await attest({ amount: 19n * TEN, asOf: await now() });
      expect(await reserve.backing()).to.equal(19n * TEN);
      expect(await reserve.totalPaid()).to.equal(TEN);
    });
  });
});
