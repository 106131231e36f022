import { attest } from "@gridwatt/oracle";
import type { Client, Energy, GetMeterReturnType, ReadingTree, SignedReading, Slot, Written } from "@gridwatt/sdk";
import {
  connect,
  getMeter,
  getOperators,
  registerMeter,
  signReading,
  signRoot,
  submitRoot,
  Energy as Wh,
} from "@gridwatt/sdk";
import { id as hashOf, Wallet, ZeroHash, zeroPadValue } from "ethers";

import type { DemoChain } from "./chain.ts";

/** {kWh per slot} Far above what anybody in the demo produces or uses. */
const RATED = Wh.parse("100");
/** Hides registers from everybody but households and operators; a demo has no secrets. */
const SECRET = hashOf("the operators of the demo");

interface DemoMeter {
  readonly meter: number;
  readonly wallet: Wallet;
  readonly readings: Map<number, SignedReading>;
}

/** The prosumers' meters, each with a key of its own, and the oracle operators who attest what they sign. */
export class Meters {
  readonly #chain: DemoChain;
  readonly #meters: DemoMeter[] = [];

  constructor(chain: DemoChain) {
    this.#chain = chain;
  }

  /** The zone's registrar mounts a meter. */
  async mount(registrar: Client, of: { name: string; account: number }): Promise<Written> {
    const wallet = new Wallet(hashOf(`meter of ${of.name}`));
    const key = { curve: "secp256k1", x: zeroPadValue(wallet.address, 32), y: ZeroHash } as const;
    const { account } = of;
    const written = await registerMeter(registrar, { account, key, ratedImport: RATED, ratedExport: RATED });
    this.#meters.push({ meter: written.meter, wallet, readings: new Map() });
    return written;
  }

  /** A meter signs its registers at both ends of a slot: from zero to what was used and produced. */
  async read(of: { account: number; slot: Slot; generated: Energy; consumed: Energy }): Promise<void> {
    const found = this.#meters[of.account - 1];
    if (found === undefined) throw new Error(`account ${of.account} has no meter`);
    const { meter, wallet, readings } = found;
    const client = connect(this.#chain.client, wallet);
    const begin = { meter, slot: of.slot, importRegister: 0n, exportRegister: 0n, sequence: 1n };
    const registers = { importRegister: of.consumed.wh, exportRegister: of.generated.wh };
    const end = { meter, slot: of.slot.plus(1), ...registers, sequence: 2n };
    for (const reading of [begin, end]) readings.set(reading.slot.number, await signReading(client, reading));
  }

  /** Operators check the readings and sign the root of their tree; anybody submits it. */
  async attest(submitter: Client, slot: Slot): Promise<{ tree: ReadingTree; written: Written }> {
    const { client } = this.#chain;
    const known = await Promise.all(this.#meters.map(({ meter }) => getMeter(client, { meter })));
    const meters = known.filter((meter): meter is GetMeterReturnType => meter !== null);
    const readingAt = (meter: number, at: Slot) => this.#meters[meter - 1]?.readings.get(at.number);
    const { tree } = attest(client, { slot, meters, readingAt, secret: SECRET });
    const { configuration } = await getOperators(client);
    const root = { slot, root: tree.root, sequence: 1n, configuration };
    const operators = await this.#chain.operators();
    const signatures = await Promise.all(operators.map((operator) => signRoot(operator, root)));
    const written = await submitRoot(submitter, { root, signatures });
    return { tree, written };
  }
}
