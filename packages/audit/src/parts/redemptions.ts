import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import { secondsOf, type Part } from "./part.ts";

/** A redemption; amounts in base units. */
export interface Redeemed {
  readonly id: bigint;
  readonly holder: string;
  readonly amount: bigint;
  readonly payTo: string;
  /** 0 before it is marked. */
  payout: bigint;
  /** {s} */
  deadline: bigint;
  state: "requested" | "paying" | "paid" | "returned";
}

/** The redemption queue. */
export class Redemptions implements Part {
  readonly all = new Map<bigint, Redeemed>();
  /** What was burned of the WATT that it held, what was paid for it, and by which payments. */
  readonly ended = { burned: 0n, paid: 0n, references: [] as string[] };
  /** The last of which is told that its turn has come; 0 before the first. */
  #lastTurn = 0n;

  /** Number of the redemption whose turn is next: those that were taken back are passed over without a word. */
  get next(): { readonly least: number; readonly most: number } {
    const least = this.#lastTurn + 1n;
    const waiting = [...this.all.values()].find(({ id, state }) => id >= least && state === "requested");
    return { least: Number(least), most: Number(waiting?.id ?? BigInt(this.all.size) + 1n) };
  }

  /** What is held for redemptions of some states, and what is paid for them. */
  totalOf(...states: readonly Redeemed["state"][]): { readonly amount: bigint; readonly payout: bigint } {
    const total = { amount: 0n, payout: 0n };
    for (const { state, amount, payout } of this.all.values()) {
      if (!states.includes(state)) continue;
      total.amount += amount;
      total.payout += payout;
    }
    return total;
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "RedemptionRequested":
        return this.#request(event);
      case "RedemptionMarked":
        this.#turn(event.id);
        return this.#change(event.id, {
          state: "paying",
          payout: event.payout.base,
          deadline: secondsOf(event.deadline),
        });
      case "RedemptionSetAside":
        return this.#turn(event.id);
      case "RedemptionPaid":
        this.ended.burned += event.base;
        this.ended.paid += event.payout.base;
        this.ended.references.push(event.reference);
        return this.#change(event.id, { state: "paid" });
      case "RedemptionReturned":
        return this.#change(event.id, { state: "returned" });
    }
  }

  #request({ id, holder, base, payTo, deadline }: MarketEventOf<"RedemptionRequested">): void {
    const ahead = { payout: 0n, deadline: secondsOf(deadline), state: "requested" } as const;
    this.all.set(id, { id, holder, amount: base, payTo, ...ahead });
  }

  #turn(id: bigint): void {
    if (id > this.#lastTurn) this.#lastTurn = id;
  }

  #change(id: bigint, change: Partial<Redeemed>): void {
    const known = this.all.get(id);
    if (known !== undefined) Object.assign(known, change);
  }
}
