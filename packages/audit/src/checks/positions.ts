import { PARTY } from "@gridwatt/sdk";
import { backingOf, type PricePair } from "@gridwatt/statements";

import { each, type Check, type Subject } from "../check.ts";
import type { Position } from "../parts/positions.ts";

export const positionOf = ({ stored }: Subject, { account, slot }: Position) => {
  return stored.ask("exchange", "positionData", account, slot);
};

type PositionData = Awaited<ReturnType<typeof positionOf>>;

/** {unit} what the sets of a position are worth when it settles. */
export function setsOf(pair: PricePair, { sold, bought }: Pick<PositionData, "sold" | "bought">): bigint {
  return backingOf(pair, "sell") * sold + backingOf(pair, "buy") * bought;
}

/** {unit} what a settled account is credited for its deviation; charged where negative. */
function amountOf({ rebuilt }: Subject, { account, slot }: Position, data: PositionData): bigint {
  if (account === PARTY) return 0n;
  const { long, short } = rebuilt.journal.pairOf(slot);
  const net = data.sold - data.bought;
  const deviation = data.metered - net;
  if (rebuilt.residualSupply) return (deviation < 0n ? short : long) * deviation;
  if (net > 0n) return deviation >= 0n || short <= 0n ? 0n : -short * least(-deviation, net);
  return net === 0n || deviation <= 0n || long >= 0n ? 0n : long * least(deviation, -net);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

const whose = ({ account, slot }: Position) => `account ${account} in slot ${slot}`;

export const POSITIONS: readonly Check[] = [
  {
    id: "positions.energy",
    name: "every account holds what it bought and sold, claimed and not netted",
    compare: (subject) =>
      each(subject.rebuilt.positions, async (position) => {
        const { sold, bought } = await positionOf(subject, position);
        return [
          { what: `sold by ${whose(position)}`, expected: position.sold, found: sold },
          { what: `bought by ${whose(position)}`, expected: position.bought, found: bought },
        ];
      }),
  },
  {
    id: "positions.open-orders",
    name: "open orders of every account are counted right",
    compare: (subject) =>
      each(subject.rebuilt.positions, async (position) => {
        const { openBids, openAsks } = await positionOf(subject, position);
        const expected = { openBids: BigInt(position.openBids), openAsks: BigInt(position.openAsks) };
        return { what: `orders of ${whose(position)}`, expected, found: { openBids, openAsks } };
      }),
  },
  {
    id: "settlements.states",
    name: "positions are settled, with what was metered, and wait for a credit, as told",
    compare: (subject) =>
      each(subject.rebuilt.positions, async (position) => {
        const { settled, metered, assumed, creditDue } = await positionOf(subject, position);
        const expected = {
          settled: position.settled,
          metered: position.metered,
          assumed: position.assumed,
          creditDue: position.creditDue,
        };
        return {
          what: `settlement of ${whose(position)}`,
          expected,
          found: { settled, metered, assumed, creditDue },
        };
      }),
  },
  {
    id: "settlements.paid",
    name: "what was paid for sets and deviations is what the positions say",
    compare: (subject) => {
      const settled = [...subject.rebuilt.positions].filter((position) => position.settled);
      return each(settled, async (position) => {
        const data = await positionOf(subject, position);
        const sets = setsOf(subject.rebuilt.journal.pairOf(position.slot), data);
        const amount = amountOf(subject, position, data);
        return [
          { what: `sets of ${whose(position)}`, expected: sets, found: position.sets },
          { what: `amount for ${whose(position)}`, expected: amount, found: position.amount },
        ];
      });
    },
  },
];
