import { each, type Check, type Subject } from "../check.ts";
import { feesWaiting } from "./pool.ts";
import { sum } from "../parts/part.ts";
import type { Stored } from "../stored.ts";

/** How much a number has grown from the block before the first to the last. */
async function grown({ before, stored }: Subject, ask: (stored: Stored) => Promise<bigint>): Promise<bigint> {
  return (await ask(stored)) - (before === null ? 0n : await ask(before));
}

export const PERIOD: readonly Check[] = [
  {
    id: "period.supply",
    name: "the supply of WATT grew by what was minted less what was burned in the period",
    compare: async function* (subject) {
      const { minted, burned } = subject.period.token;
      const found = await grown(subject, (stored) => stored.ask("watt", "totalSupply"));
      yield { what: "growth of the supply", expected: minted - burned, found };
    },
  },
  {
    id: "period.balances",
    name: "every holder's WATT grew by what came less what was sent in the period",
    compare: (subject) =>
      each(subject.period.token.balances, async ([holder, expected]) => {
        const found = await grown(subject, (stored) => stored.ask("watt", "balanceOf", holder));
        return { what: `growth of the balance of ${holder}`, expected, found };
      }),
  },
  {
    id: "period.ramps",
    name: "what the queue holds, and what was paid out of the reserve, grew as told in the period",
    compare: async function* (subject) {
      const { held, paid } = subject.period.ramps;
      const heldMore = await grown(subject, (stored) => stored.ask("redemptions", "held"));
      yield { what: "growth of what is held", expected: held, found: heldMore };
      const paidMore = await grown(subject, (stored) => stored.ask("reserve", "totalPaid"));
      yield { what: "growth of what was paid out", expected: paid, found: paidMore };
    },
  },
  {
    id: "period.fees",
    name: "every operator's fees grew by what was collected less what was withdrawn or taken off in the period",
    compare: (subject) =>
      each(subject.rebuilt.fees.operators, async (operator) => {
        const expected = subject.period.fees.waiting(operator);
        const found = await grown(subject, (stored) => feesWaiting({ stored }, operator));
        return { what: `growth of the fees of operator ${operator}`, expected, found };
      }),
  },
  {
    id: "period.router",
    name: "what the router owes grew by what was credited less what was paid out in the period",
    compare: async function* (subject) {
      const found = await grown(subject, (stored) => stored.ask("feeRouter", "totalOwed"));
      yield { what: "growth of what is owed", expected: sum(subject.period.fees.owed.values()), found };
    },
  },
];
