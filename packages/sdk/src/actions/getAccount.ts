import { ZeroAddress } from "ethers";

import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { uint } from "../order.ts";
import { PARTY } from "../readings.ts";
import { dateOf } from "../internal/decoders.ts";
import { Fee } from "../units/fee.ts";
import { Money } from "../units/money.ts";

export interface GetAccountParameters extends ReadParameters {
  readonly account: number;
}
export interface GetAccountReturnType {
  readonly account: number;
  readonly owner: string;
  /** Null before a registrar of this market area has assigned one. */
  readonly zone: number | null;
  readonly free: Money;
  /** Owed to the balancing party. */
  readonly debt: Money;
  /** Of all accounts of its owner: above zero, new orders and withdrawals wait. */
  readonly ownerDebt: Money;
  /** Owed by the balancing party. */
  readonly receivable: Money;
  /** Of the free funds, what residual supply makes it keep. */
  readonly reserve: Money;
  /** Slots with open orders, unsettled energy or an unpaid credit. */
  readonly activeSlots: number;
  /** In which the owner may take new risk, by compliance: 1 to 3, or 0 for not at all. */
  readonly tier: number;
  /** When that ends; null while it never could. */
  readonly clearedUntil: Date | null;
  /** Per kWh, off the market fee, as a taker. */
  readonly discount: Fee;
  /** To whom it is offered. */
  readonly offeredTo: string | null;
}

/**
 * What is known of an account, or null where it was never opened.
 * @example
 * const account = await getAccount(client, { account: 1 });
 */
export async function getAccount(
  client: Client,
  parameters: GetAccountParameters,
): Promise<GetAccountReturnType | null> {
  const { block } = parameters;
  const args = [uint(parameters.account, { name: "account", bits: 32 })] as const;
  const [registered, offeredTo, data] = await Promise.all([
    read(client, { contract: "registry", name: "accountOf", args, block }),
    read(client, { contract: "registry", name: "offerOf", args, block }),
    read(client, { contract: "exchange", name: "accountData", args, block }),
  ]);
  // The balancing party's account is the exchange's own, and in no registry.
  const owner = parameters.account === PARTY ? data.owner : registered.owner;
  if (owner === ZeroAddress) return null;
  return {
    account: parameters.account,
    owner,
    zone: data.owner === ZeroAddress ? null : Number(data.zone),
    free: Money.ofUnits(data.free),
    debt: Money.ofUnits(data.debt),
    ownerDebt: Money.ofUnits(data.ownerDebt),
    receivable: Money.ofUnits(data.receivable),
    reserve: Money.ofUnits(data.reserve),
    activeSlots: Number(data.activeSlots),
    tier: Number(data.tier),
    clearedUntil: data.clearedUntil === 0n ? null : dateOf(data.clearedUntil),
    discount: Fee.ofTicks(data.discount),
    offeredTo: offeredTo === ZeroAddress ? null : offeredTo,
  };
}
