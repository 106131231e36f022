import type { Client } from "../client.ts";
import { eventsNamed, type MarketEventOf } from "../events.ts";
import { write, type WriteParameters, type Written } from "../internal/call.ts";
import { uint } from "../order.ts";
import { Money } from "../units/money.ts";

export interface PullFeesParameters extends WriteParameters {
  /** Number of the grid operator; 0: the market itself. */
  readonly operator: number;
}
export interface PullFeesReturnType extends Written {
  readonly amount: Money;
  /** Each payee's part. */
  readonly credited: readonly MarketEventOf<"FeesCredited">[];
}

/**
 * Fetches an operator's collected fees from the exchange and credits them to its payees. Anyone may.
 * Throws `GridwattError`, e.g. "NoPayees".
 * @example
 * const { amount } = await pullFees(client, { operator: 1 });
 */
export async function pullFees(client: Client, parameters: PullFeesParameters): Promise<PullFeesReturnType> {
  const { overrides } = parameters;
  const args = [uint(parameters.operator, { name: "operator", bits: 16 })] as const;
  const written = await write(client, { contract: "feeRouter", name: "pull", args, overrides });
  const amount = eventsNamed(written.events, "FeesPulled")[0]?.amount ?? Money.ZERO;
  return { ...written, amount, credited: eventsNamed(written.events, "FeesCredited") };
}
