import type { Client } from "../client.ts";
import { eventsNamed } from "../events.ts";
import { GridwattError, ParameterError } from "../gridwatt-error.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { openedLeaf, signedReading, type OpenedLeaf } from "../internal/shown.ts";
import { slotNumber } from "../order.ts";
import type { Grid } from "../units/grid.ts";
import { Money } from "../units/money.ts";
import type { Slot } from "../units/slot.ts";
import type { SignedReading } from "./signReading.ts";

/** What a meter signed at both ends of a slot. */
export interface SignedSpan {
  readonly begin: SignedReading;
  readonly end: SignedReading;
}

/**
 * Sorts readings of the ends of a slot by their meters.
 * Throws `ParameterError` where an end is missing, is there twice, or is none of the slot's.
 * @example
 * const spans = spansOf(slot, [beginOf7, endOf7, beginOf9, endOf9]);
 */
export function spansOf(slot: Slot, readings: readonly SignedReading[]): SignedSpan[] {
  const ends = [slot, slot.plus(1)];
  for (const { meter, slot: at } of readings) {
    if (ends.some(({ number }) => number === at.number)) continue;
    throw new ParameterError(`Meter ${meter} signed a reading for ${at}, which is no end of the slot ${slot}.`);
  }
  const at = (meter: number, boundary: Slot) => {
    const [one, ...more] = readings.filter((said) => said.meter === meter && said.slot.number === boundary.number);
    if (one === undefined) throw new ParameterError(`The reading of meter ${meter} for ${boundary} is missing.`);
    if (more.length > 0)
      throw new ParameterError(`There are ${more.length + 1} readings of meter ${meter} for ${boundary}.`);
    return one;
  };
  const meters = [...new Set(readings.map(({ meter }) => meter))].sort((a, b) => a - b);
  return meters.map((meter) => ({ begin: at(meter, slot), end: at(meter, slot.plus(1)) }));
}

export interface ShowLossParameters extends WriteParameters {
  /** Of a false root; it has been executed. */
  readonly offence: string;
  /** The account's leaf of that root. */
  readonly attested: OpenedLeaf;
  /** Of all meters of the account, and of all right behind them, rising by meter: see `spansOf`. */
  readonly spans: readonly SignedSpan[];
}
export interface ShowLossReturnType extends Written {
  /** The number of what pays it, by `payVictim`, once it is closed. */
  readonly pot: number;
  /** What the account lost. */
  readonly lost: Money;
  /** What it gets for that, or less where the pot has less. */
  readonly amount: Grid;
}

/**
 * Shows what an account lost by being settled for good with a false root. Its owner's, until a day before the pot closes.
 * Throws `GridwattError`, e.g. "OffenceNotExecuted", "PotClosed", "LossKnown", "LossUnproven".
 * @example
 * const { amount } = await showLoss(client, { offence, attested, spans: [{ begin, end }] });
 */
export async function showLoss(client: Client, parameters: ShowLossParameters): Promise<ShowLossReturnType> {
  const { offence, attested, spans, overrides } = parameters;
  const args = [offence, openedLeaf(attested), spans.map(signedSpan)] as const;
  const written = await write(client, { contract: "slasher", name: "showLoss", args, overrides });
  const [shown] = eventsNamed(written.events, "LossShown");
  if (shown === undefined) throw new GridwattError("NotShown", { message: "The slasher told of no loss." });
  return { ...written, pot: shown.pot, lost: Money.ofUnits(shown.units), amount: shown.amount };
}

function signedSpan({ begin, end }: SignedSpan) {
  const [[first, beginSignature], [last, endSignature]] = [signedReading(begin), signedReading(end)];
  return { begin: first, beginSignature, end: last, endSignature };
}

export interface RefuteLossParameters extends WriteParameters {
  readonly account: number;
  readonly slot: Slot;
  /** That signed two readings of an end of the slot. */
  readonly meter: number;
}

/**
 * Takes back a loss that was shown by a meter which signed two readings. Anyone may, until the pot closes.
 * Throws `GridwattError`, e.g. "LossNotRefuted", "LossUnknown", "PotClosed".
 * @example
 * await refuteLoss(client, { account: 1, slot, meter: 7 });
 */
export function refuteLoss(client: Client, of: RefuteLossParameters): Promise<Written> {
  const args = [of.account, slotNumber(of.slot), of.meter] as const;
  return write(client, { contract: "slasher", name: "refuteLoss", args, overrides: of.overrides });
}
