import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { MARKET, type GridFees } from "@gridwatt/statements";
import { ZeroAddress } from "ethers";

import { add, type Part } from "./part.ts";

type Payee = MarketEventOf<"PayeesSet">["payees"][number];

/** An amount that the router fetched, and its parts {base}. */
export interface Pull {
  readonly operator: number;
  readonly amount: bigint;
  readonly payees: readonly Payee[];
  readonly parts: bigint[];
}

/** Fees from where the exchange books them to where the router pays them. */
export class Fees implements Part {
  /** {unit} by operator; 0 is the market, at its full fee */
  readonly collected = new Map<number, bigint>();
  readonly withdrawn = new Map<number, bigint>();
  /** {unit} of the market's, kept by hosts and discounts, as far as it was taken off */
  takenOff = 0n;
  /** {unit} by operator, as the router took it in */
  readonly pulled = new Map<number, bigint>();
  readonly pulls: Pull[] = [];
  /** {base} by payee, not paid out yet */
  readonly owed = new Map<string, bigint>();
  paidOut = 0n;
  readonly payees = new Map<number, readonly Payee[]>();
  readonly admins = new Map<number, string>();
  readonly #gridFees: GridFees;

  constructor(gridFees: GridFees) {
    this.#gridFees = gridFees;
  }

  /** Operators that ever had anything to do with fees. */
  get operators(): readonly number[] {
    return [...new Set([MARKET, ...this.collected.keys(), ...this.admins.keys()])].sort((a, b) => a - b);
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "FeesCollected":
        return this.#collect(event);
      case "FeesWithdrawn":
        return add(this.withdrawn, event.operator, event.amount.units);
      case "KeptTakenOff":
        this.takenOff += event.amount.units;
        return;
      case "FeesPulled": {
        const { operator, amount } = event;
        add(this.pulled, operator, amount.units);
        this.pulls.push({ operator, amount: amount.base, payees: this.payees.get(operator) ?? [], parts: [] });
        return;
      }
      case "FeesCredited":
        this.pulls.at(-1)?.parts.push(event.base);
        return add(this.owed, event.payee, event.base);
      case "HostFeesCredited":
        return add(this.owed, event.payee, event.base);
      case "PaidOut":
        this.paidOut += event.base;
        return add(this.owed, event.payee, -event.base);
      case "PayeesSet":
        this.payees.set(event.operator, event.payees);
        return;
      case "AdminSet":
        this.admins.set(event.operator, event.admin);
    }
  }

  /** {unit} collected for an operator and still in the exchange; for the market, before hosts and discounts. */
  waiting(operator: number): bigint {
    const left = (this.collected.get(operator) ?? 0n) - (this.withdrawn.get(operator) ?? 0n);
    return operator === MARKET ? left - this.takenOff : left;
  }

  adminOf(operator: number): string {
    return this.admins.get(operator) ?? ZeroAddress;
  }

  #collect({ slot, gridFees, marketFees }: MarketEventOf<"FeesCollected">): void {
    const { operators } = this.#gridFees.slotOf(slot.number);
    for (const [zone, { units }] of gridFees.entries()) add(this.collected, operators[zone] ?? MARKET, units);
    add(this.collected, MARKET, marketFees.units);
  }
}
