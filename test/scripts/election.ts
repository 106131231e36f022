import assert from "node:assert/strict";

import {
  getElectedSets,
  Grid,
  nominate,
  openPool,
  ReadingTree,
  setCandidate,
  signRoot,
  Slot,
  stake,
  ParameterError,
} from "@gridwatt/sdk";
import { id } from "ethers";

import { contradictionIn, lossIn, twoRootsIn } from "../../scripts/offence-files.ts";
import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

/** Pools 1 and 2 of wallets 15 and 16, which have 20,000 GRID each of their own; wallet 9 nominates both with 10,000. */
const OPERATORS = [15, 16];
const NOMINATOR = 9;
const SOLVER = 10;
const DAY = 86_400;

interface Told {
  readonly epoch: number;
  readonly enacted: { readonly epoch: number; readonly winners: readonly number[] } | null;
  readonly solution: { readonly winners: readonly string[] };
  readonly score: { readonly leastStake: string };
  readonly isBetter: boolean;
  readonly submitted: boolean;
}

describe("npm run election", () => {
  let node: GridNode;
  const run = (...args: string[]) => node.run("scripts/election.ts", ["--from", `#${SOLVER}`, ...args]);
  const told = async (...args: string[]): Promise<Told> => {
    const { code, stdout, stderr } = await run("--json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Told;
  };

  before(async () => {
    node = await startGridNode([SOLVER, NOMINATOR, ...OPERATORS], Grid.parse("20000"));
    for (const operator of OPERATORS) {
      const own = node.as(operator);
      const { pool } = await openPool(own, { commission: 0 });
      await stake(own, { pool, amount: Grid.parse("20000") });
      await setCandidate(own, { isCandidate: true });
    }
    await stake(node.as(NOMINATOR), { pool: 0, amount: Grid.parse("10000") });
    await nominate(node.as(NOMINATOR), { pools: [1, 2] });
  });

  after(() => node.stop());

  it("says in a sentence that nobody stands on the first day", async () => {
    const { code, stderr } = await run();
    assert.deepEqual([code, stderr], [1, "Nobody can be elected today: no candidate has its stake.\n"]);
  });

  it("solves, submits once, lets the winners serve the next day, and refuses a line that it cannot follow", async () => {
    await node.nextDay();
    const first = await told();
    assert.deepEqual([first.solution.winners, first.isBetter, first.submitted], [["1", "2"], true, false]);
    assert.equal(first.score.leastStake, "25000000000000");

    const { code, stdout } = await run("--submit");
    assert.equal(code, 0);
    assert.match(stdout, /elected: 2 of 2 candidates, for 4 seats/);
    assert.match(stdout, /page 1 of 1\nSubmitted: the best solution of day \d+\.\n$/);
    const again = await told("--submit");
    assert.deepEqual([again.isBetter, again.submitted], [false, false]);

    await node.nextDay();
    const { enacted, epoch } = await told("--enact");
    assert.deepEqual(enacted, { epoch: epoch - 1, winners: [1, 2] });
    const twice = await run("--enact");
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /^Nobody was elected on day \d+, or the winners serve already\.\n$/);
    const wrong = await run("--rounds", "10001");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^--rounds lies within 0 and 10000\.\n/);
  });

  describe("npm run offence", () => {
    const offence = (...args: string[]) => node.run("scripts/offence.ts", ["--from", `#${SOLVER}`, ...args]);
    const says = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await offence(...args);
      assert.equal(code, 0, stderr);
      return stdout;
    };

    it("reports two roots that somebody elected signed, lets nominators wait, and slashes all of them", async () => {
      const [operator = 0] = OPERATORS;
      const { configuration } = (await getElectedSets(node.client)).at(-1) ?? assert.fail();
      const slot = Slot.ofNumber(2_000_000);
      const answers = ["one", "other"].map(async (text) => {
        const root = { slot, root: id(text), sequence: 1n, configuration };
        const signed = { sequence: "1", configuration, signature: await signRoot(node.as(operator), root) };
        return { slot: slot.number, root: root.root, signed };
      });
      const file = node.write("roots.json", await Promise.all(answers));
      assert.equal(await says("two-roots", "--file", file), "committed: run the same again a minute later\n");
      assert.match(await says("two-roots", "--file", file), /^committed at .+Z: run the same again a minute later\n$/);
      await node.pass(60);
      const reported = await says("two-roots", "--file", file);
      const [, one = ""] =
        /^recorded: offence (0x[0-9a-f]{64}) of pools 1, to be executed from .+Z on\n$/.exec(reported) ?? [];
      assert.match(
        await says("execute", "--offence", one),
        /^held: 1 nominators wait until .+Z; it can be executed from /,
      );
      await node.pass(3 * DAY);
      const done = await says("execute", "--offence", one);
      // A tenth of the operator's 20,000 and of 5,000 of the nominator.
      assert.equal(done, "executed: 2500.0 GRID taken of pools 1, now of 1 nominators\n");
      const [shown] = JSON.parse(await says("--json")) as { offence: string; stage: string; taken: string }[];
      assert.deepEqual([shown?.offence, shown?.stage, shown?.taken], [one, "executed", "2500.0"]);
      assert.match(await says(), new RegExp(`\n${one}  two roots +2027-01-15T08:00Z +\\d+ +1 +executed `));
    });

    it("reads what proves a false root, and says what is wrong with a file", () => {
      const leaves = [
        { account: 1, net: "-120", commitment: id("one") },
        { account: 5, net: "30", commitment: id("five") },
      ];
      const tree = new ReadingTree(leaves.map((leaf) => ({ ...leaf, net: BigInt(leaf.net) })));
      const registers = { importBegin: "1", exportBegin: "2", importEnd: "121", exportEnd: "2" };
      const reading = {
        meter: 7,
        slot: 11,
        importRegister: "9",
        exportRegister: "2",
        sequence: "4",
        signature: "0x12",
      };
      const json = { slot: 10, leaves, account: 1, salt: id("salt"), spans: [{ meter: 7, ...registers }], reading };
      const { attested, reading: said } = contradictionIn(node.write("fault.json", json));
      assert.deepEqual([attested.root, attested.leaf.net, attested.slot.number], [tree.root, -120n, 10]);
      assert.deepEqual([attested.proof, attested.spans[0]?.importEnd], [tree.proofOf(1).proof, 121n]);
      assert.deepEqual([said?.slot.number, said?.importRegister], [11, 9n]);
      const { reading: none } = contradictionIn(node.write("net.json", { ...json, reading: undefined }));
      assert.equal(none, null);
      assert.throws(() => tree.proofOf(2), ParameterError);
      for (const [read, content, words] of [
        [contradictionIn, { ...json, account: 2 }, /Account 2 has no readings in this tree/],
        [contradictionIn, { ...json, slot: "10" }, /"slot" and "account" are whole numbers/],
        [contradictionIn, { ...json, slot: -1 }, /wrong\.json: A slot is a whole number from 0 to 4294967295, not -1/],
        [contradictionIn, { ...json, reading: { ...reading, signature: "0x1" } }, /"signature" is no hexadecimal text/],
        [contradictionIn, { ...json, spans: undefined }, /There is no list "spans"/],
        [contradictionIn, { ...json, raeding: reading }, /"raeding" is none of slot, root, leaves, .+, reading\./],
        [contradictionIn, "nothing", /"slot" and "account" are whole numbers/],
        [contradictionIn, null, /"slot" and "account" are whole numbers/],
        [lossIn, json, /"reading" is none of slot, root, leaves, .+, readings\./],
        [lossIn, { ...json, reading: undefined }, /There is no list "readings"/],
        [twoRootsIn, [{ slot: 1, root: id("one") }], /A list of two signed roots was expected/],
        [twoRootsIn, [{ slot: 1, root: "0x10" }], /"root" is not 32 bytes/],
        [twoRootsIn, "nothing", /A list of two signed roots was expected/],
      ] as const) {
        assert.throws(() => read(node.write("wrong.json", content)), words);
      }
    });

    it("refuses what names nothing", async () => {
      const wrong = await offence("execute", "--offence", "0x12");
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /^--offence: "0x12" is no hash of 32 bytes\.\n/);
    });
  });
});
