import type { AuditReport } from "@gridwatt/audit";
import { Money } from "@gridwatt/sdk";

import type { Story } from "./story.ts";

/**
 * Holds the end of the story against itself, to the last unit.
 * @returns a line for everything that does not add up
 */
export function differencesOf(story: Omit<Story, "differences" | "gas">): string[] {
  const { totals, trades, balances, fees, energy, redemptions } = story;
  const { minted, redeemed, supply, pool, owed, router, outside } = totals;
  const change = balances.reduce((sum, row) => sum.plus(row.change), Money.ZERO);
  return [
    ...unequal("WATT minted less WATT redeemed", minted.minus(redeemed), "the supply", supply),
    ...unequal("WATT in all hands", pool.plus(router).plus(outside), "the supply", supply),
    ...unequal("the reserve", totals.backing, "what the bank's account has", totals.bank),
    ...redemptions.flatMap(({ name, paid, redeemed: given }) => {
      return unequal(`what the bank paid ${name}`, paid, "WATT redeemed", given);
    }),
    ...unequal("the exchange's token balance", pool, "what it owes", owed),
    ...unequal("what the prosumers have lost", change.negated(), "the fees earned", totals.feesEarned),
    ...unequal("the fees paid out", totals.feesPaid, "the fees earned", totals.feesEarned),
    ...fees.flatMap(({ earner, paid, earned }) => unequal(`fees paid to ${earner}`, paid, "fees earned", earned)),
    ...unequal("energy sold", totals.sold, "energy bought", totals.bought),
    ...unequal("energy sold", totals.sold, "energy of all trades", totals.traded),
    ...trades.flatMap(({ seller, buyer, pathFee, path }) => {
      const parts = path.reduce((sum, { fee }) => sum + fee.ticks, 0n);
      const way = `the tariffs between ${seller} and ${buyer}`;
      return parts === pathFee.ticks ? [] : [`${way} sum to ${parts} ticks, not to the path fee of ${pathFee.ticks}`];
    }),
    ...energy.flatMap(({ name, generated, consumed }) => {
      const row = balances.find((balance) => balance.name === name);
      const over = row === undefined || row.sold.compare(generated) > 0 || row.bought.compare(consumed) > 0;
      return over ? [`${name} sold more than was generated, or bought more than was consumed`] : [];
    }),
  ];
}

/** What an audit of the demo's market has found, a line for each difference. */
export function differencesFound({ checks }: Pick<AuditReport, "checks">): string[] {
  return checks.flatMap(({ id, differences }) => {
    return differences.map(({ what, expected, found }) => `${id}: ${what}: ${found}, and not ${expected}`);
  });
}

function unequal(what: string, is: { toString(): string }, other: string, should: { toString(): string }): string[] {
  return is.toString() === should.toString() ? [] : [`${what}: ${is.toString()}, but ${other}: ${should.toString()}`];
}
