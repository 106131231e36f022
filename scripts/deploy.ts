// npm run deploy -- [--network NAME] [--rpc URL] [--parameters NAME]
// Deploys a market, or goes on where an earlier run stopped, checks its roles, and writes deploy/outputs/<chain id>.json.
// On the embedded EVM (--network default) it is a rehearsal: nothing is kept.
import { parseArgs } from "node:util";

import { toGridwattError } from "@gridwatt/sdk";
import { network } from "hardhat";

import type { RoleReport } from "../deploy/check-roles.ts";
import { deployMarket, RoleError } from "../deploy/deploy.ts";
import { writeOutput } from "../deploy/outputs.ts";
import type { HumanParameters } from "../deploy/parameters.ts";
import { ParameterError } from "../deploy/parameters.ts";
import { local } from "../deploy/parameters/local.ts";
import { sepolia } from "../deploy/parameters/sepolia.ts";
import "./output.ts";
import { formatTable } from "./table.ts";

const PARAMETERS: Readonly<Record<string, HumanParameters>> = { local, sepolia };

const values = argumentsGiven();
const name = values.parameters ?? (values.network in PARAMETERS ? values.network : "local");
const parameters = PARAMETERS[name];
if (parameters === undefined) fail(`no parameters "${name}": there are ${Object.keys(PARAMETERS).join(", ")}`);

try {
  const override = values.rpc === undefined ? {} : { url: values.rpc };
  const connection = await network.create({ network: values.network, override });
  const { deployment, roles } = await deployMarket({ connection, parameters, displayUi: true });
  console.log(`\n${roleTable(roles)}`);
  if (values.network === "default") console.log("\nA rehearsal on the embedded EVM: nothing is kept.");
  else console.log(`\nwritten: ${writeOutput(deployment)}`);
  await connection.close();
} catch (error) {
  if (error instanceof RoleError) console.log(`\n${roleTable(error.report)}`);
  if (error instanceof RoleError || error instanceof ParameterError) fail(error.message);
  const { name, message } = toGridwattError(error);
  if (name === "Unreachable") fail(message);
  throw error;
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
    const problem = error instanceof Error ? error.message : String(error);
    console.error(`usage: npm run deploy -- [--network NAME] [--rpc URL] [--parameters NAME]: ${problem}`);
    process.exit(2);
  }
}

function fail(problem: string): never {
  console.error(`deploy: ${problem}`);
  process.exit(1);
}
