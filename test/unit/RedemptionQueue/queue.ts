import { expect } from "chai";
import { AbiCoder, id, keccak256, MaxUint256, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { COIN, CONFIRM_WITHIN, LEAST, MARK_WITHIN, MAX_AGE } from "../../helpers/ramps.ts";
import { deployRedemptions, PAY_TO, TEN } from "../../helpers/redemptions.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
/** In the contract's order. */
const [NONE, REQUESTED, PAYING, PAID, RETURNED] = [0n, 1n, 2n, 3n, 4n];

const fixture = () => deployRedemptions(connection);
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

    it("takes the least there is", async () => {
      const { queue, alice, request } = await load();
      await request(alice, LEAST);
      expect(await queue.held()).to.equal(LEAST);
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
      const { queue, alice, bob, stranger, request, stateOf, read, now } = await load();
      for (const who of [alice, bob, alice]) await request(who);
      await expectUnchanged(read, () =>
        expect(queue.connect(stranger).markNext(3)).to.be.revertedWithCustomError(queue, "AccessManagedUnauthorized"),
      );
      const deadline = (await now()) + 1n + CONFIRM_WITHIN;
      const marked = expect(queue.markNext(2));
      for (const of of [1n, 2n]) await marked.to.emit(queue, "RedemptionMarked").withArgs(of, TEN, deadline);
      expect([await stateOf(1n), await stateOf(2n), await stateOf(3n)]).to.deep.equal([PAYING, PAYING, REQUESTED]);
      await queue.markNext(100);
      expect(await queue.next()).to.equal(4n);
      await queue.markNext(MaxUint256);
      expect(await queue.next()).to.equal(4n);
    });

    it("sets a frozen holder aside, goes on, and marks the holder when it is freed", async () => {
      const { queue, watt, alice, bob, stranger, request, stateOf } = await load();
      for (const who of [alice, bob]) await request(who);
      await expect(queue.connect(stranger).markSetAside(1n)).to.be.revertedWithCustomError(
        queue,
        "AccessManagedUnauthorized",
      );
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

    it("takes all that is paid at once out of the reserve", async () => {
      const { queue, reserve, watt, alice, bob, request } = await load();
      await request(alice);
      await request(bob, 2n * TEN);
      await request(bob);
      await queue.markNext(2);
      await expect(queue.confirm([1n, 2n], [id("wire 1"), id("wire 2")]))
        .to.emit(reserve, "ReservePaid")
        .withArgs(3n * TEN);
      expect([await reserve.totalPaid(), await reserve.backing()]).to.deep.equal([3n * TEN, 17n * TEN]);
      expect([await watt.totalSupply(), await queue.held()]).to.deep.equal([17n * TEN, TEN]);
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
      await request(bob, 2n * TEN);
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
      expect(await queue.held()).to.equal(2n * TEN);
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
