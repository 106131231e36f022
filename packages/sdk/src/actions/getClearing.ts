import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { slotNumber } from "../order.ts";
import { Energy } from "../units/energy.ts";
import { Money } from "../units/money.ts";
import type { Slot } from "../units/slot.ts";

export interface GetClearingParameters extends ReadParameters {
  readonly slot: Slot;
}
export interface GetClearingReturnType {
  /** Of the accounts settled so far. */
  readonly sold: Energy;
  readonly bought: Energy;
  /** On either side. */
  readonly netted: Energy;
  /** Accounts with meters that are settled. */
  readonly accounts: number;
  /** Whether all are settled and the credits have been set aside; only with residual supply. */
  readonly financed: boolean;
  readonly credits: Money;
  /** Of the credits. */
  readonly unpaid: Money;
  /** Moved by corrections. */
  readonly corrected: Money;
}

/**
 * How far a slot is settled.
 * @example
 * const { accounts, financed } = await getClearing(client, { slot });
 */
export async function getClearing(client: Client, parameters: GetClearingParameters): Promise<GetClearingReturnType> {
  const { block } = parameters;
  const args = [slotNumber(parameters.slot)] as const;
  const [{ state, credits }, corrected] = await Promise.all([
    read(client, { contract: "exchange", name: "slotClearing", args, block }),
    read(client, { contract: "exchange", name: "correctedIn", args, block }),
  ]);
  return {
    sold: Energy.ofWh(state.sold),
    bought: Energy.ofWh(state.bought),
    netted: Energy.ofWh(state.netted),
    accounts: Number(state.accounts),
    financed: state.financed,
    credits: Money.ofUnits(credits.credits),
    unpaid: Money.ofUnits(credits.unpaid),
    corrected: Money.ofUnits(corrected),
  };
}
