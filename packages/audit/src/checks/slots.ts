import { decodeOrderId, encodeTerms } from "@gridwatt/sdk";

import { each, visit, type Check, type Subject } from "../check.ts";
import { add } from "../parts/part.ts";
import { volumeOf, type OpenedSlot } from "../parts/slots.ts";
import { orderOf, rememberedOrders } from "./orders.ts";
import { positionOf } from "./positions.ts";

const slotOf = ({ stored }: Subject, { opened }: OpenedSlot) => stored.ask("exchange", "slotData", opened.slot.number);

export const clearingOf = ({ stored }: Subject, { opened }: OpenedSlot) => {
  return stored.ask("exchange", "slotClearing", opened.slot.number);
};

export const zoneOf = ({ stored }: Subject, { opened }: OpenedSlot, zone: number) => {
  return stored.ask("exchange", "zoneData", opened.slot.number, zone);
};

/** Zones of a slot by number. */
export function zonesOf({ rebuilt }: Subject, { opened }: OpenedSlot): number[] {
  return [...rebuilt.gridFees.slotOf(opened.slot.number).terms.zones.keys()];
}

/** {Wh} that all accounts hold or held in each slot, claimed, claimable and netted, by what is stored. */
async function heldBySlot(subject: Subject): Promise<ReadonlyMap<string, bigint>> {
  const held = new Map<string, bigint>();
  await visit(subject.rebuilt.positions, async (position) => {
    const { sold, bought } = await positionOf(subject, position);
    add(held, `${position.slot} sold`, sold);
    add(held, `${position.slot} bought`, bought);
  });
  await visit(rememberedOrders(subject), async (order) => {
    const { filled } = await orderOf(subject, order);
    const { slot, side } = decodeOrderId(order.id);
    add(held, `${slot.number} ${side === "buy" ? "bought" : "sold"}`, filled);
  });
  return held;
}

/** The next number that lies within bounds. */
export function within(value: bigint, { least, most }: { readonly least: number; readonly most: number }): bigint {
  const raised = value < BigInt(least) ? BigInt(least) : value;
  return raised > BigInt(most) ? BigInt(most) : raised;
}

const TRADING: readonly Check[] = [
  {
    id: "slots.terms",
    name: "price pair, gate and terms of every slot are as frozen when it opened",
    compare: (subject) =>
      each(subject.rebuilt.slots, async (slot) => {
        const { slot: number, long, short, gate } = slot.opened;
        const found = await slotOf(subject, slot);
        const terms = encodeTerms(subject.rebuilt.gridFees.slotOf(number.number).terms);
        const until = BigInt(number.begin.getTime() / 1000 - gate);
        return [
          { what: `slot ${number.number} is open`, expected: true, found: found.open },
          { what: `long price of slot ${number.number}`, expected: long.ticks, found: found.long },
          { what: `short price of slot ${number.number}`, expected: short.ticks, found: found.short },
          { what: `gate of slot ${number.number}`, expected: until, found: found.tradableUntil },
          { what: `terms of slot ${number.number}`, expected: terms, found: found.terms },
        ];
      }),
  },
  {
    id: "slots.trades",
    name: "volume, value and last price of every zone are those of the trades with its makers",
    compare: async function* (subject) {
      for (const slot of subject.rebuilt.slots) {
        yield* each(zonesOf(subject, slot), async (zone) => {
          const { volume, notional, last } = await zoneOf(subject, slot, zone);
          const traded = slot.zones.get(zone);
          const expected = {
            volume: traded?.volume ?? 0n,
            notional: traded?.notional ?? 0n,
            last: traded?.last.ticks ?? 0n,
          };
          const what = `trades in zone ${zone} and slot ${slot.opened.slot.number}`;
          return { what, expected, found: { volume, notional, last } };
        });
      }
    },
  },
  {
    id: "slots.flows",
    name: "flow and fees of every zone are those of the trades across it",
    compare: async function* (subject) {
      for (const slot of subject.rebuilt.slots) {
        const number = slot.opened.slot.number;
        const { flows, fees } = subject.rebuilt.gridFees.slotOf(number);
        yield* each(zonesOf(subject, slot), async (zone) => {
          const found = await zoneOf(subject, slot, zone);
          const where = `zone ${zone} in slot ${number}`;
          return [
            { what: `flow of ${where}`, expected: flows[zone] ?? 0n, found: found.flow },
            { what: `fees of ${where}`, expected: fees[zone] ?? 0n, found: found.fees },
          ];
        });
      }
    },
  },
  {
    id: "slots.sold-is-bought",
    name: "in every slot as much is sold as is bought, claimed, claimable or netted, and as much as was traded",
    compare: async function* (subject) {
      const held = await heldBySlot(subject);
      yield* each(subject.rebuilt.slots, async (slot) => {
        const number = slot.opened.slot.number;
        const { netted } = (await clearingOf(subject, slot)).state;
        const expected = volumeOf(slot);
        return (["sold", "bought"] as const).map((side) => {
          return { what: `${side} in slot ${number}`, expected, found: netted + (held.get(`${number} ${side}`) ?? 0n) };
        });
      });
    },
  },
  {
    id: "slots.collected",
    name: "fees of slots are collected, or not, as told",
    compare: (subject) =>
      each(subject.rebuilt.slots, async (slot) => {
        const { collected } = await slotOf(subject, slot);
        return { what: `slot ${slot.opened.slot.number} is collected`, expected: slot.collected, found: collected };
      }),
  },
];

const SETTLING: readonly Check[] = [
  {
    id: "slots.clearing",
    name: "every slot is settled as far as told, for as many accounts and as much energy",
    compare: (subject) =>
      each(subject.rebuilt.slots, async (slot) => {
        const { state } = await clearingOf(subject, slot);
        const { financed, sold, bought, netted, ratedExport } = slot;
        // One without meters counts if the root has a leaf of it, of which no event tells.
        const accounts = within(state.accounts, { least: slot.metered, most: slot.accounts });
        return {
          what: `clearing of slot ${slot.opened.slot.number}`,
          expected: { financed, sold, bought, netted, accounts, ratedExport },
          found: {
            financed: state.financed,
            sold: state.sold,
            bought: state.bought,
            netted: state.netted,
            accounts: state.accounts,
            ratedExport: state.ratedExport,
          },
        };
      }),
  },
  {
    id: "slots.credits",
    name: "credits of every slot, what is unpaid of them, the pot and what was paid of it are as told",
    compare: (subject) =>
      each(subject.rebuilt.slots, async (slot) => {
        const { credits, unpaid, pot, paid } = (await clearingOf(subject, slot)).credits;
        return {
          what: `credits of slot ${slot.opened.slot.number}`,
          expected: { credits: slot.credits, unpaid: slot.unpaid, pot: slot.pot, paid: slot.paid },
          found: { credits, unpaid, pot, paid },
        };
      }),
  },
  {
    id: "slots.corrected",
    name: "corrections of every slot moved as much as told",
    compare: ({ rebuilt, stored }) =>
      each(rebuilt.slots.corrected, async ([slot, expected]) => {
        return {
          what: `corrections of slot ${slot}`,
          expected,
          found: await stored.ask("exchange", "correctedIn", slot),
        };
      }),
  },
];

export const SLOTS: readonly Check[] = [...TRADING, ...SETTLING];
