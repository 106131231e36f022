import { GridwattError, isDay } from "@gridwatt/sdk";

import { centsOfPartRoundedHalfAway, RunningCents } from "./cents.ts";

/** Kinds of items that tax may lie on. */
export const TAXED_KINDS = ["sale", "purchase", "grid-fee", "market-fee", "deviation"] as const;
export type TaxedKind = (typeof TAXED_KINDS)[number];

/** A rate from a local day on, until a later one of its kind. */
export interface VatRate {
  readonly kind: TaxedKind;
  /** E.g. "2026-01-01". */
  readonly from: string;
  readonly basisPoints: number;
}

/** What a rate file says. */
export interface VatRates {
  /** Whether the market's prices and fees include the tax, or it comes on top. */
  readonly prices: "include" | "exclude";
  readonly rates: readonly VatRate[];
}

/** A rate file says something else than rates, or not all that is needed. */
export class RateFileError extends GridwattError {
  constructor(message: string) {
    super("RateFileError", { message });
  }
}

const MOST = 10_000;

/**
 * Reads a rate file. Throws `RateFileError`.
 * @example
 * parseRates('{"prices": "include", "rates": [{"kind": "sale", "from": "2026-01-01", "basisPoints": 1900}]}')
 */
export function parseRates(text: string): VatRates {
  const file = recordOf(parse(text), "The rate file is an object with prices and rates.");
  const prices = file["prices"];
  if (prices !== "include" && prices !== "exclude") {
    throw new RateFileError('The rate file says with "prices" whether prices "include" or "exclude" the tax.');
  }
  if (!Array.isArray(file["rates"])) throw new RateFileError('The rate file has no list of "rates".');
  const rates = file["rates"].map(rateOf);
  const keys = rates.map(({ kind, from }) => `${kind} from ${from}`);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined) throw new RateFileError(`The rate file has two rates for ${twice}.`);
  return { prices, rates: rates.sort((a, b) => (a.from < b.from ? -1 : 1)) };
}

/** Tax of one item after another: the cents of each rate add up to what is due on their exact sum. */
export class Vat {
  readonly #rates: VatRates;
  readonly #running = new Map<number, RunningCents>();

  constructor(rates: VatRates) {
    this.#rates = rates;
  }

  /**
   * The tax of an item.
   * @param item base: what was paid {base}; date: local day of its delivery
   * @param cents {cent} that the item was rounded to
   * Throws `RateFileError` where no rate holds on that day.
   */
  of(item: { readonly kind: TaxedKind; readonly date: string; readonly base: bigint }, cents: bigint): ItemTax {
    const { kind, date, base } = item;
    const rate = this.#rates.rates.findLast((one) => one.kind === kind && one.from <= date);
    if (rate === undefined) {
      throw new RateFileError(`The rate file has no rate for ${kind} on ${date}: state 0 where no tax is due.`);
    }
    const { basisPoints } = rate;
    const running = this.#running.get(basisPoints) ?? this.#new(basisPoints);
    const vat = running.next(base);
    return this.#rates.prices === "include"
      ? { basisPoints, vat, net: cents - vat, gross: cents }
      : { basisPoints, vat, net: cents, gross: cents + vat };
  }

  #new(basisPoints: number): RunningCents {
    const of = BigInt(basisPoints);
    const by = this.#rates.prices === "include" ? 10_000n + of : 10_000n;
    const running = new RunningCents(0n, (base) => centsOfPartRoundedHalfAway(base, { of, by }));
    this.#running.set(basisPoints, running);
    return running;
  }
}

/** {cent} net + vat = gross */
export interface ItemTax {
  readonly basisPoints: number;
  readonly vat: bigint;
  readonly net: bigint;
  readonly gross: bigint;
}

function rateOf(value: unknown, at: number): VatRate {
  const which = `Rate ${at + 1} of the rate file`;
  const rate = recordOf(value, `${which} is an object with kind, from and basisPoints.`);
  const [kind, from, basisPoints] = [rate["kind"], rate["from"], rate["basisPoints"]];
  if (!TAXED_KINDS.some((known) => known === kind)) {
    throw new RateFileError(`${which} is for a kind of ${TAXED_KINDS.join(", ")}, not for ${JSON.stringify(kind)}.`);
  }
  if (typeof from !== "string" || !isDay(from)) {
    throw new RateFileError(`${which} holds from a day like "2026-01-01" on, not from ${JSON.stringify(from)}.`);
  }
  if (!Number.isInteger(basisPoints) || Number(basisPoints) < 0 || Number(basisPoints) > MOST) {
    throw new RateFileError(`${which} is a whole number of basis points up to ${MOST}, as 1900 is 19%.`);
  }
  return { kind: kind as TaxedKind, from, basisPoints: Number(basisPoints) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RateFileError("The rate file is no JSON.");
  }
}

function recordOf(value: unknown, sentence: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RateFileError(sentence);
  return value as Readonly<Record<string, unknown>>;
}
