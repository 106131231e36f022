import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroAddress } from "ethers";

/** Parts of the words in which an area keeps its terms; see contracts/types/Terms.sol. */
export interface TermsParts {
  zones: readonly { parent?: number; tariff: number }[];
  marketFee?: number;
  minEnergy?: number;
  limited?: boolean;
}

/** The word of the terms, as the documentation of its layout has it, without version and pause. */
export function termsWord({ zones, marketFee = 0, minEnergy = 100, limited = false }: TermsParts): bigint {
  let word = BigInt(zones.length) | (BigInt(marketFee) << 216n) | (BigInt(minEnergy) << 228n);
  if (limited) word |= 1n << 253n;
  for (const [zone, { parent = 0, tariff }] of zones.entries()) {
    word |= (BigInt(parent) << BigInt(4 * zone)) | (BigInt(tariff) << BigInt(48 + 14 * zone));
  }
  return word;
}

/** The word of a limited link. */
export function linkWord(capacity: bigint, bands: readonly { from: number; surcharge: number }[] = []): bigint {
  let word = (1n << 39n) | capacity;
  for (const [k, { from, surcharge }] of bands.entries()) {
    word |= ((BigInt(surcharge) << 14n) | BigInt(from)) << BigInt(40 + 28 * k);
  }
  return word;
}

/** Grid operators of zones, 16 bits each. */
export function operatorsWord(operators: readonly number[]): bigint {
  return operators.reduce((word, operator, zone) => word | (BigInt(operator) << BigInt(16 * zone)), 0n);
}

/** An area without zones, whose admin is the first signer. `read` gives all it can tell. */
export async function deployArea(ethers: HardhatEthers) {
  const [admin, registrar, other, stranger] = await ethers.getSigners();
  if (admin === undefined || registrar === undefined || other === undefined || stranger === undefined) {
    throw new Error("too few accounts");
  }
  const authority = await ethers.deployContract("AccessManager", [admin.address]);
  const area = await ethers.deployContract("MarketArea", [authority]);
  const read = async () => [
    await area.version(),
    await area.openingRules(),
    await area.tariffCap(),
    await area.marketFeeCap(),
    await area.limitedTariffFloor(),
    (await area.zoneCount()) === 0n ? [] : await area.currentTerms(),
    ...(await Promise.all(Array.from({ length: 13 }, (_, zone) => area.registrarOf(zone)))),
  ];
  return { ethers, area, authority, admin, registrar, other, stranger, read };
}

/** An area with a root and two zones below it: tariffs 10, 20 and 30, operators 1, 2 and 2. */
export async function deployTree(ethers: HardhatEthers) {
  const f = await deployArea(ethers);
  await f.area.addZone(0, 10, 1, f.registrar);
  await f.area.addZone(0, 20, 2, f.registrar);
  await f.area.addZone(1, 30, 2, f.registrar);
  return f;
}

export const TREE = [{ tariff: 10 }, { tariff: 20 }, { parent: 1, tariff: 30 }] as const;

export const NOBODY = ZeroAddress;
