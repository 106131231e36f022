import assert from "node:assert/strict";

import { createClient, connect, signRoot, Slot, type Client } from "@gridwatt/sdk";
import { id, Wallet, ZeroHash } from "ethers";

import { isQuorum, signerOf, turnOf } from "../../packages/oracle/src/node/quorum.ts";
import { ABIS, type Deployment } from "@gridwatt/sdk";

const contracts = Object.fromEntries(
  Object.keys(ABIS).map((name) => [name, Wallet.createRandom().address]),
) as unknown as Deployment["contracts"];
const deployment = { chainId: 31_337, startBlock: 0, contracts };
const [operator, stranger] = [new Wallet(id("operator")), new Wallet(id("stranger"))];
const ROOT = { slot: Slot.ofNumber(1_995_264), root: id("root"), sequence: 1n, configuration: id("set") };

describe("a quorum", () => {
  const client: Client = createClient({ deployment, runner: operator });

  async function proposalOf(wallet: Wallet, root = ROOT) {
    const { slot, sequence, configuration } = root;
    return {
      slot,
      root: root.root,
      signed: { sequence, configuration, signature: await signRoot(connect(client, wallet), root) },
    };
  }

  it("is more than two thirds", () => {
    const least = [1, 2, 3, 4, 5, 6, 7].map((count) =>
      [1, 2, 3, 4, 5, 6, 7].find((signers) => isQuorum(signers, count)),
    );
    assert.deepEqual(least, [1, 2, 3, 3, 4, 5, 5]);
  });

  it("counts an operator who signed the same", async () => {
    const operators = [stranger.address, operator.address];
    const proposal = await proposalOf(operator);
    assert.equal(signerOf(client, { proposal, root: ROOT, operators }), operator.address);
  });

  it("counts nobody else", async () => {
    const operators = [operator.address];
    const honest = await proposalOf(operator);
    const { signed } = honest;
    const others = [
      await proposalOf(stranger),
      await proposalOf(operator, { ...ROOT, root: id("another root") }),
      await proposalOf(operator, { ...ROOT, sequence: 2n }),
      await proposalOf(operator, { ...ROOT, configuration: ZeroHash }),
      { ...honest, root: id("another root") },
      { ...honest, signed: { ...signed, signature: "0x1234" } },
      { slot: ROOT.slot, root: ROOT.root },
    ];
    for (const proposal of others) assert.equal(signerOf(client, { proposal, root: ROOT, operators }), undefined);
  });

  it("is submitted by another operator first in each slot", () => {
    const operators = ["a", "b", "c"];
    const turns = [6, 7, 8].map((slot) => operators.map((who) => turnOf(who, { slot, operators })));
    assert.deepEqual(turns, [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]);
    assert.equal(turnOf("d", { slot: 6, operators }), 3);
  });
});
