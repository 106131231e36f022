import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";

import type { DeployedMarket } from "./deploy.ts";
import type { RoleName } from "./roles.ts";
import { holderOf } from "./roles.ts";

/** {wei} enough for any transaction */
const MONEY = 10n ** 18n;

/** The holder of a role, on an EVM of one's own: there the timelock acts without a key, and without a vote. */
export async function signerOf(
  { ethers, networkHelpers }: NetworkConnection,
  { role, market }: { readonly role: RoleName; readonly market: DeployedMarket },
): Promise<HardhatEthersSigner> {
  const holder = holderOf(role, market);
  if ((await ethers.provider.getBalance(holder)) === 0n) await networkHelpers.setBalance(holder, MONEY);
  return ethers.getImpersonatedSigner(holder);
}
