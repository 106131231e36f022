import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseDecimal } from "../../scenario/decimal.ts";
import { HEADER } from "../../simulation/profiles.ts";
import { Random } from "../../simulation/random.ts";
import type { Report } from "../../simulation/report.ts";
import { playPart, type Part } from "../../simulation/part.ts";
import { Totals } from "../../simulation/totals.ts";
import { readZones } from "../../simulation/zones.ts";

const ROOT = join(import.meta.dirname, "../..");
const TARIFF = { retail: 3000n, feedIn: 800n };
/** {tick} Tariff of the zone where no file names others, and the market's fee. */
const [GRID_FEE, MARKET_FEE] = [100n, 10n];
const units = (watt: string) => parseDecimal(watt, 7);

describe("simulate", () => {
  const folder = mkdtempSync(join(tmpdir(), "simulate-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  /** Six households and 20 slots, with some who generate nothing and some slots in which nothing is over. */
  function profiles(): { path: string; rows: { generation: number; consumption: number }[][] } {
    const random = new Random(3);
    const rows = Array.from({ length: 20 }, (_, slot) =>
      Array.from({ length: 6 }, (__, at) => {
        const generation = at < 3 && slot % 5 !== 0 ? Math.floor(random.between(0, 900)) : 0;
        return { generation, consumption: Math.floor(random.between(0, 500)) };
      }),
    );
    const lines = rows.flatMap((row, slot) =>
      row.map(({ generation, consumption }, at) => `${slot},home ${at},${generation},${consumption}`),
    );
    return { path: file("profiles.csv", `${[HEADER, ...lines].join("\n")}\n`), rows };
  }

  it("plays profiles as orders, readings and settlements, and its report adds up", async () => {
    const { path, rows } = profiles();
    const out = join(folder, "report.json");
    const { code, stdout, stderr } = await run(["--profiles", path, "--out", out]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^6 accounts, 20 slots: deploying the market\n(\d+ of 20 slots settled, \d:\d\d left\n)+picture: /,
    );
    const report = JSON.parse(readFileSync(out, "utf8")) as Report;
    const sum = (of: (row: { generation: number; consumption: number }) => number) =>
      rows.flat().reduce((total, row) => total + of(row), 0);
    const ideal = rows.reduce((total, row) => {
      const nets = row.map(({ generation, consumption }) => generation - consumption);
      const positive = nets.filter((net) => net > 0).reduce((all, net) => all + net, 0);
      const negative = nets.filter((net) => net < 0).reduce((all, net) => all - net, 0);
      return total + Math.min(positive, negative);
    }, 0);
    const [load, generation] = [sum((row) => row.consumption), sum((row) => row.generation)];
    const ownUse = sum((row) => Math.min(row.generation, row.consumption));
    assert(ideal > 1000);
    assert.deepEqual(
      [report.slots, report.accounts, report.loadWh, report.generationWh, report.ownUseWh, report.idealWh],
      [20, 6, load, generation, ownUse, ideal],
    );
    assert.equal(report.tradedWh, ideal);
    assert.deepEqual(report.checks, { moneyConserved: true, energyConserved: true, everyAccountSettled: true });
    assert.equal(report.selfSufficiency.withTrading, Math.floor(((ownUse + ideal) * 1e6) / load) / 1e6);
    assert.equal(report.selfConsumption.withoutTrading, Math.floor((ownUse * 1e6) / generation) / 1e6);
    // Each traded Wh saves the spread of the tariffs less fees, whoever gets it.
    const traded = BigInt(ideal);
    assert.equal(units(report.fees["grid"] ?? ""), traded * GRID_FEE);
    assert.equal(units(report.marketFees), traded * MARKET_FEE);
    const saved = Object.values(report.savings).map(units);
    assert.equal(
      saved.reduce((total, each) => total + each, 0n),
      traded * (TARIFF.retail - TARIFF.feedIn - GRID_FEE - MARKET_FEE),
    );
    assert(
      saved.every((each) => each >= 0n),
      "somebody lost by trading truthfully",
    );
    assert.equal(report.gasPerTradedKwh, Math.floor((report.gas * 1000) / report.tradedWh));
    const picture = readFileSync(join(folder, "report.svg"), "utf8");
    assert.match(picture, /^<svg [^]*generation[^]*consumption[^]*local trade[^]*price[^]*<\/svg>\n$/);
  });

  it("trades as much where everybody bids once a day, over zones", async () => {
    const { path } = profiles();
    const zones = file(
      "zones.json",
      JSON.stringify({
        zones: [
          { id: "grid", operator: "tso", tariff: "0.01" },
          { id: "east", parent: "grid", operator: "dso", tariff: "0.02" },
          { id: "west", parent: "grid", operator: "dso", tariff: "0.03" },
        ],
      }),
    );
    const { code, stdout, stderr } = await run(["--profiles", path, "--zones", zones, "--daily"], { cwd: folder });
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as Report;
    assert.equal(report.tradedWh, report.idealWh);
    assert.deepEqual(Object.keys(report.fees), ["tso", "dso"]);
    assert(units(report.fees["tso"] ?? "") > 0n && units(report.fees["dso"] ?? "") > 0n);
    const fees = [...Object.values(report.fees), report.marketFees].map(units).reduce((sum, each) => sum + each, 0n);
    const saved = Object.values(report.savings)
      .map(units)
      .reduce((sum, each) => sum + each, 0n);
    assert.equal(saved, BigInt(report.tradedWh) * (TARIFF.retail - TARIFF.feedIn) - fees);
    assert(existsSync(join(folder, "profiles.svg")));
  });

  it("settles more accounts than one batch takes, whatever they are called", async () => {
    const names = ["__proto__", '"quoted"', "zoë", ...Array.from({ length: 117 }, (_, at) => String(at))];
    const rows = [0, 1].flatMap((slot) => names.map((name, at) => `${slot},${name},${at % 2 === 0 ? 100 : 0},50`));
    const path = file("many.csv", [HEADER, ...rows].join("\n"));
    const { code, stdout, stderr } = await run(["--profiles", path], { cwd: folder });
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual([report.accounts, report.tradedWh, report.idealWh], [120, 6_000, 6_000]);
    assert.equal(Object.keys(report.savings).length, 120);
    assert.deepEqual(report.checks, { moneyConserved: true, energyConserved: true, everyAccountSettled: true });
  });

  it("is measured both ways by the benchmark, which keeps figures of one community only", async () => {
    const kept = readFileSync(join(ROOT, "reports/simulation.json"), "utf8");
    const { code, stdout, stderr } = await run(["--accounts", "3", "--days", "1"], { script: "scripts/bench.ts" });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ +transactions +traded +gas per kWh +seconds +MB +books\n[- ]+\n/);
    assert.match(stdout, /\na bid for each slot +\d+ +100 % +[\d,]+ +[\d.]+ +\d+ +add up\n/);
    assert.match(stdout, /\na day's bids at once +\d+ +100 % +[\d,]+ +[\d.]+ +\d+ +add up\n$/);
    assert.equal(readFileSync(join(ROOT, "reports/simulation.json"), "utf8"), kept);
  });

  it("plays with the widest pair of prices that there is", async () => {
    const args = [
      "--profiles",
      file("pair.csv", `${HEADER}\n0,a,5,0\n0,b,0,3\n`),
      "--retail",
      "9.9999",
      "--feed-in",
      "0",
    ];
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as Report).tradedWh, 3);
  });

  it("has no shares where nothing is generated or used", async () => {
    const path = file("idle.csv", `${HEADER}\n0,a,0,0\n`);
    const { code, stdout } = await run(["--profiles", path], { cwd: folder });
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Report;
    const none = { withoutTrading: null, withTrading: null };
    assert.deepEqual([report.selfSufficiency, report.selfConsumption, report.gasPerTradedKwh], [none, none, null]);
    assert.deepEqual(report.savings, { a: "0.0000000" });
  });

  const path = () => profiles().path;
  const pipe = () => {
    execFileSync("mkfifo", [join(folder, "pipe.csv")]);
    return join(folder, "pipe.csv");
  };
  const wrong: readonly (readonly [string, () => string[], RegExp])[] = [
    ["no profiles", () => [], /^usage: .*name the profiles\n$/],
    ["an unknown option", () => ["--profile", "x"], /^usage: .*--profile/],
    ["a price that is none", () => ["--profiles", path(), "--retail", "free"], /--retail must be WATT per kWh/],
    ["a price with too many digits", () => ["--profiles", path(), "--feed-in", "0.08001"], /--feed-in must be/],
    ["a price that is too high", () => ["--profiles", path(), "--retail", "10"], /--retail is at most 9\.9999/],
    ["a feed-in tariff above retail", () => ["--profiles", path(), "--feed-in", "0.3"], /--feed-in must be below/],
    ["a file that is not there", () => ["--profiles", join(folder, "none.csv")], /none\.csv cannot be read/],
    ["a wrong row", () => ["--profiles", file("bad.csv", `${HEADER}\n0,a,1,x\n`)], /^.*bad\.csv, line 2 \(row 1\): /],
    ["a pipe, which cannot be read twice", () => ["--profiles", pipe()], /pipe\.csv is no regular file\n$/],
    ["a folder to write to", () => ["--profiles", path(), "--out", folder], /is a folder/],
    [
      "a folder that is not there",
      () => ["--profiles", path(), "--out", join(folder, "no/r.json")],
      /cannot be written/,
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`says in one line what is wrong with ${what}`, async () => {
      const { code, stdout, stderr } = await run(args(), { cwd: folder });
      assert.deepEqual([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1], stderr);
      assert.match(stderr, message);
    });
  }
});

describe("parts of a simulation", () => {
  it("go on with the money and the meters of the one before", async () => {
    const names = ["a", "b"];
    const profiles = [
      [
        { generation: 500n, consumption: 0n },
        { generation: 0n, consumption: 300n },
      ],
      [
        { generation: 0n, consumption: 100n },
        { generation: 0n, consumption: 100n },
      ],
    ];
    const PEAK = { generation: 500n, consumption: 300n };
    const part: Part = {
      ...{ names, peaks: [PEAK, PEAK], neighbourhood: readZones(undefined, names), tariff: TARIFF, daily: false },
      ...{ first: 0, profiles, deposits: [10n ** 9n, 10n ** 9n], registers: [] },
    };
    const totals = new Totals(TARIFF);
    let at = 0;
    const first = await playPart(part, (outcome) => totals.add(profiles[at++] ?? [], outcome));
    assert.deepEqual(first.registers, [
      { imported: 100n, exported: 500n, sequence: 5n },
      { imported: 400n, exported: 0n, sequence: 5n },
    ]);
    assert(first.isSettled && totals.energyConserved);
    assert.deepEqual([totals.traded, totals.ideal], [300n, 300n]);
    const fees = first.fees.reduce((sum, each) => sum + each, 0n);
    assert.equal((first.free[0] ?? 0n) + (first.free[1] ?? 0n) + fees, 2n * 10n ** 9n);
    assert(first.free[0] !== 10n ** 9n);

    const then = { ...part, first: 2, deposits: first.free, registers: first.registers };
    const second = await playPart(then, (outcome) => totals.add(profiles[at++ - 2] ?? [], outcome));
    assert.equal(second.held, first.held - fees);
    assert.deepEqual(second.registers[1], { imported: 800n, exported: 0n, sequence: 10n });
    assert.deepEqual([totals.slots, totals.traded, totals.energyConserved], [4, 600n, true]);
  });
});

describe("totals of a simulation", () => {
  const profiles = [
    { generation: 100n, consumption: 0n },
    { generation: 0n, consumption: 60n },
  ];
  const settled = (sold: bigint, metered = 100n) =>
    new Map([
      [0, { sold, bought: 0n, metered }],
      [1, { sold: 0n, bought: 60n, metered: -60n }],
    ]);
  const conserved = (outcome: Parameters<Totals["add"]>[1]) => {
    const totals = new Totals(TARIFF);
    totals.add(profiles, outcome);
    return totals.energyConserved;
  };

  it("tell where what was sold, bought, traded or metered differs", () => {
    const trades = [{ energy: 60n, price: 800n }];
    assert.equal(conserved({ trades, settled: settled(60n) }), true);
    assert.equal(conserved({ trades, settled: settled(59n) }), false);
    assert.equal(conserved({ trades: [], settled: settled(60n) }), false);
    assert.equal(conserved({ trades, settled: settled(60n, 99n) }), false);
  });
});

function run(
  args: readonly string[],
  { cwd = ROOT, script = "scripts/simulate.ts" } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = ["--import", import.meta.resolve("tsx"), join(ROOT, script), ...args];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HARDHAT_CONFIG: join(ROOT, "hardhat.config.ts") };
    const child = spawn(process.execPath, command, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
