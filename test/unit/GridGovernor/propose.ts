import { expect } from "chai";
import { id, parseEther } from "ethers";
import { network } from "hardhat";

import { deployGovernance, proposalOf, State } from "../../helpers/governance.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { time, mine } = networkHelpers;
const THRESHOLD = parseEther("100000");

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  return { ...f, proposal: await f.capOf(400) };
}

describe("GridGovernor", () => {
  describe("propose", () => {
    it("tells proposal, snapshot and deadline, and opens it", async () => {
      const { alice, governor, propose, proposal, idOf, state, area } = await load();
      const proposed = await propose(alice, proposal);
      const at = BigInt(await time.latest());
      const [targets, values, calldatas] = proposal.named;
      await expect(proposed)
        .to.emit(governor, "ProposalCreated")
        .withArgs(
          ...[await idOf(proposal), alice.address, targets, values, [""], calldatas],
          ...[at + DAY, at + 6n * DAY, proposal.description],
        );
      expect(await state(proposal)).to.equal(State.Pending);
      expect(await governor.proposalProposer(await idOf(proposal))).to.equal(alice.address);
      expect(await area.tariffCap()).to.equal(16_383n);
    });

    it("takes who has the threshold a second before, and nobody with a wei less", async () => {
      const { alice, stranger, grid, governor, propose, proposal } = await load();
      await grid.connect(stranger).delegate(stranger);
      await grid.connect(alice).transfer(stranger, THRESHOLD - 1n);
      await mine();
      await expect(propose(stranger, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorInsufficientProposerVotes")
        .withArgs(stranger.address, THRESHOLD - 1n, THRESHOLD);
      await grid.connect(alice).transfer(stranger, 1n);
      await mine();
      await propose(stranger, proposal);
    });

    it("threat 78: counts nothing that came in the same block", async () => {
      const { alice, stranger, grid, governor, proposal, idOf } = await load();
      await grid.connect(stranger).delegate(stranger);
      const [targets, values, calldatas] = proposal.named;
      await connection.provider.request({ method: "evm_setAutomine", params: [false] });
      const gas = { gasLimit: 1_000_000n };
      const lent = await grid.connect(alice).transfer(stranger, 2n * THRESHOLD, gas);
      const tried = await governor.connect(stranger).propose(targets, values, calldatas, proposal.description, gas);
      const back = await grid.connect(stranger).transfer(alice, 2n * THRESHOLD, gas);
      await connection.provider.request({ method: "evm_setAutomine", params: [true] });
      await mine();
      const receipts = await Promise.all(
        [lent, tried, back].map(({ hash }) => ethers.provider.getTransactionReceipt(hash)),
      );
      expect(new Set(receipts.map((receipt) => receipt?.blockNumber)).size).to.equal(1);
      expect(receipts.map((receipt) => receipt?.status)).to.deep.equal([1, 0, 1]);
      expect(await governor.proposalSnapshot(await idOf(proposal))).to.equal(0n);
    });

    it("threat 81: refuses targets without code", async () => {
      const { alice, stranger, area, governor, propose, proposal } = await load();
      const { named, description } = proposal;
      const target = stranger.address;
      for (const targets of [[target], [await area.getAddress(), target]]) {
        const [, [value = 0n], [data = "0x"], hash] = named;
        const same = <T>(one: T) => targets.map(() => one);
        const bad = { named: [targets, same(value), same(data), hash] as typeof named, description };
        await expect(propose(alice, bad)).to.be.revertedWithCustomError(governor, "TargetWithoutCode").withArgs(target);
      }
    });

    it("refuses a proposal that was made, whatever became of it", async () => {
      const { alice, bob, governor, propose, proposal, idOf } = await load();
      await propose(alice, proposal);
      const again = () => propose(bob, proposal);
      const refused = async (state: State) =>
        expect(again())
          .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
          .withArgs(await idOf(proposal), state, `0x${"00".repeat(32)}`);
      await refused(State.Pending);
      await governor.connect(alice).cancel(...proposal.named);
      await refused(State.Canceled);
    });

    it("is its proposer's alone where the description names one", async () => {
      const { alice, bob, area, governor, propose, state } = await load();
      const description = `Cap #proposer=${alice.address.toLowerCase()}`;
      const proposal = await proposalOf([[area, "setTariffCap", [400]]], description);
      await expect(propose(bob, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorRestrictedProposer")
        .withArgs(bob.address);
      await propose(alice, proposal);
      expect(await state(proposal)).to.equal(State.Pending);
    });

    it("refuses a proposal of nothing, or of lists that differ", async () => {
      const { alice, governor, proposal } = await load();
      const [targets, values] = proposal.named;
      const as = governor.connect(alice);
      await expect(as.propose([], [], [], "x"))
        .to.be.revertedWithCustomError(governor, "GovernorInvalidProposalLength")
        .withArgs(0n, 0n, 0n);
      await expect(as.propose(targets, values, [], "x"))
        .to.be.revertedWithCustomError(governor, "GovernorInvalidProposalLength")
        .withArgs(1n, 0n, 1n);
    });

    it("threat 81: is known by its calls and its words: others are another proposal", async () => {
      const { alice, governor, propose, proposal, idOf, capOf } = await load();
      await propose(alice, proposal);
      const [targets, values, calldatas, hash] = proposal.named;
      const other = await capOf(16_000);
      for (const named of [
        [targets, values, other.named[2], hash],
        [targets, values, calldatas, id("Set the tariff cap to 16000")],
        [targets, [1n], calldatas, hash],
      ] as (typeof proposal.named)[]) {
        const unknown = await governor.getProposalId(...named);
        expect(unknown).not.to.equal(await idOf(proposal));
        for (const call of [governor.queue, governor.execute, governor.cancel]) {
          await expect(call(...named))
            .to.be.revertedWithCustomError(governor, "GovernorNonexistentProposal")
            .withArgs(unknown);
        }
      }
    });
  });
});
