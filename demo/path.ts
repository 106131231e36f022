import type { ZoneRow } from "./story.ts";

/** The zones of the way between two, from the first to the last, both ends and their lowest common ancestor included. */
export function pathBetween(zones: readonly ZoneRow[], from: number, to: number): ZoneRow[] {
  const up = lineage(zones, from);
  const down = lineage(zones, to);
  const top = up.find((zone) => down.includes(zone));
  if (top === undefined) throw new Error(`no way leads from zone ${from} to zone ${to}`);
  return [...up.slice(0, up.indexOf(top) + 1), ...down.slice(0, down.indexOf(top)).reverse()];
}

/** A zone and all above it. */
function lineage(zones: readonly ZoneRow[], zone: number): ZoneRow[] {
  const row = zones[zone];
  if (row === undefined) throw new Error(`there is no zone ${zone}`);
  const parent = zones.find(({ id }) => id === row.parent);
  return parent === undefined ? [row] : [row, ...lineage(zones, parent.zone)];
}
