import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

/** Runs a command with a node that nobody runs. */
function run(name: string, args: readonly string[]) {
  const script = join(ROOT, "scripts", `${name}.ts`);
  const rpc = ["--rpc", "http://127.0.0.1:9"];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...rpc, ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr, first: stderr.split("\n")[0] };
}

describe("scripts", () => {
  const order = ["--account", "1", "--slot", "+8", "--side", "buy", "--energy", "1", "--limit=-0.01"];

  it("exit with 2 and the usage for a line that cannot be followed", () => {
    const wrong: [name: string, args: string[], first: string][] = [
      ["place", [], "--side is missing."],
      ["place", [...order, "--energy", "1e3"], '--energy: "1e3" is no energy in kWh: write it like "1.500".'],
      ["quote", order.slice(2), "--zone or --account is missing."],
      ["cancel", ["x"], '--id: "x" is no order id.'],
      ["book", ["--slot", "today"], '--slot: "today" is no time: write it like "2026-03-29T12:00Z".'],
    ];
    for (const [name, args, first] of wrong) {
      const result = run(name, args);
      expect([result.status, result.first, result.stdout], name).to.deep.equal([2, first, ""]);
      expect(result.stderr).to.contain(`usage: npm run --silent ${name} -- `);
    }
  });

  it("exit with 1 and one sentence for a refusal", () => {
    const { status, stderr, stdout } = run("place", order);
    expect([status, stderr, stdout]).to.deep.equal([
      1,
      "The node cannot be reached: is its address right, and does it run?\n",
      "",
    ]);
  });

  it("print the usage when asked", () => {
    const { status, stdout } = run("fund", ["--help"]);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^usage: npm run --silent fund -- --amount WATT/);
  });
});
