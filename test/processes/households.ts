import {
  Energy,
  placeOrders,
  Price,
  readingDigest,
  type Client,
  type MeterReading,
  type OrderParameters,
  type SignedReading,
  type Slot,
} from "@gridwatt/sdk";
import { readingToJson } from "@gridwatt/oracle";

import { p256Meter, secp256k1Meter, type MeterSigner } from "../helpers/metering.ts";
import type { ProcessMarket } from "./market.ts";

export const ENERGY = Energy.parse("1");
export const PRICE = Price.parse("0.12");
/** Nobody buys so dear: what rests there expires. */
const DEAR = Price.parse("0.34");
/** All-in: 0.12, the path north-region-south 0.045, the market fee 0.001. */
export const ALL_IN = Price.parse("0.166");

/** A household with a meter that counts on and on. */
export class Household {
  readonly account: number;
  readonly meter: number;
  readonly sells: boolean;
  readonly #client: Client;
  readonly #signer: MeterSigner;
  #registers = { importRegister: 0n, exportRegister: 0n };
  #sequence = 0n;

  constructor(of: { account: number; meter: number; sells: boolean; client: Client; signer: MeterSigner }) {
    ({ account: this.account, meter: this.meter, sells: this.sells } = of);
    [this.#client, this.#signer] = [of.client, of.signer];
  }

  /** Delivers, or uses, energy in the slot before a boundary, and signs the registers there. */
  reading(boundary: Slot, wh: bigint): SignedReading {
    const { importRegister, exportRegister } = this.#registers;
    this.#registers = this.sells
      ? { importRegister, exportRegister: exportRegister + wh }
      : { importRegister: importRegister + wh, exportRegister };
    this.#sequence += 1n;
    return this.sign({ meter: this.meter, slot: boundary, ...this.#registers, sequence: this.#sequence });
  }

  sign(reading: MeterReading): SignedReading {
    return { ...reading, signature: this.#signer.sign(readingDigest(this.#client, reading)) };
  }
}

/** So many sellers in the north, one with a meter on P-256, and as many buyers in the south. */
export async function openHouseholds(market: ProcessMarket, pairs: number): Promise<Household[]> {
  const households: Household[] = [];
  for (const sells of [true, false]) {
    for (let at = 0; at < pairs; ++at) {
      const signer = sells && at === 0 ? p256Meter() : secp256k1Meter(`meter ${sells} ${at}`);
      const opened = await market.household(sells ? 1 : 2, signer);
      households.push(new Household({ ...opened, sells, client: market.client, signer }));
    }
  }
  return households;
}

/** Each seller sells each buyer's energy in every slot; the first seller leaves an order that nobody takes. */
export async function tradeDay(
  market: ProcessMarket,
  of: { households: readonly Household[]; slots: readonly Slot[] },
) {
  const { households, slots } = of;
  const sorted = [...households].sort((a, b) => Number(b.sells) - Number(a.sells));
  for (const { account, sells } of sorted) {
    const order = { account, energy: ENERGY, side: sells ? "sell" : "buy", limit: sells ? PRICE : ALL_IN } as const;
    await placeAll(
      market,
      slots.map((slot) => ({ ...order, slot })),
    );
  }
  const rest = { account: sorted[0]?.account ?? 0, energy: ENERGY, side: "sell", limit: DEAR } as const;
  await placeAll(
    market,
    slots.map((slot) => ({ ...rest, slot })),
  );
}

async function placeAll(market: ProcessMarket, orders: readonly OrderParameters[]): Promise<void> {
  for (let at = 0; at < orders.length; at += 32) {
    await placeOrders(market.owner, { orders: orders.slice(at, at + 32) });
  }
}

/** Sends readings to a node as a gateway does. */
export async function post(url: string, readings: readonly SignedReading[]): Promise<Response> {
  const body = { readings: readings.map((reading) => readingToJson(reading)) };
  return fetch(`${url}/readings`, { method: "POST", body: JSON.stringify(body) });
}
