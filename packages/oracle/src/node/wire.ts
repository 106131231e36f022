import {
  ReadingTree,
  Slot,
  type AccountReading,
  type MakerRewards,
  type MeterSpan,
  type SignedReading,
} from "@gridwatt/sdk";
import { isHexString } from "ethers";

import { HttpError } from "@gridwatt/service";

/** Most readings of one request: checking their signatures takes the node's time. */
export const READINGS_LIMIT = 500;

/** What a node says of a slot. */
export interface Proposal {
  readonly slot: Slot;
  /** Of the tree over the readings that it knows. */
  readonly root: string;
  /** Its signature over that root, once it has signed. */
  readonly signed?: { readonly sequence: bigint; readonly configuration: string; readonly signature: string };
}

/** What a node says that makers earned, with its signature. */
export interface SignedRewards {
  readonly rewards: MakerRewards;
  readonly signature: string;
}

export function readingToJson(reading: SignedReading): object {
  return {
    meter: reading.meter,
    slot: reading.slot.number,
    importRegister: reading.importRegister.toString(),
    exportRegister: reading.exportRegister.toString(),
    sequence: reading.sequence.toString(),
    signature: reading.signature,
  };
}

/** Throws `HttpError` 400 for what is no reading. */
export function readingOfJson(json: unknown): SignedReading {
  const fields = recordOf(json);
  return {
    meter: uint32(fields, "meter"),
    slot: Slot.ofNumber(uint32(fields, "slot")),
    importRegister: uint64(fields, "importRegister"),
    exportRegister: uint64(fields, "exportRegister"),
    sequence: uint64(fields, "sequence"),
    signature: hex(fields, "signature"),
  };
}

/** The readings of `{ "readings": [...] }`. Throws `HttpError` 400. */
export function readingsOfJson(json: unknown): SignedReading[] {
  return listOf(json, "readings").map(readingOfJson);
}

export function proposalToJson({ slot, root, signed }: Proposal): object {
  if (signed === undefined) return { slot: slot.number, root };
  return { slot: slot.number, root, signed: { ...signed, sequence: signed.sequence.toString() } };
}

/** Throws `HttpError` 400. */
export function proposalOfJson(json: unknown): Proposal {
  const fields = recordOf(json);
  const slot = Slot.ofNumber(uint32(fields, "slot"));
  const root = hash(fields, "root");
  if (fields["signed"] === undefined) return { slot, root };
  const signed = recordOf(fields["signed"]);
  return {
    slot,
    root,
    signed: {
      sequence: uint64(signed, "sequence"),
      configuration: hash(signed, "configuration"),
      signature: hex(signed, "signature"),
    },
  };
}

export function rewardsToJson({ rewards, signature }: SignedRewards): object {
  return { ...rewards, total: rewards.total.toString(), fees: rewards.fees.toString(), signature };
}

/** Throws `HttpError` 400. */
export function rewardsOfJson(json: unknown): SignedRewards {
  const fields = recordOf(json);
  const rewards = {
    epoch: uint32(fields, "epoch"),
    root: hash(fields, "root"),
    total: uint128(fields, "total"),
    fees: uint128(fields, "fees"),
    configuration: hash(fields, "configuration"),
  };
  return { rewards, signature: hex(fields, "signature") };
}

export function leavesToJson(leaves: readonly AccountReading[]): object[] {
  return leaves.map(({ account, net, commitment }) => ({ account, net: net.toString(), commitment }));
}

/** The tree of `{ "leaves": [...] }`. Throws `HttpError` 400, or `ParameterError` for leaves that make no tree. */
export function treeOfJson(json: unknown): ReadingTree {
  const leaves = listOf(json, "leaves").map((leaf) => {
    const fields = recordOf(leaf);
    return { account: uint32(fields, "account"), net: int(fields, "net"), commitment: hash(fields, "commitment") };
  });
  return new ReadingTree(leaves);
}

/** What opens an account's leaf, of `{ "salt": ..., "spans": [...] }`. Throws `HttpError` 400. */
export function openingOfJson(json: unknown): { readonly salt: string; readonly spans: readonly MeterSpan[] } {
  const spans = listOf(json, "spans").map((span) => {
    const fields = recordOf(span);
    return {
      meter: uint32(fields, "meter"),
      importBegin: uint64(fields, "importBegin"),
      exportBegin: uint64(fields, "exportBegin"),
      importEnd: uint64(fields, "importEnd"),
      exportEnd: uint64(fields, "exportEnd"),
    };
  });
  return { salt: hash(recordOf(json), "salt"), spans };
}

function listOf(json: unknown, name: string): unknown[] {
  const list = recordOf(json)[name];
  if (!Array.isArray(list)) throw new HttpError(400, `There is no list "${name}".`);
  return list;
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null) throw new HttpError(400, "An object was expected.");
  return json as Readonly<Record<string, unknown>>;
}

function uint32(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  const fits = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
  if (!fits) throw new HttpError(400, `"${name}" is no whole number of 32 bits.`);
  return value;
}

function uint64(fields: Readonly<Record<string, unknown>>, name: string): bigint {
  return decimal(fields[name], { name, bits: 64 });
}

function uint128(fields: Readonly<Record<string, unknown>>, name: string): bigint {
  return decimal(fields[name], { name, bits: 128 });
}

function decimal(value: unknown, { name, bits }: { readonly name: string; readonly bits: number }): bigint {
  const isDecimal = typeof value === "string" && /^[0-9]{1,39}$/.test(value);
  if (isDecimal && BigInt(value) >> BigInt(bits) === 0n) return BigInt(value);
  throw new HttpError(400, `"${name}" is no decimal text of ${bits} bits.`);
}

function int(fields: Readonly<Record<string, unknown>>, name: string): bigint {
  const value = fields[name];
  // As far as a leaf's 48 bits reach.
  if (typeof value !== "string" || !/^-?[0-9]{1,14}$/.test(value))
    throw new HttpError(400, `"${name}" is no decimal text.`);
  return BigInt(value);
}

/** 32 bytes. */
function hash(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = hex(fields, name);
  if (!isHexString(value, 32)) throw new HttpError(400, `"${name}" is not 32 bytes.`);
  return value;
}

/** Whole bytes. */
function hex(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (!isHexString(value, true) || value.length > 200) throw new HttpError(400, `"${name}" is no hexadecimal text.`);
  return value.toLowerCase();
}
