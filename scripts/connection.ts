import type { NetworkConnection } from "hardhat/types/network";

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/** What a command line says of the network. */
export interface NetworkGiven {
  readonly network: string;
  /** Another node than the network's. */
  readonly rpc?: string | undefined;
  /** The name under which the private key to sign with is kept. */
  readonly key?: string | undefined;
}

/** Connects to a network of hardhat.config.ts. Throws `UsageError` where there is none like that. */
export async function openConnection({ network: name, rpc, key }: NetworkGiven): Promise<NetworkConnection> {
  const { config, network } = await import("hardhat");
  const { configVariable } = await import("hardhat/config");
  const names = Object.keys(config.networks);
  const known = Object.hasOwn(config.networks, name) ? config.networks[name] : undefined;
  if (known === undefined) throw new UsageError(`--network: there is no network ${name}, only ${names.join(", ")}.`);
  if (rpc !== undefined && !/^https?:\/\/[^/]/.test(rpc)) {
    throw new UsageError(`--rpc: ${JSON.stringify(rpc)} is not an address like http://127.0.0.1:8545.`);
  }
  if (rpc !== undefined && known.type !== "http") throw new UsageError(`--rpc: network ${name} has no node.`);
  const override = {
    ...(rpc === undefined ? {} : { url: rpc }),
    ...(key === undefined ? {} : { accounts: [configVariable(key)] }),
  };
  return network.create({ network: name, override });
}

/** A `UsageError` as it is, and one for a configuration variable that is not set; null for any other failure. */
export function usageErrorOf(error: unknown): UsageError | null {
  if (error instanceof UsageError) return error;
  const [, variable] = /^HHE7: Configuration Variable "(\w+)"/i.exec(error instanceof Error ? error.message : "") ?? [];
  if (variable === undefined) return null;
  const message = `${variable} is missing: set it in the environment, or by npx hardhat keystore set ${variable}.`;
  return new UsageError(message, { cause: error });
}
