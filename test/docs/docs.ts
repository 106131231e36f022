import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What runs a documented command: a test or a step of CI, and the words in it that show it. */
interface RunBy {
  readonly file: string;
  readonly says: string;
}

const WALK = "test/scripts/walkthrough.ts";
const walked = (name: string): RunBy => ({ file: WALK, says: `run("${name}", ` });

const RUN_BY: Readonly<Record<string, RunBy>> = {
  start: { file: "test/demo/demo.test.ts", says: '"scripts/demo.ts"' },
  test: { file: ".ci/run", says: "npm test" },
  "test:deep": { file: "test/scripts/development.ts", says: 'npmRun("test:deep"' },
  // These two are what `npm test` begins with, which CI runs.
  lint: { file: "scripts/test.ts", says: '["node", ["scripts/lint.ts"]]' },
  typecheck: { file: "scripts/test.ts", says: '["tsc", []]' },
  // A test that rewrites the files under test helps nobody: the same program checks the same files.
  format: { file: "scripts/lint.ts", says: '["prettier", ["--check"' },
  gas: { file: ".ci/run", says: "npm run gas" },
  size: { file: ".ci/run", says: "npm run size" },
  generate: { file: "test/sdk/generated.ts", says: '"../../scripts/generate-sdk.ts"' },
  scenario: { file: "test/scenario/command.test.ts", says: '"scripts/scenario.ts"' },
  simulate: { file: "test/simulation/simulate.test.ts", says: '"scripts/simulate.ts"' },
  bench: { file: "test/simulation/simulate.test.ts", says: '"scripts/bench.ts"' },
  community: { file: "test/simulation/profiles.test.ts", says: '"scripts/community.ts"' },
  node: { file: "test/scripts/live.ts", says: '["run", "node"' },
  incentives: { file: "test/incentives/market.test.ts", says: '"scripts/incentives.ts"' },
  deploy: walked("deploy"),
  roles: walked("roles"),
  open: walked("open"),
  fund: walked("fund"),
  place: walked("place"),
  cancel: walked("cancel"),
  quote: walked("quote"),
  book: walked("book"),
  oracle: { file: "test/processes/oracles.ts", says: '"scripts/oracle.ts"' },
  keeper: { file: "test/processes/oracles.ts", says: '"scripts/keeper.ts"' },
  statement: walked("statement"),
  audit: walked("audit"),
  report: walked("report"),
  vote: { file: "test/scripts/vote.ts", says: '"scripts/vote.ts"' },
  grid: { file: "test/scripts/grid.ts", says: '"scripts/grid.ts"' },
  operator: { file: "test/scripts/operator.ts", says: '"scripts/operator.ts"' },
  host: { file: "test/scripts/host.ts", says: '"scripts/host.ts"' },
  election: { file: "test/scripts/election.ts", says: '"scripts/election.ts"' },
  offence: { file: "test/scripts/election.ts", says: '"scripts/offence.ts"' },
  elect: { file: "test/election/command.test.ts", says: '"scripts/elect.ts"' },
};

const DOCS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownIn("docs")];
DOCS.push(...readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/README.md`));
const PATHS = pathsIn(".");

describe("the docs", () => {
  for (const doc of DOCS) {
    const text = read(doc);

    it(`${doc} names commands that exist, and that a test or CI runs`, () => {
      const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
      for (const name of commandsIn(text)) {
        assert(name in scripts, `npm run ${name}`);
        assert(name in RUN_BY, `npm run ${name} is run by nothing: give it a test, and an entry here`);
      }
    });

    it(`${doc} names files that exist`, () => {
      const missing = linksIn(text).filter((link) => !existsSync(join(ROOT, dirname(doc), link)));
      missing.push(...namedIn(text).filter((path) => !isThere(path, dirname(doc))));
      assert.deepEqual(missing, []);
    });
  }

  it("say in at most 80 lines what this is", () => {
    assert(read("README.md").trimEnd().split("\n").length <= 80);
  });

  it("rely on runs that are there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const [name, { file, says }] of Object.entries(RUN_BY)) {
      assert(name in scripts, `there is no npm run ${name}`);
      assert(read(file).includes(says), `${file} does not say ${says}`);
    }
  });

  it("state the constants as they are", () => {
    const stated = new Map(
      [...read("docs/units.md").matchAll(/^\| ([A-Z_]+) \| ([\d,]+) /gm)].map(([, n, v]) => [n, v]),
    );
    const source = read("contracts/types/Units.sol");
    const names = [...source.matchAll(/constant ([A-Z_]+) = (.*);/g)];
    assert(names.length > 4 && stated.size === names.length);
    for (const [, name, value = ""] of names) assert.equal(stated.get(name), valueOf(value).toLocaleString("en"), name);
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function markdownIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".md")).map((file) => join(folder, file));
}

/** Every file and folder of the source, folders with a slash behind. */
function pathsIn(folder: string): string[] {
  const made = new Set(["node_modules", ".git", ".tools", "artifacts", "cache", "coverage", "typechain-types"]);
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return made.has(entry.name) ? [] : [`${path}/`, ...pathsIn(path)];
  });
}

/** "place" of `npm run --silent place -- --help`, "test" of `npm test`. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)].map(
    ([, name, short]) => name ?? short ?? "",
  );
}

/** Targets of links, without anchors and the web. */
function linksIn(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** What looks like a file or folder, in backticks or a block of code. */
function namedIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, block]) => block ?? "");
  const spans = [...text.replace(/^```[^]*?^```$/gm, "").matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? "");
  const words = [...blocks, ...spans].flatMap((code) => code.split(/\s+/));
  return words.filter((word) => /^[\w.][\w.-]*(\/[\w.-]+)+\/?$|^[\w.-]+(\/|\.(md|ts|mjs|sol|json))$/.test(word));
}

/** Whether a path is there from the root or the document on or, where it is only a name, anywhere. */
function isThere(path: string, from: string): boolean {
  if (existsSync(join(ROOT, path)) || existsSync(join(ROOT, from, path))) return true;
  const isName = !path.slice(0, -1).includes("/");
  return isName && PATHS.some((known) => known.endsWith(`/${path}`));
}

/** The value of a constant's expression, as far as Units.sol has them. */
function valueOf(expression: string): bigint {
  const [, bits] = /^\(1 << (\d+)\) - 1$/.exec(expression) ?? [];
  return bits === undefined ? BigInt(expression.replaceAll("_", "")) : (1n << BigInt(bits)) - 1n;
}
