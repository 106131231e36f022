import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { dateOf } from "../internal/decoders.ts";
import { Money } from "../units/money.ts";

const STATES = ["none", "requested", "paying", "paid", "returned"] as const;

export interface GetRedemptionParameters extends ReadParameters {
  readonly id: bigint;
}
export interface Redemption {
  readonly id: bigint;
  readonly holder: string;
  readonly state: (typeof STATES)[number];
  readonly amount: Money;
  /** Fiat money that is paid for it; null before it is marked. */
  readonly payout: Money | null;
  /** Commitment to the bank account that is paid. */
  readonly payTo: string;
  /** Past it the holder may take the WATT back, unless it has ended. */
  readonly deadline: Date;
}
export type GetRedemptionReturnType = Redemption | null;

/**
 * A redemption; null where there is none of this number.
 * @example
 * const redemption = await getRedemption(client, { id: 1n });
 */
export async function getRedemption(
  client: Client,
  { id, block }: GetRedemptionParameters,
): Promise<GetRedemptionReturnType> {
  const found = await read(client, { contract: "redemptions", name: "redemptionOf", args: [id], block });
  const state = STATES[Number(found.state)] ?? "none";
  if (state === "none") return null;
  return {
    id,
    holder: found.holder,
    state,
    amount: Money.ofBase(found.amount),
    payout: state === "requested" ? null : Money.ofBase(found.payout),
    payTo: found.payTo,
    deadline: dateOf(found.deadline),
  };
}
