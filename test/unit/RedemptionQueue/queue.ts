import { expect } from "chai";
import { AbiCoder, id, keccak256, MaxUint256, parseEther, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { COIN, CONFIRM_WITHIN, deployRamps, LEAST, MARK_WITHIN, MAX_AGE } from "../../helpers/ramps.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const TEN = parseEther("10");
const PAY_TO = id("bank account");
/** In the contract's order. */
const [NONE, REQUESTED, PAYING, PAID, RETURNED] = [0n, 1n, 2n, 3n, 4n];

/** Alice and bob have 100 WATT each, all of it backed, and let the queue take it. */
async function fixture() {
  const f = await deployRamps(connection);
  for (const who of [f.alice, f.bob]) {
    await f.fund(who.address, 10n * TEN);
    await time.increase(1);
    await f.watt.connect(who).approve(f.queue, MaxUint256);
  }
  const stateOf = async (of: bigint) => (await f.queue.redemptionOf(of)).state;
  const request = async (who: typeof f.alice, amount = TEN) => f.queue.connect(who).request(amount, PAY_TO);
  const read = async () => [
    await f.watt.totalSupply(),
    await f.watt.balanceOf(f.queue),
    await f.queue.held(),
    await f.queue.next(),
    await f.queue.redemptionOf(1n),
  ];
  return { ...f, stateOf, request, read };
}
const load = () => networkHelpers.loadFixture(fixture);

describe("RedemptionQueue", () => {
  describe("request", () => {
    it("refuses less than the least, fractions of a coin, and nobody to pay", async () => {
      const { queue, alice, read } = await load();
      for (const amount of [0n, LEAST - COIN, LEAST + 1n]) {
        await expectUnchanged(read, () =>
          expect(queue.connect(alice).request(amount, PAY_TO))
            .to.be.revertedWithCustomError(queue, "InvalidRedemption")
            .withArgs(amount, LEAST, COIN),
        );
      }
      await expectUnchanged(read, () =>
        expect(queue.connect(alice).request(TEN, ZeroHash)).to.be.revertedWithCustomError(queue, "NoPayee"),
      );
    });

    it("takes the WATT at once, and says until when it must be marked", async () => {
      const { queue, watt, alice, request, now } = await load();
      const deadline = (await now()) + 1n + MARK_WITHIN;
      const asked = request(alice);
      await expect(asked).to.emit(queue, "RedemptionRequested").withArgs(1n, alice.address, TEN, PAY_TO, deadline);
      await expect(asked).to.changeTokenBalances(connection.ethers, watt, [alice, queue], [-TEN, TEN]);
      expect(await queue.held()).to.equal(TEN);
      expect(await queue.redemptionOf(1n)).to.deep.equal([alice.address, deadline, REQUESTED, TEN, 0n, PAY_TO]);
    });

    it("takes what a holder without gas has signed, for that bank account and no other", async () => {
      const { queue, watt, alice, stranger, now, stateOf } = await load();
      const salt = id("salt");
      const validBefore = (await now()) + 3_600n;
      const nonce = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32"], [PAY_TO, salt]));
      const message = {
        from: alice.address,
        to: await queue.getAddress(),
        value: TEN,
        validAfter: 0n,
        validBefore,
        nonce,
      };
      const signature = await signTypedData(alice, {
        domain: await domainOf(watt),
        type: "ReceiveWithAuthorization",
        message,
      });
      const send = (payTo: string) =>
        queue.connect(stranger).requestWithAuthorization(alice, TEN, payTo, 0n, validBefore, salt, signature);
      await expect(send(id("thief's account"))).to.be.revertedWithCustomError(watt, "ERC3009InvalidSignature");
      await send(PAY_TO);
      expect(await stateOf(1n)).to.equal(REQUESTED);
      await expect(send(PAY_TO)).to.be.revertedWithCustomError(watt, "ERC3009UsedAuthorization");
    });

    it("is open while minting is paused and no attestation is fresh, to whoever has no clearance", async () => {
      const { queue, watt, alice, compliance, request, stateOf } = await load();
      await watt.pauseMint();
      await compliance.setFails(true);
      await time.increase(MAX_AGE * 3n);
      await request(alice);
      await queue.markNext(1);
      await queue.confirm([1n], [id("wire")]);
      expect(await stateOf(1n)).to.equal(PAID);
    });
  });

  describe("markNext", () => {
    it("marks in the order of requests, at most so many", async () => {
      const { queue, alice, bob, stranger, request, stateOf, read } = await load();
      for (const who of [alice, bob, alice]) await request(who);
      await expectUnchanged(read, () =>
        expect(queue.connect(stranger).markNext(3)).to.be.revertedWithCustomError(queue, "AccessManagedUnauthorized"),
      );
      await queue.markNext(2);
      expect([await stateOf(1n), await stateOf(2n), await stateOf(3n)]).to.deep.equal([PAYING, PAYING, REQUESTED]);
      await queue.markNext(100);
      expect(await queue.next()).to.equal(4n);
      await queue.markNext(100);
      expect(await queue.next()).to.equal(4n);
    });

    it("sets a frozen holder aside, goes on, and marks the holder when it is freed", async () => {
      const { queue, watt, alice, bob, request, stateOf } = await load();
      for (const who of [alice, bob]) await request(who);
      await expect(queue.markSetAside(1n)).to.be.revertedWithCustomError(queue, "NotYetDue").withArgs(1n);
      await watt.setFrozenTokens(alice, MaxUint256);
      await expect(queue.markNext(2)).to.emit(queue, "RedemptionSetAside").withArgs(1n);
      expect([await stateOf(1n), await stateOf(2n)]).to.deep.equal([REQUESTED, PAYING]);
      await expect(queue.markSetAside(1n))
        .to.be.revertedWithCustomError(queue, "HolderFrozen")
        .withArgs(1n, alice.address);
      await watt.setFrozenTokens(alice, 0n);
      await queue.markSetAside(1n);
      expect(await stateOf(1n)).to.equal(PAYING);
      await expect(queue.markSetAside(1n)).to.be.revertedWithCustomError(queue, "WrongState").withArgs(1n, PAYING);
    });

    it("passes over what has been taken back", async () => {
      const { queue, alice, bob, request, stateOf } = await load();
      await request(alice);
      await time.increase(MARK_WITHIN + 1n);
      await queue.connect(alice).takeBack(1n);
      await request(bob);
      await queue.markNext(2);
      expect([await stateOf(1n), await stateOf(2n)]).to.deep.equal([RETURNED, PAYING]);
    });
  });

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

  describe("confirm", () => {
    it("burns what is paid, and uses the bank's reference up", async () => {
      const { queue, watt, alice, bob, request, stateOf } = await load();
      for (const who of [alice, bob]) await request(who);
      await queue.markNext(2);
      await expect(queue.confirm([1n], [id("wire")]))
        .to.emit(queue, "RedemptionPaid")
        .withArgs(1n, TEN, TEN, id("wire"));
      expect(await stateOf(1n)).to.equal(PAID);
      expect(await watt.totalSupply()).to.equal(19n * TEN);
      expect(await watt.balanceOf(queue)).to.equal(await queue.held());
      await expect(queue.confirm([2n], [id("wire")]))
        .to.be.revertedWithCustomError(queue, "ReferenceUsed")
        .withArgs(id("wire"));
    });

    it("refuses strangers, what is not marked or has ended, and lists of two lengths, all or nothing", async () => {
      const { queue, alice, bob, stranger, request, read } = await load();
      for (const who of [alice, bob]) await request(who);
      await queue.markNext(1);
      for (const [call, error] of [
        [() => queue.connect(stranger).confirm([1n], [id("a")]), "AccessManagedUnauthorized"],
        [() => queue.confirm([1n, 2n], [id("a"), id("b")]), "WrongState"],
        [() => queue.confirm([1n, 1n], [id("a"), id("b")]), "WrongState"],
        [() => queue.confirm([9n], [id("a")]), "WrongState"],
        [() => queue.confirm([1n], []), "LengthMismatch"],
        [() => queue.confirm([1n], [ZeroHash]), "NoReference"],
      ] as const) {
        await expectUnchanged(read, () => expect(call()).to.be.revertedWithCustomError(queue, error));
      }
    });
  });

  describe("takeBack, giveBack", () => {
    it("take back past the deadline and not at it, by the holder alone", async () => {
      const { queue, watt, alice, bob, request, read, now } = await load();
      await request(alice);
      const deadline = (await now()) + MARK_WITHIN;
      await expectUnchanged(read, () =>
        expect(queue.connect(bob).takeBack(1n))
          .to.be.revertedWithCustomError(queue, "NotHolder")
          .withArgs(1n, bob.address),
      );
      await time.setNextBlockTimestamp(deadline);
      await expectUnchanged(read, () =>
        expect(queue.connect(alice).takeBack(1n))
          .to.be.revertedWithCustomError(queue, "DeadlineNotOver")
          .withArgs(1n, deadline),
      );
      await time.setNextBlockTimestamp(deadline + 1n);
      const taken = queue.connect(alice).takeBack(1n);
      await expect(taken).to.emit(queue, "RedemptionReturned").withArgs(1n, alice.address, TEN);
      await expect(taken).to.changeTokenBalances(connection.ethers, watt, [alice, queue], [TEN, -TEN]);
      await expect(queue.connect(alice).takeBack(1n))
        .to.be.revertedWithCustomError(queue, "WrongState")
        .withArgs(1n, RETURNED);
    });

    it("keep a marked one until its own deadline, past which it is the holder's again", async () => {
      const { queue, alice, request, stateOf, now } = await load();
      await request(alice);
      await queue.markNext(1);
      const deadline = (await now()) + CONFIRM_WITHIN;
      await time.setNextBlockTimestamp(deadline);
      await expect(queue.connect(alice).takeBack(1n))
        .to.be.revertedWithCustomError(queue, "DeadlineNotOver")
        .withArgs(1n, deadline);
      await time.setNextBlockTimestamp(deadline + 1n);
      await queue.connect(alice).takeBack(1n);
      expect(await stateOf(1n)).to.equal(RETURNED);
      await expect(queue.confirm([1n], [id("late")])).to.be.revertedWithCustomError(queue, "WrongState");
    });

    it("give back what the bank refused, also into a frozen wallet", async () => {
      const { queue, watt, alice, request, stranger, stateOf } = await load();
      await request(alice);
      await expect(queue.giveBack(1n)).to.be.revertedWithCustomError(queue, "WrongState").withArgs(1n, REQUESTED);
      await queue.markNext(1);
      await watt.setFrozenTokens(alice, MaxUint256);
      await expect(queue.connect(stranger).giveBack(1n)).to.be.revertedWithCustomError(
        queue,
        "AccessManagedUnauthorized",
      );
      await expect(queue.giveBack(1n)).to.changeTokenBalances(connection.ethers, watt, [alice, queue], [TEN, -TEN]);
      expect(await stateOf(1n)).to.equal(RETURNED);
      expect(await stateOf(7n)).to.equal(NONE);
    });
  });
});
