import { CodeFileError } from "./errors.ts";

/** By which names ACER knows whom and what the chain knows by numbers. */
export interface Codes {
  /** ACER code of who sends the report: field 6. */
  readonly reportingEntity: string;
  /** ACER code of the market place: field 27. */
  readonly marketPlace: string;
  /** ISO 4217 code of the currency that WATT stands for, or "OTH": fields 37 and 39. */
  readonly currency: string;
  /** ACER code of an account's holder: fields 1 and 4. Throws `CodeFileError` where it is not known. */
  readonly participant: (account: number) => string;
  /** EIC of a zone: field 48. Throws `CodeFileError` where it is not known. */
  readonly zone: (zone: number) => string;
}

/** The forms that REMITTable1_V3.xsd has. An EIC's characters after the third are not dots: ENTSO-E has none. */
const ACER_CODE = /^[A-Za-z0-9_]{9}\.[A-Z]{2}$/;
const EIC = /^[0-9]{2}[XYZTWV][A-Z0-9-]{13}$/;
const NUMBER = /^(0|[1-9][0-9]*)$/;
/** Of the schema's, without hundredths and percents. */
const CURRENCIES = ["BGN", "CHF", "CZK", "DKK", "EUR", "GBP", "HRK", "HUF", "ISK", "NOK", "PLN", "RON", "SEK", "USD"];
const OTHER = "OTH";

/**
 * Codes of the right form for a market that nobody has registered. They can be told from real ones: no country is XX, and
 * no office issues EICs that begin with 99.
 */
export const STAND_INS: Codes = {
  reportingEntity: "GRIDWATT_.XX",
  marketPlace: "GRIDWATT_.XX",
  currency: OTHER,
  participant: (account) => `${account.toString(36).toUpperCase().padStart(9, "0")}.XX`,
  zone: (zone) => `99Y-GRIDWATT-Z${String(zone).padStart(2, "0")}`,
};

/**
 * Reads a file of codes: JSON with `reportingEntity`, `marketPlace`, `currency`, and by number `participants` and `zones`.
 * Throws `CodeFileError`.
 * @example
 * parseCodes('{"reportingEntity": "B00000001.DE", "marketPlace": "B00000001.DE", "currency": "EUR", "participants": {"1": "A00000001.DE"}, "zones": {"0": "11YNET-ONE-----A"}}')
 */
export function parseCodes(text: string): Codes {
  const file = recordOf(parse(text), "The code file is an object.");
  return {
    reportingEntity: acerCode(file["reportingEntity"], "reportingEntity"),
    marketPlace: acerCode(file["marketPlace"], "marketPlace"),
    currency: currencyOf(file["currency"]),
    participant: numbered(file, { list: "participants", one: "account", read: acerCode }),
    zone: numbered(file, { list: "zones", one: "zone", read: eicOf }),
  };
}

function numbered(
  file: Readonly<Record<string, unknown>>,
  of: { readonly list: string; readonly one: string; readonly read: (value: unknown, name: string) => string },
): (number: number) => string {
  const { list, one, read } = of;
  const entries = Object.entries(recordOf(file[list], `${list} in the code file is an object of codes by number.`));
  const stranger = entries.find(([number]) => !NUMBER.test(number));
  if (stranger !== undefined) throw new CodeFileError(`${list} in the code file has no number ${shown(stranger[0])}.`);
  const codes = new Map(entries.map(([number, value]) => [Number(number), read(value, `${one} ${number}`)]));
  return (number) => {
    const code = codes.get(number);
    if (code === undefined) throw new CodeFileError(`The code file has no code for ${one} ${number}.`);
    return code;
  };
}

function acerCode(value: unknown, name: string): string {
  if (typeof value === "string" && ACER_CODE.test(value)) return value;
  throw new CodeFileError(`The code file's ${name} is an ACER code like "A0000000X.DE", not ${shown(value)}.`);
}

function eicOf(value: unknown, name: string): string {
  if (typeof value === "string" && EIC.test(value)) return value;
  throw new CodeFileError(`The code file's ${name} is an EIC like "10YDE-EON------1", not ${shown(value)}.`);
}

function currencyOf(value: unknown): string {
  const known = [...CURRENCIES, OTHER].find((one) => one === value);
  if (known !== undefined) return known;
  throw new CodeFileError(`The code file's currency is one of ${CURRENCIES.join(", ")} or OTH, not ${shown(value)}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CodeFileError("The code file is no JSON.", error);
  }
}

function recordOf(value: unknown, sentence: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new CodeFileError(sentence);
  return value as Readonly<Record<string, unknown>>;
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value).slice(0, 40);
}
