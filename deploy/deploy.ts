import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import type { DeployConfig } from "@nomicfoundation/ignition-core";
import { listTransactions } from "@nomicfoundation/ignition-core";
import { config, artifacts } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { RoleReport } from "./check-roles.ts";
import { checkRoles } from "./check-roles.ts";
import type { MarketContracts } from "./contracts.ts";
import { connectContracts } from "./contracts.ts";
import { marketModule } from "./modules/market.ts";
import type { Deployment } from "./outputs.ts";
import type { HumanParameters, MarketParameters } from "./parameters.ts";
import { readParameters } from "./parameters.ts";
import type { ContractName } from "./roles.ts";
import { CONTRACTS } from "./roles.ts";

/** A market that has just been deployed, or found deployed. */
export interface DeployedMarket {
  /** What others need to know of it. */
  readonly deployment: Deployment;
  readonly parameters: MarketParameters;
  /** Its contracts, called by the deployer unless connected to somebody else. */
  readonly contracts: MarketContracts;
  readonly roles: RoleReport;
}

export interface DeployRequest {
  readonly connection: NetworkConnection;
  readonly parameters: HumanParameters;
  /** Name of the journal in deploy/deployments, by which an interrupted deployment goes on; default: the chain's. */
  readonly deploymentId?: string;
  /** Shows each step on the terminal. */
  readonly displayUi?: boolean;
}

/** A deployment whose roles are not as intended. */
export class RoleError extends Error {
  readonly report: RoleReport;

  constructor(report: RoleReport) {
    super(`the roles are not as intended:\n${report.problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "RoleError";
    this.report = report;
  }
}

/**
 * Deploys a market: contracts, set-up, roles. The first account of the connection sends it. On the embedded EVM it
 * starts afresh; elsewhere it goes on where an earlier run stopped, and changes nothing once all is done.
 * Throws `ParameterError` for parameters that do not fit, and `RoleError` where not every role is as intended.
 */
export async function deployMarket(request: DeployRequest): Promise<DeployedMarket> {
  const { connection } = request;
  const signers = await connection.ethers.getSigners();
  const [deployer] = signers;
  if (deployer === undefined) throw new Error(`network ${connection.networkName} has no account to deploy with`);
  const parameters = readParameters(
    request.parameters,
    signers.map(({ address }) => address),
  );
  const { chainId } = await connection.ethers.provider.getNetwork();
  const deploymentId = request.deploymentId ?? `chain-${chainId}`;
  if (hasJournal(connection)) await forgetLostChain(connection, deploymentId);
  const before = await connection.ethers.provider.getBlockNumber();
  const deployed = await connection.ignition.deploy(marketModule(parameters, deployer.address), {
    config: paceOf(connection),
    deploymentId,
    displayUi: request.displayUi ?? false,
  });
  const entries = await Promise.all(
    (Object.keys(CONTRACTS) as ContractName[]).map(async (name) => [name, await deployed[name].getAddress()]),
  );
  const deployment: Deployment = {
    chainId: Number(chainId),
    startBlock: hasJournal(connection) ? await firstBlock(connection, deploymentId) : before + 1,
    contracts: Object.fromEntries(entries) as Deployment["contracts"],
  };
  const roles = await checkRoles(deployment, parameters, connection.ethers.provider);
  if (roles.problems.length > 0) throw new RoleError(roles);
  return { deployment, parameters, contracts: connectContracts(deployment.contracts, deployer), roles };
}

/** The embedded EVM dies with the process, so no journal is kept of it. */
function hasJournal({ networkConfig }: NetworkConnection): boolean {
  return networkConfig.type !== "edr-simulated";
}

function journalOf(deploymentId: string): string {
  return join(config.paths.ignition, "deployments", deploymentId);
}

/** Chains that mine at once need no waiting. */
function paceOf(connection: NetworkConnection): Partial<DeployConfig> {
  return isLocal(connection) ? { blockPollingInterval: 1, retryInterval: 10, requiredConfirmations: 1 } : {};
}

function isLocal({ networkName, networkConfig }: NetworkConnection): boolean {
  return networkConfig.type === "edr-simulated" || networkName === "localhost";
}

/** A local node that was started anew knows nothing of the journal's contracts: then the journal goes. */
async function forgetLostChain(connection: NetworkConnection, deploymentId: string): Promise<void> {
  const known = join(journalOf(deploymentId), "deployed_addresses.json");
  if (!existsSync(known)) return;
  const addresses = Object.values(JSON.parse(readFileSync(known, "utf8")) as Record<string, string>);
  const codes = await Promise.all(addresses.map((address) => connection.ethers.provider.getCode(address)));
  if (codes.every((code) => code !== "0x")) return;
  if (!isLocal(connection)) {
    throw new Error(`the contracts in ${journalOf(deploymentId)} are not on this chain: is it another network?`);
  }
  rmSync(journalOf(deploymentId), { recursive: true });
}

/** The block of the deployment's first transaction; the journal has only its hash. */
async function firstBlock(connection: NetworkConnection, deploymentId: string): Promise<number> {
  const resolver = new HardhatArtifactResolver(artifacts);
  const [first] = await listTransactions(journalOf(deploymentId), resolver);
  const receipt = first === undefined ? null : await connection.ethers.provider.getTransactionReceipt(first.txHash);
  if (receipt === null) throw new Error(`the first transaction in ${journalOf(deploymentId)} is not on this chain`);
  return receipt.blockNumber;
}
