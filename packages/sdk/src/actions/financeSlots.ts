import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";

export interface FinanceSlotsParameters extends WriteParameters {
  /** Slots at most. */
  readonly count: number;
}
export interface FinanceSlotsReturnType extends Written {
  readonly financed: readonly MarketEventOf<"SlotFinanced">[];
}

/**
 * Sets the credits of completely settled slots aside, in the order of slots. Every settlement does so for a few.
 * @example
 * const { financed } = await financeSlots(client, { count: 96 });
 */
export async function financeSlots(
  client: Client,
  parameters: FinanceSlotsParameters,
): Promise<FinanceSlotsReturnType> {
  const { overrides } = parameters;
  const args = [uint(parameters.count, { name: "count", bits: 32 })] as const;
  const written = await write(client, { contract: "exchange", name: "financeSlots", args, overrides });
  return { ...written, financed: eventsNamed(written.events, "SlotFinanced") };
}
