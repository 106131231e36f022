import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkSolution, parseSnapshot, parseSolution } from "@gridwatt/election";

import { splitsOf } from "./build.ts";

import { runScript } from "../helpers/script.ts";

const ROOT = new URL("../../", import.meta.url);
const EXAMPLE = "test/election/example.json";
const TIMEOUT = 60_000;
const GRID = 10n ** 9n;

const run = (args: readonly string[]) => runScript("scripts/elect.ts", args);

describe("npm run elect", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "elect-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: string): string {
    const path = join(folder, "snapshot.json");
    writeFileSync(path, content);
    return path;
  }

  it("prints what docs/election.md shows", async () => {
    const [, shown] = /^```text\n([^]*?)^```$/m.exec(readFileSync(new URL("docs/election.md", ROOT), "utf8")) ?? [];
    assert.deepEqual(await run(["--snapshot", EXAMPLE]), { code: 0, stdout: shown, stderr: "" });
  }).timeout(TIMEOUT);

  it("prints a solution of other seats, without balancing", async () => {
    const { code, stdout } = await run(["--snapshot", EXAMPLE, "--seats", "3", "--rounds", "0", "--json"]);
    assert.equal(code, 0);
    const solution = parseSolution(stdout);
    const snapshot = parseSnapshot(readFileSync(new URL(EXAMPLE, ROOT), "utf8"));
    checkSolution({ ...snapshot, seats: 3 }, solution);
    assert.deepEqual(solution.winners, ["3", "2", "1"]);
    assert.deepEqual(splitsOf(solution)["30"], { 2: 15n * GRID, 3: 15n * GRID });
  }).timeout(TIMEOUT);

  it("says who backs nobody and which seats stay empty, and writes to --out instead", async () => {
    const out = join(folder, "report.out");
    const candidates = [
      { id: "1", selfStake: "1500000000" },
      { id: "2", selfStake: "0" },
    ];
    const nominators = [{ id: "9", stake: "1", approvals: ["3"] }];
    const snapshot = file(JSON.stringify({ seats: 2, candidates, nominators }));
    const { code, stdout } = await run(["--snapshot", snapshot, "--out", out]);
    assert.deepEqual([code, stdout], [0, `written: ${out}\n`]);
    const report = readFileSync(out, "utf8");
    assert.match(report, /^elected: 1 of 2 candidates, for 2 seats;/);
    assert.match(report, /^1 +1\.5 +1\.5 +0$/m);
    assert.match(report, /^9 +0\.000000001 +nobody +0\.0$/m);
    assert.match(report, /^score: least backing 1\.5, sum 1\.5, sum of squares 2\.25$/m);
  }).timeout(TIMEOUT);

  const refused: [string, () => string[], RegExp][] = [
    ["no snapshot", () => [], /^usage: npm run .*: name the snapshot\n$/],
    ["an option that it does not have", () => ["--snapshot", EXAMPLE, "--epoch", "1"], /^usage: .*--epoch.*\n$/],
    ["a file that is not there", () => ["--snapshot", "none.json"], /^--snapshot: none\.json cannot be read\.\n$/],
    [
      "a snapshot that is not valid",
      () => ["--snapshot", file('{"seats": 1, "candidates": [], "nominators": [{"id": "1"}]}')],
      /^nominators\[0\]\.stake: .* is missing\.\n$/,
    ],
    ["no seats", () => ["--snapshot", EXAMPLE, "--seats", "0"], /--seats must be a whole number from 1 to 10000\n$/],
    ["half a round", () => ["--snapshot", EXAMPLE, "--rounds", "0.5"], /--rounds must be a whole number from 0 .*\n$/],
    ["an --out that is a folder", () => ["--snapshot", EXAMPLE, "--out", folder], /^--out: .* is a folder\n$/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} with exit code 2 and one line`, async () => {
      const { code, stdout, stderr } = await run(args());
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.equal(stderr.split("\n").length, 2);
    }).timeout(TIMEOUT);
  }
});
