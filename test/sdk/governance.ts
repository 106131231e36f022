import { expect } from "chai";
import { network } from "hardhat";

import {
  castSignedVote,
  castVote,
  delegateVotes,
  executeProposal,
  getProposal,
  Grid,
  propose,
  queueProposal,
  signVote,
  type Client,
} from "@gridwatt/sdk";

import { fixture, refusal } from "./fixture.ts";

const connection = await network.create();
const { loadFixture, time } = connection.networkHelpers;
const ALL = Grid.parse("1000000");

/** Alice, bob and carol have a million GRID each and vote with it themselves; the timelock may do all that the admin may. */
async function governed() {
  const f = await fixture(connection);
  const { client, people, deployment } = f;
  await client.contracts.authority.getFunction("grantRole")(0n, deployment.contracts.timelock, 0);
  for (const one of ["alice", "bob", "carol"] as const) {
    await client.contracts.grid.getFunction("mint")(people[one], ALL.base);
    await delegateVotes(f[one], { to: people[one].address, of: "grid" });
  }
  return f;
}

const until = async (date: Date) => time.increaseTo(Number(date) / 1000 + 1);
const capOf = async ({ contracts }: Client) => (await contracts.area.getFunction("tariffCap")()) as bigint;

const lowering = {
  calls: [{ contract: "area", name: "setTariffCap", args: [4_000] }],
  description: "Lower the cap of tariffs",
} as const;

describe("sdk: governance", () => {
  it("proposes, votes, also by signature, queues and executes", async () => {
    const { client, alice, bob, carol, people } = await loadFixture(governed);
    const before = await capOf(client);
    const { proposal, snapshot, deadline } = await propose(alice, lowering);
    expect(await getProposal(client, { proposal })).to.deep.equal({
      state: "pending",
      proposer: people.alice.address,
      description: lowering.description,
      snapshot,
      deadline,
      executableFrom: null,
      for: Grid.ZERO,
      against: Grid.ZERO,
      abstain: Grid.ZERO,
      quorum: null,
    });
    await until(snapshot);
    expect((await castVote(alice, { proposal, support: "for", reason: "cheaper" })).votes).to.deep.equal(ALL);
    const vote = await signVote(bob, { proposal, support: "for" });
    const { votes, events } = await castSignedVote(client, { vote });
    expect(votes).to.deep.equal(ALL);
    expect(events[0]).to.deep.include({ name: "VoteCast", voter: people.bob.address, support: "for" });
    await castVote(carol, { proposal, support: "against" });
    const twice = await refusal(castSignedVote(client, { vote }));
    expect(twice.name).to.equal("GovernorInvalidSignature");
    const open = await getProposal(client, { proposal });
    expect([open.state, open.for.toString(), open.against]).to.deep.equal(["active", "2000000.0", ALL]);
    expect(open.quorum).to.not.equal(null);

    await until(deadline);
    expect((await getProposal(client, { proposal })).state).to.equal("succeeded");
    const { executableFrom } = await queueProposal(client, { proposal });
    expect((await getProposal(client, { proposal })).executableFrom).to.deep.equal(executableFrom);
    expect((await refusal(executeProposal(client, { proposal }))).name).to.equal("TimelockUnexpectedOperationState");
    expect(await capOf(client)).to.equal(before);
    await until(executableFrom);
    await executeProposal(client, { proposal });
    expect(await capOf(client)).to.equal(4_000n);
    expect((await getProposal(client, { proposal })).state).to.equal("executed");
  });

  it("tells whose votes are too few, and that there is no such proposal", async () => {
    const { client, people } = await loadFixture(governed);
    const few = await refusal(propose(client, lowering));
    expect(few.name).to.equal("GovernorInsufficientProposerVotes");
    expect(few.message).to.contain(people.admin.address);
    const none = await refusal(getProposal(client, { proposal: 7n }));
    expect([none.name, none.message]).to.deep.equal(["ProposalNotFound", "There is no proposal 7."]);
  });
});
