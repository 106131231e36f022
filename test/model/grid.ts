import type { Slot, Zone } from "./types.ts";

/** What the way from one zone to another costs now, and how far that price reaches. */
export interface Quote {
  /** Path fee with surcharges {tick}. */
  readonly fee: bigint;
  /** What each zone on the path takes {tick}. */
  readonly parts: readonly { zone: number; fee: bigint }[];
  /** How much can go this way before a band or the capacity ends {Wh}; null: any amount. */
  readonly room: bigint | null;
  /** The links that are crossed, and whether the energy goes up to the parent (1) or comes down from it (-1). */
  readonly links: readonly Crossing[];
}

/** A link that a trade crosses. */
export interface Crossing {
  readonly zone: number;
  readonly direction: 1n | -1n;
}

/** The zone and all its ancestors, from the zone to the root. */
export function lineage(zones: readonly Zone[], zone: number): number[] {
  const line: number[] = [];
  for (let at: number | null = zone; at !== null; at = zoneAt(zones, at).parent) line.push(at);
  return line;
}

/** Every zone on the tree path between two zones: both ends and the lowest common ancestor included, each once. */
export function path(zones: readonly Zone[], from: number, to: number): number[] {
  const up = lineage(zones, from);
  const down = lineage(zones, to);
  const top = up.find((zone) => down.includes(zone));
  if (top === undefined) throw new Error(`zones ${from} and ${to} are in different trees`);
  return [...up.slice(0, up.indexOf(top) + 1), ...down.slice(0, down.indexOf(top)).reverse()];
}

/** The links that energy crosses on its way: up from the seller's zone to the lowest common ancestor, then down. */
export function crossings(zones: readonly Zone[], way: { seller: number; buyer: number }): Crossing[] {
  const up = lineage(zones, way.seller);
  const down = lineage(zones, way.buyer);
  return [
    ...up.filter((zone) => !down.includes(zone)).map((zone) => ({ zone, direction: 1n as const })),
    ...down.filter((zone) => !up.includes(zone)).map((zone) => ({ zone, direction: -1n as const })),
  ];
}

/** Where a band begins {Wh}: the share of the capacity, rounded down. */
export function bandEdges(zone: Zone): bigint[] {
  if (zone.capacity === null) return [];
  const capacity = zone.capacity;
  return zone.bands.map((band) => (capacity * band.fromBps) / 10_000n);
}

/**
 * Surcharge and room on one link for energy in one direction.
 *
 * Energy against the flow relieves the link and pays nothing. Energy with the flow pays the last band whose edge is
 * reached. The room ends where relief turns into growth, where another band begins, or with the capacity.
 */
export function linkState(zone: Zone, flow: bigint, direction: 1n | -1n): { surcharge: bigint; room: bigint | null } {
  if (zone.capacity === null) return { surcharge: 0n, room: null };
  const used = flow < 0n ? -flow : flow;
  if (flow * direction < 0n) return { surcharge: 0n, room: used };
  const edges = bandEdges(zone);
  const reached = edges.filter((edge) => edge <= used).length;
  const surcharge = zone.bands[reached - 1]?.add ?? 0n;
  const next = edges[reached] ?? zone.capacity;
  return { surcharge, room: next - used };
}

/** What the way from the seller's zone to the buyer's costs in a slot as its links are now. */
export function quote(slot: Slot, way: { seller: number; buyer: number }): Quote {
  const links = crossings(slot.zones, way);
  let room: bigint | null = null;
  let fee = 0n;
  const parts = path(slot.zones, way.seller, way.buyer).map((zone) => {
    const terms = zoneAt(slot.zones, zone);
    const link = links.find((crossing) => crossing.zone === zone);
    let part = terms.tariff;
    if (link !== undefined) {
      const state = linkState(terms, flowAt(slot, zone), link.direction);
      part += state.surcharge;
      if (state.room !== null && (room === null || state.room < room)) room = state.room;
    }
    fee += part;
    return { zone, fee: part };
  });
  return { fee, parts, room, links };
}

/** The net flows after some energy went over some links {Wh}. */
export function flowsAfter(slot: Slot, links: readonly Crossing[], energy: bigint): bigint[] {
  return slot.flows.map((flow, zone) => {
    const link = links.find((crossing) => crossing.zone === zone);
    return link === undefined ? flow : flow + link.direction * energy;
  });
}

/** The zone's terms. Throws a plain error for a number that is no zone: nothing may ever ask for one. */
export function zoneAt(zones: readonly Zone[], zone: number): Zone {
  const found = zones[zone];
  if (found === undefined) throw new Error(`no zone ${zone}`);
  return found;
}

function flowAt(slot: Slot, zone: number): bigint {
  const flow = slot.flows[zone];
  if (flow === undefined) throw new Error(`no flow for zone ${zone}`);
  return flow;
}
