import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { createClient, toGridwattError, type Client } from "@gridwatt/sdk";
import { Environment, runService, type ServiceParts, type ServiceTools } from "@gridwatt/service";
import { JsonRpcProvider } from "ethers";

import { readOutput } from "../deploy/outputs.ts";

/** What a process is built from. */
export interface Surroundings {
  readonly market: { readonly client: Client; readonly provider: JsonRpcProvider };
  readonly environment: Environment;
  readonly tools: ServiceTools;
}

/**
 * Runs a process by its environment, to which the file that `--env` names, or .env, adds what is not set. A process that
 * cannot begin says so in one sentence, with exit code 1.
 */
export async function runProcess(name: string, build: (of: Surroundings) => Promise<ServiceParts>): Promise<void> {
  loadEnvironment(name);
  const environment = new Environment(process.env);
  let provider: JsonRpcProvider | undefined;
  try {
    await runService(name, async (tools) => {
      provider = new JsonRpcProvider(environment.url("RPC_URL", "http://127.0.0.1:8545"), undefined, {
        staticNetwork: true,
        // Answers are never older than the question.
        cacheTimeout: -1,
      });
      const { chainId } = await provider.getNetwork();
      const deployment = environment.deployment("DEPLOYMENT") ?? readOutput(Number(chainId));
      return build({ market: { client: createClient({ deployment, runner: provider }), provider }, environment, tools });
    });
  } catch (error) {
    console.error(`${name}: ${toGridwattError(error).message}`);
    process.exitCode = 1;
  } finally {
    provider?.destroy();
  }
}

function loadEnvironment(name: string): void {
  try {
    const { env } = parseArgs({ options: { env: { type: "string" } } }).values;
    if (env !== undefined) process.loadEnvFile(env);
    else if (existsSync(".env")) process.loadEnvFile(".env");
  } catch (error) {
    console.error(`usage: npm run ${name} -- [--env FILE]: ${error instanceof Error ? error.message : ""}`);
    process.exit(2);
  }
}
