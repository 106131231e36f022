import assert from "node:assert/strict";

import { castVote, delegateVotes, Grid, propose, proposedCall } from "@gridwatt/sdk";

import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

const [VOTER, PROPOSER] = [9, 10];
const HOLDERS = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];
const DAY = 86_400;

interface Told {
  readonly id: string;
  readonly state: string;
  readonly votes: { readonly for: string };
  readonly quorum: string | null;
}

describe("npm run vote", () => {
  let node: GridNode;
  let proposal: string;
  const run = (...args: string[]) => node.run("scripts/vote.ts", ["--from", `#${VOTER}`, ...args]);
  const says = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  before(async () => {
    node = await startGridNode([], Grid.ZERO);
    for (const wallet of HOLDERS) {
      await delegateVotes(node.as(wallet), { to: node.addressOf(wallet), of: "grid" });
    }
  });

  after(() => node.stop());

  it("lists proposals, shows one, votes, queues and executes", async () => {
    assert.equal(await says(), "There is no proposal.\n");
    const calls = [proposedCall(node.client, { contract: "area", name: "setTariffCap", args: [4_000n] })];
    const made = await propose(node.as(PROPOSER), { calls, description: "Lower the cap" });
    proposal = String(made.proposal);
    const short = proposal.slice(0, 6);
    assert.match(
      await says(),
      new RegExp(`^proposal +state +for +against +quorum +votes until\\s+-.*\n${short}\\d\\d +pending`),
    );

    await node.pass(DAY + 1);
    assert.equal(await says(short, "for"), "voted for with 2000000.0 GRID\n");
    const twice = await run(short, "against");
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /voted/);
    for (const wallet of HOLDERS.slice(1)) {
      await castVote(node.as(wallet), { proposal: made.proposal, support: "for" });
    }
    const shown = JSON.parse(await says(short, "--json")) as Told;
    assert.deepEqual(shown, { ...shown, id: proposal, state: "active", quorum: "16000000.0" });
    assert.equal(shown.votes.for, "20000000.0");
    assert.match(await says(short), /\n\nLower the cap\n\nby 0x\w{40}\n$/);

    await node.pass(5 * DAY);
    assert.match(await says(short, "queue"), /^queued: it can be executed from \S+ on\n$/);
    assert.equal((await run(short, "execute")).code, 1);
    await node.pass(2 * DAY);
    assert.equal(await says(short, "execute"), "executed\n");
    const cap = (await node.client.contracts.area.getFunction("tariffCap").staticCall()) as bigint;
    assert.equal(cap, 4_000n);
  }).timeout(240_000);

  it("refuses what it cannot follow, and a proposal that is not there", async () => {
    for (const [args, text] of [
      [["first"], "first is no number of a proposal."],
      [["1", "maybe"], "There is no verb maybe."],
      [["1", "for", "it"], "it: one proposal and one verb at a time."],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2);
      assert(stderr.startsWith(text), stderr);
    }
    const missing = proposal.startsWith("1") ? "2" : "1";
    const { code, stderr } = await run(missing);
    assert.deepEqual([code, stderr], [1, `There is no proposal ${missing}.\n`]);
  });
});
