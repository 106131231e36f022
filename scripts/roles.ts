// npm run roles -- [--network NAME] [--rpc URL] [--parameters NAME]
// Prints who may do what in a deployed market, and fails where that is not what its parameters say.
import { parseArgs } from "node:util";

import { toGridwattError } from "@gridwatt/sdk";

import { checkRoles } from "../deploy/check-roles.ts";
import { readOutput } from "../deploy/outputs.ts";
import { ParameterError, readParameters } from "../deploy/parameters.ts";
import { parametersOf } from "../deploy/parameters/networks.ts";
import { openConnection, UsageError, usageErrorOf } from "./connection.ts";
import "./output.ts";
import { formatRoles } from "./role-table.ts";

const USAGE = "usage: npm run --silent roles -- [--network NAME] [--rpc URL] [--parameters NAME]";

try {
  const { network, rpc, parameters: name } = argumentsGiven();
  const human = parametersOf({ network, name });
  const connection = await openConnection({ network, rpc });
  const { provider, getSigners } = connection.ethers;
  const accounts = (await getSigners()).map(({ address }) => address);
  const deployment = readOutput(Number((await provider.getNetwork()).chainId));
  const report = await checkRoles(deployment, readParameters(human, accounts), provider);
  console.log(formatRoles(report));
  for (const problem of report.problems) console.error(`roles: ${problem}`);
  if (report.problems.length > 0) process.exitCode = 1;
  await connection.close();
} catch (error) {
  const wrong = error instanceof ParameterError ? error : usageErrorOf(error);
  console.error(wrong === null ? `roles: ${toGridwattError(error).message}` : `${USAGE}: ${wrong.message}`);
  process.exitCode = wrong === null ? 1 : 2;
}

function argumentsGiven() {
  const options = {
    network: { type: "string", default: "localhost" },
    rpc: { type: "string" },
    parameters: { type: "string" },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
