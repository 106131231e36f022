// npm run bench -- [--accounts 80] [--days 30] [--seed 1]
// Simulates a made-up community, once with a bid for each slot and once with a day's bids at once, and prints how long it
// took and what it needed. Writes reports/simulation.json for the community of which that keeps the figures.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { communityLines, type CommunityRequest } from "../simulation/community.ts";
import { summarise } from "../simulation/profiles.ts";
import type { Report } from "../simulation/report.ts";
import { readZones } from "../simulation/zones.ts";
import { communityGiven } from "./community-options.ts";
import { runMain } from "./main.ts";
import { Progress } from "./progress.ts";
import { formatTable } from "./table.ts";

const USAGE = "npm run bench -- [--accounts 80] [--days 30] [--seed 1]";
const FIGURES = "reports/simulation.json";
/** The community of the figures. */
const KEPT: CommunityRequest = { accounts: 80, days: 30, seed: 1 };
const TARIFF = { retail: 3000n, feedIn: 800n };

await runMain(async () => main(communityGiven(USAGE)));

async function main(request: CommunityRequest): Promise<void> {
  const { simulate } = await import("../simulation/simulate.ts");
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-bench-"));
  const file = join(folder, "community.csv");
  writeFileSync(file, [...communityLines(request), ""].join("\n"));
  const summary = await summarise(file);
  const neighbourhood = readZones(undefined, summary.accounts);
  const reports: Record<string, Report> = {};
  for (const [name, daily] of [
    ["a bid for each slot", false],
    ["a day's bids at once", true],
  ] as const) {
    console.error(`${name}: ${summary.accounts.length} accounts, ${summary.slots} slots`);
    const progress = new Progress(summary.slots, "slots settled");
    const onSlot = (slot: number) => progress.show(slot);
    reports[name] = (await simulate({ file, summary, neighbourhood, tariff: TARIFF, daily, onSlot })).report;
    progress.end();
  }
  rmSync(folder, { recursive: true });
  print(reports);
  if (JSON.stringify(request) === JSON.stringify(KEPT)) keep(reports);
}

function print(reports: Readonly<Record<string, Report>>): void {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const columns = [{ head: "" }, ...["transactions", "traded", "gas per kWh", "seconds", "MB", "books"].map(right)];
  const rows = Object.entries(reports).map(([name, report]) => [
    name,
    report.transactions.toLocaleString("en"),
    `${report.idealWh === 0 ? 100 : Math.floor((report.tradedWh * 10_000) / report.idealWh) / 100} %`,
    (report.gasPerTradedKwh ?? 0).toLocaleString("en"),
    report.wallSeconds.toFixed(1),
    String(report.peakMemoryMb),
    Object.values(report.checks).includes(false) ? "do not add up" : "add up",
  ]);
  console.log(formatTable(columns, rows));
}

/** Without the savings of each account. */
function keep(reports: Readonly<Record<string, Report>>): void {
  const figures = Object.fromEntries(
    Object.entries(reports).map(([name, { savings: _, ...figures }]) => [name, figures]),
  );
  mkdirSync("reports", { recursive: true });
  writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nkept in ${FIGURES}`);
}
