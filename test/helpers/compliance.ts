import type { NetworkConnection } from "hardhat/types/network";
import { encodeBytes32String, id, parseEther, type Signer } from "ethers";

import { domainOf, signTypedData } from "./typed-data.ts";

type Account = Signer & { address: string };

export const DAY = 86_400n;
export const OLDEST = 100n * DAY;
export const UNLIMITED = (1n << 128n) - 1n;
export const MAX_TICK = 99_999n;
/** A tier without limits. */
export const FREE_TIER = {
  admitted: true,
  dailyLimit: UNLIMITED,
  balanceLimit: UNLIMITED,
  priceCap: MAX_TICK,
  priceFloor: -MAX_TICK,
};
/** A tier with a limit of each kind. */
export const SMALL_TIER = {
  admitted: true,
  dailyLimit: parseEther("50"),
  balanceLimit: parseEther("80"),
  priceCap: 4_000n,
  priceFloor: 100n,
};
const CLIENT = 1n;

/** A short text as bytes, its characters first. */
export function bytesOf(text: string, length: number): string {
  return encodeBytes32String(text).slice(0, 2 + 2 * length);
}

export const [AA, BB] = [bytesOf("AA", 8), bytesOf("BB", 8)];

/** Compliance with two jurisdictions; `client` asks for checks as WATT and exchanges do. Nobody has been checked. */
export async function deployCompliance({ ethers, networkHelpers }: NetworkConnection) {
  const [admin, provider, alice, bob, client, stranger] = await ethers.getSigners();
  if (!admin || !provider || !alice || !bob || !client || !stranger) throw new Error("too few accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const watt = await ethers.deployContract("WattToken", ["Gridwatt Euro", "WATT-EUR", "EUR", access]);
  const identities = await ethers.deployContract("IdentityRegistry", [access]);
  const compliance = await ethers.deployContract("Compliance", [access, identities, watt]);
  await access.grantRole(CLIENT, client, 0);
  const checks = [compliance.checkMint, compliance.checkDeposit].map(({ fragment }) => fragment.selector);
  await access.setTargetFunctionRole(compliance, checks, CLIENT);
  for (const jurisdiction of [AA, BB]) {
    await identities.setProvider(jurisdiction, provider, true);
    await compliance.setOldestAttestation(jurisdiction, OLDEST);
    await compliance.setCountries(jurisdiction, [bytesOf("DE", 2)], true);
    await compliance.setTier(jurisdiction, 1, SMALL_TIER);
    await compliance.setTier(jurisdiction, 3, FREE_TIER);
  }
  const now = async () => BigInt(await networkHelpers.time.latest());

  /** What the provider says of a wallet. */
  const statement = async (wallet: Account, change: Record<string, unknown> = {}) => {
    const issuedAt = await now();
    return {
      ...{ wallet: wallet.address, subject: id(wallet.address), jurisdiction: AA, country: bytesOf("DE", 2), tier: 3 },
      ...{ issuedAt, validUntil: issuedAt + 200n * DAY },
      ...change,
    };
  };
  const sign = async (message: Record<string, unknown>, by: Signer = provider) =>
    signTypedData(by, { domain: await domainOf(identities), type: "IdentityAttestation", message });
  const attest = async (wallet: Account, change: Record<string, unknown> = {}) => {
    const message = await statement(wallet, change);
    return identities.connect(stranger).attest(message, provider, await sign(message));
  };
  const people = { admin, provider, alice, bob, client, stranger };
  return { ...people, access, watt, identities, compliance, now, statement, sign, attest };
}
