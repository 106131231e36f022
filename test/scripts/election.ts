import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { approveGrid, connect, createClient, Grid, nominate, openPool, setCandidate, stake } from "@gridwatt/sdk";
import { network } from "hardhat";

import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { holderOf } from "../../deploy/roles.ts";
import { runScript } from "../helpers/script.ts";

const DAY = 86_400;
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
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-election-"));
  const file = join(folder, "market.json");
  let server: Awaited<ReturnType<typeof network.createServer>>;
  let url: string;

  const onNode = () => network.create({ network: "localhost", override: { url } });
  const run = (...args: string[]) => runScript("scripts/election.ts", ["--rpc", url, "--deployment", file, ...args]);
  const told = async (...args: string[]): Promise<Told> => {
    const { code, stdout, stderr } = await run("--json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Told;
  };
  const nextDay = async () => {
    const { ethers, networkHelpers } = await onNode();
    const { timestamp } = (await ethers.provider.getBlock("latest")) ?? { timestamp: 0 };
    await networkHelpers.time.increaseTo((Math.floor(timestamp / DAY) + 1) * DAY);
  };

  before(async () => {
    server = await network.createServer("default", "127.0.0.1", 0);
    const { address, port } = await server.listen();
    url = `http://${address}:${port}`;
    const connection = await onNode();
    const market = await deployMarket({ connection, parameters: local, deploymentId: `election-${port}` });
    writeFileSync(file, JSON.stringify(market.deployment));
    const signers = await connection.ethers.getSigners();
    const minter = signers.find(({ address }) => address === holderOf("GRID_MINTER", market));
    const client = createClient({ deployment: market.deployment, runner: connection.ethers.provider });
    for (const at of [0, NOMINATOR, ...OPERATORS]) {
      const [signer] = signers.slice(at);
      assert(signer !== undefined && minter !== undefined);
      await market.contracts.grid.connect(minter).mint(signer, Grid.parse("20000").base);
      const own = connect(client, signer);
      await approveGrid(own, { amount: "unlimited" });
      if (!OPERATORS.includes(at)) continue;
      const { pool } = await openPool(own, { commission: 0 });
      await stake(own, { pool, amount: Grid.parse("20000") });
      await setCandidate(own, { isCandidate: true });
    }
    const [nominator] = signers.slice(NOMINATOR);
    assert(nominator !== undefined);
    await stake(connect(client, nominator), { pool: 0, amount: Grid.parse("10000") });
    await nominate(connect(client, nominator), { pools: [1, 2] });
  });

  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it("says in a sentence that nobody stands on the first day", async () => {
    const { code, stderr } = await run();
    assert.deepEqual([code, stderr], [1, "Nobody can be elected today: no candidate has its stake.\n"]);
  });

  it("solves, submits once, lets the winners serve the next day, and refuses a line that it cannot follow", async () => {
    await nextDay();
    const first = await told();
    assert.deepEqual([first.solution.winners, first.isBetter, first.submitted], [["1", "2"], true, false]);
    assert.equal(first.score.leastStake, "25000000000000");

    const { code, stdout } = await run("--submit");
    assert.equal(code, 0);
    assert.match(stdout, /elected: 2 of 2 candidates, for 4 seats/);
    assert.match(stdout, /page 1 of 1\nSubmitted: the best solution of day \d+\.\n$/);
    const again = await told("--submit");
    assert.deepEqual([again.isBetter, again.submitted], [false, false]);

    await nextDay();
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
