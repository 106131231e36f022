import { PARTY } from "@gridwatt/sdk";

import { sumOver, type Check, type Subject } from "../check.ts";
import { dataOf, tradingAccounts } from "./accounts.ts";
import { within } from "./slots.ts";

/** Beyond all numbers of slots. */
const NO_SLOT = 2 ** 32;

function clearingOf({ stored }: Subject) {
  return stored.ask("exchange", "clearing");
}

/**
 * How far slots are financed, at least and at most. Slots that are not open are stepped over without a word, so that
 * events tell only that it is past the last slot that was financed, and not past the first open one that was not.
 */
function financedOf({ rebuilt: { slots } }: Subject): { least: number; most: number } {
  const waiting = [...slots].filter(({ financed }) => !financed).map(({ opened }) => opened.slot.number);
  const most = Math.min(NO_SLOT, ...waiting);
  return { least: slots.lastFinanced === null ? 0 : slots.lastFinanced + 1, most };
}

export const CLEARING: readonly Check[] = [
  {
    id: "clearing.debts",
    name: "all debts are those of the accounts",
    compare: async function* (subject) {
      const accounts = [...tradingAccounts(subject)].filter((account) => account !== PARTY);
      const expected = await sumOver(accounts, async (account) => (await dataOf(subject, account)).debt);
      yield { what: "debts", expected, found: (await clearingOf(subject)).debts };
    },
  },
  {
    id: "clearing.receivables",
    name: "what the balancing party owes is what slots and corrections left unpaid",
    compare: async function* (subject) {
      const { receivables } = subject.rebuilt.slots;
      yield { what: "receivables", expected: receivables, found: (await clearingOf(subject)).receivables };
    },
  },
  {
    id: "clearing.collateral",
    name: "the balancing party's collateral is what slots that are not financed may ask of it",
    compare: async function* (subject) {
      const { collateral } = subject.rebuilt.slots;
      yield { what: "collateral", expected: collateral, found: (await clearingOf(subject)).collateral };
    },
  },
  {
    id: "clearing.financed",
    name: "slots are financed in their order, up to the first that is not settled",
    compare: async function* (subject) {
      const found = (await clearingOf(subject)).nextSlot;
      const expected = subject.rebuilt.residualSupply ? within(found, financedOf(subject)) : 0n;
      yield { what: "first slot that is not financed", expected, found };
    },
  },
];
