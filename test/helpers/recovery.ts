import type { NetworkConnection } from "hardhat/types/network";
import { id, parseEther } from "ethers";

import { AA, bytesOf, DAY } from "./compliance.ts";
import { deployHome } from "./registry.ts";
import { domainOf, signTypedData } from "./typed-data.ts";

const RECOVERY = 1n;
/** Hash of the person that `owner` and `buyer` belong to. */
export const PERSON = id("person");

/**
 * A market whose `owner`, with account 1, 5 WATT there and 7 in the wallet, has lost the key; `buyer` is the same person's
 * new wallet by the word of `provider`. The admin is the compliance office. `rival` is licensed too.
 */
export async function deployRecovery({ ethers, networkHelpers }: NetworkConnection) {
  const f = await deployHome(ethers);
  const { authority, registry, watt, exchange, owner, buyer, delegate } = f;
  const [provider, rival] = (await ethers.getSigners()).slice(10);
  if (!provider || !rival) throw new Error("too few accounts");
  const identities = await ethers.deployContract("IdentityRegistry", [authority]);
  const recovery = await ethers.deployContract("KeyRecovery", [authority, identities, registry, watt]);
  await authority.grantRole(RECOVERY, recovery, 0);
  await authority.setTargetFunctionRole(registry, [registry.recoverAccount.fragment.selector], RECOVERY);
  await authority.setTargetFunctionRole(watt, [watt.recover.fragment.selector], RECOVERY);
  for (const one of [provider, rival]) await identities.setProvider(AA, one, true);
  await watt.mint(owner, parseEther("12"));
  await watt.connect(owner).approve(exchange, parseEther("5"));
  await exchange.connect(owner).deposit(1, parseEther("5"));
  await registry.connect(owner).setDelegate(1, delegate, 2n ** 40n - 1n);

  /** A provider's word, submitted by a stranger or by whom is named. */
  const attest = async (
    wallet: typeof owner,
    change: Record<string, unknown> = {},
    by = provider,
    sender = f.stranger,
  ) => {
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const message = {
      ...{ wallet: wallet.address, subject: PERSON, jurisdiction: AA, country: bytesOf("DE", 2), tier: 3 },
      ...{ issuedAt, validUntil: issuedAt + 200n * DAY, ...change },
    };
    const signature = await signTypedData(by, {
      domain: await domainOf(identities),
      type: "IdentityAttestation",
      message,
    });
    return identities.connect(sender).attest(message, by, signature);
  };
  for (const wallet of [owner, buyer]) await attest(wallet);
  const state = async () => [
    await recovery.recoveryOf(owner),
    await recovery.isRefused(owner),
    await registry.accountOf(1),
    await exchange.accountData(1),
    await watt.balanceOf(owner),
    await watt.balanceOf(buyer),
  ];
  return { ...f, provider, rival, identities, recovery, attest, state };
}
