import type { AreaParameters, EarnerParameters } from "../deploy/parameters.ts";
import { encodeJurisdiction } from "../deploy/rules.ts";
import { firstSlot, HORIZON_SECONDS, SLOT_SECONDS, slotsNamed } from "./clock.ts";
import { ScenarioError } from "./error.ts";
import type { Scenario } from "./types.ts";

/** Whose rules hold in every zone. */
const SANDBOX = encodeJurisdiction("SANDBOX");
/** The exchange's own limits, where they are closer than the format's. */
const GATE_MAX_SECONDS = 240 * 60;
const MIN_ENERGY_MAX = 8_191n;
const CAPACITY_MAX = (1n << 39n) - 1n;
/** {Wh} */
const RATED_LIMIT = 10n ** 12n;
const POOL_MAX = (1n << 64n) - 1n;
/** The first slots of 1970 are too old for an exchange: its storage tells slots apart by their 2,048th part. */
const START_MIN = Date.UTC(1970, 0, 23) / 1000;
/** {slot} And keeps 14 bits of it. */
const SLOT_MAX = 2_048 * 16_384 - 1;
/** {tick} */
const PRICE_MAX = 99_999n;
const TARIFF_CAP = 16_383n;
const MARKET_FEE_CAP = 4_095n;

/** The grid operators of a scenario in the order in which its zones name them; operator number n + 1 is the n-th. */
export function operatorsOf({ zones }: Pick<Scenario, "zones">): string[] {
  return [...new Set(zones.map(({ operator }) => operator))];
}

/**
 * What a scenario says of its market area, as a deployment takes it.
 * @param addressOf the address of a grid operator, who is also its own zones' registrar
 */
export function areaOf(
  scenario: Scenario,
  addressOf: { operator: (id: string) => string; market: string },
): AreaParameters {
  const operators = operatorsOf(scenario);
  const earner = (address: string): EarnerParameters => ({
    admin: address,
    payees: [{ payee: address, weight: 10_000n }],
  });
  return {
    rules: {
      marketFee: scenario.marketFee,
      marketFeeCap: MARKET_FEE_CAP,
      minEnergy: scenario.minEnergy,
      tariffCap: TARIFF_CAP,
      limitedTariffFloor: 0n,
      gateMinutes: BigInt(scenario.gate / 60),
      horizon: BigInt(HORIZON_SECONDS),
      minLong: -PRICE_MAX,
      maxShort: PRICE_MAX,
      minSpread: 0n,
    },
    market: earner(addressOf.market).payees,
    operators: operators.map((id) => ({ id, ...earner(addressOf.operator(id)) })),
    zones: scenario.zones.map(({ id, parent, operator, tariff, capacity, bands }) => ({
      id,
      parent: parent ?? 0,
      operator: operators.indexOf(operator) + 1,
      registrar: addressOf.operator(operator),
      jurisdiction: SANDBOX,
      tariff,
      link:
        capacity === null
          ? null
          : { capacity, bands: bands.map(({ fromBps, add }) => ({ from: fromBps, surcharge: add })) },
    })),
  };
}

/** Refuses what the format allows and no exchange can be. Throws `ScenarioError`. */
export function checkLimits(scenario: Scenario): void {
  const { start, gate, minEnergy, zones, accounts, pair } = scenario;
  const refuse = (path: string, problem: string): never => {
    throw new ScenarioError(path, problem);
  };
  if (start < START_MIN) refuse("start", "an exchange has no slots before 1970-01-23");
  const last = firstSlot(scenario) + (slotsNamed(scenario).at(-1) ?? 0);
  if (last > SLOT_MAX) {
    const end = new Date((SLOT_MAX + 1) * SLOT_SECONDS * 1000).toISOString();
    refuse("start", `an exchange has no slots from ${end} on, where this scenario has some`);
  }
  if (gate > GATE_MAX_SECONDS) refuse("gateClosureMinutes", "an exchange closes at most 240 minutes before delivery");
  if (minEnergy > MIN_ENERGY_MAX) refuse("minEnergy", "an exchange asks for at most 8.191");
  zones.forEach(({ capacity }, at) => {
    if (capacity !== null && capacity > CAPACITY_MAX) {
      refuse(`zones[${at}].capacity`, "an exchange counts at most 549755813.887");
    }
  });
  accounts.forEach(({ rated }, at) => {
    if (rated.import >= RATED_LIMIT || rated.export >= RATED_LIMIT) {
      refuse(`accounts[${at}].rated`, "a meter counts less than 1000000000 in a slot");
    }
  });
  const sum = accounts.reduce((total, { watt }) => total + watt, pair.watt);
  if (sum > POOL_MAX) refuse("accounts", "an exchange holds at most 1844674407370.9551615 WATT in all");
}
