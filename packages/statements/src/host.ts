import { Energy, localDate, Money, type MarketEventOf } from "@gridwatt/sdk";

import type { Period } from "./booking.ts";

/** What the chain tells of hosts. */
export const HOST_EVENTS = ["LicenceOpened", "HostShareSet", "Trade", "HostFeesCredited", "PaidOut"] as const;
export type HostEvent = MarketEventOf<(typeof HOST_EVENTS)[number]>;

/** What a licence brought on some local day, or in all. */
export interface HostTotals {
  /** Trades of takers' orders that carried the host. */
  readonly trades: number;
  readonly energy: Energy;
  /** Market fee that the takers paid. */
  readonly fee: Money;
  /** The host's share of it, rounded down over all trades: days add up. */
  readonly share: Money;
  /** Of the share, what was fetched from the exchange and credited to the payee. */
  readonly pulled: Money;
  /** {base} What its payees were paid, which may be for other fees too. */
  readonly paidOut: bigint;
}
export interface HostDay extends HostTotals {
  /** E.g. "2026-03-29". */
  readonly date: string;
}
/** `total.share` less `total.pulled` is what the exchange owes. */
export interface HostStatement {
  /** Days of the period on which anything happened. */
  readonly days: readonly HostDay[];
  /** From the first day on, whatever the period. */
  readonly total: HostTotals;
}

export interface HostStatementParameters extends Period {
  readonly host: number;
  readonly licence: number;
  /** When blocks with `HostEvent`s were made. */
  readonly times: ReadonlyMap<number, Date>;
}

/** {unit bp} in a money unit. */
const BASIS = 10_000n;
const NOTHING: HostTotals = {
  ...{ trades: 0, energy: Energy.ZERO, fee: Money.ZERO },
  ...{ share: Money.ZERO, pulled: Money.ZERO, paidOut: 0n },
};

/** What a licence brought its host, by local day of the trades, from events in their order. */
export function hostStatementOf(events: readonly HostEvent[], of: HostStatementParameters): HostStatement {
  const days = new Map<string, HostTotals>();
  const book = new HostBook(of);
  for (const event of events) {
    const part = book.partOf(event);
    const time = of.times.get(event.block);
    if (part === null || time === undefined) continue;
    const date = localDate(time, of.timeZone);
    days.set(date, sumOf(days.get(date) ?? NOTHING, part));
  }
  const all = [...days].map(([date, totals]) => ({ date, ...totals }));
  return {
    days: all.filter(({ date }) => date >= of.since && date <= of.until),
    total: all.reduce<HostTotals>(sumOf, NOTHING),
  };
}

function sumOf(a: HostTotals, b: HostTotals): HostTotals {
  return {
    trades: a.trades + b.trades,
    energy: a.energy.plus(b.energy),
    fee: a.fee.plus(b.fee),
    share: a.share.plus(b.share),
    pulled: a.pulled.plus(b.pulled),
    paidOut: a.paidOut + b.paidOut,
  };
}

/** Follows who has a host's number, its share, and parts of units that a trade leaves to the next. */
class HostBook {
  readonly #of: { readonly host: number; readonly licence: number };
  readonly #payees = new Set<string>();
  #opened = 0;
  #known = { licence: 0, share: 0n };
  /** {unit bp} */
  #rest = 0n;

  constructor(of: { readonly host: number; readonly licence: number }) {
    this.#of = of;
  }

  /** What an event brings the licence; null for what does not concern it. */
  partOf(event: HostEvent): HostTotals | null {
    switch (event.name) {
      case "LicenceOpened":
        if (event.host === this.#of.host) this.#opened = event.licence;
        return null;
      case "HostShareSet":
        if (event.host === this.#of.host) this.#known = { licence: event.licence, share: BigInt(event.share) };
        return null;
      case "Trade":
        return event.host === this.#of.host ? this.#trade(event) : null;
      case "HostFeesCredited":
        if (event.licence !== this.#of.licence) return null;
        this.#payees.add(event.payee);
        return { ...NOTHING, pulled: event.amount };
      case "PaidOut":
        return this.#payees.has(event.payee) ? { ...NOTHING, paidOut: event.base } : null;
    }
  }

  #trade({ energy, marketFee }: MarketEventOf<"Trade">): HostTotals | null {
    const fee = marketFee.ticks * energy.wh;
    const { licence, share } = this.#known;
    const earned = this.#rest + fee * share;
    this.#rest = earned % BASIS;
    // Until the exchange knows a licence's share, a trade belongs to the one that has the number, and brings it nothing.
    if ((share === 0n ? this.#opened : licence) !== this.#of.licence) return null;
    return { ...NOTHING, trades: 1, energy, fee: Money.ofUnits(fee), share: Money.ofUnits(earned / BASIS) };
  }
}
