import {
  readContract,
  type Client,
  type ContractArguments,
  type ContractFunction,
  type ContractName,
  type ReadContractReturnType,
  toGridwattError,
  type GridwattError,
} from "@gridwatt/sdk";

/** The contracts' storage as of a block. Every question is asked once. */
export class Stored {
  readonly block: number;
  readonly #client: Client;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(client: Client, block: number) {
    [this.#client, this.block] = [client, block];
  }

  /** What a function of a contract answers, in the contracts' units. Throws `GridwattError`. */
  ask<C extends ContractName, Name extends ContractFunction<C>>(
    contract: C,
    name: Name,
    ...args: ContractArguments<C, Name>
  ): Promise<ReadContractReturnType<C, Name>> {
    const key = [contract, name, ...(args as readonly unknown[])].map(String).join(" ");
    const known = this.#answers.get(key);
    if (known !== undefined) return known as Promise<ReadContractReturnType<C, Name>>;
    const answer = readContract(this.#client, { contract, name, args, block: this.block });
    this.#answers.set(key, answer);
    return answer;
  }

  /** The error with which a contract would refuse a call of somebody; null where it would do it. */
  async refusal<C extends ContractName, Name extends ContractFunction<C>>(
    contract: C,
    name: Name,
    { from, args }: { readonly from: string; readonly args: ContractArguments<C, Name> },
  ): Promise<GridwattError | null> {
    const method = this.#client.contracts[contract].getFunction(name);
    try {
      await method.staticCall(...(args as readonly unknown[]), { from, blockTag: this.block });
      return null;
    } catch (error) {
      return toGridwattError(error);
    }
  }
}
