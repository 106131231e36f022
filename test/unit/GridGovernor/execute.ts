import { expect } from "chai";
import { toBeHex } from "ethers";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { AGAINST, deployGovernance, proposalOf, State, type Proposal } from "../../helpers/governance.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const GRACE = 14n * DAY;
const READY = 2n;

const load = () => networkHelpers.loadFixture(fixture);
async function fixture() {
  const f = await deployGovernance(connection);
  const { area, governor, timelock, idOf } = f;
  const proposal = await f.capOf(400);
  const read = async () => [await area.tariffCap(), await governor.state(await idOf(proposal))];
  const isIn = async (state: State, ...wanted: readonly State[]) =>
    [await idOf(proposal), state, bitmap(wanted)] as const;
  /** What the timelock calls a proposal. */
  const operationOf = async ({ named: [targets, values, calldatas, hash] }: Proposal) => {
    const own = BigInt(await governor.getAddress()) << 96n;
    return timelock.hashOperationBatch(targets, values, calldatas, bytes32(0n), bytes32(own ^ BigInt(hash)));
  };
  return { ...f, proposal, read, isIn, operationOf };
}

const bytes32 = (value: bigint) => toBeHex(value, 32);
const bitmap = (states: readonly State[]) => bytes32(states.reduce((all, state) => all | (1n << BigInt(state)), 0n));

describe("GridGovernor", () => {
  describe("queue", () => {
    it("gives what was accepted to the timelock, for its delay", async () => {
      const { alice, stranger, governor, timelock, propose, toVote, toEnd, vote, proposal, operationOf, isIn } =
        await load();
      await propose(alice, proposal);
      await toVote(proposal);
      await vote(alice, proposal);
      await expect(governor.queue(...proposal.named))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(...(await isIn(State.Active, State.Succeeded)));
      await toEnd(proposal);
      const queued = governor.connect(stranger).queue(...proposal.named);
      await expect(queued).to.emit(timelock, "CallScheduled");
      const eta = BigInt(await time.latest()) + 2n * DAY;
      await expect(queued)
        .to.emit(governor, "ProposalQueued")
        .withArgs((await isIn(State.Queued))[0], eta);
      expect(await timelock.getTimestamp(await operationOf(proposal))).to.equal(eta);
      await expect(governor.queue(...proposal.named))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(...(await isIn(State.Queued, State.Succeeded)));
    });

    it("refuses what was defeated", async () => {
      const { alice, bob, governor, propose, toVote, toEnd, vote, proposal, isIn } = await load();
      await propose(alice, proposal);
      await toVote(proposal);
      await vote(alice, proposal);
      await vote(bob, proposal, AGAINST);
      await toEnd(proposal);
      await expect(governor.queue(...proposal.named))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(...(await isIn(State.Defeated, State.Succeeded)));
    });

    it("threat 80: takes what was accepted for two weeks, to the second", async () => {
      const { alice, governor, propose, toVote, toEnd, vote, until, proposal, idOf, state, isIn } = await load();
      await propose(alice, proposal);
      await toVote(proposal);
      await vote(alice, proposal);
      await toEnd(proposal);
      const last = (await governor.proposalDeadline(await idOf(proposal))) + GRACE;
      await until(last);
      expect(await state(proposal)).to.equal(State.Succeeded);
      await time.setNextBlockTimestamp(last + 1n);
      await expect(governor.queue(...proposal.named))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(...(await isIn(State.Expired, State.Succeeded)));
    });
  });

  describe("execute", () => {
    it("does what was accepted, for anyone, and says so", async () => {
      const { alice, stranger, area, governor, timelock, accept, toExecution, proposal, state, isIn } = await load();
      await accept(alice, proposal);
      await toExecution(proposal);
      const done = governor.connect(stranger).execute(...proposal.named);
      await expect(done).to.emit(area, "TariffCapSet").withArgs(400n);
      await expect(done).to.emit(timelock, "CallExecuted");
      await expect(done)
        .to.emit(governor, "ProposalExecuted")
        .withArgs((await isIn(State.Executed))[0]);
      expect(await area.tariffCap()).to.equal(400n);
      expect(await state(proposal)).to.equal(State.Executed);
    });

    it("threat 80: refuses before the delay is over, to the second", async () => {
      const { alice, governor, timelock, accept, idOf, proposal, read, operationOf } = await load();
      await accept(alice, proposal);
      const eta = await governor.proposalEta(await idOf(proposal));
      await time.setNextBlockTimestamp(eta - 1n);
      await expectUnchanged(read, async () =>
        expect(governor.execute(...proposal.named))
          .to.be.revertedWithCustomError(timelock, "TimelockUnexpectedOperationState")
          .withArgs(await operationOf(proposal), bytes32(1n << READY)),
      );
      await time.setNextBlockTimestamp(eta);
      await governor.execute(...proposal.named);
    });

    it("threat 80: refuses a replay, and to queue or propose it again", async () => {
      const { alice, governor, enact, propose, proposal, read, isIn } = await load();
      await enact(alice, proposal);
      for (const [call, wanted] of [
        [governor.execute, [State.Queued]],
        [governor.queue, [State.Succeeded]],
      ] as const) {
        await expectUnchanged(read, async () =>
          expect(call(...proposal.named))
            .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
            .withArgs(...(await isIn(State.Executed, ...wanted))),
        );
      }
      await expect(propose(alice, proposal))
        .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
        .withArgs(...(await isIn(State.Executed)));
    });

    it("threat 80: refuses what has waited for more than two weeks", async () => {
      const { alice, governor, accept, idOf, until, proposal, state, read, isIn } = await load();
      await accept(alice, proposal);
      const last = (await governor.proposalEta(await idOf(proposal))) + GRACE;
      await until(last);
      expect(await state(proposal)).to.equal(State.Queued);
      await until(last + 1n);
      await expectUnchanged(read, async () =>
        expect(governor.execute(...proposal.named))
          .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState")
          .withArgs(...(await isIn(State.Expired, State.Queued))),
      );
    });

    it("threat 80: is the governor's: nobody schedules, executes or cancels in the timelock itself", async () => {
      const { alice, guardian, governor, timelock, accept, toExecution, proposal, read, operationOf } = await load();
      await accept(alice, proposal);
      await toExecution(proposal);
      const [targets, values, calldatas, hash] = proposal.named;
      const salt = bytes32((BigInt(await governor.getAddress()) << 96n) ^ BigInt(hash));
      const zero = bytes32(0n);
      for (const who of [alice, guardian]) {
        const own = timelock.connect(who);
        for (const [call, role] of [
          [() => own.executeBatch(targets, values, calldatas, zero, salt), await timelock.EXECUTOR_ROLE()],
          [() => own.scheduleBatch(targets, values, calldatas, zero, zero, 2n * DAY), await timelock.PROPOSER_ROLE()],
          [async () => own.cancel(await operationOf(proposal)), await timelock.CANCELLER_ROLE()],
          [() => own.grantRole(zero, who), await timelock.DEFAULT_ADMIN_ROLE()],
        ] as const) {
          await expectUnchanged(read, () =>
            expect(call())
              .to.be.revertedWithCustomError(timelock, "AccessControlUnauthorizedAccount")
              .withArgs(who.address, role),
          );
        }
      }
    });

    it("threat 81: refuses where a target has other code than when it was proposed, or none", async () => {
      const { alice, area, governor, accept, toExecution, proposal, idOf, read } = await load();
      const target = await area.getAddress();
      const code = await connection.ethers.provider.getCode(target);
      await accept(alice, proposal);
      await toExecution(proposal);
      const before = await read();
      // Code that takes any call.
      await networkHelpers.setCode(target, "0x00");
      await expect(governor.execute(...proposal.named))
        .to.be.revertedWithCustomError(governor, "TargetChanged")
        .withArgs(await idOf(proposal));
      await networkHelpers.setCode(target, "0x");
      await expect(governor.execute(...proposal.named))
        .to.be.revertedWithCustomError(governor, "TargetWithoutCode")
        .withArgs(target);
      await networkHelpers.setCode(target, code);
      expect(await read()).to.deep.equal(before);
      await governor.execute(...proposal.named);
      expect(await area.tariffCap()).to.equal(400n);
    });

    it("threat 84: does all of it or nothing, and nothing beyond a bound", async () => {
      const { alice, area, governor, accept, toExecution } = await load();
      const actions = [
        [area, "setMarketFee", [7]],
        [area, "setTariffCap", [16_384]],
      ] as const;
      const proposal = await proposalOf(actions, "Too much");
      await accept(alice, proposal);
      await toExecution(proposal);
      await expectUnchanged(
        async () => [await area.tariffCap(), await area.currentTerms().catch(() => null)],
        () =>
          expect(governor.execute(...proposal.named))
            .to.be.revertedWithCustomError(area, "CapOutOfRange")
            .withArgs(16_384n, 0n, 16_383n),
      );
    });
  });
});
