import {
  commitmentOf,
  ReadingTree,
  type AccountReading,
  type Client,
  type GetMeterReturnType,
  type MeterSpan,
  type SignedReading,
  type Slot,
} from "@gridwatt/sdk";

import { energyOf, ReadingFault } from "./check.ts";
import { saltOf } from "./salt.ts";

/** {Wh} A leaf says a net in 48 bits. */
const MOST = 2n ** 47n - 1n;

/** What is at hand of a slot. */
export interface SlotReadings {
  readonly slot: Slot;
  /** All meters that count in the slot. */
  readonly meters: readonly GetMeterReturnType[];
  /** The reading of a meter at the begin of a slot, if there is one. */
  readonly readingAt: (meter: number, slot: Slot) => SignedReading | undefined;
  /** 32 bytes that the operators share, for salts. */
  readonly secret: string;
}

/** An account that is left out of the tree, and why. */
export interface MissingAccount {
  readonly account: number;
  readonly meter: number;
  readonly reason: string;
}

export interface Attested {
  readonly tree: ReadingTree;
  /** What opens an account's leaf: its salt and registers, for the household and for disputes. */
  readonly openings: ReadonlyMap<number, { readonly salt: string; readonly spans: readonly MeterSpan[] }>;
  readonly missing: readonly MissingAccount[];
}

/**
 * Checks the readings of a slot and builds its tree: for each account the sum over its meters, export less import, less
 * what meters behind them count for other accounts. An account of which any of these is missing or faulty is left out.
 */
export function attest(client: Pick<Client, "deployment">, readings: SlotReadings): Attested {
  const { slot, meters, secret } = readings;
  const missing: MissingAccount[] = [];
  const nets = new Map<number, bigint>();
  const spans = new Map<number, MeterSpan>();
  for (const meter of meters) {
    try {
      const { net, span } = spanOf(client, meter, readings);
      nets.set(meter.meter, net);
      spans.set(meter.meter, span);
    } catch (error) {
      if (!(error instanceof ReadingFault)) throw error;
      missing.push({ account: meter.account, meter: meter.meter, reason: error.reason });
    }
  }
  const openings = new Map<number, { salt: string; spans: MeterSpan[] }>();
  const leaves: AccountReading[] = [];
  for (const [account, own] of Map.groupBy(meters, (meter) => meter.account)) {
    const behind = meters.filter(({ parent }) => own.some(({ meter }) => meter === parent));
    const lost = [...own, ...behind].find(({ meter }) => !nets.has(meter));
    if (lost !== undefined) {
      if (lost.account !== account)
        missing.push({ account, meter: lost.meter, reason: "a meter behind it is missing" });
      continue;
    }
    const sum = (list: readonly GetMeterReturnType[]) =>
      list.reduce((all, { meter }) => all + (nets.get(meter) ?? 0n), 0n);
    const salt = saltOf(secret, { slot: slot.number, account });
    const net = sum(own) - sum(behind);
    if (net < -MOST || net > MOST) {
      missing.push({ account, meter: own[0]?.meter ?? 0, reason: "more than a leaf can say" });
      continue;
    }
    const opened = own.flatMap(({ meter }) => spans.get(meter) ?? []).sort((a, b) => a.meter - b.meter);
    openings.set(account, { salt, spans: opened });
    leaves.push({ account, net, commitment: commitmentOf(salt, opened) });
  }
  return { tree: new ReadingTree(leaves), openings, missing };
}

function spanOf(
  client: Pick<Client, "deployment">,
  meter: GetMeterReturnType,
  { slot, readingAt }: SlotReadings,
): { net: bigint; span: MeterSpan } {
  const [begin, end] = [readingAt(meter.meter, slot), readingAt(meter.meter, slot.plus(1))];
  if (begin === undefined || end === undefined) throw new ReadingFault(meter.meter, "missing");
  const { imported, exported } = energyOf(client, meter, { begin, end });
  const span = {
    meter: meter.meter,
    importBegin: begin.importRegister,
    exportBegin: begin.exportRegister,
    importEnd: end.importRegister,
    exportEnd: end.exportRegister,
  };
  return { net: exported - imported, span };
}
