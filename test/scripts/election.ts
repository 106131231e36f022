import assert from "node:assert/strict";

import { Grid, nominate, openPool, setCandidate, stake } from "@gridwatt/sdk";

import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

/** Pools 1 and 2 of wallets 15 and 16, which have 20,000 GRID each of their own; wallet 9 nominates both with 10,000. */
const OPERATORS = [15, 16];
const NOMINATOR = 9;

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
  const run = (...args: string[]) => node.run("scripts/election.ts", args);
  const told = async (...args: string[]): Promise<Told> => {
    const { code, stdout, stderr } = await run("--json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Told;
  };

  before(async () => {
    node = await startGridNode([0, NOMINATOR, ...OPERATORS], Grid.parse("20000"));
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
});
