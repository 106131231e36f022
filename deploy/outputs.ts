import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import type { Deployment } from "@gridwatt/sdk";
import { loadDeployment } from "@gridwatt/sdk";

import type { DeployedMarket } from "./deploy.ts";

/** Where the output of a chain's deployment lies. */
export function outputPath(chainId: number): string {
  return fileURLToPath(new URL(`./outputs/${chainId}.json`, import.meta.url));
}

/** A deployment, with the wallets in which grants of GRID vest. */
export function writeOutput(
  { deployment, vesting }: Pick<DeployedMarket, "deployment" | "vesting">,
  path = outputPath(deployment.chainId),
): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...deployment, vesting }, null, 2)}\n`);
  return path;
}

/** The market deployed on a chain. Throws where there is none. */
export function readOutput(chainId: number): Deployment {
  const path = outputPath(chainId);
  if (!existsSync(path)) throw new Error(`no market has been deployed on chain ${chainId}: there is no ${path}`);
  return loadDeployment(readFileSync(path, "utf8"));
}
