import { createPublicKey, verify, type KeyObject } from "node:crypto";

import {
  readingDigest,
  type Client,
  type Deployment,
  type GetMeterReturnType,
  type MeterKey,
  type SignedReading,
  type SignedSpan,
} from "@gridwatt/sdk";
import { getBytes, recoverAddress, Signature, toBeHex } from "ethers";

/** Why a reading is not attested. */
export type FaultReason =
  | "missing"
  | "unsigned"
  | "not valid in the slot"
  | "not the boundary"
  | "sequence does not rise"
  | "register out of range"
  | "above the rating";

/** A reading that is kept for dispute and attested by nobody. */
export class ReadingFault extends Error {
  readonly meter: number;
  readonly reason: FaultReason;

  constructor(meter: number, reason: FaultReason) {
    super(`meter ${meter}: ${reason}`);
    this.name = "ReadingFault";
    this.meter = meter;
    this.reason = reason;
  }
}

/** Half the order of P-256: as on chain, a signature has its s in the lower half. */
const P256_HALF = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/** A reading ends one slot and begins the next, and a tree may be built again: what was verified is not verified twice. */
const verified = new WeakMap<SignedReading, { readonly key: MeterKey; readonly deployment: Deployment }>();

/** Whether a reading is signed by its meter's key, by the same rules as on chain. */
export function isSigned(
  client: Pick<Client, "deployment">,
  { key }: Pick<GetMeterReturnType, "key">,
  reading: SignedReading,
): boolean {
  const { deployment } = client;
  const before = verified.get(reading);
  if (before?.key === key && before.deployment === deployment) return true;
  const digest = readingDigest(client, reading);
  const isGood =
    key.curve === "p256" ? isSignedOnP256(key, digest, reading.signature) : isSignedBy(key.x, digest, reading);
  if (isGood) verified.set(reading, { key, deployment });
  return isGood;
}

function isSignedBy(x: string, digest: string, { signature }: SignedReading): boolean {
  if (signature.length !== 132) return false;
  try {
    return BigInt(recoverAddress(digest, Signature.from(signature))) === BigInt(x);
  } catch {
    return false;
  }
}

/** A meter signs every quarter of an hour with the same key. */
const p256Keys = new WeakMap<MeterKey, KeyObject>();

function p256KeyOf({ x, y }: MeterKey): KeyObject {
  const coordinate = (value: string) => Buffer.from(getBytes(toBeHex(value, 32))).toString("base64url");
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(y) }, format: "jwk" });
}

function isSignedOnP256(meterKey: MeterKey, digest: string, signature: string): boolean {
  if (signature.length !== 130 || BigInt(`0x${signature.slice(66)}`) > P256_HALF) return false;
  try {
    const key = p256Keys.get(meterKey) ?? p256KeyOf(meterKey);
    p256Keys.set(meterKey, key);
    return verify("sha256", getBytes(digest), { key, dsaEncoding: "ieee-p1363" }, getBytes(signature));
  } catch {
    return false;
  }
}

/**
 * The energy of a meter between two readings {Wh}, checked as on chain: signatures, boundaries, validity, sequence,
 * roll-over, rating. Throws `ReadingFault`.
 */
export function energyOf(
  client: Pick<Client, "deployment">,
  meter: GetMeterReturnType,
  { begin, end }: SignedSpan,
): { readonly imported: bigint; readonly exported: bigint } {
  const refuse = (reason: FaultReason): never => {
    throw new ReadingFault(meter.meter, reason);
  };
  const slot = begin.slot;
  if (begin.meter !== meter.meter || end.meter !== meter.meter || end.slot.number !== slot.number + 1) {
    refuse("not the boundary");
  }
  const isValid =
    meter.validFrom.number <= slot.number && (meter.validTo === null || slot.number < meter.validTo.number);
  if (!isValid) refuse("not valid in the slot");
  if (end.sequence <= begin.sequence) refuse("sequence does not rise");
  if (!isSigned(client, meter, begin) || !isSigned(client, meter, end)) refuse("unsigned");
  const turned = (from: bigint, to: bigint, of: { digits: number; rated: bigint }): bigint => {
    const turn = 10n ** BigInt(of.digits);
    if (from < 0n || to < 0n || from >= turn || to >= turn) refuse("register out of range");
    const energy = to >= from ? to - from : turn + to - from;
    if (energy > of.rated) refuse("above the rating");
    return energy;
  };
  return {
    imported: turned(begin.importRegister, end.importRegister, {
      digits: meter.importDigits,
      rated: meter.ratedImport.wh,
    }),
    exported: turned(begin.exportRegister, end.exportRegister, {
      digits: meter.exportDigits,
      rated: meter.ratedExport.wh,
    }),
  };
}
