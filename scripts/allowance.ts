import { approveGrid, Grid, ParameterError, readContract } from "@gridwatt/sdk";
import { getAddress, isAddress } from "ethers";

import type { Market } from "./command.ts";

export interface Spending<T> {
  readonly amount: Grid;
  readonly spender: "staking" | "hosts" | "election";
  readonly act: () => Promise<T>;
}

/** Acts while a contract may take so much GRID of the wallet, and no more. A refusal leaves what was allowed before. */
export async function spending<T>(
  { client, wallet }: Pick<Market, "client" | "wallet">,
  { amount, spender, act }: Spending<T>,
): Promise<T> {
  const args = [wallet.address, client.deployment.contracts[spender]] as const;
  const allowed = await readContract(client, { contract: "grid", name: "allowance", args });
  if (allowed >= amount.base) return act();
  await approveGrid(client, { amount, spender });
  try {
    return await act();
  } catch (error) {
    // Why it was refused is what has to be told, even if the line is lost by now.
    await approveGrid(client, { amount: Grid.ofBase(allowed), spender }).catch(() => undefined);
    throw error;
  }
}

/** An address of a command line. Throws `ParameterError`. */
export function addressIn(text: string): string {
  if (!isAddress(text)) throw new ParameterError(`${JSON.stringify(text)} is no address.`);
  return getAddress(text);
}
