import {
  getAccount,
  getEvents,
  getFees,
  getWattBalance,
  Money,
  PARTY,
  type Client,
  type MarketEventOf,
} from "@gridwatt/sdk";

import { until } from "./process.ts";

/** Waits until so many accounts, each in its slots, are settled, and gives what was told of each. */
export async function settledOnce(client: Client, count: number): Promise<MarketEventOf<"Settled">[]> {
  return until(`${count} settlements`, async () => {
    const settled = await getEvents(client, { names: ["Settled"] });
    return settled.length >= count && settled;
  });
}

/** Slots and accounts that were settled, as text; with each once, sorted. */
export function placesOf(settled: readonly MarketEventOf<"Settled">[]): string[] {
  return settled.map(({ slot, account }) => `${slot.number}/${account}`).sort();
}

/** What all accounts have, with the balancing party's. */
export async function freeOf(client: Client, accounts: readonly number[]): Promise<Money> {
  const all = await Promise.all([PARTY, ...accounts].map((account) => getAccount(client, { account })));
  return all.reduce((sum, account) => sum.plus(account?.free ?? Money.ZERO), Money.ZERO);
}

/** What the pool holds, beyond fees that have not left it. */
export async function poolOf(client: Client): Promise<Money> {
  const pool = await getWattBalance(client, { holder: client.deployment.contracts.exchange });
  const fees = await Promise.all([0, 1, 2, 3].map((operator) => getFees(client, { operator })));
  return fees.reduce((rest, owed) => rest.minus(owed), pool);
}
