import assert from "node:assert/strict";

import { Grid, openPool } from "@gridwatt/sdk";

import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

const [HOLDER, OPERATOR] = [9, 15];
const YEAR = 365 * 86_400;

interface Told {
  readonly pools: readonly {
    readonly pool: number;
    readonly own: { readonly amount: string; readonly shares: string };
  }[];
  readonly wallet: string;
  readonly votes: { readonly grid: string; readonly staking: string };
  readonly nominates: readonly number[];
  readonly unbonding: readonly { readonly pool: number; readonly amount: string }[];
}

describe("npm run grid", () => {
  let node: GridNode;
  const run = (...args: string[]) => node.run("scripts/grid.ts", ["--from", `#${HOLDER}`, ...args]);
  const says = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const shown = async () => JSON.parse(await says("--json")) as Told;

  before(async () => {
    node = await startGridNode([HOLDER], Grid.parse("1000"));
    await openPool(node.as(OPERATOR), { commission: 1_000 });
  });

  after(() => node.stop());

  it("stakes, delegates, nominates and shows it", async () => {
    assert.equal(await says("stake", "--amount", "600"), "staked 600.0 GRID in pool 0\n");
    assert.equal(await says("stake", "--amount", "100", "--pool", "1"), "staked 100.0 GRID in pool 1\n");
    const holder = node.addressOf(HOLDER);
    assert.equal(await says("delegate"), `${holder} votes with GRID that is staked and that is not\n`);
    assert.equal(await says("nominate", "--pools", "1"), "nominated 1 from tomorrow on\n");
    const { pools, wallet, votes, nominates } = await shown();
    assert.deepEqual(
      pools.map(({ pool, own }) => [pool, own.amount]),
      [
        [0, "600.0"],
        [1, "100.0"],
      ],
    );
    assert.deepEqual([wallet, votes, nominates], ["300.0", { grid: "300.0", staking: "700.0" }, [1]]);
    const text = await says();
    assert.match(text, /^pool +operator +commission +GRID staked +yours +earned +nominated\n/);
    assert.match(
      text,
      new RegExp(`\n +1 +${node.addressOf(OPERATOR)} +10% +100\\.0000 +100\\.0000 +\\d\\.\\d{4} +yes\n`),
    );
    assert.match(text, /\nin the wallet 300\.0000 GRID; votes: 300\.0000 of wallets, 700\.0000 staked\n/);
  });

  it("claims what a year has earned, leaves and withdraws", async () => {
    await node.pass(YEAR);
    // 8% of 600, and 90% of 8% of 100.
    const [, claimed] = /^claimed (\d+\.\d+) GRID\n$/.exec(await says("claim")) ?? [];
    assert(Number(claimed) > 55.2 && Number(claimed) < 55.201, claimed);
    assert.match(await says("unbond", "--amount", "150"), /^unbonded 150\.0 GRID of pool 0: it can be withdrawn from /);
    const early = await run("withdraw");
    assert.deepEqual([early.code, early.stderr], [1, "Nothing that left pool 0 has matured.\n"]);
    assert.equal((await shown()).unbonding[0]?.amount, "150.0");
    // No block has been mined since, as on a local node where nobody acts.
    await node.send("evm_increaseTime", [28 * 86_400]);
    assert.equal(await says("withdraw"), "withdrew 150.0 GRID of pool 0\n");
    assert.match(await says("unbond", "--pool", "1"), /^unbonded 100\.0 GRID of pool 1: /);
    const { pools, unbonding } = await shown();
    assert.deepEqual([pools[0]?.own.amount, pools[1]?.own.shares, unbonding.length], ["450.0", "0", 1]);
  });

  it("refuses what it cannot follow, and tells what the chain refuses", async () => {
    for (const [args, says] of [
      [["stake"], "--amount is missing."],
      [["stake", "--amount=-1"], "--amount: "],
      [["sell"], "There is no verb sell."],
      [["stake", "unbond"], "unbond: one verb at a time."],
      [["delegate", "--to", "bob"], '--to: "bob" is no address.'],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2);
      assert(stderr.startsWith(says), stderr);
    }
    const shares = async () => (await shown()).pools.map(({ own }) => own.shares);
    const before = await shares();
    for (const [args, says] of [
      [["unbond", "--amount", "451"], /^The wallet has 450\.0 GRID in pool 0\.\n$/],
      [["unbond", "--pool", "1"], /^The wallet has 0\.0 GRID in pool 1\.\n$/],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 1);
      assert.match(stderr, says);
    }
    assert.deepEqual(await shares(), before);
    const { code, stderr } = await run("stake", "--amount", "5000");
    assert.equal(code, 1);
    assert.match(stderr, /^0x\w+ has \d+\.\d+ of the 5000\.0 tokens needed\.\n$/);
  });
});
