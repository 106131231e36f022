// npm run deploy -- [--network NAME] [--rpc URL] [--parameters NAME]
// Deploys a market, or goes on where an earlier run stopped, checks its roles, and writes deploy/outputs/<chain id>.json.
// On the embedded EVM (--network default) it is a rehearsal: nothing is kept.
import { parseArgs } from "node:util";

import { toGridwattError } from "@gridwatt/sdk";

import type { RoleReport } from "../deploy/check-roles.ts";
import { deployMarket, RoleError } from "../deploy/deploy.ts";
import { writeOutput } from "../deploy/outputs.ts";
import type { HumanParameters } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import { sepolia } from "../deploy/parameters/sepolia.ts";
import { openConnection, usageErrorOf } from "./connection.ts";
import "./output.ts";
import { formatTable } from "./table.ts";

const PARAMETERS: Readonly<Record<string, HumanParameters>> = { local, sepolia };

const values = argumentsGiven();
const name = values.parameters ?? (values.network in PARAMETERS ? values.network : "local");
const parameters = PARAMETERS[name];
if (parameters === undefined)
  refuse(`--parameters: there are no "${name}", only ${Object.keys(PARAMETERS).join(", ")}`);

try {
  const connection = await openConnection(values);
  const market = await deployMarket({ connection, parameters, displayUi: true });
  console.log(`\n${roleTable(market.roles)}`);
  if (values.network === "default") console.log("\nA rehearsal on the embedded EVM: nothing is kept.");
  else console.log(`\nwritten: ${writeOutput(market)}`);
  await connection.close();
} catch (error) {
  if (error instanceof RoleError) console.log(`\n${roleTable(error.report)}`);
  const usage = usageErrorOf(error);
  if (usage !== null) refuse(usage.message);
  console.error(`deploy: ${error instanceof RoleError ? error.message : sentenceOf(error)}`);
  process.exit(1);
}

/** What Hardhat and Ignition find wrong they tell on several lines, behind a number. */
function sentenceOf(error: unknown): string {
  const known = toGridwattError(error);
  if (known.name !== "Unexpected" || !(error instanceof Error)) return known.message;
  return error.message.replace(/^HHE\d+: /, "").replace(/\s+/g, " ");
}

function roleTable({ rows }: RoleReport): string {
  const heads = ["contract", "function", "role", "held by"];
  return formatTable(
    heads.map((head) => ({ head })),
    rows.map((row) => [row.contract, row.function, row.role, row.holders.join(" ")]),
  );
}

function argumentsGiven() {
  try {
    const options = {
      network: { type: "string", default: "localhost" },
      rpc: { type: "string" },
      parameters: { type: "string" },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(problem: string): never {
  console.error(`usage: npm run deploy -- [--network NAME] [--rpc URL] [--parameters NAME]: ${problem}`);
  process.exit(2);
}
