import { each, sumOver, timesOf, type Check, type Subject } from "../check.ts";
import { CLAIM_PERIOD, type MakerEpoch } from "../parts/incentives.ts";
import type { Lots } from "../parts/lots.ts";
import { timeIn } from "../parts/part.ts";
import { fundOf, HOLDERS, TOKENS, type Holder, type Token } from "../parts/treasury.ts";
import { atMost, onceOf } from "./stakes.ts";

/** {basis point} */
const WHOLE = 10_000n;
const DAY = 86_400;

const funds = HOLDERS.flatMap((holder) => TOKENS.map((token): [Holder, Token] => [holder, token]));

const known = new WeakMap<Subject, Promise<ReturnType<Lots["replay"]>>>();
/** Lots by the events: made once for all checks. */
const lotsOf = (subject: Subject) => onceOf(known, subject, subject.rebuilt.lots);

const FUNDS: readonly Check[] = [
  {
    id: "treasury.spent",
    name: "what left purses, the rewards reserve and the incentives is what they told to have spent, sold, funded and paid",
    compare: function* ({ rebuilt: { treasury } }) {
      for (const fund of funds) {
        const [expected, found] = [treasury.told, treasury.left].map((map) => map.get(fundOf(...fund)) ?? 0n);
        yield { what: `${fund.join("'s ")} that was spent`, expected, found };
      }
    },
  },
  {
    id: "treasury.balances",
    name: "each of them has the WATT and the GRID that came to it less what it spent",
    compare: ({ client, rebuilt: { treasury }, stored }) =>
      each(funds, async ([holder, token]) => {
        const key = fundOf(holder, token);
        const expected = (treasury.came.get(key) ?? 0n) - (treasury.told.get(key) ?? 0n);
        const found = await stored.ask(token, "balanceOf", client.deployment.contracts[holder]);
        return { what: `${token} of ${holder}`, expected, found };
      }),
  },
];

const LOTS: readonly Check[] = [
  {
    id: "lots.terms",
    name: "the next lot of WATT is sold on the terms told last",
    compare: async function* (subject) {
      const { terms } = await lotsOf(subject);
      yield {
        what: "terms",
        expected: terms,
        found: fieldsOf(terms, await subject.stored.ask("rewardsReserve", "terms")),
      };
    },
  },
  {
    id: "lots.left",
    name: "of the last lot as much is left as was not sold, on the terms with which it began",
    compare: async function* (subject) {
      const { lot } = await lotsOf(subject);
      yield { what: "lot", expected: lot, found: fieldsOf(lot, await subject.stored.ask("rewardsReserve", "lot")) };
    },
  },
  {
    id: "lots.sold",
    name: "all WATT was sold at the price of the second, and all GRID for it went to those who stake",
    compare: async function* (subject) {
      yield* (await lotsOf(subject)).told;
    },
  },
];

/** The fields of what is told, as they are stored. */
function fieldsOf<T extends object>(told: T, stored: Readonly<Record<keyof T, unknown>>): Record<string, unknown> {
  return Object.fromEntries((Object.keys(told) as (keyof T & string)[]).map((field) => [field, stored[field]]));
}

const INCENTIVES: readonly Check[] = [
  {
    id: "incentives.epochs",
    name: "of every day's rewards that much is left as was not claimed or given back, claimable as long as told",
    compare: async function* (subject) {
      const epochs = [...subject.rebuilt.incentives.epochs.values()];
      const times = await timesOf(
        subject,
        epochs.map(({ block }) => block),
      );
      yield* each(epochs, async ({ epoch, root, left, claimableUntil, block }) => {
        const found = await subject.stored.ask("incentives", "claimableOf", epoch);
        return [
          {
            what: `rewards of day ${epoch}`,
            expected: { root, left, claimableUntil },
            found: { root: found.root, left: found.left, claimableUntil: found.claimableUntil },
          },
          {
            what: `claims of day ${epoch}`,
            expected: timeIn(times, { block }) + CLAIM_PERIOD,
            found: claimableUntil,
          },
        ];
      });
    },
  },
  {
    id: "incentives.claimed",
    name: "who was paid the rewards of a day cannot be again",
    compare: ({ rebuilt: { incentives }, stored }) =>
      each(incentives.claimed, async ({ epoch, account }) => {
        const found = await stored.ask("incentives", "isClaimed", epoch, account);
        return { what: `account ${account} has claimed for day ${epoch}`, expected: true, found };
      }),
  },
  {
    id: "incentives.promised",
    name: "what is promised to makers is what is left of all days, and is there",
    compare: async function* ({ client, rebuilt: { incentives }, stored }) {
      const found = await stored.ask("incentives", "promised");
      const expected = await sumOver(incentives.epochs.keys(), async (epoch) => {
        return (await stored.ask("incentives", "claimableOf", epoch)).left;
      });
      yield { what: "promised", expected, found };
      const balance = await stored.ask("watt", "balanceOf", client.deployment.contracts.incentives);
      yield { what: "promised, of what is there", expected: atMost(found, balance), found };
    },
  },
  {
    id: "incentives.bounded",
    name: "no day's rewards were above its share of the market fees of that day's trades, nor above the cap of then",
    compare: async function* (subject) {
      for (const told of subject.rebuilt.incentives.epochs.values()) {
        const { epoch, total, fees, cap, share } = told;
        const most = (fees * share) / WHOLE;
        yield { what: `rewards of day ${epoch}`, expected: atMost(total, most < cap ? most : cap), found: total };
        const paid = await feesOn(subject, told);
        yield { what: `fees that rewards of day ${epoch} are of`, expected: atMost(fees, paid), found: fees };
      }
    },
  },
  {
    id: "incentives.rules",
    name: "shares, cap and last day of makers' rewards are as told",
    compare: async function* ({ rebuilt: { incentives }, stored }) {
      yield* each(incentives.shares, async ({ fromEpoch }) => {
        const found = await stored.ask("incentives", "shareOf", fromEpoch);
        return { what: `share of day ${fromEpoch}`, expected: incentives.shareOf(fromEpoch), found };
      });
      yield { what: "cap", expected: incentives.cap, found: await stored.ask("incentives", "epochCap") };
      const found = await stored.ask("incentives", "lastEpoch");
      yield { what: "last day", expected: BigInt(incentives.lastEpoch), found };
    },
  },
];

/** {base} market fees of a day's trades, less what hosts get of them. */
async function feesOn(subject: Subject, { epoch }: MakerEpoch): Promise<bigint> {
  const [begin, end] = await Promise.all([feesUntil(subject, epoch * DAY), feesUntil(subject, (epoch + 1) * DAY)]);
  return end - begin;
}

/** {base} of all trades before a time {s}; asks for as few blocks as finding it takes. */
async function feesUntil(subject: Subject, time: number): Promise<bigint> {
  const { fees } = subject.rebuilt.incentives;
  let [low, high] = [0, fees.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const block = fees[middle]?.block ?? 0;
    if (timeIn(await timesOf(subject, [block]), { block }) >= BigInt(time)) high = middle;
    else low = middle + 1;
  }
  return fees[low - 1]?.sum ?? 0n;
}

export const TREASURY: readonly Check[] = [...FUNDS, ...LOTS, ...INCENTIVES];
