import { expect } from "chai";
import { network } from "hardhat";

import { expectUnchanged } from "../../helpers/expectations.ts";
import { deployGovernance, proposalOf } from "../../helpers/governance.ts";
import { DAY } from "../../helpers/staking.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const load = () => networkHelpers.loadFixture(fixture);
const fixture = () => deployGovernance(connection);

describe("GridTimelock", () => {
  describe("updateDelay", () => {
    it("threat 80: is the timelock's own, and so a proposal's", async () => {
      const { alice, admin, guardian, timelock } = await load();
      for (const who of [alice, admin, guardian]) {
        await expectUnchanged(timelock.getMinDelay, () =>
          expect(timelock.connect(who).updateDelay(3n * DAY))
            .to.be.revertedWithCustomError(timelock, "TimelockUnauthorizedCaller")
            .withArgs(who.address),
        );
      }
    });

    it("changes the delay of what is queued from then on, and of nothing before", async () => {
      const { alice, governor, timelock, accept, enact, toExecution, capOf, idOf, until } = await load();
      const other = await capOf(400);
      const raise = await proposalOf([[timelock, "updateDelay", [5n * DAY]]], "Slower");
      await accept(alice, raise);
      await accept(alice, other);
      const eta = await governor.proposalEta(await idOf(other));
      await expect(governor.execute(...raise.named))
        .to.emit(timelock, "MinDelayChange")
        .withArgs(2n * DAY, 5n * DAY);
      expect(await governor.proposalEta(await idOf(other))).to.equal(eta);
      await until(eta);
      await governor.execute(...other.named);
      const later = await capOf(500);
      await accept(alice, later);
      const queuedFor = (await governor.proposalEta(await idOf(later))) - BigInt(await networkHelpers.time.latest());
      expect(queuedFor).to.equal(5n * DAY);
      await toExecution(later);
      await governor.execute(...later.named);
      await enact(alice, await proposalOf([[timelock, "updateDelay", [2n * DAY]]], "As before"));
      expect(await timelock.getMinDelay()).to.equal(2n * DAY);
    });

    it("threat 84: refuses a delay out of its bounds, and takes them", async () => {
      const { alice, governor, timelock, accept, enact, toExecution } = await load();
      const by = (delay: bigint) => proposalOf([[timelock, "updateDelay", [delay]]], `${delay} s`);
      for (const delay of [2n * DAY - 1n, 14n * DAY + 1n]) {
        const proposal = await by(delay);
        await accept(alice, proposal);
        await toExecution(proposal);
        await expectUnchanged(timelock.getMinDelay, () =>
          expect(governor.execute(...proposal.named))
            .to.be.revertedWithCustomError(timelock, "TimelockDelayOutOfRange")
            .withArgs(delay, 2n * DAY, 14n * DAY),
        );
      }
      await enact(alice, await by(14n * DAY));
      expect(await timelock.getMinDelay()).to.equal(14n * DAY);
    });
  });
});
