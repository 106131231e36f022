import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";

import { attest, type Attested } from "@gridwatt/oracle";
import type { Client, GetMeterReturnType, MeterKey, SignedReading, Slot } from "@gridwatt/sdk";
import { readingDigest } from "@gridwatt/sdk";
import { concat, getBytes, hexlify, toBeHex } from "ethers";

import type { Profile, SlotProfiles } from "./profiles.ts";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Registers have twelve digits and begin anew. */
const TURN = 10n ** 12n;

/** What a meter shows {Wh}, and how many readings it has signed. */
export interface Registers {
  readonly imported: bigint;
  readonly exported: bigint;
  readonly sequence: bigint;
}

/** A household's meter: its P-256 key, and its registers. */
export class Meter {
  readonly #privateKey: KeyObject;
  readonly key: MeterKey;
  #imported: bigint;
  #exported: bigint;
  #sequence: bigint;

  /** @param name makes the key, so that a simulation can be repeated */
  constructor(name: string, registers: Registers = { imported: 0n, exported: 0n, sequence: 0n }) {
    this.#imported = registers.imported;
    this.#exported = registers.exported;
    this.#sequence = registers.sequence;
    const secret = createHash("sha256").update(`meter of ${name}`).digest();
    this.#privateKey = privateKeyOf(secret);
    const { x = "", y = "" } = createPublicKey(this.#privateKey).export({ format: "jwk" });
    this.key = { curve: "p256", x: hexOf(x), y: hexOf(y) };
  }

  get registers(): Registers {
    return { imported: this.#imported, exported: this.#exported, sequence: this.#sequence };
  }

  /** Counts what a slot brought: what the household does not use itself is exported, what it lacks imported. */
  count({ generation, consumption }: Profile): void {
    const net = generation - consumption;
    if (net > 0n) this.#exported = (this.#exported + net) % TURN;
    else this.#imported = (this.#imported - net) % TURN;
  }

  /** The signed registers at the begin of a slot. */
  read(client: Pick<Client, "deployment">, at: { meter: number; slot: Slot }): SignedReading {
    this.#sequence += 1n;
    const registers = { importRegister: this.#imported, exportRegister: this.#exported };
    const reading = { ...at, ...registers, sequence: this.#sequence };
    return { ...reading, signature: this.#sign(readingDigest(client, reading)) };
  }

  #sign(digest: string): string {
    const key = { key: this.#privateKey, dsaEncoding: "ieee-p1363" } as const;
    const signature = sign("sha256", getBytes(digest), key);
    const s = BigInt(hexlify(signature.subarray(32)));
    return concat([signature.subarray(0, 32), toBeHex(s > ORDER / 2n ? ORDER - s : s, 32)]);
  }
}

/** All meters of a community, and the one process that checks what they sign and builds the tree of a slot. */
export class Meters {
  readonly #client: Client;
  readonly #meters: readonly Meter[];
  readonly #known: readonly GetMeterReturnType[];
  readonly #secret: string;
  /** Readings at the begin of the slot that is attested next, and at its end, by meter. */
  #begin = new Map<number, SignedReading>();
  #end = new Map<number, SignedReading>();

  /** @param known the registered meters, in the order of `meters` */
  constructor(client: Client, of: { meters: readonly Meter[]; known: readonly GetMeterReturnType[]; secret: string }) {
    this.#client = client;
    this.#meters = of.meters;
    this.#known = of.known;
    this.#secret = of.secret;
  }

  /**
   * Every meter signs its registers at the begin of a slot.
   * @param ended what was counted since the last time; empty the first time
   */
  read(slot: Slot, ended: SlotProfiles): void {
    ended.forEach((profile, at) => this.#meters[at]?.count(profile));
    this.#begin = this.#end;
    this.#end = new Map(
      this.#known.map(({ meter }, at) => {
        const reading = this.#meters[at]?.read(this.#client, { meter, slot });
        if (reading === undefined) throw new Error(`there is no meter ${meter}`);
        return [meter, reading];
      }),
    );
  }

  /** The tree of the slot between the last two readings. */
  attest(slot: Slot): Attested {
    const readingAt = (meter: number, at: Slot) => (at.equals(slot) ? this.#begin : this.#end).get(meter);
    return attest(this.#client, { slot, meters: this.#known, readingAt, secret: this.#secret });
  }
}

/** PKCS #8 of a P-256 key with a secret scalar; a hash is below the order but for a chance of 2^-32. */
function privateKeyOf(secret: Buffer): KeyObject {
  const head = Buffer.from("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420", "hex");
  return createPrivateKey({ key: Buffer.concat([head, secret]), format: "der", type: "pkcs8" });
}

function hexOf(base64url: string): string {
  return hexlify(Buffer.from(base64url, "base64url"));
}
