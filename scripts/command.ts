import { parseArgs, type ParseArgsConfig } from "node:util";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  connect,
  createClient,
  GridwattError,
  loadDeployment,
  localDate,
  ParameterError,
  Slot,
  toGridwattError,
  UnitError,
  type Client,
  type Deployment,
} from "@gridwatt/sdk";
import type { NetworkConnection } from "hardhat/types/network";

import { readOutput } from "../deploy/outputs.ts";
import { openConnection, UsageError, usageErrorOf } from "./connection.ts";
import { textOf } from "./files.ts";
import "./output.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

/** A command for a market on some network, which acts on it as a wallet unless it takes a `View` only. */
export interface Command<Seen extends View = Market> {
  readonly name: string;
  /** What stands behind the command's name, e.g. "--slot SLOT [--zone N]", and what it means. */
  readonly usage: string;
  readonly about: string;
  readonly options: Options;
  /** Whether words other than options follow: `Given.names`. */
  readonly takesNames?: true;
  /** Reads the command line, before anything is asked of a node; throws `UsageError`. Returns what to do then. */
  readonly prepare: (given: Given) => (market: Seen) => Promise<void>;
}

/** The market of a command, as anyone sees it. */
export interface View {
  readonly client: Client;
  /** {s} by the chain's clock */
  readonly now: number;
}

/** The market of a command, and the wallets at hand: the client is the one that `--from` names. */
export interface Market extends View {
  readonly wallet: HardhatEthersSigner;
  readonly wallets: readonly HardhatEthersSigner[];
  /** The same market as another wallet. */
  readonly as: (wallet: HardhatEthersSigner) => Client;
}

const COMMON: Options = {
  network: { type: "string" },
  rpc: { type: "string" },
  chain: { type: "string" },
  deployment: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
};
const WALLET: Options = { key: { type: "string" }, from: { type: "string" } };

const COMMON_USAGE = `
  --network NAME     a network of hardhat.config.ts; default: localhost
  --rpc URL          another node than the network's
  --chain ID         the chain on which the market is; default: the node's
  --deployment FILE  where the market is; default: deploy/outputs/<chain id>.json
  --json             print JSON`;
const WALLET_USAGE = `
  --key NAME         sign with the private key that Hardhat's keystore, or the environment, has under this name
  --from #N|ADDRESS  which of the network's wallets acts; default: #0

  SLOT is a slot's number, a time within it like 2026-03-29T12:00Z, or +N: the Nth slot after the present one.
  Amounts are decimals: energy in kWh, prices in WATT per kWh, money in WATT. Write a price below zero --limit=-0.01.`;

/** Runs a command: exit code 1 and one sentence for a refusal, 2 and the usage for a line that cannot be followed. */
export function runCommand(command: Command): Promise<void> {
  return run(command, { ...WITH_WALLET, begin: (given) => asMarket(command.prepare(given), given) });
}

/** As `runCommand`, for one that only looks and needs no wallet. */
export function runView(command: Command<View>): Promise<void> {
  return run(command, { ...WITHOUT_WALLET, begin: (given) => asView(command.prepare(given), given) });
}

/** As `runCommand`, for one that only looks while no word follows its name: it needs no wallet then. */
export function runViewOrVerb(command: Command<View> & { readonly prepareVerb: Command["prepare"] }): Promise<void> {
  const begin = (given: Given): Begun => {
    return given.names.length === 0
      ? asView(command.prepare(given), given)
      : asMarket(command.prepareVerb(given), given);
  };
  return run({ ...command, takesNames: true }, { ...WITH_WALLET, begin });
}

const WITH_WALLET = { options: { ...COMMON, ...WALLET }, usage: `${COMMON_USAGE}${WALLET_USAGE}` };
const WITHOUT_WALLET = { options: COMMON, usage: COMMON_USAGE };

/** A command whose line was read, and that has only to be done. */
type Begun = (connection: NetworkConnection) => Promise<void>;

function asMarket(act: (market: Market) => Promise<void>, given: Given): Begun {
  return async (connection) => act(await marketOf(connection, given));
}

function asView(act: (view: View) => Promise<void>, given: Given): Begun {
  return async (connection) => act(await viewOf(connection, given));
}

/** What all commands of a kind share. */
interface Kind {
  readonly options: Options;
  readonly usage: string;
  readonly begin: (given: Given) => Begun;
}

async function run(command: Omit<Command, "prepare">, kind: Kind): Promise<void> {
  const usage = `usage: npm run --silent ${command.name} -- ${command.usage}\n\n${command.about}\n${kind.usage}`;
  try {
    const given = givenOf({ ...kind.options, ...command.options }, command.takesNames ?? false);
    if (given.flag("help")) console.log(usage);
    else await onMarket(kind.begin(given), given);
  } catch (error) {
    const wrong = usageErrorOf(error);
    if (wrong !== null) {
      console.error(`${wrong.message}\n\n${usage}`);
      process.exitCode = 2;
    } else {
      console.error(toGridwattError(error).message);
      process.exitCode = 1;
    }
  }
}

/** What a command line gives. Its methods throw `UsageError` where something is missing or malformed. */
export class Given {
  readonly #values: Values;
  readonly names: readonly string[];

  constructor(values: Values, names: readonly string[]) {
    this.#values = values;
    this.names = names;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  optional(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new UsageError(`--${name} is missing.`);
    return value;
  }

  /** A value that the SDK reads, e.g. by `Energy.parse`. */
  read<T>(name: string, parse: (text: string) => T): T {
    return readable(name, () => parse(this.required(name)));
  }

  readOptional<T>(name: string, parse: (text: string) => T): T | undefined {
    return this.optional(name) === undefined ? undefined : this.read(name, parse);
  }

  /** The slot, once the time {s} is known. */
  slot(): (now: number) => Slot {
    return this.read("slot", (text) => {
      const [, ahead] = /^\+([0-9]{1,6})$/.exec(text) ?? [];
      if (ahead !== undefined) return (now) => Slot.at(new Date(now * 1000)).plus(Number(ahead));
      const slot = Slot.parse(text);
      return () => slot;
    });
  }
}

/** Throws `UsageError` for what the SDK cannot read. */
export function readable<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof UnitError || error instanceof ParameterError)) throw error;
    throw new UsageError(`--${name}: ${error.message}`, { cause: error });
  }
}

/** A whole number. Throws `UsageError`. */
export function whole(text: string): number {
  if (!/^(0|[1-9][0-9]{0,9})$/.test(text)) throw new UsageError(`${JSON.stringify(text)} is no whole number.`);
  return Number(text);
}

/** The name of a time zone. Throws `UnitError` unless there is one. */
export function zoneNamed(text: string): string {
  localDate(new Date(0), text);
  return text;
}

/** Throws `GridwattError` where the market area has none of that number. */
export async function requireZone({ contracts }: Client, zone: number): Promise<void> {
  const count = (await contracts.area.getFunction("zoneCount").staticCall()) as bigint;
  if (BigInt(zone) < count) return;
  throw new GridwattError("UnknownZone", { message: `This market area has no zone ${zone}.`, args: { zone } });
}

/** Prints a result for programs: bigints as strings, units as decimals. */
export function printJson(value: unknown): void {
  const plain = (_: string, part: unknown) => (typeof part === "bigint" ? part.toString() : part);
  console.log(JSON.stringify(value, plain, 2));
}

function givenOf(options: Options, allowPositionals: boolean): Given {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals });
    return new Given(values as Values, positionals);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function onMarket(act: Begun, given: Given): Promise<void> {
  const connection = await connectionOf(given);
  try {
    await act(connection);
  } finally {
    await connection.close();
  }
}

async function marketOf(connection: NetworkConnection, given: Given): Promise<Market> {
  const deployment = await deploymentOf(connection, given);
  const wallets = await connection.ethers.getSigners();
  const wallet = walletOf(wallets, given.optional("from") ?? "#0");
  const client = createClient({ deployment, runner: wallet });
  await requireMarket(connection, deployment);
  const now = await timeOf(connection);
  return { client, wallet, wallets, as: (other) => connect(client, other), now };
}

async function viewOf(connection: NetworkConnection, given: Given): Promise<View> {
  const deployment = await deploymentOf(connection, given);
  await requireMarket(connection, deployment);
  const client = createClient({ deployment, runner: connection.ethers.provider });
  return { client, now: await timeOf(connection) };
}

function connectionOf(given: Given): Promise<NetworkConnection> {
  const network = given.optional("network") ?? "localhost";
  return openConnection({ network, rpc: given.optional("rpc"), key: given.optional("key") });
}

async function deploymentOf({ ethers }: NetworkConnection, given: Given): Promise<Deployment> {
  const file = given.optional("deployment");
  if (file !== undefined) return loadDeployment(textOf(file, "deployment"));
  const chain = given.readOptional("chain", whole);
  return readOutput(chain ?? Number((await ethers.provider.getNetwork()).chainId));
}

/** Refuses what an earlier local node had: the next one begins without it, on the same chain id. */
async function requireMarket({ ethers }: NetworkConnection, { chainId, contracts }: Deployment): Promise<void> {
  const network = await ethers.provider.getNetwork();
  if (network.chainId !== BigInt(chainId) || (await ethers.provider.getCode(contracts.exchange)) !== "0x") return;
  const message = `Chain ${chainId} has no market at ${contracts.exchange}: deploy it again, since a local node forgets all when it stops.`;
  throw new GridwattError("NoMarket", { message });
}

/** {s} A local node's latest block is as old as its last transaction; the one it would mine now tells its clock. */
async function timeOf({ ethers, provider }: NetworkConnection): Promise<number> {
  const next = (await provider.request({ method: "eth_getBlockByNumber", params: ["pending", false] })) as {
    readonly timestamp: string;
  } | null;
  return next === null ? ((await ethers.provider.getBlock("latest"))?.timestamp ?? 0) : Number(next.timestamp);
}

function walletOf(wallets: readonly HardhatEthersSigner[], from: string): HardhatEthersSigner {
  const [, number] = /^#([0-9]{1,4})$/.exec(from) ?? [];
  const isHer = ({ address }: HardhatEthersSigner) => address.toLowerCase() === from.toLowerCase();
  const wallet = number === undefined ? wallets.find(isHer) : wallets[Number(number)];
  if (wallet === undefined) throw new UsageError(`--from: the network has no wallet ${from}.`);
  return wallet;
}
