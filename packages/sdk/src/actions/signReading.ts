import { concat, keccak256, TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
import type { Deployment } from "../deployment.ts";
import { fieldsOf } from "../internal/values.ts";
import { signerOf } from "../internal/signer.ts";
import { slotNumber, uint } from "../order.ts";
import type { Slot } from "../units/slot.ts";
import type { OrderTypedData } from "./signOrder.ts";

/** Registers of a meter at the begin of a slot {Wh}. */
export interface MeterReading {
  readonly meter: number;
  /** The slot that begins at that moment. */
  readonly slot: Slot;
  readonly importRegister: bigint;
  readonly exportRegister: bigint;
  /** Counts the meter's readings. */
  readonly sequence: bigint;
}

/** A reading with its meter's signature: 65 bytes on secp256k1, 64 on P-256. */
export interface SignedReading extends MeterReading {
  readonly signature: string;
}

const READING = {
  Reading: fieldsOf("uint32 meter,uint32 slot,uint64 importRegister,uint64 exportRegister,uint64 sequence"),
};

const ENCODER = new TypedDataEncoder(READING);

/**
 * Signs a reading as a meter whose secp256k1 key the runner has. Asks nothing of the network.
 * @example
 * const signed = await signReading(connect(client, meterWallet), { meter: 7, slot, importRegister: 12_345n, exportRegister: 0n, sequence: 1n });
 */
export async function signReading(client: Client, reading: MeterReading): Promise<SignedReading> {
  const { domain, types, message } = readingTypedData(client, reading);
  return { ...reading, signature: await signerOf(client).signTypedData(domain, types, message) };
}

/** The typed data of a reading, for meters that sign by themselves. */
export function readingTypedData(client: Pick<Client, "deployment">, reading: MeterReading): OrderTypedData {
  return { domain: domainOf(client.deployment), types: READING, message: messageOf(reading) };
}

/** What a meter's key signs (EIP-712). */
export function readingDigest(client: Pick<Client, "deployment">, reading: MeterReading): string {
  const { deployment } = client;
  const domain = domains.get(deployment) ?? TypedDataEncoder.hashDomain(domainOf(deployment));
  domains.set(deployment, domain);
  return keccak256(concat(["0x1901", domain, ENCODER.hash(messageOf(reading))]));
}

/** Oracle operators hash many readings of few deployments. */
const domains = new WeakMap<Deployment, string>();

function domainOf({ chainId, contracts }: Deployment) {
  return { name: "Gridwatt Meters", version: "1", chainId, verifyingContract: contracts.meters };
}

function messageOf(reading: MeterReading) {
  const meter = uint(reading.meter, { name: "meter", bits: 32 });
  return { ...reading, meter, slot: slotNumber(reading.slot) };
}
