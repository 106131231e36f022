/** Decimals of energy in kWh: 1 Wh is the last. */
export const ENERGY_DECIMALS = 3;
/** Decimals of a price in WATT per kWh: 1 tick is the last. */
export const PRICE_DECIMALS = 4;
/** Decimals of money in WATT: 1 unit (1 tick x 1 Wh) is the last. */
export const MONEY_DECIMALS = 7;
/** Decimals of WATT on chain: 1 base unit is the last. */
export const WATT_DECIMALS = 18;
/** Base units of WATT in one money unit. */
export const BASE_PER_UNIT = 10n ** BigInt(WATT_DECIMALS - MONEY_DECIMALS);

/**
 * Turns a decimal string into a count of its last decimals: ("1.5", 3) is 1500.
 * @param text digits with an optional sign and an optional part behind a point, of at most `decimals` digits
 * Throws a plain error for any other text: files are checked against the schema before.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const [, sign, whole, fraction = ""] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) throw new Error(`no decimal: ${text}`);
  const size = BigInt(whole + fraction.padEnd(decimals, "0"));
  return sign === "-" ? -size : size;
}

/**
 * Writes a count of last decimals as a decimal string: (1500, 3) is "1.500".
 * @param atLeast how many decimals stay even where they are zeros; default: all
 */
export function formatDecimal(value: bigint, decimals: number, atLeast = decimals): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  const kept = fraction.replace(/0+$/, "").padEnd(atLeast, "0");
  return `${value < 0n ? "-" : ""}${whole}${kept === "" ? "" : `.${kept}`}`;
}
