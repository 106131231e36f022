import { readFileSync } from "node:fs";

import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

import { ENERGY_DECIMALS, MONEY_DECIMALS, PRICE_DECIMALS } from "./decimal.ts";
import { pathOf, ScenarioError, shown } from "./error.ts";
import type { RawScenario } from "./raw.ts";

/** How the decimal strings of the schema's definitions are called and how many decimals they may have. */
const DECIMALS: Readonly<Record<string, { what: string; decimals: number }>> = {
  energy: { what: 'an energy in kWh such as "1.5"', decimals: ENERGY_DECIMALS },
  price: { what: 'a price in WATT per kWh such as "0.15" or "-0.02"', decimals: PRICE_DECIMALS },
  fee: { what: 'a fee in WATT per kWh such as "0.01", never negative', decimals: PRICE_DECIMALS },
  share: { what: 'a share such as "0.8"', decimals: PRICE_DECIMALS },
  money: { what: 'an amount of WATT such as "100"', decimals: MONEY_DECIMALS },
};

let compiled: ValidateFunction<RawScenario> | undefined;

function validator(): ValidateFunction<RawScenario> {
  const schema = JSON.parse(readFileSync(new URL("./schema.json", import.meta.url), "utf8")) as object;
  compiled ??= new Ajv2020({ strict: true, verbose: true }).compile<RawScenario>(schema);
  return compiled;
}

/**
 * Holds a value against the scenario schema.
 * Throws `ScenarioError` with the first thing that is wrong.
 */
export function validate(value: unknown): RawScenario {
  const valid = validator();
  if (valid(value)) return value;
  const error = valid.errors?.at(-1);
  if (error === undefined) throw new ScenarioError("scenario", "does not follow the schema");
  const segments = segmentsOf(value, error.instancePath);
  throw new ScenarioError(...explain(error, segments));
}

/** The keys and indices of a JSON pointer into a value. */
export function segmentsOf(value: unknown, pointer: string): (string | number)[] {
  let at = value;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((key) => {
      const segment = Array.isArray(at) ? Number(key) : key;
      at = (at as Record<string | number, unknown>)[segment];
      return segment;
    });
}

function explain(error: ErrorObject, segments: (string | number)[]): [path: string, problem: string] {
  const path = pathOf(segments);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "required":
      return [pathOf([...segments, String(params["missingProperty"])]), "is missing"];
    case "additionalProperties":
      return [pathOf([...segments, String(params["additionalProperty"])]), "is not a key of the format"];
    case "propertyNames":
      return [pathOf([...segments, String(params["propertyName"])]), "is not a slot's number"];
    case "minProperties":
    case "maxProperties":
      return [path, "must have exactly one key, the kind of the step"];
    case "enum":
      return [path, `${shown(error.data)} is none of ${(params["allowedValues"] as string[]).join(", ")}`];
    case "type":
      return [path, `${shown(error.data)} is not ${typeName(error, String(params["type"]))}`];
    case "pattern":
      return [path, explainPattern(error)];
    case "minItems":
    case "maxItems":
      return [path, `has ${(error.data as unknown[]).length} entries, ${error.message ?? "too many"}`];
    case "not":
      return [path, `${shown(error.data)} is not allowed`];
    default:
      return [path, `${shown(error.data)} ${error.message ?? "is not valid"}`];
  }
}

function typeName(error: ErrorObject, type: string): string {
  const decimal = DECIMALS[definitionOf(error)];
  if (decimal !== undefined) return `${decimal.what} (a string, not a number)`;
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function explainPattern(error: ErrorObject): string {
  const text = String(error.data);
  const decimal = DECIMALS[definitionOf(error)];
  if (decimal === undefined) return `${shown(text)} is not written as "2026-01-01T00:00:00Z"`;
  const fraction = /^[+-]?[0-9]+\.([0-9]+)$/.exec(text)?.[1] ?? "";
  if (fraction.length > decimal.decimals) return `${shown(text)} has more than ${decimal.decimals} decimals`;
  return `${shown(text)} is not ${decimal.what}`;
}

/** The name of the definition that an error comes from: `#/$defs/energy/pattern` is `energy`. */
function definitionOf(error: ErrorObject): string {
  return /^#\/\$defs\/([^/]+)\/[^/]+$/.exec(error.schemaPath)?.[1] ?? "";
}
