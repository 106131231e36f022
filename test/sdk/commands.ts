import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect } from "chai";

import { scriptLine } from "../helpers/script.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Runs a command with a node that nobody runs. */
function run(name: string, args: readonly string[]) {
  return runAnywhere(name, ["--rpc", "http://127.0.0.1:9", ...args]);
}

function runAnywhere(name: string, args: readonly string[]) {
  // Hardhat marks its tests, and reads another keystore in them.
  const { SEPOLIA_RPC_URL: _, HH_TEST: __, ...env } = process.env;
  const command = [...scriptLine(`scripts/${name}.ts`), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, env, encoding: "utf8" });
  return { status, stdout, stderr, first: stderr.split("\n")[0] };
}

describe("scripts", () => {
  const order = ["--account", "1", "--slot", "+8", "--side", "buy", "--energy", "1", "--limit=-0.01"];

  it("exit with 2 and the usage for a line that cannot be followed", () => {
    const wrong: [name: string, args: string[], first: string][] = [
      ["place", [], "--side is missing."],
      ["place", [...order, "--energy", "1e3"], '--energy: "1e3" is not energy in kWh: write it like "1.500".'],
      ["quote", order.slice(2), "--zone or --account is missing."],
      ["cancel", ["x"], '--id: "x" is no order id.'],
      [
        "quote",
        [...order, "--energy", "1", "--zone", "0"],
        "Name --zone or --account, not both: an account has its own zone.",
      ],
      ["fund", ["--amount", "0", "--zone", "1"], "--amount is above zero."],
      ["fund", ["--amount=-1", "--zone", "1"], "--amount is above zero."],
      ["fund", ["--amount", "1"], "--zone is missing: a new account needs one."],
      [
        "fund",
        ["--amount", "1e5", "--zone", "1"],
        '--amount: "1e5" is not an amount of WATT: write it like "1.5000000".',
      ],
      [
        "book",
        ["--slot", "+8", "--network", "nope"],
        "--network: there is no network nope, only default, localhost, sepolia, node.",
      ],
      [
        "book",
        ["--slot", "+8", "--rpc", "nonsense"],
        '--rpc: "nonsense" is not an address like http://127.0.0.1:8545.',
      ],
      ["book", ["--slot", "today"], '--slot: "today" is no time: write it like "2026-03-29T12:00Z".'],
    ];
    for (const [name, args, first] of wrong) {
      const result = run(name, args);
      expect([result.status, result.first, result.stdout], name).to.deep.equal([2, first, ""]);
      expect(result.stderr).to.contain(`usage: npm run --silent ${name} -- `);
    }
  });

  it("exit with 2 for words that mean nothing to them", () => {
    const wordless: [name: string, args: string[]][] = [
      ["place", [...order, "--energy", "1"]],
      ["quote", [...order, "--energy", "1"]],
      ["fund", ["--amount", "1", "--zone", "1"]],
      ["open", ["--slot", "+8", "--long", "0", "--short", "1"]],
      ["book", ["--slot", "+8"]],
    ];
    for (const [name, args] of wordless) {
      const { status, first, stdout } = run(name, [...args, "extra", "words"]);
      expect([status, stdout], name).to.deep.equal([2, ""]);
      expect(first).to.match(/^Unexpected argument 'extra'/);
    }
  });

  it("deploy nothing for a line that cannot be followed: exit code 2 and one line", () => {
    const wrong: [args: string[], problem: RegExp][] = [
      [["word"], /Unexpected argument 'word'/],
      [["--network", "nope"], /--network: there is no network nope, only /],
      [["--rpc", "nonsense"], /--rpc: "nonsense" is not an address/],
      [["--network", "default"], /--rpc: network default has no node\./],
      [["--parameters", "nope"], /--parameters: there are no "nope", only local, sepolia/],
    ];
    for (const [args, problem] of wrong) {
      const { status, stderr, stdout } = run("deploy", args);
      expect([status, stdout, stderr.split("\n").length], args.join(" ")).to.deep.equal([2, "", 2]);
      expect(stderr).to.match(/^usage: npm run deploy -- /);
      expect(stderr).to.match(problem);
    }
  });

  it("name the configuration variable that a network lacks", () => {
    const { status, stderr, stdout } = runAnywhere("deploy", ["--network", "sepolia"]);
    expect([status, stdout, stderr.split("\n").length]).to.deep.equal([2, "", 2]);
    expect(stderr).to.match(/ SEPOLIA_RPC_URL is missing: set it in the environment, or by /);
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
