// npm run gas: plays the benchmarks, prints what they cost against reports/gas.json, and writes that file anew.
// npm run gas -- --check writes nothing and fails where a figure has grown by more than 1%.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import Table from "cli-table3";

const BASELINE = "reports/gas.json";
const TOLERANCE_PERCENT = 1;
const BAR_WIDTH = 24;

/** {gas} of one call on storage never used before, and on storage used before; null where there is no such case. */
export interface Figures {
  fresh: number | null;
  steady: number | null;
}

type Report = Record<string, Figures>;

// Read by Hardhat when it is imported, so before the benchmarks are.
process.env["HARDHAT_GAS_REPORT"] = "true";
const { default: hre } = await import("hardhat");
const { printGasReport } = await import("../plugins/gas-reporter/index.ts");
const { benchmarks } = await import("../test/gas/benchmarks.ts");

const check = process.argv.includes("--check");
const now: Report = await benchmarks();
const baseline = readBaseline();

await printGasReport(hre);
printTable(now, baseline);

if (check) {
  const findings = Object.keys({ ...baseline, ...now }).flatMap((name) => findingsOf(name, now[name], baseline[name]));
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) console.error(`If that is meant, run "npm run gas" and commit ${BASELINE}.`);
  process.exitCode = findings.length > 0 ? 1 : 0;
} else {
  mkdirSync("reports", { recursive: true });
  writeFileSync(BASELINE, `${JSON.stringify(now, null, 2)}\n`);
}

function readBaseline(): Report {
  try {
    return JSON.parse(readFileSync(BASELINE, "utf8")) as Report;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

function findingsOf(name: string, is: Figures | undefined, was: Figures | undefined): string[] {
  if (is === undefined) return [`${name} is in ${BASELINE} and is not measured any more`];
  if (was === undefined) return [`${name} is not in ${BASELINE}`];
  return (["fresh", "steady"] as const).flatMap((kind) => {
    const [a, b] = [was[kind], is[kind]];
    if ((a === null) !== (b === null)) return [`${name} (${kind}): ${a ?? "none"} -> ${b ?? "none"}`];
    if (a === null || b === null || b * 100 <= a * (100 + TOLERANCE_PERCENT)) return [];
    return [`${name} (${kind}) costs ${change(a, b)} more gas: ${a} -> ${b}`];
  });
}

function printTable(is: Report, was: Report): void {
  const table = new Table({
    head: ["call", "fresh", "steady", "", "baseline", "change"],
    colAligns: ["left", "right", "right", "left", "right", "right"],
    style: { head: [], border: [] },
  });
  const most = Math.max(...Object.values(is).map(typical));
  for (const [name, figures] of Object.entries(is)) {
    const before = was[name];
    const [a, b] = [before === undefined ? 0 : typical(before), typical(figures)];
    table.push([
      name,
      format(figures.fresh),
      format(figures.steady),
      "█".repeat(Math.max(1, Math.round((b / most) * BAR_WIDTH))),
      before === undefined ? "new" : format(a),
      before === undefined ? "" : change(a, b),
    ]);
  }
  console.log(table.toString());
}

/** The figure of everyday use: bar, baseline and change are about it. */
function typical({ fresh, steady }: Figures): number {
  return steady ?? fresh ?? 0;
}

function format(gas: number | null): string {
  return gas === null ? "-" : gas.toLocaleString("en");
}

function change(from: number, to: number): string {
  const percent = ((to - from) / from) * 100;
  return from === to ? "=" : `${percent > 0 ? "+" : ""}${percent.toFixed(2)}%`;
}
