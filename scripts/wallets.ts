import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { ContractName } from "@gridwatt/sdk";

import type { Market } from "./command.ts";

/** The first of the wallets at hand whose role lets it call a function at once. */
export async function walletThatMay(
  { client, wallets }: Market,
  call: { readonly contract: ContractName; readonly name: string },
): Promise<HardhatEthersSigner | undefined> {
  const { authority, [call.contract]: target } = client.contracts;
  const selector = target.interface.getFunction(call.name)?.selector ?? "";
  for (const wallet of wallets) {
    const [may] = (await authority.getFunction("canCall").staticCall(wallet.address, target, selector)) as [boolean];
    if (may) return wallet;
  }
  return undefined;
}
