// npm test [-- files]: lint, types, then all tests; with files, those tests alone. `--deep` plays longer campaigns.
import { spawn } from "node:child_process";

const args = process.argv.slice(2);
const deep = args.includes("--deep");
const files = args.filter((arg) => arg !== "--deep");

const checks: [string, string[]][] = [
  ["node", ["scripts/lint.ts"]],
  ["tsc", []],
];

if (files.length === 0) {
  for (const [command, commandArgs] of checks) {
    const { code } = await run(command, commandArgs);
    if (code !== 0) process.exit(code);
  }
}

const profile = deep ? ["--test-profile", "deep"] : [];
const { code, output } = await run("hardhat", ["test", ...profile, ...files]);
const counts = count(output);
if (counts !== undefined) console.log(counts);
process.exit(code);

/** Shows what the command prints and gives it back. */
function run(command: string, commandArgs: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, TEST_DEPTH: deep ? "deep" : "default" };
    if (process.stdout.isTTY) env["FORCE_COLOR"] ??= "1";
    const child = spawn(command, commandArgs, { env, stdio: ["inherit", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk.toString();
    });
    child.on("close", (status) => resolve({ code: status ?? 1, output }));
  });
}

/**
 * The closing line, from what the two runners said themselves: mocha in its summary ("  12 passing (3s)"), the
 * Solidity runner in Hardhat's ("15 passing (3 solidity, 12 mocha)"). Hardhat's own figure for mocha counts skipped
 * tests as passed.
 */
function count(output: string): string | undefined {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, "");
  const sum = (pattern: RegExp) => [...plain.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0);
  const mocha = (word: string) => sum(new RegExp(`^ +(\\d+) ${word}(?: \\(\\d+m?s\\)| \\(\\d+m\\))?$`, "gm"));
  const solidity = (word: string) => sum(new RegExp(`^\\d+ ${word} \\((?:.*, )?(\\d+) solidity`, "gm"));
  const passed = mocha("passing") + solidity("passing");
  const failed = mocha("failing") + solidity("failing");
  const skipped = mocha("pending") + solidity("skipped");
  if (passed + failed === 0) return undefined;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
