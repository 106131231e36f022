import { expect } from "chai";
import { parseEther, type Signer } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { ABSTAIN, AGAINST, deployGovernance, FOR, proposalOf, State } from "../../helpers/governance.ts";
import { DAY, GRID, SHARES } from "../../helpers/staking.ts";
import { domainOf, signTypedData } from "../../helpers/typed-data.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time, mine } = networkHelpers;
const AMOUNT = parseEther("400000");

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  const { governor, idOf } = f;
  const proposal = await f.capOf(400);
  await f.propose(f.alice, proposal);
  const number = await idOf(proposal);
  const tally = async () => [...(await governor.proposalVotes(number))];
  const ballot = async (voter: string, signer: Signer, nonce = 0n) => {
    const message = { proposalId: number, support: FOR, voter, nonce };
    return signTypedData(signer, { domain: await domainOf(governor), type: "Ballot", message });
  };
  return { ...f, proposal, number, tally, ballot };
}

describe("GridGovernor", () => {
  describe("castVote", () => {
    it("counts tokens and stakes as they were at the snapshot, and says so", async () => {
      const { alice, stake, staking, governor, toVote, proposal, number, vote, tally } = await load();
      await staking.connect(alice).delegate(alice);
      await stake(alice, 1, AMOUNT);
      await toVote(proposal);
      await expect(vote(alice, proposal)).to.emit(governor, "VoteCast").withArgs(alice.address, number, FOR, GRID, "");
      expect(await tally()).to.deep.equal([0n, GRID, 0n]);
      expect(await governor.hasVoted(number, alice)).to.equal(true);
    });

    it("counts for, against and abstentions; the last two make a quorum with the first only where they should", async () => {
      const { alice, bob, carol, toVote, toEnd, proposal, vote, tally, state } = await load();
      await toVote(proposal);
      await vote(alice, proposal, AGAINST);
      await vote(bob, proposal, ABSTAIN);
      await vote(carol, proposal, FOR);
      expect(await tally()).to.deep.equal([GRID, GRID, GRID]);
      await toEnd(proposal);
      // As many against as for.
      expect(await state(proposal)).to.equal(State.Defeated);
    });

    it("takes each vote once, in its time, of a kind there is", async () => {
      const { alice, bob, governor, toVote, toEnd, proposal, number, vote, tally } = await load();
      const early = 1n << BigInt(State.Active);
      const notActive = async (state: State) =>
        expect(vote(bob, proposal))
          .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
          .withArgs(number, state, `0x${early.toString(16).padStart(64, "0")}`);
      await notActive(State.Pending);
      await toVote(proposal);
      await vote(alice, proposal);
      await expectUnchanged(tally, () =>
        expect(vote(alice, proposal, AGAINST))
          .to.be.revertedWithCustomError(governor, "GovernorAlreadyCastVote")
          .withArgs(alice.address),
      );
      await expect(vote(bob, proposal, 3)).to.be.revertedWithCustomError(governor, "GovernorInvalidVoteType");
      await toEnd(proposal);
      await notActive(State.Succeeded);
    });

    it("threat 79: counts what was voted with and passed on once", async () => {
      const { alice, bob, stranger, grid, toVote, proposal, vote, tally } = await load();
      await grid.connect(stranger).delegate(stranger);
      await toVote(proposal);
      await vote(alice, proposal);
      await grid.connect(alice).transfer(stranger, GRID);
      await vote(stranger, proposal);
      await grid.connect(bob).delegate(stranger);
      await vote(bob, proposal);
      expect(await tally()).to.deep.equal([0n, 2n * GRID, 0n]);
    });

    it("threat 79: counts what unbonds before the snapshot nowhere, what unbonds after it once", async () => {
      const { alice, bob, stake, unbond, staking, toVote, proposal, vote, tally } = await load();
      for (const one of [alice, bob]) {
        await staking.connect(one).delegate(one);
        await stake(one, 1, AMOUNT);
      }
      await unbond(alice, 1, AMOUNT * SHARES);
      await toVote(proposal);
      await unbond(bob, 1, AMOUNT * SHARES);
      await vote(alice, proposal);
      await vote(bob, proposal);
      expect(await tally()).to.deep.equal([0n, 2n * GRID - AMOUNT, 0n]);
    });

    it("threat 79: counts slashed stake where it was slashed after the snapshot only", async () => {
      const { alice, stake, staking, toVote, proposal, vote, tally } = await load();
      await staking.connect(alice).delegate(alice);
      await stake(alice, 1, AMOUNT);
      await staking.slashPool(1, AMOUNT / 4n, await staking.epoch());
      await toVote(proposal);
      await staking.slashPool(1, AMOUNT / 2n, await staking.epoch());
      await vote(alice, proposal);
      expect(await tally()).to.deep.equal([0n, GRID - AMOUNT / 4n, 0n]);
    });

    it("threat 78: counts nothing that was lent within the block of the snapshot", async () => {
      const { alice, stranger, grid, governor, until, number, proposal, vote, tally } = await load();
      await grid.connect(stranger).delegate(stranger);
      const snapshot = await governor.proposalSnapshot(number);
      await until(snapshot - 1n);
      await connection.provider.request({ method: "evm_setAutomine", params: [false] });
      await grid.connect(alice).transfer(stranger, GRID, { gasLimit: 500_000n });
      await grid.connect(stranger).transfer(alice, GRID, { gasLimit: 500_000n });
      await connection.provider.request({ method: "evm_setAutomine", params: [true] });
      await time.setNextBlockTimestamp(snapshot);
      await mine();
      expect(await time.latest()).to.equal(Number(snapshot));
      await mine();
      await vote(stranger, proposal);
      await vote(alice, proposal, AGAINST);
      expect(await tally()).to.deep.equal([GRID, 0n, 0n]);
    });
  });

  describe("castVoteBySig", () => {
    it("counts for who signed, whoever brings it", async () => {
      const { alice, stranger, governor, toVote, proposal, number, ballot, tally } = await load();
      await toVote(proposal);
      const signature = await ballot(alice.address, alice);
      await expect(governor.connect(stranger).castVoteBySig(number, FOR, alice, signature))
        .to.emit(governor, "VoteCast")
        .withArgs(alice.address, number, FOR, GRID, "");
      expect(await tally()).to.deep.equal([0n, GRID, 0n]);
    });

    it("counts for a contract wallet whose owner signed", async () => {
      const { alice, bob, grid, governor, toVote, proposal, number, ballot, tally } = await load();
      const wallet = await ethers.deployContract("WalletMock", [bob.address]);
      await grid.connect(alice).delegate(wallet);
      await toVote(proposal);
      const at = await wallet.getAddress();
      await governor.castVoteBySig(number, FOR, at, await ballot(at, bob));
      expect(await tally()).to.deep.equal([0n, GRID, 0n]);
    });

    it("refuses another's signature, another way to vote, and one that was used", async () => {
      const { alice, bob, governor, toVote, proposal, number, ballot, tally } = await load();
      await toVote(proposal);
      const signature = await ballot(alice.address, alice);
      const read = async () => [await tally(), await governor.nonces(alice)];
      const refused = (support: number, given: string) =>
        expectUnchanged(read, () =>
          expect(governor.castVoteBySig(number, support, alice, given))
            .to.be.revertedWithCustomError(governor, "GovernorInvalidSignature")
            .withArgs(alice.address),
        );
      await refused(FOR, await ballot(alice.address, bob));
      await refused(AGAINST, signature);
      await refused(FOR, await ballot(alice.address, alice, 1n));
      await governor.castVoteBySig(number, FOR, alice, signature);
      await refused(FOR, signature);
    });
  });

  describe("quorum", () => {
    it("is the fraction of all GRID, reached by who votes for it or abstains", async () => {
      const { alice, bob, carol, stranger, grid, governor, toVote, proposal, number, vote, toEnd, state } =
        await load();
      const quorum = ((await grid.totalSupply()) * 400n) / 10_000n;
      await grid.connect(stranger).delegate(stranger);
      await grid.connect(alice).transfer(stranger, GRID - quorum + 1n);
      await grid.connect(bob).transfer(carol, GRID - 1n);
      await toVote(proposal);
      expect(await governor.quorum(await governor.proposalSnapshot(number))).to.equal(quorum);
      await vote(alice, proposal);
      const short = await networkHelpers.takeSnapshot();
      await toEnd(proposal);
      expect(await state(proposal)).to.equal(State.Defeated);
      await short.restore();
      // One wei, which abstains.
      await vote(bob, proposal, ABSTAIN);
      await toEnd(proposal);
      expect(await state(proposal)).to.equal(State.Succeeded);
    });

    it("threat 82: is not reached sooner by many delegates of dust: what is rounded is rounded down", async () => {
      const { alice, grid, staking, toVote, proposal, tally, governor, number } = await load();
      const dust = (await ethers.getSigners()).slice(8, 20);
      for (const one of dust) {
        await grid.connect(alice).transfer(one, 10n);
        await grid.connect(one).approve(staking, 10n);
        await staking.connect(one).stake(1, 7n);
        await staking.connect(one).delegate(one);
        await grid.connect(one).delegate(one);
      }
      await staking.slashPool(1, 30n, await staking.epoch());
      const { assets } = await staking.poolData(1);
      expect(assets).to.equal(7n * 12n - 30n);
      await toVote(proposal);
      for (const one of dust) await governor.connect(one).castVote(number, FOR);
      // Each has 3 wei of tokens, and 4.5 staked.
      expect(await tally()).to.deep.equal([0n, (3n + 4n) * 12n, 0n]);
    });

    it("threat 82: stays what it was at the snapshot, whatever is decided while it is voted", async () => {
      const f = await load();
      const { alice, bob, carol, governor, accept, until, idOf } = f;
      const raise = await proposalOf([[governor, "updateQuorumNumerator", [2_000]]], "Raise the quorum");
      await accept(alice, raise, [alice, bob, carol]);
      const eta = await governor.proposalEta(await idOf(raise));
      // Its snapshot lies before the change, its end after it.
      await until(eta - (3n * DAY) / 2n);
      const other = await f.capOf(500);
      await f.propose(alice, other);
      await f.toVote(other);
      await f.vote(alice, other);
      await f.toExecution(raise);
      await governor.execute(...raise.named);
      expect(await governor["quorumNumerator()"]()).to.equal(2_000n);
      const { grid, toEnd, state } = f;
      const snapshot = await governor.proposalSnapshot(await idOf(other));
      expect(await governor.quorum(snapshot)).to.equal(((await grid.totalSupply()) * 400n) / 10_000n);
      await toEnd(other);
      // One of fourteen is more than 4%, and less than 20%.
      expect(await state(other)).to.equal(State.Succeeded);
    });

    it("is late and lets the others answer: the vote goes on for the extension", async () => {
      const { alice, bob, carol, governor, until, toVote, toEnd, proposal, number, vote, state } = await load();
      await toVote(proposal);
      const deadline = await governor.proposalDeadline(number);
      await until(deadline - 2n);
      const late = await vote(alice, proposal);
      const reached = BigInt(await time.latest());
      await expect(late)
        .to.emit(governor, "ProposalExtended")
        .withArgs(number, reached + DAY);
      await until(deadline + 1n);
      expect(await state(proposal)).to.equal(State.Active);
      await vote(bob, proposal, AGAINST);
      await expect(vote(carol, proposal, AGAINST)).not.to.emit(governor, "ProposalExtended");
      expect(await governor.proposalDeadline(number)).to.equal(reached + DAY);
      await toEnd(proposal);
      expect(await state(proposal)).to.equal(State.Defeated);
    });

    it("is early and extends nothing", async () => {
      const { alice, governor, toVote, proposal, number, vote } = await load();
      await toVote(proposal);
      const deadline = await governor.proposalDeadline(number);
      await expect(vote(alice, proposal)).not.to.emit(governor, "ProposalExtended");
      expect(await governor.proposalDeadline(number)).to.equal(deadline);
    });
  });
});
