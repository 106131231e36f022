import { readFileSync } from "node:fs";

import type { HumanOperator, HumanZone } from "../deploy/parameters/types.ts";
import { ENERGY_DECIMALS, formatDecimal, PRICE_DECIMALS } from "../scenario/decimal.ts";
import { readJson } from "../scenario/json.ts";
import type { Scenario } from "../scenario/parse.ts";
import { parseScenario, ScenarioError } from "../scenario/parse.ts";
import { SimulationError } from "./error.ts";

/** Where the accounts of a simulation live. */
export interface Neighbourhood {
  readonly operators: readonly HumanOperator[];
  readonly zones: readonly HumanZone[];
  /** The zone's number, by account. */
  readonly homes: readonly number[];
}

/** Everybody in one zone. */
const ONE_ZONE = { zones: [{ id: "community", operator: "grid", tariff: "0.0100" }] };
/** A node's own account, for whoever runs the grid. */
const GRID = "#9";

/**
 * The zones of a file in the format of scenarios (`zones`, and `accounts` with `id` and `zone`); without a file one zone
 * with a tariff of a cent. Accounts that the file does not name are spread over the zones without children.
 * Throws `SimulationError`.
 */
export function readZones(file: string | undefined, accounts: readonly string[]): Neighbourhood {
  const scenario = file === undefined ? zonesOf(ONE_ZONE) : zonesIn(file);
  const named = new Map(scenario.accounts.map(({ id, zone }) => [id, zone]));
  const strange = [...named.keys()].find((id) => !accounts.includes(id));
  if (strange !== undefined) throw new SimulationError(`${file}: the profiles have no account ${strange}`);
  const leaves = scenario.zones.map((_, zone) => zone).filter((zone) => isLeaf(scenario, zone));
  return {
    operators: [...new Set(scenario.zones.map(({ operator }) => operator))].map((id) => {
      return { id, admin: GRID, payees: [{ payee: GRID, share: "1" }] };
    }),
    zones: scenario.zones.map((zone) => humanZone(scenario, zone)),
    homes: accounts.map((id, at) => named.get(id) ?? leaves[at % leaves.length] ?? 0),
  };
}

function zonesIn(file: string): Scenario {
  try {
    return zonesOf(readJson(readFileSync(file, "utf8")));
  } catch (error) {
    if (!(error instanceof ScenarioError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new SimulationError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Reads the zones as those of a scenario in which nobody has money and nothing happens. */
function zonesOf(value: unknown): Scenario {
  const { accounts = [], ...given } = isObject(value) ? value : { zones: value };
  const unknown = Object.keys(given).find((key) => key !== "zones");
  if (unknown !== undefined) throw new ScenarioError(unknown, "only zones and accounts are known here");
  const members = Array.isArray(accounts)
    ? accounts.map((account: unknown) => (isObject(account) ? { watt: "0", ...account } : account))
    : accounts;
  return parseScenario(JSON.stringify({ name: "zones", accounts: members, steps: [], ...given }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLeaf({ zones }: Scenario, zone: number): boolean {
  return zones.every(({ parent }) => parent !== zone);
}

function humanZone({ zones }: Scenario, { id, parent, operator, tariff, capacity, bands }: Scenario["zones"][number]) {
  const above = parent === null ? undefined : zones[parent]?.id;
  return {
    ...{ id, operator, registrar: GRID, jurisdiction: "SANDBOX", tariff: formatDecimal(tariff, PRICE_DECIMALS) },
    ...(above === undefined ? {} : { parent: above }),
    ...(capacity === null
      ? {}
      : {
          link: {
            capacity: formatDecimal(capacity, ENERGY_DECIMALS),
            bands: bands.map(({ fromBps, add }) => {
              return { from: formatDecimal(fromBps, PRICE_DECIMALS), add: formatDecimal(add, PRICE_DECIMALS) };
            }),
          },
        }),
  };
}
