import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Report } from "../../scenario/report.ts";
import { runScript } from "../helpers/script.ts";

const TIMEOUT = 60_000;

const zones = [{ id: "z", operator: "dso", tariff: "0" }];
const account = { id: "a", zone: "z", watt: "100" };
const order = { ref: "o", account: "a", side: "sell", slot: 0, energy: "1", price: "0.2" };
const scenario = (name: string, steps: unknown[] = [{ place: order }]) => ({ name, zones, accounts: [account], steps });

const run = (args: readonly string[]) => runScript("scripts/scenario.ts", args);

describe("npm run scenario", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "scenario-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function file(name: string, content: unknown): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  it("prints one report for a file, and nothing else", async () => {
    const { code, stdout } = await run([file("one.json", scenario("one"))]);
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Report;
    assert.equal(report.name, "one");
    assert.deepEqual(report.orders["o"], { status: "open", filled: "0.000", open: "1.000", error: null });
  }).timeout(TIMEOUT);

  it("prints an array for a folder, by name, of its .json files", async () => {
    file("b.json", scenario("second"));
    file("a.json", scenario("first", [{ place: { ...order, energy: "0.0" } }]));
    file("notes.txt", "not a scenario");
    const { code, stdout } = await run([folder]);
    assert.equal(code, 0);
    const reports = JSON.parse(stdout) as Report[];
    assert.deepEqual(
      reports.map(({ name }) => name),
      ["first", "second"],
    );
    assert.equal(reports[0]?.orders["o"]?.error, "EnergyBelowMinimum");
  }).timeout(TIMEOUT);

  it("writes to --out instead", async () => {
    const out = join(folder, "report.out");
    const { code, stdout } = await run([file("one.json", scenario("one")), "--out", out]);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.equal((JSON.parse(readFileSync(out, "utf8")) as Report).name, "one");
  }).timeout(TIMEOUT);

  it("settles by what meters counted", async () => {
    const meter = { meter: { slot: 0, account: "a", export: "1" } };
    const { code, stdout } = await run([file("one.json", scenario("one", [meter, { settle: 0 }]))]);
    assert.equal(code, 0);
    const { errors, settlements, checks } = JSON.parse(stdout) as Report;
    assert.deepEqual(errors, []);
    assert.deepEqual(settlements, [{ slot: 0, account: "a", deviation: "1.000", amount: "0.0" }]);
    assert.deepEqual(Object.values(checks), [true, true, true]);
  }).timeout(TIMEOUT);

  const refused: [string, () => string[], RegExp][] = [
    ["a file that is not valid", () => [file("x.json", { ...scenario("x"), zones: [] })], /^zones: .*\n$/],
    ["one that is no JSON", () => [file("x.json", "{")], /^scenario: not valid JSON.*\n$/],
    [
      "what an exchange cannot be",
      () => [file("x.json", { ...scenario("x"), gateClosureMinutes: 241 })],
      /^gateClosureMinutes: .*240 minutes.*\n$/,
    ],
    [
      "a file of a folder, by its name",
      () => (file("x.json", { ...scenario("x"), steps: [{}] }), [folder]),
      /x\.json: steps\[0\]: .*\n$/,
    ],
    [
      "lists within lists without end",
      () => [file("x.json", `${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
      /^scenario: .*\n$/,
    ],
    [
      "a start after the last slots",
      () => [file("x.json", { ...scenario("x"), start: "2926-12-20T08:00:00Z" })],
      /^start: an exchange has no slots from 2926-12-20T08:00:00\.000Z on, .*\n$/,
    ],
    [
      "steps that lead beyond the last slots",
      () => [file("x.json", { ...scenario("x", [{ place: { ...order, slot: 1 } }]), start: "2926-12-20T07:45:00Z" })],
      /^start: .*\n$/,
    ],
    [
      "an --out that cannot be written",
      () => [file("x.json", scenario("x")), "--out", join(folder, "none", "x.out")],
      /^--out: .*x\.out cannot be written\n$/,
    ],
    ["an --out that is a folder", () => [file("x.json", scenario("x")), "--out", folder], /^--out: .* is a folder\n$/],
    ["a file that is not there", () => [join(folder, "none.json")], /none\.json: cannot be read\n$/],
    ["no file", () => [], /^usage: .*\n$/],
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
