import { UnitError } from "../gridwatt-error.ts";

/** How a decimal is written: what it is, e.g. "a fee in WATT per kWh", and how many decimals it may have. */
export interface DecimalForm {
  readonly what: string;
  readonly decimals: number;
  readonly signed: boolean;
}

/** No amount of this market is longer, and no text without end reaches BigInt. */
const MAX_DIGITS = 60;

/**
 * Turns a decimal string into a count of its last decimals: "1.5" with 3 decimals is 1500.
 * Takes digits 0-9 with an optional part behind a point, and a minus where the form is signed; nothing else.
 * Throws `UnitError` for any other value.
 */
export function parseDecimal(text: unknown, form: DecimalForm): bigint {
  if (typeof text !== "string") {
    throw new UnitError(`Write ${form.what} as a string like ${example(form)}, not as a ${typeof text}.`);
  }
  const [, minus, whole, fraction = ""] = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text) ?? [];
  if (whole === undefined || whole.length > MAX_DIGITS) {
    throw new UnitError(`${shown(text)} is not ${form.what}: write it like ${example(form)}.`);
  }
  if (minus === "-" && !form.signed) throw new UnitError(`${shown(text)} is below zero, which ${form.what} cannot be.`);
  if (fraction.length > form.decimals) {
    throw new UnitError(`${shown(text)} has more than the ${form.decimals} decimals that ${form.what} may have.`);
  }
  const count = BigInt(whole + fraction.padEnd(form.decimals, "0"));
  return minus === "-" ? -count : count;
}

/**
 * Writes a count of last decimals as a decimal string: 1500 with 3 decimals is "1.500".
 * @param form atLeast: how many decimals stay even where they are zeros; default: all
 */
export function formatDecimal(count: bigint, form: { decimals: number; atLeast?: number }): string {
  const digits = (count < 0n ? -count : count).toString().padStart(form.decimals + 1, "0");
  const whole = digits.slice(0, digits.length - form.decimals);
  const fraction = digits.slice(digits.length - form.decimals).replace(/0+$/, "");
  const kept = fraction.padEnd(form.atLeast ?? form.decimals, "0");
  return `${count < 0n ? "-" : ""}${whole}${kept === "" ? "" : `.${kept}`}`;
}

/** A text as it can be shown within a sentence. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

function example({ decimals }: DecimalForm): string {
  return `"${formatDecimal(15n * 10n ** BigInt(decimals - 1), { decimals })}"`;
}
