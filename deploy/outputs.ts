import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import type { Addresses } from "./roles.ts";

/** What others need to know of a deployed market. */
export interface Deployment {
  readonly chainId: number;
  /** The block of its first contract: no event of it is older. */
  readonly startBlock: number;
  readonly contracts: Addresses;
}

/** Where the output of a chain's deployment lies. */
export function outputPath(chainId: number): string {
  return fileURLToPath(new URL(`./outputs/${chainId}.json`, import.meta.url));
}

export function writeOutput(deployment: Deployment, path = outputPath(deployment.chainId)): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(deployment, null, 2)}\n`);
  return path;
}

/** The market deployed on a chain. Throws where there is none. */
export function readOutput(chainId: number): Deployment {
  const path = outputPath(chainId);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Deployment;
  } catch (error) {
    throw new Error(`no market has been deployed on chain ${chainId}: ${path} cannot be read`, { cause: error });
  }
}
