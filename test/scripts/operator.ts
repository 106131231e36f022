import assert from "node:assert/strict";

import { approveGrid, getOperator, Grid, openPool, readContract, stake } from "@gridwatt/sdk";

import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

const [OPERATOR, LATE, POOR] = [15, 9, 10];
const OTHERS = [11, 12, 13, 14, 16, 17, 18];

describe("npm run operator", () => {
  let node: GridNode;
  const runAs = (wallet: number, ...args: string[]) =>
    node.run("scripts/operator.ts", ["--from", `#${wallet}`, ...args]);
  const saysAs = async (wallet: number, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runAs(wallet, ...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const says = (...args: string[]) => saysAs(OPERATOR, ...args);
  const refuses = async (wallet: number, args: readonly string[], sentence: RegExp) => {
    const state = () =>
      Promise.all([getOperator(node.client, { operator: node.addressOf(wallet) }), allowanceOf(wallet)]);
    const before = JSON.stringify(await state(), bigints);
    const { code, stderr } = await runAs(wallet, ...args);
    assert.equal(code, 1);
    assert.match(stderr, sentence);
    assert.equal(JSON.stringify(await state(), bigints), before);
  };
  const allowanceOf = (wallet: number) => {
    const args = [node.addressOf(wallet), node.client.deployment.contracts.staking] as const;
    return readContract(node.client, { contract: "grid", name: "allowance", args });
  };

  before(async () => {
    node = await startGridNode([POOR], Grid.parse("1"));
    await approveGrid(node.as(POOR), { amount: Grid.ZERO });
  });

  after(() => node.stop());

  it("opens a pool, announces a commission, and stands from the next day on", async () => {
    const operator = node.addressOf(OPERATOR);
    assert.equal(await says(), `${operator} has no pool; opening one costs 0.0 GRID\n`);
    await refuses(OPERATOR, ["set-candidate", "--candidate", "yes"], /has no pool: open one first\.\n$/);
    assert.equal(
      await says("open-pool", "--commission", "7.25"),
      "opened pool 1 with a commission of 7.25% for 0.0 GRID\n",
    );
    await refuses(OPERATOR, ["open-pool", "--commission", "5"], /has pool 1: one each\.\n$/);
    await refuses(OPERATOR, ["announce-commission", "--commission", "100"], /^A commission of 100.*% is above /);
    assert.equal(await says("announce-commission", "--commission", "5"), "announced a commission of 5% for pool 1\n");
    assert.equal(await says("set-candidate", "--candidate", "yes"), "pool 1 stands for election from tomorrow on\n");
    assert.match(await says(), /\ncandidate +yes, from tomorrow on\n/);
    await approveGrid(node.as(OPERATOR), { amount: Grid.parse("10000") });
    await stake(node.as(OPERATOR), { pool: 1, amount: Grid.parse("10000") });
    assert.match(await says(), /\nown stake +10000\.0000 GRID, of which 0\.0000 count today; to be elected 10000\.0/);
    await node.nextDay();
    const text = await says();
    assert.match(text, new RegExp(`^pool +1 of ${operator}\ncommission +5% of rewards`));
    assert.match(text, /, of which 10000\.0000 count today; to be elected 10000\.0.*\ncandidate +yes\nelected +not /);
    assert.match(text, /\nin office +yes\nstopped +no\ndead +no\nslashed +0\.0000 GRID\n$/);
    const told = JSON.parse(await says("--json")) as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      [told["isElectable"], told["isElected"], told["stoppedUntil"], told["openOffences"]],
      [true, false, null, []],
    );
    assert.equal(
      await says("set-candidate", "--candidate", "no"),
      "pool 1 does not stand for election from tomorrow on\n",
    );
  });

  it("pays exactly what a pool beyond the eighth costs", async () => {
    for (const wallet of OTHERS) await openPool(node.as(wallet), { commission: 0 });
    assert.match(await saysAs(POOR), /opening one costs 10000\.0 GRID\n$/);
    await refuses(POOR, ["open-pool", "--commission", "5"], /has 1\.0 of the 10000\.0 tokens needed\.\n$/);
    const args = [node.addressOf(LATE)] as const;
    const balance = () => readContract(node.client, { contract: "grid", name: "balanceOf", args });
    const before = await balance();
    assert.equal(
      await saysAs(LATE, "open-pool", "--commission", "5"),
      "opened pool 9 with a commission of 5% for 10000.0 GRID\n",
    );
    assert.deepEqual([before - (await balance()), await allowanceOf(LATE)], [Grid.parse("10000").base, 0n]);
  });

  it("refuses what it cannot follow", async () => {
    for (const [args, sentence] of [
      [["open-pool"], "--commission is missing."],
      [["open-pool", "--commission", "1.234"], '--commission: "1.234" is no percentage like 7.25.'],
      [["set-candidate", "--candidate", "maybe"], '--candidate: yes or no, not "maybe".'],
      [["resign"], "There is no verb resign."],
    ] as const) {
      const { code, stderr } = await runAs(OPERATOR, ...args);
      assert.equal(code, 2);
      assert(stderr.startsWith(sentence), stderr);
    }
  });
});

function bigints(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
