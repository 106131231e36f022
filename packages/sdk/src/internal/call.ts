import {
  isError,
  type BlockTag,
  type ContractTransactionReceipt,
  type Overrides,
  type Provider,
  type TransactionReceipt,
} from "ethers";

import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import { toGridwattError, WrongNetworkError } from "../errors.ts";
import { decodeEvents, type MarketEvent } from "../events.ts";
import type { ABIS } from "../generated/index.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import type { Arguments, FunctionName, Output } from "./abi.ts";

type Abis = typeof ABIS;

/** What every write action takes besides its own parameters. */
export interface WriteParameters {
  /** Gas, nonce and fees of the transaction, as ethers takes them; default: estimated, with a quarter of gas to spare. */
  readonly overrides?: Overrides;
}

/** What every write action returns besides its own result. */
export interface Written {
  readonly receipt: ContractTransactionReceipt;
  /** All that the market's contracts told, in order. */
  readonly events: readonly MarketEvent[];
}

/** What every read action takes besides its own parameters. */
export interface ReadParameters {
  /** At which block; default: the latest. */
  readonly block?: BlockTag;
}

interface Call<C extends ContractName, Name extends FunctionName<Abis[C]>> {
  readonly contract: C;
  readonly name: Name;
  readonly args: Arguments<Abis[C], Name>;
}

/** {gas} the most that a transaction may have (EIP-7825) */
const GAS_LIMIT = 16_777_216n;

/** Asks a contract, without a transaction. Throws `GridwattError`. */
export async function read<C extends ContractName, Name extends FunctionName<Abis[C]>>(
  client: Client,
  call: Call<C, Name> & ReadParameters,
): Promise<Output<Abis[C], Name>> {
  try {
    if (!checked.has(client)) await requireNetwork(client);
    const overrides = call.block === undefined ? {} : { blockTag: call.block };
    const method = client.contracts[call.contract].getFunction(call.name);
    return (await method.staticCall(...(call.args as readonly unknown[]), overrides)) as Output<Abis[C], Name>;
  } catch (error) {
    throw toGridwattError(error);
  }
}

/** Sends a transaction and waits until it is mined. Throws `GridwattError`. */
export async function write<C extends ContractName, Name extends FunctionName<Abis[C]>>(
  client: Client,
  call: Call<C, Name> & WriteParameters,
): Promise<Written> {
  if (client.runner.sendTransaction === undefined) {
    throw new ParameterError(`${call.name} needs a client whose runner is a signer.`);
  }
  try {
    await requireNetwork(client);
    const method = client.contracts[call.contract].getFunction(call.name);
    const args = call.args as readonly unknown[];
    const overrides = { ...call.overrides };
    overrides.gasLimit ??= withSpare(await method.estimateGas(...args, overrides));
    const response = await method.send(...args, overrides);
    const receipt = await response.wait().catch((error: unknown) => {
      return reasonOf(error, (block) => method.staticCall(...args, { ...overrides, blockTag: block }));
    });
    if (receipt === null) throw new GridwattError("NotMined", { message: "The transaction has not been mined." });
    return { receipt, events: decodeEvents(client, receipt.logs) };
  } catch (error) {
    throw toGridwattError(error);
  }
}

/**
 * Throws the reason of a transaction that was refused when it was mined, though its estimate was not: others came first.
 * A receipt holds no reason, so the call is tried again on the state that it left behind.
 */
async function reasonOf(error: unknown, retry: (block: number) => Promise<unknown>): Promise<never> {
  const { receipt } = error as { readonly receipt?: TransactionReceipt | null };
  if (isError(error, "CALL_EXCEPTION") && receipt != null) await retry(receipt.blockNumber);
  throw error;
}

/** The books may move before the transaction is mined, and matching then take more steps. */
function withSpare(gas: bigint): bigint {
  const limit = (gas * 5n) / 4n;
  return limit < GAS_LIMIT ? limit : GAS_LIMIT;
}

const checked = new WeakSet<Client>();

/**
 * Makes sure that the client's provider is on the deployment's chain: once for reads, each time for writes, since a
 * wallet may have changed its network.
 */
export async function requireNetwork(client: Client): Promise<Provider> {
  const { provider } = client.runner;
  if (provider === undefined || provider === null) throw new ParameterError("The client's runner has no provider.");
  const { chainId } = await provider.getNetwork();
  const expected = client.deployment.chainId;
  if (chainId !== BigInt(expected)) throw new WrongNetworkError({ expected, actual: Number(chainId) });
  checked.add(client);
  return provider;
}
