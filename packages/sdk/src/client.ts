import { Contract, type ContractRunner } from "ethers";

import { CONTRACT_NAMES, type ContractName, type Deployment } from "./deployment.ts";
import { INTERFACES } from "./internal/interfaces.ts";

/** A market, and who talks to it. Made by `createClient`, taken by every action. */
export interface Client {
  readonly deployment: Deployment;
  readonly runner: ContractRunner;
  /** The contracts as ethers has them, for what no action covers. */
  readonly contracts: Readonly<Record<ContractName, Contract>>;
}

export interface CreateClientParameters {
  readonly deployment: Deployment;
  /** An ethers Provider for reads, or a Signer with a provider for everything. */
  readonly runner: ContractRunner;
}

/**
 * Connects to the contracts of a deployment. Asks nothing of the network; the first action checks that it is the right
 * one.
 * @example
 * const client = createClient({ deployment, runner: new JsonRpcProvider("http://127.0.0.1:8545") });
 */
export function createClient({ deployment, runner }: CreateClientParameters): Client {
  const { contracts } = deployment;
  const entries = CONTRACT_NAMES.map((name) => [name, new Contract(contracts[name], INTERFACES[name], runner)]);
  return { deployment, runner, contracts: Object.fromEntries(entries) as Client["contracts"] };
}

/**
 * The same market for somebody else.
 * @example
 * await deposit(connect(client, alice), { account, amount });
 */
export function connect(client: Client, runner: ContractRunner): Client {
  return createClient({ deployment: client.deployment, runner });
}
