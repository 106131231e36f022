import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { createClient, toGridwattError, type Client } from "@gridwatt/sdk";
import {
  ChainProvider,
  ConfigurationError,
  Environment,
  postJson,
  requestTo,
  runService,
  type ServiceParts,
  type ServiceTools,
} from "@gridwatt/service";

import { readOutput } from "../deploy/outputs.ts";

/** {ms} A node that answers no sooner counts as down. */
const RPC_TIMEOUT = 15_000;

/** What a process is built from. */
export interface Surroundings {
  readonly market: { readonly client: Client; readonly provider: ChainProvider };
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
  let provider: ChainProvider | undefined;
  try {
    await runService(name, async (tools) => {
      const rpc = environment.url("RPC_URL", "http://127.0.0.1:8545");
      const chainId = await chainOf(rpc);
      // Answers are never older than the question.
      provider = new ChainProvider(requestTo(rpc, RPC_TIMEOUT), chainId, { staticNetwork: true, cacheTimeout: -1 });
      const deployment = environment.deployment("DEPLOYMENT") ?? readOutput(chainId);
      return build({
        market: { client: createClient({ deployment, runner: provider }), provider },
        environment,
        tools,
      });
    });
  } catch (error) {
    console.error(`${name}: ${toGridwattError(error).message}`);
    process.exitCode = 1;
  } finally {
    provider?.destroy();
  }
}

/** Asked before there is a provider: one that cannot reach its node waits for it in silence. */
async function chainOf(rpc: string): Promise<number> {
  const question = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  // Not its address: there may be a key in it.
  const answer = await postJson(rpc, question).catch(() => null);
  const { result } = (answer ?? {}) as { readonly result?: unknown };
  if (typeof result !== "string" || !/^0x[0-9a-f]+$/i.test(result)) {
    throw new ConfigurationError("RPC_URL: there is no node that tells its chain.");
  }
  return Number(result);
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
