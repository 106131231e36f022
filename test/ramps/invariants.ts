import type { Look } from "./look.ts";
import { isOpen, sumOf } from "./redemptions.ts";
import type { Call, Named, Setup } from "./types.ts";

/** A step that the contracts took: what was before it, and what is after. */
export interface Step {
  readonly setup: Setup;
  /** Null where time has passed and nothing else. */
  readonly call: Call | null;
  /** None where the call was refused. */
  readonly events: readonly Named[];
  readonly before: Look;
  readonly after: Look;
  readonly past: Past;
  /** Exits that must be open and are not. */
  readonly shut: readonly string[];
}

/** What the events have said so far. */
export interface Past {
  minted: bigint;
  burned: bigint;
  /** What has come to the queue without a request. */
  gifts: bigint;
  readonly paid: { readonly at: bigint; readonly payout: bigint }[];
}

/** Something that must hold after every step. */
interface Invariant {
  readonly id: string;
  readonly says: string;
  /** What breaks it: one line each, nothing where it holds. */
  readonly broken: (step: Step) => string[];
}

export const INVARIANTS: readonly Invariant[] = [
  {
    id: "W1",
    says: "The supply is what was made less what was burned.",
    broken: ({ after, past }) => differ("supply", after.supply, past.minted - past.burned),
  },
  {
    id: "W2",
    says: "All balances are the supply.",
    broken: ({ after }) => differ("balances", sum([...after.balances.values()]), after.supply),
  },
  {
    id: "W3",
    says: "Right after WATT was made, a fresh reserve covers all of it.",
    broken: ({ after, events }) => {
      const covered = after.supply <= after.backing && after.isFresh && after.mintPausedUntil === 0n;
      return has(events, "WattMinted") && !covered ? [`supply ${after.supply}, backing ${after.backing}`] : [];
    },
  },
  {
    id: "W4",
    says: "Nobody's WATT gets less but by own call, or that of whom the holder or the law has let move it.",
    broken: ({ before, after, call, setup }) => {
      if (call !== null && ["transferFrom", "forcedTransfer", "recover"].includes(call.verb)) return [];
      const others = [...after.balances].filter(([account]) => account !== call?.by && account !== setup.queue);
      return others.flatMap(([account, is]) => (is < (before.balances.get(account) ?? 0n) ? [account] : []));
    },
  },
  {
    id: "Q1",
    says: "The queue has what it holds, and gifts; it holds what is open.",
    broken: ({ after, past, setup }) => [
      ...differ("balance", after.balances.get(setup.queue) ?? 0n, after.held + past.gifts),
      ...differ("held", after.held, sumOf(after.redemptions.filter(isOpen), "amount")),
    ],
  },
  {
    id: "Q2",
    says: "What is promised stays promised: the payout of a marked redemption never changes, nor anything else of it but its end.",
    broken: ({ before, after }) =>
      before.redemptions.flatMap((old, at) => {
        const now = after.redemptions[at];
        const kept = now?.holder === old.holder && now.amount === old.amount && now.payTo === old.payTo;
        const payoutKept = old.state === "Requested" ? old.payout === 0n : now?.payout === old.payout;
        const ended = old.state === "Paid" || old.state === "Returned";
        return kept && payoutKept && (!ended || now.state === old.state) ? [] : [`redemption ${at + 1}`];
      }),
  },
  {
    id: "Q3",
    says: "What is marked is not more than the attested reserve has beside what was paid since and promised before.",
    broken: ({ after, events, past }) => {
      if (!has(events, "RedemptionMarked")) return [];
      const since = past.paid.filter(({ at }) => at > after.attested.asOf).map(({ payout }) => payout);
      const promised = after.redemptions.filter(({ state }) => state === "Paying");
      const all = sum(since) + sumOf(promised, "payout");
      return all > after.attested.amount ? [`${all} of ${after.attested.amount}`] : [];
    },
  },
  {
    id: "Q4",
    says: "Of equal redemptions marked at once, none gets less for being later, nor more than a coin for each in between.",
    broken: ({ after, events, setup }) => {
      const marked = events.flatMap(([name, id]) => {
        const of = name === "RedemptionMarked" ? after.redemptions[Number(id) - 1] : undefined;
        return of === undefined ? [] : [of];
      });
      return marked.flatMap((first, i) =>
        marked.slice(i + 1).flatMap((second, between) => {
          const more = second.payout - first.payout;
          const fair = more >= 0n && more <= BigInt(between + 1) * setup.coin;
          return second.amount !== first.amount || fair ? [] : [`${first.payout} and ${second.payout}`];
        }),
      );
    },
  },
  {
    id: "Q5",
    says: "A payout is whole coins and never more than the WATT.",
    broken: ({ after, setup }) =>
      after.redemptions.flatMap(({ payout, amount }, at) =>
        payout <= amount && payout % setup.coin === 0n ? [] : [`redemption ${at + 1}`],
      ),
  },
  {
    id: "X1",
    says: "Exit is open: what is not frozen moves and can be redeemed, and past its deadline every request is taken back.",
    broken: ({ shut }) => [...shut],
  },
];

/** Throws an error that lists what is broken, unless every invariant holds. */
export function assertInvariants(step: Step): void {
  const broken = INVARIANTS.flatMap(({ id, says, broken }) => broken(step).map((what) => `${id} (${says}) ${what}`));
  if (broken.length > 0) throw new Error(broken.join("\n"));
}

function has(events: readonly Named[], wanted: string): boolean {
  return events.some(([name]) => name === wanted);
}

function differ(what: string, is: bigint, wanted: bigint): string[] {
  return is === wanted ? [] : [`${what}: ${is}, must be ${wanted}`];
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}
