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

export interface ShowLossParameters extends WriteParameters {
  /** Of a false root; it has been executed. */
  readonly offence: string;
  /** The account's leaf of that root. */
  readonly attested: OpenedLeaf;
  /** What all meters of the account, and all right behind them, signed of both ends of the slot, in any order. */
  readonly readings: readonly SignedReading[];
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
 * Throws `ParameterError` where an end of the slot is missing, `GridwattError`, e.g. "OffenceNotExecuted", "PotClosed",
 * "LossKnown", "LossUnproven".
 * @example
 * const { amount } = await showLoss(client, { offence, attested, readings: [begin, end] });
 */
export async function showLoss(client: Client, parameters: ShowLossParameters): Promise<ShowLossReturnType> {
  const { offence, attested, readings, overrides } = parameters;
  const args = [offence, openedLeaf(attested), signedSpans(attested.slot, readings)] as const;
  const written = await write(client, { contract: "slasher", name: "showLoss", args, overrides });
  const [shown] = eventsNamed(written.events, "LossShown");
  if (shown === undefined) throw new GridwattError("NotShown", { message: "The slasher told of no loss." });
  return { ...written, pot: shown.pot, lost: Money.ofUnits(shown.units), amount: shown.amount };
}

/** By meter, rising, as the contract takes them. */
function signedSpans(slot: Slot, readings: readonly SignedReading[]) {
  const meters = [...new Set(readings.map(({ meter }) => meter))].sort((a, b) => a - b);
  const signedAt = (meter: number, boundary: Slot) => {
    const [one, ...more] = readings.filter((said) => said.meter === meter && said.slot.number === boundary.number);
    if (one === undefined || more.length > 0) {
      throw new ParameterError(`There is not one reading of meter ${meter} for ${boundary}, an end of the slot.`);
    }
    return signedReading(one);
  };
  return meters.map((meter) => {
    const [begin, beginSignature] = signedAt(meter, slot);
    const [end, endSignature] = signedAt(meter, slot.plus(1));
    return { begin, beginSignature, end, endSignature };
  });
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
