import { TypedDataEncoder } from "ethers";

import type { Client } from "../client.ts";
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
  const { chainId, contracts } = client.deployment;
  return {
    domain: { name: "Gridwatt Meters", version: "1", chainId, verifyingContract: contracts.meters },
    types: READING,
    message: { ...reading, meter: uint(reading.meter, { name: "meter", bits: 32 }), slot: slotNumber(reading.slot) },
  };
}

/** What a meter's key signs (EIP-712). */
export function readingDigest(client: Pick<Client, "deployment">, reading: MeterReading): string {
  const { domain, types, message } = readingTypedData(client, reading);
  return TypedDataEncoder.hash(domain, types, message);
}
