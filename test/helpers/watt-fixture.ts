import type { NetworkConnection } from "hardhat/types/network";

import { BALANCE, type AuthorizationFixture } from "./authorization-behavior.ts";
import { deployWatt } from "./tokens.ts";

/** WATT-EUR with a payer and its contract wallet, both with money, a payee and a stranger. */
export async function wattFixture({ ethers, networkHelpers }: NetworkConnection) {
  const { watt, reserve, access, minter } = await deployWatt(ethers);
  const [, , payer, payee, stranger] = await ethers.getSigners();
  if (payer === undefined || payee === undefined || stranger === undefined) throw new Error("too few accounts");
  const wallet = await ethers.deployContract("WalletMock", [payer.address]);
  for (const holder of [payer, wallet]) await watt.connect(minter).mint(holder, BALANCE);
  const fixture: AuthorizationFixture = {
    watt,
    payer,
    wallet,
    payee,
    stranger,
    now: () => networkHelpers.time.latest(),
    setNext: (time) => networkHelpers.time.setNextBlockTimestamp(time),
  };
  return { ...fixture, reserve, access, minter };
}
