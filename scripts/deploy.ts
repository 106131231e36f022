// npm run deploy -- [--network NAME] [--rpc URL] [--parameters NAME]
// Deploys a market, or goes on where an earlier run stopped, checks its roles, and writes deploy/outputs/<chain id>.json.
// On the embedded EVM (--network default) it is a rehearsal: nothing is kept.
import { parseArgs } from "node:util";

import { toGridwattError } from "@gridwatt/sdk";

import { deployMarket, RoleError } from "../deploy/deploy.ts";
import { writeOutput } from "../deploy/outputs.ts";
import { ParameterError } from "../deploy/parameters.ts";
import { parametersOf } from "../deploy/parameters/networks.ts";
import { openConnection, usageErrorOf } from "./connection.ts";
import "./output.ts";
import { formatRoles } from "./role-table.ts";

const values = argumentsGiven();

try {
  const parameters = parametersOf({ network: values.network, name: values.parameters });
  const connection = await openConnection(values);
  const market = await deployMarket({ connection, parameters, displayUi: true });
  console.log(`\n${formatRoles(market.roles)}`);
  if (values.network === "default") console.log("\nA rehearsal on the embedded EVM: nothing is kept.");
  else console.log(`\nwritten: ${writeOutput(market)}`);
  await connection.close();
} catch (error) {
  if (error instanceof RoleError) console.log(`\n${formatRoles(error.report)}`);
  const usage = error instanceof ParameterError ? error : usageErrorOf(error);
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
