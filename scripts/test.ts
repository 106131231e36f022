// npm test [-- files]: lint, types and all tests; with files, those tests alone. `--deep` plays longer campaigns.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";

const args = process.argv.slice(2);
const deep = args.includes("--deep");
const files = args.filter((arg) => arg !== "--deep");

const checks: [string, string[]][] = [
  ["node", ["scripts/lint.ts"]],
  ["tsc", []],
];
const profile = deep ? ["--test-profile", "deep"] : [];

const { code, output } = files.length === 0 ? await runAll() : await run("hardhat", ["test", ...profile, ...files]);
const counts = count(output);
if (counts !== undefined) console.log(counts);
process.exit(code);

/** What a run came to. */
interface Ran {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/**
 * Three commands at a time, for two cores: whatever starts processes often waits for them. Tests that leave something
 * outside their process run one after the other, beside those that do not; what is not shown as it comes is told when its
 * command ends.
 */
async function runAll(): Promise<Ran> {
  const tests = mochaFiles();
  const mocha = (files: readonly string[]): [string, string[]] => [
    "hardhat",
    ["test", "mocha", "--no-compile", ...files],
  ];
  const [shown, ...others] = await Promise.all([
    run(...mocha(tests.unit)),
    runInTurn([mocha(tests.outside)]),
    runInTurn([...checks, ["hardhat", ["test", "solidity", ...profile]], mocha(tests.within)]),
  ]);
  const all = [shown, ...others.flat()];
  const failed = all.filter(({ code }) => code !== 0);
  for (const { command } of failed) console.log(`failed: ${command}`);
  return { ...shown, code: failed[0]?.code ?? 0, output: all.map(({ output }) => output).join("\n") };
}

async function runInTurn(commands: readonly (readonly [string, readonly string[]])[]): Promise<Ran[]> {
  const done: Ran[] = [];
  for (const [command, commandArgs] of commands) {
    const ran = await run(command, commandArgs, { quiet: true });
    process.stdout.write(ran.output);
    done.push(ran);
  }
  return done;
}

/** Test files: of single contracts, of others, and those that start processes or write files where others could meet them. */
function mochaFiles(): { unit: string[]; within: string[]; outside: string[] } {
  const folders = ["demo", "deploy", "election", "keeper", "oracle", "processes", "scenario", "scripts", "simulation"];
  const all = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => join("test", path));
  const folderOf = (path: string) => path.split(sep)[1] ?? "";
  const of = (isIn: (folder: string) => boolean) => all.filter((path) => isIn(folderOf(path)));
  return {
    unit: of((folder) => folder === "unit"),
    within: of((folder) => folder !== "unit" && !folders.includes(folder)),
    outside: of((folder) => folders.includes(folder)),
  };
}

/** Runs a command to its end. @returns what it printed, which it shows as it comes unless it is quiet. */
function run(command: string, commandArgs: readonly string[], { quiet = false } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, TEST_DEPTH: deep ? "deep" : "default" };
    if (process.stdout.isTTY) env["FORCE_COLOR"] ??= "1";
    const child = spawn(command, commandArgs, { env, stdio: ["inherit", "pipe", quiet ? "pipe" : "inherit"] });
    let output = "";
    const keep = (chunk: Buffer) => {
      if (!quiet) process.stdout.write(chunk);
      output += chunk.toString();
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("close", (status) => resolve({ command: nameOf([command, ...commandArgs]), code: status ?? 1, output }));
  });
}

/** A command without its files. */
function nameOf(words: readonly string[]): string {
  return words.filter((word) => !word.startsWith("test/") || words.length < 4).join(" ");
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
