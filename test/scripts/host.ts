import assert from "node:assert/strict";

import { getHost, Grid, readContract } from "@gridwatt/sdk";

import { startGridNode, type GridNode } from "../helpers/grid-node.ts";

const [HOST, SELLER, BUYER, PAYEE] = [9, 7, 8, 6];
const DAY = 86_400;

interface Report {
  readonly owed: string;
  readonly days: readonly object[];
  readonly total: Readonly<Record<"trades" | "energy" | "fee" | "share" | "pulled" | "paidOut", unknown>>;
}

describe("npm run host", () => {
  let node: GridNode;
  const run = (...args: string[]) => node.run("scripts/host.ts", ["--from", `#${HOST}`, ...args]);
  const command = async (name: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await node.run(`scripts/${name}.ts`, args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const says = (...args: string[]) => command("host", "--from", `#${HOST}`, ...args);
  const shown = async (...args: string[]) => (JSON.parse(await says("--json", ...args)) as Report[])[0];
  const allowance = () => {
    const args = [node.addressOf(HOST), node.client.deployment.contracts.hosts] as const;
    return readContract(node.client, { contract: "grid", name: "allowance", args });
  };
  const state = async () => JSON.stringify([await getHost(node.client, { host: 1 }), String(await allowance())]);
  const refuses = async (args: readonly string[], sentence: RegExp) => {
    const before = await state();
    const { code, stderr } = await run(...args);
    assert.equal(code, 1);
    assert.match(stderr, sentence);
    assert.equal(await state(), before);
  };

  before(async () => {
    node = await startGridNode([HOST], Grid.parse("20000"));
  });

  after(() => node.stop());

  it("opens a licence, adds to it, names payee and delegate", async () => {
    assert.equal(await says(), `${node.addressOf(HOST)} is no host\n`);
    await refuses(["open-licence", "--amount", "9"], /10000\.0/);
    await refuses(["open-licence", "--amount", "30000"], /has 20000\.0 of the 30000\.0 tokens needed\.\n$/);
    await refuses(["withdraw", "--host", "1"], /host 1/i);
    const opened = "opened licence 1 with 10000.0 GRID: orders that carry host 1 are yours\n";
    assert.equal(await says("open-licence", "--amount", "10000"), opened);
    assert.equal(await says("add-lock", "--host", "1", "--amount", "500"), "locked 500.0 GRID more for host 1\n");
    assert.equal(await allowance(), 0n);
    const payee = node.addressOf(PAYEE);
    const named = await says("set-payee", "--host", "1", "--payee", payee);
    assert.equal(named, `${payee} is paid what host 1 earns\n`);
    const voter = `${node.addressOf(HOST)} votes with the GRID that host 1 locked\n`;
    assert.equal(await says("delegate", "--host", "1"), voter);
    await refuses(["withdraw", "--host", "1"], /licence/i);
  });

  it("states what a trade brought, and pays it out", async () => {
    await node.nextDay();
    assert.match(await says(), /; 10% is due: refresh it\n/);
    const none = "pulled 0.0 WATT of host 1, and paid ";
    assert((await says("pay-out", "--host", "1")).startsWith(none));
    for (const wallet of [SELLER, BUYER])
      await command("fund", "--from", `#${wallet}`, "--amount", "100", "--zone", "1");
    await command("open", "--slot", "+8", "--long", "0.05", "--short", "0.35");
    const order = (wallet: number, ...args: string[]) =>
      command("place", "--from", `#${wallet}`, "--slot", "+8", ...args);
    await order(SELLER, "--account", "1", "--side", "sell", "--energy", "5", "--limit", "0.1");
    const bid = ["--account", "2", "--side", "buy", "--limit", "0.2"];
    await order(BUYER, ...bid, "--energy", "3", "--host", "1");
    await order(BUYER, ...bid, "--energy", "2");
    // 3 of 5 kWh carried the host: 0.001 WATT of market fee each, a tenth of it the host's.
    const earned = { trades: 1, energy: "3.000", fee: "0.003", share: "0.0003", pulled: "0.0" };
    const report = await shown();
    assert.deepEqual([report?.total, report?.owed], [{ ...earned, paidOut: "0" }, "0.0003"]);
    const paid = `pulled 0.0003 WATT of host 1, and paid ${node.addressOf(PAYEE)} 0.0003 WATT\n`;
    assert.equal(await says("pay-out", "--host", "1"), paid);
    const after = await shown();
    assert.deepEqual(after?.total, { ...earned, pulled: "0.0003", paidOut: "300000000000000" });
    assert.deepEqual([after?.owed, after?.days.length], ["0.0", 1]);
    assert.deepEqual((await shown("--until", "2000-01-01"))?.days, []);
    const text = await says("--host", "1");
    assert.match(text, /\nday +trades +kWh +market fee WATT +share WATT +pulled WATT +paid out WATT\n/);
    assert.match(text, /\nin all +1 +3\.000 +0\.003 +0\.0003 +0\.0003 +0\.0003\n/);
    assert.match(text, /\nearned 0\.0003 WATT: 0\.0003 pulled, 0\.0 owed by the exchange\n/);
  });

  it("gives notice and withdraws when it is over", async () => {
    assert.match(await says("give-notice", "--host", "1"), /^gave notice for host 1: its GRID can be withdrawn from /);
    await refuses(["give-notice", "--host", "1"], /ended|notice/i);
    await refuses(["withdraw", "--host", "1"], /licence/i);
    await node.pass(28 * DAY);
    assert.equal(await says("withdraw", "--host", "1"), "withdrew 10500.0 GRID of host 1\n");
    await refuses(["--host", "1"], /^There is no host 1\.\n$/);
    await refuses(["pay-out", "--host", "2"], /^There is no host 2\.\n$/);
    const nothing = `pulled 0.0 WATT of host 1, and paid ${node.addressOf(PAYEE)} 0.0 WATT\n`;
    assert.equal(await says("pay-out", "--host", "1"), nothing);
  });

  it("refuses what it cannot follow", async () => {
    for (const [args, sentence] of [
      [["open-licence"], "--amount is missing."],
      [["pay-out"], "--host is missing."],
      [["set-payee", "--host", "1", "--payee", "bob"], '--payee: "bob" is no address.'],
      [["--since", "never"], '--since: "never" is no day'],
      [["--since", "2026-03-02", "--until", "2026-03-01"], "--until: 2026-03-01 lies before"],
      [["sell"], "There is no verb sell."],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2);
      assert(stderr.startsWith(sentence), stderr);
    }
  });
});
