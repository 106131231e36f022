import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { dateOf } from "../internal/decoders.ts";
import { Grid } from "../units/grid.ts";

/** {s} Within which losses can be refuted: the contract's `REFUTATION`. */
const REFUTATION = 86_400n;

export interface GetPotParameters extends ReadParameters {
  /** As `getOffence` tells it. */
  readonly pot: number;
}
export interface Pot {
  readonly pot: number;
  /** When it pays: victims first, then reporters, then the insurance. */
  readonly closesAt: Date;
  /** Until when `showLoss` takes losses. */
  readonly lossesUntil: Date;
  /** For all its offences. */
  readonly taken: Grid;
  /** That were shown, and not refuted. */
  readonly losses: Grid;
}

/**
 * What was taken for offences of an election, and who is to get it.
 * @example
 * const { lossesUntil } = await getPot(client, { pot });
 */
export async function getPot(client: Client, { pot, block }: GetPotParameters): Promise<Pot> {
  const { closesAt, taken, losses } = await read(client, {
    ...{ contract: "slasher", name: "potOf" },
    ...{ args: [BigInt(pot)], block },
  });
  return {
    pot,
    closesAt: dateOf(closesAt),
    lossesUntil: dateOf(closesAt - REFUTATION),
    taken: Grid.ofBase(taken),
    losses: Grid.ofBase(losses),
  };
}
