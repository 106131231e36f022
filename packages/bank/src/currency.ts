import { formatDecimal, Money, ParameterError } from "@gridwatt/sdk";

/** Decimals of a currency's smallest coin, by ISO 4217. */
const DECIMALS = new Map([
  ["AUD", 2],
  ["CHF", 2],
  ["EUR", 2],
  ["GBP", 2],
  ["JPY", 0],
  ["USD", 2],
]);

/** ISO 20022 gives an amount no more digits. */
const MAX_DIGITS = 18;
/** No amount is written longer, zeros in front included: the pattern below looks at each of them again and again. */
const MAX_LENGTH = 40;

/** How many decimals amounts of a currency have. Throws `ParameterError` for a currency that is not known here. */
export function decimalsOf(currency: string): number {
  const decimals = DECIMALS.get(currency);
  if (decimals === undefined) {
    throw new ParameterError(`${JSON.stringify(currency)} is none of ${[...DECIMALS.keys()].join(", ")}.`);
  }
  return decimals;
}

/**
 * An amount as XML writes it, with the sign and the decimals that stand there, whether or not the currency has them.
 * Undefined where it is no plain decimal, e.g. "12,50" or "1e3".
 */
export function readDecimal(text: string): { readonly amount: Money; readonly decimals: number } | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, minus, whole, fraction = ""] = /^(-?)0*(\d+)(?:\.(\d{1,7}))?$/.exec(text) ?? [];
  if (minus === undefined || whole === undefined || whole.length + fraction.length > MAX_DIGITS) return undefined;
  return { amount: Money.parse(`${minus}${whole}${fraction === "" ? "" : `.${fraction}`}`), decimals: fraction.length };
}

/** An amount with all decimals of the currency, e.g. "12.50". Undefined where it has a fraction of the smallest coin. */
export function writeDecimal(amount: Money, currency: string): string | undefined {
  const decimals = decimalsOf(currency);
  const coin = Money.parse("1").base / 10n ** BigInt(decimals);
  if (amount.base % coin !== 0n) return undefined;
  const text = formatDecimal(amount.base / coin, { decimals });
  return text.replace(".", "").length > MAX_DIGITS ? undefined : text;
}
