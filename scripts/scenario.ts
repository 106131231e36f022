// npm run --silent scenario -- FILE|DIR [--out FILE]
// Plays a scenario file, or every *.json of a folder, on the contracts in the embedded EVM, and prints the report, or
// an array of them, as JSON. Exit 2 with one line on standard error where a file is not valid.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import type { Scenario } from "../scenario/parse.ts";
import { parseScenario, ScenarioError } from "../scenario/parse.ts";
import type { Report } from "../scenario/report.ts";
import { UsageError } from "./connection.ts";
import { checkWritable, isFolder } from "./files.ts";
import { runMain } from "./main.ts";

await runMain(main, ScenarioError);

async function main(): Promise<void> {
  const { path, out } = argumentsGiven();
  const many = isFolder(path);
  const files = many ? jsonIn(path) : [path];
  const scenarios = files.map((file) => told(file, many, () => parseScenario(textOf(file))));
  if (out !== undefined) checkWritable(out);
  const reports = await playAll(scenarios, (at, error) => inFile(files[at] ?? path, many, error));
  const json = `${JSON.stringify(many ? reports : reports[0], null, 2)}\n`;
  if (out === undefined) process.stdout.write(json);
  else writeFileSync(out, json);
}

function argumentsGiven(): { path: string; out: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UsageError("name one file or folder");
    return { path, out: values.out };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`usage: npm run --silent scenario -- FILE|DIR [--out FILE]: ${problem}`, { cause: error });
  }
}

async function playAll(
  scenarios: readonly Scenario[],
  tell: (at: number, error: unknown) => unknown,
): Promise<Report[]> {
  const { checkLimits } = await import("../scenario/area.ts");
  const { playScenario } = await import("../scenario/play.ts");
  scenarios.forEach((scenario, at) => {
    try {
      checkLimits(scenario);
    } catch (error) {
      throw tell(at, error);
    }
  });
  const { EmbeddedMarket } = await import("../scenario/embedded.ts");
  const market = await EmbeddedMarket.start();
  const reports: Report[] = [];
  for (const scenario of scenarios) reports.push(await playScenario(market, scenario));
  await market.close();
  return reports;
}

function jsonIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => join(folder, name));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read`, { cause: error });
  }
}

function told<T>(file: string, many: boolean, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inFile(file, many, error);
  }
}

/** Of several files, the message says which. */
function inFile(file: string, many: boolean, error: unknown): unknown {
  return many && error instanceof ScenarioError ? new UsageError(`${file}: ${error.message}`, { cause: error }) : error;
}
