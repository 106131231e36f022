import { expect } from "chai";
import { id, toBeHex, type Signer } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGovernance, FOR, proposalOf, State } from "../../helpers/governance.ts";
import { DAY, GRID } from "../../helpers/staking.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;
const ZERO = toBeHex(0n, 32);

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  const proposal = await f.capOf(400);
  return { ...f, proposal, number: await f.idOf(proposal) };
}

/** What a governor and a timelock of OpenZeppelin promise, held to by these: what else they do is shown by its own verb. */
describe("GridGovernor", () => {
  describe("propose", () => {
    it("refuses lists of which any one is too short or too long", async () => {
      const { alice, governor, proposal } = await load();
      const [targets, values, calldatas] = proposal.named;
      for (const lists of [
        [[], values, calldatas],
        [targets, [], calldatas],
        [targets, values, []],
        [[...targets, ...targets], values, calldatas],
        [targets, [0n, 0n], calldatas],
        [targets, values, [...calldatas, "0x"]],
      ] as const) {
        const [one, two, three] = lists;
        await expect(governor.connect(alice).propose([...one], [...two], [...three], "x"))
          .to.be.revertedWithCustomError(governor, "GovernorInvalidProposalLength")
          .withArgs(one.length, three.length, two.length);
      }
    });
  });

  describe("state", () => {
    it("changes to the second: with the snapshot passed, with the deadline passed", async () => {
      const { alice, governor, propose, until, vote, state, proposal, number } = await load();
      await expect(governor.state(number))
        .to.be.revertedWithCustomError(governor, "GovernorNonexistentProposal")
        .withArgs(number);
      await propose(alice, proposal);
      const [snapshot, deadline] = [await governor.proposalSnapshot(number), await governor.proposalDeadline(number)];
      expect([await governor.proposalProposer(number), await governor.proposalEta(number)]).to.deep.equal([
        alice.address,
        0n,
      ]);
      expect(await governor.proposalNeedsQueuing(number)).to.equal(true);
      const seen: State[] = [];
      const pass = async (seconds: bigint) => {
        await until(seconds);
        seen.push(await state(proposal));
      };
      await pass(snapshot);
      await pass(snapshot + 1n);
      const unvoted = await networkHelpers.takeSnapshot();
      await pass(deadline);
      await pass(deadline + 1n);
      await unvoted.restore();
      await vote(alice, proposal);
      await pass(deadline);
      await pass(deadline + 1n);
      const { Pending, Active, Defeated, Succeeded } = State;
      expect(seen).to.deep.equal([Pending, Active, Active, Defeated, Active, Succeeded]);
    });
  });

  describe("castVote", () => {
    it("refuses what was never proposed, and what was cancelled", async () => {
      const { alice, guardian, governor, propose, toVote, vote, proposal, number } = await load();
      await expect(vote(alice, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorNonexistentProposal")
        .withArgs(number);
      await propose(alice, proposal);
      await governor.connect(guardian).cancel(...proposal.named);
      await toVote(proposal);
      await expect(vote(alice, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(number, State.Canceled, toBeHex(1n << BigInt(State.Active), 32));
    });

    it("tells who has voted, with what words and what parameters, which count nothing", async () => {
      const { alice, bob, governor, propose, toVote, proposal, number } = await load();
      await propose(alice, proposal);
      await toVote(proposal);
      await expect(governor.connect(alice).castVoteWithReason(number, FOR, "Cheaper"))
        .to.emit(governor, "VoteCast")
        .withArgs(alice.address, number, FOR, GRID, "Cheaper");
      await expect(governor.connect(bob).castVoteWithReasonAndParams(number, FOR, "Why", "0x1234"))
        .to.emit(governor, "VoteCastWithParams")
        .withArgs(bob.address, number, FOR, GRID, "Why", "0x1234");
      expect([...(await governor.proposalVotes(number))]).to.deep.equal([0n, 2n * GRID, 0n]);
      expect([
        await governor.hasVoted(number, bob),
        await governor.hasVoted(number, proposal.named[0][0] ?? ""),
      ]).to.deep.equal([true, false]);
      expect(await governor.COUNTING_MODE()).to.equal("support=bravo&quorum=for,abstain");
    });

    it("counts by signature with words and parameters only as they were signed, once, from one row of nonces", async () => {
      const { alice, bob, governor, propose, toVote, proposal, number } = await load();
      await propose(alice, proposal);
      await toVote(proposal);
      const sign = async (signer: Signer, nonce: bigint) => {
        const message = {
          proposalId: number,
          support: FOR,
          voter: alice.address,
          nonce,
          reason: "Why",
          params: "0x12",
        };
        return signTypedData(signer, { domain: await domainOf(governor), type: "ExtendedBallot", message });
      };
      const signature = await sign(alice, 0n);
      const cast = (reason: string, params: string, given: string) =>
        governor.castVoteWithReasonAndParamsBySig(number, FOR, alice, reason, params, given);
      const votes = async () => [...(await governor.proposalVotes(number)), await governor.nonces(alice)];
      for (const [reason, params, given] of [
        ["Because", "0x12", signature],
        ["Why", "0x13", signature],
        ["Why", "0x12", await sign(bob, 0n)],
        ["Why", "0x12", await sign(alice, 1n)],
      ] as const) {
        await expectUnchanged(votes, () =>
          expect(cast(reason, params, given))
            .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
            .withArgs(alice.address),
        );
      }
      await expect(cast("Why", "0x12", signature)).to.emit(governor, "VoteCastWithParams");
      expect(await votes()).to.deep.equal([0n, GRID, 0n, 1n]);
      await expect(cast("Why", "0x12", signature)).to.be.revertedWithCustomError(governor, "GovernorInvalidSignature");
      // A new signature votes no second time.
      await expect(cast("Why", "0x12", await sign(alice, 1n)))
        .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
        .withArgs(alice.address);
    });
  });

  describe("cancel", () => {
    it("is the proposer's no more once it is voted, defeated, queued or done", async () => {
      const { alice, governor, propose, accept, toExecution, toEnd, capOf, idOf, proposal } = await load();
      const refused = async (of: typeof proposal) =>
        expect(governor.connect(alice).cancel(...of.named))
          .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
          .withArgs(await idOf(of), alice.address);
      const lost = await capOf(300);
      await propose(alice, lost);
      await toEnd(lost);
      await refused(lost);
      await accept(alice, proposal);
      await refused(proposal);
      await toExecution(proposal);
      await governor.execute(...proposal.named);
      await refused(proposal);
    });
  });

  describe("relay", () => {
    it("is a proposal's alone, and moves what the governor itself was given", async () => {
      const { alice, bob, grid, governor, timelock, enact } = await load();
      await grid.connect(bob).transfer(governor, 5n);
      const data = grid.interface.encodeFunctionData("transfer", [bob.address, 5n]);
      await expectUnchanged(
        () => grid.balanceOf(governor),
        () =>
          expect(governor.connect(alice).relay(grid, 0n, data))
            .to.be.revertedWithCustomError(governor, "GovernorOnlyExecutor")
            .withArgs(alice.address),
      );
      const relayed = await proposalOf([[governor, "relay", [await grid.getAddress(), 0n, data]]], "Give it back");
      await expect(enact(alice, relayed))
        .to.emit(grid, "Transfer")
        .withArgs(await governor.getAddress(), bob.address, 5n);
      // The timelock's own right to call it holds for what was proposed only.
      await networkHelpers.impersonateAccount(await timelock.getAddress());
      await networkHelpers.setBalance(await timelock.getAddress(), 10n ** 18n);
      const own = await ethers.getSigner(await timelock.getAddress());
      await expect(governor.connect(own).relay(grid, 0n, data)).to.be.revertedWithPanic(0x31);
    });
  });

  it("takes no tokens that ask, and says what it is", async () => {
    const { alice, grid, governor, votes } = await load();
    const as = governor.connect(alice);
    for (const call of [
      () => as.onERC721Received(alice, alice, 1n, "0x"),
      () => as.onERC1155Received(alice, alice, 1n, 1n, "0x"),
      () => as.onERC1155BatchReceived(alice, alice, [1n], [1n], "0x"),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(governor, "GovernorDisabledDeposit");
    }
    const supported = ["0x01ffc9a7", "0x4e2312e0", "0xffffffff"].map((name) => governor.supportsInterface(name));
    expect(await Promise.all(supported)).to.deep.equal([true, true, false]);
    const facts = [
      await governor.name(),
      await governor.version(),
      await governor.token(),
      await governor.CLOCK_MODE(),
    ];
    expect(facts).to.deep.equal(["Gridwatt Governor", "1", await votes.getAddress(), "mode=timestamp"]);
    const present = BigInt(await time.latest());
    await expect(governor.quorum(present + 1n)).to.be.revertedWithCustomError(grid, "ERC5805FutureLookup");
  });
});

describe("GridTimelock", () => {
  /** The timelock as the governor calls it, who alone can. */
  async function byGovernor() {
    const f = await load();
    const address = await f.governor.getAddress();
    await networkHelpers.impersonateAccount(address);
    await networkHelpers.setBalance(address, 10n ** 18n);
    const timelock = f.timelock.connect(await ethers.getSigner(address));
    const batch = (cap: number) =>
      [[f.area.target as string], [0n], [f.area.interface.encodeFunctionData("setTariffCap", [cap])]] as [
        string[],
        bigint[],
        string[],
      ];
    return { ...f, timelock, batch, salt: id("salt") };
  }

  it("keeps the least delay, the order of what depends on another, and takes nothing twice", async () => {
    const { timelock, area, batch, salt } = await byGovernor();
    const first = await timelock.hashOperationBatch(...batch(1), ZERO, salt);
    await expect(timelock.scheduleBatch(...batch(1), ZERO, salt, 2n * DAY - 1n))
      .to.be.revertedWithCustomError(timelock, "TimelockInsufficientDelay")
      .withArgs(2n * DAY - 1n, 2n * DAY);
    await expect(timelock.scheduleBatch(batch(1)[0], [0n, 0n], batch(1)[2], ZERO, salt, 2n * DAY))
      .to.be.revertedWithCustomError(timelock, "TimelockInvalidOperationLength")
      .withArgs(1n, 1n, 2n);
    await timelock.scheduleBatch(...batch(1), ZERO, salt, 2n * DAY);
    await timelock.scheduleBatch(...batch(2), first, salt, 2n * DAY);
    await expect(timelock.scheduleBatch(...batch(1), ZERO, salt, 2n * DAY))
      .to.be.revertedWithCustomError(timelock, "TimelockUnexpectedOperationState")
      .withArgs(first, toBeHex(1n, 32));
    expect([await timelock.isOperation(first), await timelock.isOperationReady(first)]).to.deep.equal([true, false]);
    await time.increase(2n * DAY);
    const cap = () => area.tariffCap();
    await expectUnchanged(cap, () =>
      expect(timelock.executeBatch(...batch(2), first, salt))
        .to.be.revertedWithCustomError(timelock, "TimelockUnexecutedPredecessor")
        .withArgs(first),
    );
    await timelock.executeBatch(...batch(1), ZERO, salt);
    await timelock.executeBatch(...batch(2), first, salt);
    expect([await cap(), await timelock.isOperationDone(first)]).to.deep.equal([2n, true]);
    await expect(timelock.executeBatch(...batch(1), ZERO, salt))
      .to.be.revertedWithCustomError(timelock, "TimelockUnexpectedOperationState")
      .withArgs(first, toBeHex(4n, 32));
    await expect(timelock.cancel(first)).to.be.revertedWithCustomError(timelock, "TimelockUnexpectedOperationState");
  });

  it("knows what was cancelled no more, and the governor tells so", async () => {
    const { timelock, governor, alice, accept, state, proposal } = await byGovernor();
    await accept(alice, proposal);
    const [targets, values, calldatas, hash] = proposal.named;
    const own = BigInt(await governor.getAddress()) << 96n;
    const operation = await timelock.hashOperationBatch(
      targets,
      values,
      calldatas,
      ZERO,
      toBeHex(own ^ BigInt(hash), 32),
    );
    await expect(timelock.cancel(operation)).to.emit(timelock, "Cancelled").withArgs(operation);
    expect([await timelock.isOperation(operation), await state(proposal)]).to.deep.equal([false, State.Canceled]);
    await expect(timelock.cancel(operation)).to.be.revertedWithCustomError(
      timelock,
      "TimelockUnexpectedOperationState",
    );
  });
});
