import type { Client } from "../client.ts";
import type { ContractName } from "../deployment.ts";
import type { ABIS } from "../generated/index.ts";
import type { Arguments, FunctionName, Output } from "../internal/abi.ts";
import { read, type ReadParameters } from "../internal/call.ts";

/** Functions of a contract. */
export type ContractFunction<C extends ContractName> = FunctionName<(typeof ABIS)[C]>;
/** What a function of a contract takes, in order. */
export type ContractArguments<C extends ContractName, Name> = Arguments<(typeof ABIS)[C], Name>;

export interface ReadContractParameters<
  C extends ContractName,
  Name extends ContractFunction<C>,
> extends ReadParameters {
  readonly contract: C;
  readonly name: Name;
  readonly args: ContractArguments<C, Name>;
}
/** One value or several by name, in the units of the contracts. */
export type ReadContractReturnType<C extends ContractName, Name> = Output<(typeof ABIS)[C], Name>;

/**
 * Asks a contract what no other action covers. Throws `GridwattError`.
 * @example
 * const supply = await readContract(client, { contract: "watt", name: "totalSupply", args: [] });
 */
export function readContract<C extends ContractName, Name extends ContractFunction<C>>(
  client: Client,
  parameters: ReadContractParameters<C, Name>,
): Promise<ReadContractReturnType<C, Name>> {
  return read(client, parameters);
}
