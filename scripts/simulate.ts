// npm run --silent simulate -- --profiles FILE.csv [--retail 0.30] [--feed-in 0.08] [--zones FILE.json] [--daily]
// [--out report.json]
// Plays generation and consumption of a community on the contracts in the embedded EVM, prints the report as JSON and
// draws the average day beside it. Exit 2 with one line on standard error where the input is not valid, 1 where the books
// do not add up.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";

import { parseDecimal, PRICE_DECIMALS } from "../scenario/decimal.ts";
import { SimulationError } from "../simulation/error.ts";
import { pictureOf } from "../simulation/picture.ts";
import { summarise } from "../simulation/profiles.ts";
import type { Tariff } from "../simulation/rounds.ts";
import { readZones } from "../simulation/zones.ts";
import { UsageError } from "./connection.ts";
import { checkWritable } from "./files.ts";
import { runMain } from "./main.ts";
import { Progress } from "./progress.ts";

const USAGE =
  "npm run --silent simulate -- --profiles FILE.csv [--retail 0.30] [--feed-in 0.08] [--zones FILE.json] [--daily] [--out report.json]";
/** {tick} */
const PRICE_MAX = 99_999n;

await runMain(main, SimulationError);

async function main(): Promise<void> {
  const { profiles, zones, tariff, daily, out } = argumentsGiven();
  const picture = `${(out ?? basename(profiles)).replace(/\.[^./]*$/, "")}.svg`;
  for (const file of out === undefined ? [picture] : [out, picture]) checkWritable(file);
  const summary = await summarise(profiles);
  const neighbourhood = readZones(zones, summary.accounts);
  const { simulate } = await import("../simulation/simulate.ts");
  console.error(`${summary.accounts.length} accounts, ${summary.slots} slots: deploying the market`);
  const progress = new Progress(summary.slots, "slots settled");
  const onSlot = (slot: number) => progress.show(slot);
  const { report, totals } = await simulate({ file: profiles, summary, neighbourhood, tariff, daily, onSlot });
  progress.end();
  writeFileSync(
    picture,
    pictureOf(totals, `${basename(profiles)}: the average day of ${summary.accounts.length} accounts`),
  );
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (out === undefined) process.stdout.write(json);
  else writeFileSync(out, json);
  console.error(`picture: ${picture}`);
  if (Object.values(report.checks).includes(false)) {
    console.error("the books do not add up");
    process.exitCode = 1;
  }
}

function argumentsGiven() {
  try {
    const { values } = parseArgs({
      options: {
        profiles: { type: "string" },
        retail: { type: "string", default: "0.30" },
        "feed-in": { type: "string", default: "0.08" },
        zones: { type: "string" },
        daily: { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    if (values.profiles === undefined) throw new UsageError("name the profiles");
    const tariff = tariffOf(values.retail, values["feed-in"]);
    return { profiles: values.profiles, zones: values.zones, tariff, daily: values.daily, out: values.out };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`usage: ${USAGE}: ${problem}`, { cause: error });
  }
}

function tariffOf(retail: string, feedIn: string): Tariff {
  const tariff = { retail: priceOf(retail, "retail"), feedIn: priceOf(feedIn, "feed-in") };
  if (tariff.feedIn >= tariff.retail) throw new UsageError("--feed-in must be below --retail");
  return tariff;
}

function priceOf(text: string, name: string): bigint {
  if (!/^\d+(\.\d{1,4})?$/.test(text)) throw new UsageError(`--${name} must be WATT per kWh like 0.0800`);
  const ticks = parseDecimal(text, PRICE_DECIMALS);
  if (ticks > PRICE_MAX) throw new UsageError(`--${name} is at most 9.9999`);
  return ticks;
}
