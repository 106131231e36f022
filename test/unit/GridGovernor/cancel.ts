import { expect } from "chai";
import { toBeHex } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGovernance, proposalOf, State } from "../../helpers/governance.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  return { ...f, proposal: await f.capOf(400) };
}

describe("GridGovernor", () => {
  describe("cancel", () => {
    it("is the guardian's at any time until it is done", async () => {
      const { alice, guardian, area, governor, timelock, propose, toVote, vote, toEnd, toExecution, proposal, ...f } =
        await load();
      const cancelled = async () => {
        const before = await networkHelpers.takeSnapshot();
        await expect(governor.connect(guardian).cancel(...proposal.named))
          .to.emit(governor, "ProposalCanceled")
          .withArgs(await f.idOf(proposal));
        expect(await f.state(proposal)).to.equal(State.Canceled);
        await before.restore();
      };
      await propose(alice, proposal);
      await cancelled();
      await toVote(proposal);
      await vote(alice, proposal);
      await cancelled();
      await toEnd(proposal);
      await cancelled();
      await governor.queue(...proposal.named);
      await toExecution(proposal);
      await expect(governor.connect(guardian).cancel(...proposal.named)).to.emit(timelock, "Cancelled");
      expect(await area.tariffCap()).to.equal(16_383n);
    });

    it("threat 80: lets what was cancelled be queued, executed or proposed no more", async () => {
      const { alice, guardian, governor, accept, toExecution, propose, proposal, idOf, state } = await load();
      await accept(alice, proposal);
      await governor.connect(guardian).cancel(...proposal.named);
      await toExecution(proposal);
      for (const call of [governor.queue, governor.execute, governor.connect(guardian).cancel]) {
        await expect(call(...proposal.named)).to.be.revertedWithCustomError(
          governor,
          "GovernorUnexpectedProposalState",
        );
      }
      await expect(propose(alice, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(await idOf(proposal), State.Canceled, toBeHex(0n, 32));
      expect(await state(proposal)).to.equal(State.Canceled);
    });

    it("is the proposer's until the vote begins, and nobody else's", async () => {
      const { alice, bob, governor, propose, toVote, proposal, idOf, state } = await load();
      await propose(alice, proposal);
      const refused = async (who: typeof alice) =>
        expectUnchanged(
          () => state(proposal),
          async () =>
            expect(governor.connect(who).cancel(...proposal.named))
              .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
              .withArgs(await idOf(proposal), who.address),
        );
      await refused(bob);
      const pending = await networkHelpers.takeSnapshot();
      await governor.connect(alice).cancel(...proposal.named);
      expect(await state(proposal)).to.equal(State.Canceled);
      await pending.restore();
      await toVote(proposal);
      await refused(alice);
    });

    it("cannot keep the guardian in its place", async () => {
      const { alice, bob, guardian, governor, propose, enact, capOf, idOf, state } = await load();
      const replace = await proposalOf([[governor, "setProposalGuardian", [bob.address]]], "Another guardian");
      await propose(alice, replace);
      await expectUnchanged(
        () => state(replace),
        async () =>
          expect(governor.connect(guardian).cancel(...replace.named))
            .to.be.revertedWithCustomError(governor, "GuardianCannotCancel")
            .withArgs(await idOf(replace)),
      );
      const again = await proposalOf([[governor, "setProposalGuardian", [bob.address]]], "Another guardian, then");
      await expect(enact(alice, again))
        .to.emit(governor, "ProposalGuardianSet")
        .withArgs(guardian.address, bob.address);
      const next = await capOf(500);
      await propose(alice, next);
      await expect(governor.connect(guardian).cancel(...next.named))
        .to.be.revertedWithCustomError(governor, "GovernorUnableToCancel")
        .withArgs(await idOf(next), guardian.address);
      await governor.connect(bob).cancel(...next.named);
    });

    it("is the guardian's where its replacement carries something else", async () => {
      const { alice, bob, area, guardian, governor, propose, state } = await load();
      const actions = [
        [governor, "setProposalGuardian", [bob.address]],
        [area, "setTariffCap", [400]],
      ] as const;
      const [smuggled, named, elsewhere] = await Promise.all([
        proposalOf(actions, "Both"),
        proposalOf([[governor, "setVotingPeriod", [400_000]]], "Not it"),
        proposalOf([[area, "setTariffCap", [400]]], "Elsewhere"),
      ]);
      for (const proposal of [smuggled, named, elsewhere]) {
        await propose(alice, proposal);
        await governor.connect(guardian).cancel(...proposal.named);
        expect(await state(proposal)).to.equal(State.Canceled);
      }
    });
  });
});
