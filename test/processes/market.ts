import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  approveWatt,
  assignZone,
  connect,
  createClient,
  deposit,
  mintWatt,
  Money,
  openAccount,
  openSlots,
  PARTY,
  Price,
  refreshClearance,
  registerMeter,
  Slot,
  type Client,
  Energy,
} from "@gridwatt/sdk";
import { HDNodeWallet, JsonRpcProvider } from "ethers";
import { network } from "hardhat";

import { deployMarket } from "../../deploy/deploy.ts";
import { writeOutput } from "../../deploy/outputs.ts";
import { local } from "../../deploy/parameters/local.ts";
import type { HumanDelivery } from "../../deploy/parameters/types.ts";
import { checkIdentity } from "../../onboarding/identity.ts";
import { attestPayments, paymentReference } from "../../onboarding/reserve.ts";
import type { MeterSigner } from "../helpers/metering.ts";
import { CURVES } from "../helpers/metering.ts";

const JOURNAL = "test-processes";
const JOURNAL_FOLDER = fileURLToPath(new URL(`../../deploy/deployments/${JOURNAL}`, import.meta.url));
const MNEMONIC = "test test test test test test test test test test test junk";
/** Accounts of the node by what they are in local parameters, and in these tests. */
const [BALANCING_PARTY, RAMP, OWNER] = [3, 4, 12];
const REGISTRARS: Readonly<Record<number, number>> = { 1: 10, 2: 11 };
export const OPERATORS = local.delivery.operators.map((holder) => Number(holder.slice(1)));
const PROVIDER = 5;
const ATTESTORS = local.reserve.attestors.map((holder) => Number(holder.slice(1)));
export const KEEPERS = [13, 14];

export const PAIR = { long: Price.parse("0.05"), short: Price.parse("0.35") } as const;
export const DEPOSIT = Money.parse("1000");

/** A market on a node of its own. */
export interface ProcessMarket {
  readonly rpc: string;
  /** For reads. */
  readonly client: Client;
  /** As the owner of all accounts. */
  readonly owner: Client;
  /** What a process needs to find the market. */
  readonly variables: Readonly<Record<string, string>>;
  /** A folder for as long as the market is there. */
  readonly folder: string;
  readonly as: (number: number) => Client;
  /** Opens an account of the node's n-th account in a zone, without a meter, and deposits. */
  readonly trader: (zone: number, number: number) => Promise<number>;
  /** Opens an account with a meter in a zone, and deposits. */
  readonly household: (zone: number, signer: MeterSigner) => Promise<{ account: number; meter: number }>;
  readonly open: (first: Slot, count: number) => Promise<void>;
  /** Puts the chain's clock to a time {s}, and mines. */
  readonly setClock: (time: number) => Promise<void>;
  readonly now: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The private key of one of the node's accounts. */
export function keyOf(number: number): string {
  return HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${number}`).privateKey;
}

/** Deploys a market with four oracle operators on a new node; its balancing party has deposited, too. */
export async function startMarket(delivery: Partial<HumanDelivery> = {}): Promise<ProcessMarket> {
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const rpc = `http://${address}:${port}`;
  const folder = mkdtempSync(join(tmpdir(), "gridwatt-"));
  rmSync(JOURNAL_FOLDER, { recursive: true, force: true });
  const connection = await network.create({ network: "localhost", override: { url: rpc } });
  const parameters = { ...local, delivery: { ...local.delivery, ...delivery } };
  const market = await deployMarket({ connection, parameters, deploymentId: JOURNAL });
  const path = writeOutput(market, join(folder, "deployment.json"));
  const { deployment } = market;
  const provider = new JsonRpcProvider(rpc, deployment.chainId, { staticNetwork: true, cacheTimeout: -1 });
  const signers = await connection.ethers.getSigners();
  const client = createClient({ deployment, runner: provider });
  const as = (number: number) => {
    const signer = signers[number];
    if (signer === undefined) throw new Error(`the node has no account ${number}`);
    return connect(client, signer);
  };
  const owner = as(OWNER);
  await fund(as(BALANCING_PARTY), { as, account: PARTY });
  const now = async () => (await provider.getBlock("latest"))?.timestamp ?? 0;
  return {
    ...{ rpc, client, owner, folder, as, now },
    variables: { RPC_URL: rpc, DEPLOYMENT: path, POLL_MS: "100" },
    trader: (zone, number) => trader({ owner: as(number), as, zone }),
    household: (zone, signer) => household({ owner, as, zone, signer }),
    open: async (first, count) => {
      const pairs = Array.from({ length: count }, (_, at) => ({ slot: first.plus(at), ...PAIR }));
      for (let at = 0; at < count; at += 24) await openSlots(as(BALANCING_PARTY), { pairs: pairs.slice(at, at + 24) });
    },
    setClock: async (time) => {
      await provider.send("evm_setNextBlockTimestamp", [time]);
      await provider.send("evm_mine", []);
    },
    close: async () => {
      provider.destroy();
      await connection.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
      rmSync(JOURNAL_FOLDER, { recursive: true, force: true });
    },
  };
}

async function trader({ owner, as, zone }: { owner: Client; as: (number: number) => Client; zone: number }) {
  const { account } = await openAccount(owner, {});
  await assignZone(as(REGISTRARS[zone] ?? 0), { account, zone });
  await fund(owner, { as, account });
  return account;
}

async function household(of: { owner: Client; as: (number: number) => Client; zone: number; signer: MeterSigner }) {
  const { owner, as, zone, signer } = of;
  const account = await trader({ owner, as, zone });
  const registrar = as(REGISTRARS[zone] ?? 0);
  const curve = signer.key.curve === CURVES.p256 ? "p256" : "secp256k1";
  const key = { ...signer.key, curve } as const;
  const rated = Energy.parse("5");
  const { meter } = await registerMeter(registrar, { account, key, ratedImport: rated, ratedExport: rated });
  return { account, meter };
}

async function fund(client: Client, of: { as: (number: number) => Client; account: number }): Promise<void> {
  const { as, account } = of;
  const { address = "" } = client.runner as { readonly address?: string };
  const latest = await client.runner.provider?.getBlock("latest");
  const asOf = new Date((latest?.timestamp ?? 0) * 1000);
  const provider = as(PROVIDER);
  const known = await client.contracts.identities.getFunction("isValid").staticCall(address);
  if (known !== true) await checkIdentity(provider, { provider, wallet: address, person: address, now: asOf });
  await refreshClearance(client, { accounts: [account] });
  await attestPayments(as(RAMP), { attestors: ATTESTORS.map(as), received: DEPOSIT, asOf });
  await mintWatt(as(RAMP), { to: address, amount: DEPOSIT, reference: paymentReference(account) });
  await approveWatt(client, { amount: DEPOSIT });
  await deposit(client, { account, amount: DEPOSIT });
}
