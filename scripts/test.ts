// npm test [-- files]: lint, types and all tests; with files, those tests alone. `--deep` plays longer campaigns.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";

const args = process.argv.slice(2);
const deep = args.includes("--deep");
const files = args.filter((arg) => arg !== "--deep");

type Command = readonly [string, readonly string[]];

const checks: Command[] = [
  ["node", ["scripts/lint.ts"]],
  ["tsc", []],
];
const profile = deep ? ["--test-profile", "deep"] : [];

const { code, output } = files.length === 0 ? await runAll() : await run("hardhat", ["test", ...profile, ...files]);
const counts = count(output);
if (counts !== undefined) console.log(counts);
// What a slow reader has not taken yet would be lost by an exit at once.
process.exitCode = code;

/** What a run came to. */
interface Ran {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/**
 * Three queues at a time, for two cores: whatever starts processes often waits for them. Tests that write where others
 * would run one after the other. The first queue begins with what is shown as it comes; the rest is told when its command
 * ends.
 */
async function runAll(): Promise<Omit<Ran, "command">> {
  const tests = mochaFiles();
  const mocha = (files: readonly string[]): Command => ["hardhat", ["test", "mocha", "--no-compile", ...files]];
  const solidity: Command = ["hardhat", ["test", "solidity", ...profile]];
  const [first, ...others] = await Promise.all([
    run(...mocha(tests.unit)).then(async (ran) => [ran, ...(await runInTurn([mocha(tests.waiting)]))]),
    runInTurn([mocha(tests.writing)]),
    runInTurn([...checks, solidity, mocha(tests.others)]),
  ]);
  const all = [first, ...others].flat();
  const failed = all.filter(({ code }) => code !== 0);
  for (const { command, output } of failed) console.log(`\nfailed: ${command}\n${whyFailed(output)}`);
  return { code: failed[0]?.code ?? 0, output: all.map(({ output }) => output).join("\n") };
}

async function runInTurn(commands: readonly Command[]): Promise<Ran[]> {
  const done: Ran[] = [];
  for (const [command, commandArgs] of commands) {
    const ran = await run(command, commandArgs, { quiet: true });
    process.stdout.write(ran.output);
    done.push(ran);
  }
  return done;
}

/**
 * Test files: of single contracts, those that wait for much that they start, those that start processes or write files
 * where each other would meet them, and the others.
 */
function mochaFiles(): Record<"unit" | "waiting" | "writing" | "others", string[]> {
  const waiting = ["demo", "deploy", "election", "keeper", "oracle", "scenario"];
  const writing = ["processes", "scripts", "simulation"];
  const all = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => join("test", path));
  const folderOf = (path: string) => path.split(sep)[1] ?? "";
  const of = (isIn: (folder: string) => boolean) => all.filter((path) => isIn(folderOf(path)));
  return {
    unit: of((folder) => folder === "unit"),
    waiting: of((folder) => waiting.includes(folder)),
    writing: of((folder) => writing.includes(folder)),
    others: of((folder) => folder !== "unit" && !waiting.includes(folder) && !writing.includes(folder)),
  };
}

/** Runs a command to its end. @returns what it printed, which it shows as it comes unless it is quiet. */
function run(command: string, commandArgs: readonly string[], { quiet = false } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, TEST_DEPTH: deep ? "deep" : "default" };
    if (process.stdout.isTTY) env["FORCE_COLOR"] ??= "1";
    const child = spawn(command, commandArgs, { env, stdio: ["inherit", "pipe", "pipe"] });
    let output = "";
    const keep = (shown: NodeJS.WriteStream) => (chunk: Buffer) => {
      if (!quiet) shown.write(chunk);
      output += chunk.toString();
    };
    child.stdout.on("data", keep(process.stdout));
    child.stderr.on("data", keep(process.stderr));
    child.on("close", (status) => resolve({ command: nameOf([command, ...commandArgs]), code: status ?? 1, output }));
  });
}

/** What mocha says at its end of the tests that failed; of anything else the last it said. Told again, as logs are long. */
function whyFailed(output: string): string {
  const at = withoutColour(output).search(/^ +\d+ failing$/m);
  return at < 0 ? output.trimEnd().split("\n").slice(-40).join("\n") : withoutColour(output).slice(at).trimEnd();
}

/** A command with folders in the place of its many files. */
function nameOf(words: readonly string[]): string {
  const isFile = (word: string) => word.startsWith(`test${sep}`);
  const folders = words.filter(isFile).map((file) => file.split(sep).slice(0, 2).join(sep));
  return [...words.filter((word) => !isFile(word)), ...new Set(folders)].join(" ");
}

/**
 * The closing line, from what the two runners said themselves: mocha in its summary ("  12 passing (3s)"), the
 * Solidity runner in Hardhat's ("15 passing (3 solidity, 12 mocha)"). Hardhat's own figure for mocha counts skipped
 * tests as passed.
 */
function count(output: string): string | undefined {
  const plain = withoutColour(output);
  const sum = (pattern: RegExp) => [...plain.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0);
  const mocha = (word: string) => sum(new RegExp(`^ +(\\d+) ${word}(?: \\(\\d+m?s\\)| \\(\\d+m\\))?$`, "gm"));
  const solidity = (word: string) => sum(new RegExp(`^\\d+ ${word} \\((?:.*, )?(\\d+) solidity`, "gm"));
  const passed = mocha("passing") + solidity("passing");
  const failed = mocha("failing") + solidity("failing");
  const skipped = mocha("pending") + solidity("skipped");
  if (passed + failed === 0) return undefined;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function withoutColour(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
