import { decodeOrderId, Money } from "@gridwatt/sdk";
import { backingOf, MARKET, total } from "@gridwatt/statements";

import { sumOver, type Check, type Subject } from "../check.ts";
import { BASIS } from "../parts/hosts.ts";
import { sum } from "../parts/part.ts";
import type { OpenedSlot } from "../parts/slots.ts";
import { dataOf, tradingAccounts } from "./accounts.ts";
import { orderOf, rememberedOrders } from "./orders.ts";
import { positionOf, setsOf } from "./positions.ts";
import { clearingOf, zoneOf, zonesOf } from "./slots.ts";

/** {unit} of all accounts and operators */
async function owed(subject: Subject): Promise<bigint> {
  const { rebuilt } = subject;
  const free = sumOver(tradingAccounts(subject), async (account) => (await dataOf(subject, account)).free);
  const fees = sumOver(rebuilt.fees.operators, (operator) => feesWaiting(subject, operator));
  const slots = sumOver(rebuilt.slots, (slot) => heldBySlot(subject, slot));
  const parts = [free, fees, hostsLess(subject), slots, heldByOrders(subject), heldByPositions(subject)];
  return (await Promise.all(parts)).reduce((one, other) => one + other, 0n);
}

/** {unit} collected for an operator and still there; for the market, before hosts and discounts. */
export async function feesWaiting({ stored }: Pick<Subject, "stored">, operator: number): Promise<bigint> {
  if (operator !== MARKET) return stored.ask("exchange", "feesOwed", operator);
  return (await stored.ask("exchange", "marketFees")).collected;
}

/** {unit} what hosts are owed less what they and discounts kept and was not taken off the market's fees. */
async function hostsLess({ rebuilt: { hosts, fees }, stored }: Subject): Promise<bigint> {
  const less = await sumOver(hosts.numbers, async (host) => {
    const { owed, kept } = await stored.ask("exchange", "hostData", host);
    return owed - kept;
  });
  return less / BASIS + fees.takenOff;
}

/** {unit} locked by open orders, and the sets of fills that wait for a claim */
function heldByOrders(subject: Subject): Promise<bigint> {
  const { journal } = subject.rebuilt;
  return sumOver(rememberedOrders(subject), async (order) => {
    const { open, filled } = await orderOf(subject, order);
    const { slot, side } = decodeOrderId(order.id);
    return open * journal.lockOf(order.id) + filled * backingOf(journal.pairOf(slot.number), side);
  });
}

/** {unit} the sets of what is not settled */
function heldByPositions(subject: Subject): Promise<bigint> {
  return sumOver(subject.rebuilt.positions, async (position) => {
    const data = await positionOf(subject, position);
    return data.settled ? 0n : setsOf(subject.rebuilt.journal.pairOf(position.slot), data);
  });
}

/** {unit} the fees of a slot that are not collected, and what its pot has for credits */
async function heldBySlot(subject: Subject, slot: OpenedSlot): Promise<bigint> {
  const number = slot.opened.slot.number;
  const { pot, paid } = (await clearingOf(subject, slot)).credits;
  if ((await subject.stored.ask("exchange", "slotData", number)).collected) return pot - paid;
  const marketFee = subject.rebuilt.gridFees.slotOf(number).terms.marketFee.ticks;
  const fees = await sumOver(zonesOf(subject, slot), async (zone) => {
    const data = await zoneOf(subject, slot, zone);
    return data.fees + data.volume * marketFee;
  });
  return pot - paid + fees;
}

function balanceOf({ client, stored }: Subject): Promise<bigint> {
  return stored.ask("watt", "balanceOf", client.deployment.contracts.exchange);
}

export const POOL: readonly Check[] = [
  {
    id: "pool.owed",
    name: "the exchange's WATT is what it owes: free funds, locks, sets, fees and pots, and gifts on top",
    compare: async function* (subject) {
      const expected = Money.ofUnits(await owed(subject)).base + subject.rebuilt.token.giftsTo("exchange");
      yield { what: "balance", expected, found: await balanceOf(subject) };
    },
  },
  {
    id: "pool.told",
    name: "the exchange's WATT is what came in less what went out: all that accounts and operators have by the events",
    compare: async function* (subject) {
      const { journal, fees, hosts, gridFees, slots, token } = subject.rebuilt;
      let units = 0n;
      for (const account of journal.accounts) units += total(journal.funds(account));
      for (const operator of fees.operators) {
        units += (fees.collected.get(operator) ?? 0n) - (fees.withdrawn.get(operator) ?? 0n);
      }
      units -= hosts.waived + sum(hosts.withdrawn.values());
      for (const { opened, collected } of slots) {
        const traded = gridFees.slotOf(opened.slot.number);
        if (!collected) units += traded.fees.reduce((one, other) => one + other, traded.marketFees);
      }
      const expected = Money.ofUnits(units).base + token.giftsTo("exchange");
      yield { what: "balance", expected, found: await balanceOf(subject) };
    },
  },
];
