import {
  CONTRACT_NAMES,
  connect,
  createClient,
  decodeEvents,
  loadDeployment,
  type Client,
  type ContractName,
  type MarketEvent,
} from "@gridwatt/sdk";
import { createLogger, Metrics, Sender } from "@gridwatt/service";
import type { BaseContract, Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { FOLLOWED, MarketIndex, type FollowedEvent } from "../../packages/keeper/src/market-index.ts";
import type { Work } from "../../packages/keeper/src/work.ts";

/** Where nothing is. */
const NOWHERE = `0x${"00".repeat(19)}01`;

/** A client of a market of which only some contracts are there. */
export async function clientOf(
  { ethers }: NetworkConnection,
  contracts: Readonly<Partial<Record<ContractName, BaseContract>>>,
): Promise<Client> {
  const entries = CONTRACT_NAMES.map(async (name) => [name, (await contracts[name]?.getAddress()) ?? NOWHERE]);
  const { chainId } = await ethers.provider.getNetwork();
  const addresses: unknown = Object.fromEntries((await Promise.all(entries)) as [string, string][]);
  const deployment = loadDeployment({ chainId: Number(chainId), startBlock: 0, contracts: addresses });
  return createClient({ deployment, runner: ethers.provider });
}

/** What a keeper that knows nothing but the chain works with in a round. */
export async function workOf(
  { ethers }: NetworkConnection,
  { client, by, rules = {} }: { client: Client; by: Signer & { address: string }; rules?: Partial<Work> },
): Promise<Work> {
  const { provider } = ethers;
  const log = createLogger("keeper", () => undefined);
  const told = decodeEvents(client, await provider.getLogs({ fromBlock: client.deployment.startBlock }));
  const index = new MarketIndex();
  const isFollowed = (event: MarketEvent): event is FollowedEvent => FOLLOWED.some((name) => name === event.name);
  for (const event of told.filter(isFollowed)) index.apply(event);
  const sender = new Sender({ provider, address: by.address, log, metrics: new Metrics("keeper") });
  const head = { time: (await provider.getBlock("latest"))?.timestamp ?? 0 };
  const { signal } = new AbortController();
  return { client: connect(client, by), sender, index, log, head, signal, ...rules } as unknown as Work;
}

/** Lets keepers work at the same time, and tells what was told meanwhile: nothing where nothing was sent. */
export async function playRound(
  { ethers }: NetworkConnection,
  { client, keepers }: { client: Client; keepers: readonly (() => Promise<void>)[] },
): Promise<string[]> {
  const { provider } = ethers;
  const before = (await provider.getBlockNumber()) + 1;
  await Promise.all(keepers.map((keep) => keep()));
  if ((await provider.getBlockNumber()) < before) return [];
  return decodeEvents(client, await provider.getLogs({ fromBlock: before })).map(({ name }) => name);
}
