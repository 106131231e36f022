import { expect } from "chai";
import { parseEther, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGovernance, governance, proposalOf } from "../../helpers/governance.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  const { governor, timelock } = f;
  const read = async () => [
    ...[await governor.votingDelay(), await governor.votingPeriod(), await governor.lateQuorumVoteExtension()],
    ...[await governor.proposalThreshold(), await governor["quorumNumerator()"](), await timelock.getMinDelay()],
    ...[await governor.proposalGuardian(), await governor.timelock()],
  ];
  return { ...f, read };
}

/** Bounds of each setting: what sets it, the error, the least and the most. */
const BOUNDS = [
  ["votingDelay", "setVotingDelay", "VotingDelayOutOfRange", DAY, 7n * DAY],
  ["votingPeriod", "setVotingPeriod", "VotingPeriodOutOfRange", 3n * DAY, 14n * DAY],
  ["voteExtension", "setLateQuorumVoteExtension", "VoteExtensionOutOfRange", DAY, 3n * DAY],
  [
    ...["proposalThreshold", "setProposalThreshold", "ProposalThresholdOutOfRange"],
    ...[parseEther("1000"), parseEther("10000000")],
  ] as const,
  ["quorum", "updateQuorumNumerator", "QuorumOutOfRange", 100n, 2_000n],
] as const;

describe("GridGovernor", () => {
  describe("constructor", () => {
    it("sets what it is told and deploys a timelock of which only it has a part", async () => {
      const { governor, timelock, votes, guardian, admin, read, access } = await load();
      const s = governance(guardian.address);
      expect(await read()).to.deep.equal([
        ...[s.votingDelay, s.votingPeriod, s.voteExtension, s.proposalThreshold, s.quorum, s.timelockDelay],
        ...[guardian.address, await timelock.getAddress()],
      ]);
      expect(await governor.token()).to.equal(await votes.getAddress());
      expect([await governor.CLOCK_MODE(), await governor.COUNTING_MODE()]).to.deep.equal([
        "mode=timestamp",
        "support=bravo&quorum=for,abstain",
      ]);
      for (const role of [
        await timelock.PROPOSER_ROLE(),
        await timelock.CANCELLER_ROLE(),
        await timelock.EXECUTOR_ROLE(),
      ]) {
        expect(await timelock.hasRole(role, governor)).to.equal(true);
        for (const other of [admin.address, ZeroAddress, await timelock.getAddress()]) {
          expect(await timelock.hasRole(role, other)).to.equal(false);
        }
      }
      for (const other of [admin.address, await governor.getAddress()]) {
        expect(await timelock.hasRole(ZeroHash, other)).to.equal(false);
      }
      expect(await timelock.hasRole(ZeroHash, timelock)).to.equal(true);
      expect((await access.hasRole(0n, timelock)).isMember).to.equal(true);
    });

    for (const [name, , error, least, most] of BOUNDS) {
      it(`refuses a ${name} out of its bounds, and takes them`, async () => {
        const { votes, governor, guardian } = await load();
        const deploy = (value: bigint) =>
          ethers.deployContract("GridGovernor", [votes, { ...governance(guardian.address), [name]: value }]);
        for (const value of [least - 1n, most + 1n]) {
          await expect(deploy(value)).to.be.revertedWithCustomError(governor, error).withArgs(value, least, most);
        }
        for (const value of [least, most]) await deploy(value);
      });
    }

    it("refuses a timelock's delay out of its bounds", async () => {
      const { votes, guardian, timelock } = await load();
      const s = governance(guardian.address);
      for (const delay of [2n * DAY - 1n, 14n * DAY + 1n]) {
        await expect(ethers.deployContract("GridGovernor", [votes, { ...s, timelockDelay: delay }]))
          .to.be.revertedWithCustomError(timelock, "TimelockDelayOutOfRange")
          .withArgs(delay, 2n * DAY, 14n * DAY);
      }
    });
  });

  describe("settings", () => {
    for (const [name, method, error, least, most] of BOUNDS) {
      it(`threat 84: changes the ${name} by a proposal, within its bounds`, async () => {
        const { alice, governor, enact, accept, toExecution, read } = await load();
        const by = (value: bigint) => proposalOf([[governor, method, [value]]], `${name} ${value}`);
        const before = await read();
        for (const value of [least - 1n, most + 1n]) {
          const proposal = await by(value);
          await accept(alice, proposal);
          await toExecution(proposal);
          await expect(governor.execute(...proposal.named))
            .to.be.revertedWithCustomError(governor, error)
            .withArgs(value, least, most);
        }
        expect(await read()).to.deep.equal(before);
        await enact(alice, await by(least));
        const at = BOUNDS.findIndex(([one]) => one === name);
        const after = [...before];
        after[at] = least;
        expect(await read()).to.deep.equal(after);
      });

      it(`refuses ${method} of anybody else`, async () => {
        const { alice, guardian, admin, governor, read } = await load();
        for (const who of [alice, guardian, admin]) {
          await expectUnchanged(read, () =>
            expect(governor.connect(who)[method](least))
              .to.be.revertedWithCustomError(governor, "GovernorOnlyExecutor")
              .withArgs(who.address),
          );
        }
      });
    }

    it("keeps its timelock, whoever asks", async () => {
      const { alice, governor, accept, toExecution, read } = await load();
      const proposal = await proposalOf([[governor, "updateTimelock", [alice.address]]], "Elsewhere");
      await accept(alice, proposal);
      await toExecution(proposal);
      await expectUnchanged(read, () =>
        expect(governor.execute(...proposal.named)).to.be.revertedWithCustomError(governor, "TimelockIsFixed"),
      );
    });

    it("takes no coins", async () => {
      const { alice, governor } = await load();
      await expect(alice.sendTransaction({ to: await governor.getAddress(), value: 1n })).to.be.revertedWithCustomError(
        governor,
        "GovernorDisabledDeposit",
      );
    });
  });
});
