import { AbiCoder, keccak256, toBeHex } from "ethers";

import type { TestMarket } from "./market.ts";

/**
 * Where the exchange keeps its mappings, in the order of ExchangeStorage: for states that orders alone would take days
 * to reach. Before them lie the authority, three mappings, the current terms and two rings of words.
 */
const POSITIONS = 2n;
const FLOWS = 9n + 2n * 2048n;
const LEVELS = FLOWS + 16n * 2048n;

/** Where mappings and words of the exchange lie that no helper here changes by name. */
export const PLACES = {
  accounts: 1n,
  positions: POSITIONS,
  queues: LEVELS + 1n,
  feesOwed: LEVELS + 5n,
  // Behind the settlement module, the compliance, the pause, tiers and twelve words of rules.
  clearing: LEVELS + 22n,
  // Behind the words of two rings and what corrections moved.
  debts: LEVELS + 24n + 2n * 2048n,
  // Behind the mappings of debts and receivables, the price sum and what is covered.
  hostFees: LEVELS + 29n + 2n * 2048n,
} as const;

const WORD = (1n << 256n) - 1n;

/** Where a mapping that lies at a place keeps the value of a key. */
export const mappingAt = (key: bigint, place: bigint) =>
  BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [key, place])));

/** A field of a packed word. */
export interface Field {
  readonly from: number;
  readonly bits: number;
  readonly value: bigint;
}

/** Changes one field of the position word of an account in a slot. */
export async function pokePosition(market: TestMarket, at: { account: number; slot: number }, field: Field) {
  await poke(market, mappingAt((BigInt(at.account) << 11n) | ringOf(at.slot), POSITIONS), field);
}

/** Changes one field of the flow word of a zone in a slot. */
export async function pokeFlow(market: TestMarket, at: { zone: number; slot: number }, field: Field) {
  await poke(market, FLOWS + 16n * ringOf(at.slot) + BigInt(at.zone), field);
}

/** Key of the level in which an order lies. */
export function levelKeyOf(id: bigint): bigint {
  const level = id >> 16n;
  return (ringOf(Number(level >> 23n)) << 23n) | bookKey(level);
}

/** Changes one field of the word of the level in which an order lies. */
export async function pokeLevel(market: TestMarket, id: bigint, field: Field) {
  await poke(market, mappingAt(levelKeyOf(id), LEVELS), field);
}

/** Zone, side and rank lie in a level's key as they do in an order's id. */
const bookKey = (level: bigint) => level & ((1n << 23n) - 1n);

const ringOf = (slot: number) => BigInt(slot % 2048);

async function poke({ exchange, connection }: TestMarket, place: bigint, { from, bits, value }: Field) {
  const address = await exchange.getAddress();
  const word = BigInt(await connection.ethers.provider.getStorage(address, place));
  const mask = ((1n << BigInt(bits)) - 1n) << BigInt(from);
  const changed = (word & (WORD ^ mask)) | (value << BigInt(from));
  await connection.networkHelpers.setStorageAt(address, toBeHex(place), toBeHex(changed, 32));
}
