import { ZeroAddress } from "ethers";

import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { uint } from "../order.ts";
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
  /** Slots with open orders or unsettled energy. */
  readonly activeSlots: number;
  readonly barred: boolean;
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
  if (registered.owner === ZeroAddress) return null;
  return {
    account: parameters.account,
    owner: registered.owner,
    zone: data.owner === ZeroAddress ? null : Number(data.zone),
    free: Money.ofUnits(data.free),
    activeSlots: Number(data.activeSlots),
    barred: data.barred,
    offeredTo: offeredTo === ZeroAddress ? null : offeredTo,
  };
}
