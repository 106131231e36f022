import { getAddress } from "ethers";

import { GridwattError } from "./gridwatt-error.ts";
import { ABIS } from "./generated/index.ts";

/** The contracts of a market, by their names in a deployment. */
export type ContractName = keyof typeof ABIS;

export const CONTRACT_NAMES = Object.keys(ABIS) as readonly ContractName[];

/** Where a market lies. */
export interface Deployment {
  readonly chainId: number;
  /** The block of its first contract: no event of it is older. */
  readonly startBlock: number;
  readonly contracts: Readonly<Record<ContractName, string>>;
}

/** What was given is no deployment. */
export class DeploymentError extends GridwattError {
  constructor(message: string) {
    super("DeploymentError", { message });
  }
}

/**
 * Checks what a deployment has written, e.g. the content of deploy/outputs/31337.json.
 * @param json the text, or the object it stands for
 * Throws `DeploymentError` where something is missing or of the wrong form.
 * @example
 * const deployment = loadDeployment(readFileSync("deploy/outputs/31337.json", "utf8"));
 */
export function loadDeployment(json: unknown): Deployment {
  const value = typeof json === "string" ? parse(json) : json;
  if (!isRecord(value)) throw new DeploymentError("A deployment is an object with chainId, startBlock and contracts.");
  const contracts = value["contracts"];
  if (!isRecord(contracts)) throw new DeploymentError("The deployment has no contracts.");
  const entries = CONTRACT_NAMES.map((name) => [name, address(contracts[name], name)]);
  return {
    chainId: count(value["chainId"], "chainId"),
    startBlock: count(value["startBlock"], "startBlock"),
    contracts: Object.fromEntries(entries) as Deployment["contracts"],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DeploymentError("The deployment is no JSON.");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function count(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new DeploymentError(`The deployment's ${name} is no whole number.`);
}

function address(value: unknown, name: string): string {
  try {
    return getAddress(String(value));
  } catch {
    throw new DeploymentError(`The deployment has no address of the contract "${name}".`);
  }
}
