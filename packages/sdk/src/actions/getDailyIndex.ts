import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { uint } from "../order.ts";
import { localDay, type LocalDay } from "../units/day.ts";
import { Energy } from "../units/energy.ts";
import { Price } from "../units/price.ts";

export interface GetDailyIndexParameters extends ReadParameters {
  readonly zone: number;
  /** Local, e.g. "2026-03-29". */
  readonly date: string;
  /** Default: `TIME_ZONE`. */
  readonly timeZone?: string;
}

/** The index over some slots of a day. */
export interface DailyIndex {
  /** Whether all gates have closed, so that price and volumes stay. */
  readonly isFinal: boolean;
  /** Mean of the prices of the slots that traded, rounded half up to a tick; null where none did. */
  readonly price: Price | null;
  /** Price of all energy traded, rounded half up to a tick; null without volume. */
  readonly weighted: Price | null;
  /** Slots that traded. */
  readonly slots: number;
  /** Traded with makers of the zone. */
  readonly volume: Energy;
  /** Of all zones. */
  readonly areaVolume: Energy;
  /** What accounts have netted of it so far. */
  readonly areaNetted: Energy;
}

export interface GetDailyIndexReturnType {
  readonly day: LocalDay;
  /** Over all slots of the day. */
  readonly base: DailyIndex;
  /** Over those from 08:00 to 20:00. */
  readonly peak: DailyIndex;
}

/**
 * Base and peak of a zone on a local day. Throws `GridwattError` "SlotForgotten" for a day that lies so far back that
 * storage of its slots serves later ones; an archive node tells it as of a `block` before.
 * @example
 * const { base, peak } = await getDailyIndex(client, { zone: 3, date: "2026-03-29" });
 */
export async function getDailyIndex(
  client: Client,
  parameters: GetDailyIndexParameters,
): Promise<GetDailyIndexReturnType> {
  const { date, timeZone, block } = parameters;
  const day = localDay(date, timeZone);
  const peak = [day.peak.first.number, day.peak.first.number + day.peak.slots] as const;
  const zone = uint(parameters.zone, { name: "zone", bits: 8 });
  const args = [zone, day.first.number, day.slots, ...peak] as const;
  const index = await read(client, { contract: "exchange", name: "dailyIndex", args, block });
  return { day, base: indexOf(index.base), peak: indexOf(index.peak) };
}

function indexOf(index: {
  readonly isFinal: boolean;
  readonly price: bigint;
  readonly weighted: bigint;
  readonly slots: bigint;
  readonly volume: bigint;
  readonly areaVolume: bigint;
  readonly areaNetted: bigint;
}): DailyIndex {
  const hasTraded = index.slots !== 0n;
  return {
    isFinal: index.isFinal,
    price: hasTraded ? Price.ofTicks(index.price) : null,
    weighted: hasTraded ? Price.ofTicks(index.weighted) : null,
    slots: Number(index.slots),
    volume: Energy.ofWh(index.volume),
    areaVolume: Energy.ofWh(index.areaVolume),
    areaNetted: Energy.ofWh(index.areaNetted),
  };
}
