import { clockAfter, clockAtStart, SLOT_SECONDS } from "./clock.ts";
import { shown } from "./error.ts";
import { readJson } from "./json.ts";
import type { RawScenario, RawZone } from "./raw.ts";
import { parseSteps } from "./steps.ts";
import type { PricePair, Scenario, ScenarioAccount, ScenarioPair, ScenarioZone, Step } from "./types.ts";
import { validate } from "./validate.ts";
import { energy, fail, fee, MARKET_FEE_LIMIT, money, price, share, TARIFF_LIMIT, unique } from "./values.ts";

export { ScenarioError } from "./error.ts";
export type * from "./types.ts";

/**
 * Reads a scenario file.
 * @param text the file's content
 * @returns the scenario with defaults applied and units turned into integers
 * Throws `ScenarioError`, whose message is one line and names the JSON path, for anything that is not a valid scenario.
 */
export function parseScenario(text: string): Scenario {
  const raw = validate(readJson(text));
  const zones = parseZones(raw.zones);
  const pair = parsePair(raw);
  const accounts = parseAccounts(raw, zones, pair.party);
  const start = parseStart(raw.start ?? "2026-01-01T00:00:00Z");
  const steps = parseSteps(raw.steps, { accounts: new Set(accounts.map(({ id }) => id)), party: pair.party });
  checkClock(start, steps);
  return {
    name: raw.name,
    start,
    gate: (raw.gateClosureMinutes ?? 5) * 60,
    residualSupply: raw.residualSupply ?? false,
    marketFee: fee(raw.marketFee ?? "0", MARKET_FEE_LIMIT, ["marketFee"]),
    minEnergy: parseMinEnergy(raw.minEnergy ?? "0.001"),
    zones,
    accounts,
    pair,
    steps,
  };
}

function parseMinEnergy(text: string): bigint {
  const least = energy(text);
  if (least === 0n) fail(["minEnergy"], `${shown(text)} is below 0.001`);
  return least;
}

function parseStart(text: string): number {
  const milliseconds = Date.parse(text);
  const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text.replace("Z", ".000Z");
  if (!exists) fail(["start"], `${shown(text)} is no moment of the calendar`);
  const seconds = milliseconds / 1000;
  if (seconds % SLOT_SECONDS !== 0) fail(["start"], `${shown(text)} is not at a quarter of an hour`);
  if (clockAtStart({ start: seconds }) < 0) fail(["start"], `${shown(text)} is too long ago`);
  return seconds;
}

function parseZones(raw: readonly RawZone[]): ScenarioZone[] {
  const ids = raw.map(({ id }) => id);
  const seen = new Set<string>();
  raw.forEach(({ id }, at) => unique(id, seen, ["zones", at, "id"]));
  const roots = raw.filter((zone) => zone.parent === undefined).map(({ id }) => id);
  if (roots.length === 0) fail(["zones"], "one zone must have no parent, but every zone has one");
  if (roots.length > 1) fail(["zones"], `only one zone may have no parent, but these have none: ${roots.join(", ")}`);
  return raw.map((zone, at) => ({
    id: zone.id,
    parent: parseParent(zone.parent, ids, at),
    operator: zone.operator,
    tariff: fee(zone.tariff, TARIFF_LIMIT, ["zones", at, "tariff"]),
    ...parseLink(zone, at),
  }));
}

function parseParent(parent: string | undefined, ids: readonly string[], at: number): number | null {
  if (parent === undefined) return null;
  const path = ["zones", at, "parent"];
  const number = ids.indexOf(parent);
  if (number < 0) fail(path, `${shown(parent)} is not a zone`);
  if (number === at) fail(path, `${shown(parent)} is the zone itself`);
  if (number > at) fail(path, `${shown(parent)} is listed after its child; list parents first`);
  return number;
}

function parseLink(zone: RawZone, at: number): Pick<ScenarioZone, "capacity" | "bands"> {
  const here = ["zones", at];
  const congestion = zone.congestion ?? [];
  if (zone.capacity === undefined) {
    if (congestion.length > 0) fail([...here, "congestion"], "needs a capacity");
    return { capacity: null, bands: [] };
  }
  if (zone.parent === undefined) fail([...here, "capacity"], "the zone without a parent has no link");
  const bands = congestion.map((band, number) => ({
    fromBps: share(band.from, [...here, "congestion", number, "from"]),
    add: fee(band.add, TARIFF_LIMIT, [...here, "congestion", number, "add"]),
  }));
  bands.forEach((band, number) => {
    const before = bands[number - 1];
    if (before === undefined) return;
    if (band.fromBps <= before.fromBps) fail([...here, "congestion", number, "from"], "must be above the band before");
    if (band.add < before.add) fail([...here, "congestion", number, "add"], "must not be below the band before");
  });
  return { capacity: energy(zone.capacity), bands };
}

function parsePair(raw: RawScenario): ScenarioPair {
  const { short = "9.9999", long = "0", party = "utility", watt = "1000000", slots = {} } = raw.pair ?? {};
  const others = Object.entries(slots).map(([slot, own]): [number, PricePair] => {
    return [Number(slot), parsePrices({ short, long, ...own }, ["pair", "slots", slot])];
  });
  return { ...parsePrices({ short, long }, ["pair"]), party, watt: money(watt), slots: new Map(others) };
}

function parsePrices(pair: { short: string; long: string }, path: (string | number)[]): PricePair {
  const short = price(pair.short, [...path, "short"]);
  const long = price(pair.long, [...path, "long"]);
  if (long > short) fail(path, `long ${shown(pair.long)} is above short ${shown(pair.short)}`);
  return { long, short };
}

function parseAccounts(raw: RawScenario, zones: readonly ScenarioZone[], party: string): ScenarioAccount[] {
  const seen = new Set<string>();
  return raw.accounts.map((account, at) => {
    const here = ["accounts", at];
    unique(account.id, seen, [...here, "id"]);
    if (account.id === party)
      fail([...here, "id"], `${shown(party)} is the balancing party, which gets its own account`);
    const zone = zones.findIndex(({ id }) => id === account.zone);
    if (zone < 0) fail([...here, "zone"], `${shown(account.zone)} is not a zone`);
    return {
      id: account.id,
      zone,
      watt: money(account.watt),
      owner: account.owner ?? account.id,
      rated: {
        import: energy(account.rated?.import ?? "10"),
        export: energy(account.rated?.export ?? "10"),
      },
    };
  });
}

function checkClock(start: number, steps: readonly Step[]): void {
  let now = clockAtStart({ start });
  steps.forEach((step, at) => {
    const after = clockAfter({ start }, step, now);
    if (after < now) fail(["steps", at, step.type], "the clock would go back");
    now = after;
  });
}
