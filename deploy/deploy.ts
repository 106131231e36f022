import type { Deployment } from "@gridwatt/sdk";
import type { DeployConfig } from "@nomicfoundation/ignition-core";
import type { NetworkConnection } from "hardhat/types/network";

import type { RoleReport } from "./check-roles.ts";
import { checkRoles } from "./check-roles.ts";
import type { MarketContracts } from "./contracts.ts";
import { connectContracts } from "./contracts.ts";
import { isLocal, Journal } from "./journal.ts";
import { vestingId } from "./modules/genesis.ts";
import { marketModule } from "./modules/market.ts";
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
  readonly vesting: readonly VestingWallet[];
}

/** A grant of the genesis distribution that vests, and the contract in which it lies. */
export interface VestingWallet {
  readonly purpose: string;
  readonly address: string;
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
 * Throws `ParameterError` for parameters that do not fit, `RoleError` where not every role is as intended, and where
 * another deployment to the chain is running.
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
  const journal = connection.networkConfig.type === "edr-simulated" ? undefined : new Journal(connection, deploymentId);
  const before = await connection.ethers.provider.getBlockNumber();
  const run = () =>
    connection.ignition.deploy(marketModule(parameters, deployer.address), {
      config: paceOf(connection),
      deploymentId,
      displayUi: request.displayUi ?? false,
    });
  const deployed = await (journal === undefined ? run() : journal.use(run));
  const entries = await Promise.all(
    (Object.keys(CONTRACTS) as ContractName[]).map(async (name) => [name, await deployed[name].getAddress()]),
  );
  const deployment: Deployment = {
    chainId: Number(chainId),
    startBlock: journal?.firstBlock() ?? before + 1,
    contracts: Object.fromEntries(entries) as Deployment["contracts"],
  };
  const vesting = await vestingOf(parameters, deployed);
  const roles = await checkRoles(deployment, parameters, connection.ethers.provider);
  if (roles.problems.length > 0) throw new RoleError(roles);
  return { deployment, parameters, contracts: connectContracts(deployment.contracts, deployer), roles, vesting };
}

async function vestingOf(
  { genesis }: MarketParameters,
  deployed: Readonly<Record<string, { getAddress(): Promise<string> } | undefined>>,
): Promise<VestingWallet[]> {
  const grants = genesis.grants.filter(({ vesting }) => vesting !== null);
  return Promise.all(
    grants.map(async (grant) => {
      const wallet = deployed[vestingId(grant)];
      if (wallet === undefined) throw new Error(`the grant ${grant.id} was not deployed`);
      return { purpose: grant.purpose, address: await wallet.getAddress() };
    }),
  );
}

/** Chains that mine at once need no waiting. */
function paceOf(connection: NetworkConnection): Partial<DeployConfig> {
  return isLocal(connection) ? { blockPollingInterval: 1, retryInterval: 10, requiredConfirmations: 1 } : {};
}
