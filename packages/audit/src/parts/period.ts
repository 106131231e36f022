import { Energy, Money, type Client, type MarketEvent } from "@gridwatt/sdk";
import type { GridFees } from "@gridwatt/statements";

import { Fees } from "./fees.ts";
import { positive, sum, type Part } from "./part.ts";
import { Token } from "./token.ts";

/** What happened from the first block of an audit to its last. */
export interface Changes {
  /** Exact, unlike the other amounts: base units of WATT. */
  readonly minted: bigint;
  readonly redeemed: bigint;
  readonly deposited: Money;
  readonly withdrawn: Money;
  readonly accountsOpened: number;
  readonly slotsOpened: number;
  readonly traded: Energy;
  /** At the makers' prices, without fees. */
  readonly turnover: Money;
  readonly netted: Energy;
  /** Accounts, each once for each slot. */
  readonly settled: number;
  readonly setsPaid: Money;
  /** For deviations, corrections not counted. */
  readonly charged: Money;
  readonly credited: Money;
  readonly feesCollected: Money;
  readonly feesWithdrawn: Money;
}

/** The changes of a period: it is given the events of its blocks only. */
export class Period implements Part {
  readonly token: Token;
  readonly fees: Fees;
  /** {base} By how much the queue holds more, and more was paid out of the reserve. */
  readonly ramps = { held: 0n, paid: 0n };
  readonly #counts = { accountsOpened: 0, slotsOpened: 0, settled: 0 };
  readonly #units = { deposited: 0n, withdrawn: 0n, turnover: 0n, setsPaid: 0n, charged: 0n, credited: 0n };
  readonly #energy = { traded: 0n, netted: 0n };

  constructor(client: Pick<Client, "deployment">, gridFees: GridFees) {
    this.token = new Token(client);
    this.fees = new Fees(gridFees);
  }

  apply(event: MarketEvent): void {
    this.token.apply(event);
    this.fees.apply(event);
    this.#redeem(event);
    switch (event.name) {
      case "Deposited":
        this.#units.deposited += event.amount.units;
        return;
      case "Withdrawn":
        this.#units.withdrawn += event.amount.units;
        return;
      case "AccountOpened":
        this.#counts.accountsOpened += 1;
        return;
      case "SlotOpened":
        this.#counts.slotsOpened += 1;
        return;
      default:
        return this.#deliver(event);
    }
  }

  get changes(): Changes {
    const { deposited, withdrawn, turnover, setsPaid, charged, credited } = this.#units;
    return {
      minted: this.token.minted,
      redeemed: this.token.burned,
      deposited: Money.ofUnits(deposited),
      withdrawn: Money.ofUnits(withdrawn),
      ...this.#counts,
      traded: Energy.ofWh(this.#energy.traded),
      netted: Energy.ofWh(this.#energy.netted),
      turnover: Money.ofUnits(turnover),
      setsPaid: Money.ofUnits(setsPaid),
      charged: Money.ofUnits(charged),
      credited: Money.ofUnits(credited),
      feesCollected: Money.ofUnits(sum(this.fees.collected.values())),
      feesWithdrawn: Money.ofUnits(sum(this.fees.withdrawn.values())),
    };
  }

  #redeem(event: MarketEvent): void {
    switch (event.name) {
      case "RedemptionRequested":
        this.ramps.held += event.base;
        return;
      case "RedemptionPaid":
      case "RedemptionReturned":
        this.ramps.held -= event.base;
        return;
      case "ReservePaid":
        this.ramps.paid += event.base;
    }
  }

  #deliver(event: MarketEvent): void {
    switch (event.name) {
      case "Trade":
        this.#energy.traded += event.energy.wh;
        this.#units.turnover += event.energy.wh * event.price.ticks;
        return;
      case "Netted":
        this.#energy.netted += event.energy.wh;
        return;
      case "Settled":
        this.#counts.settled += 1;
        this.#units.setsPaid += event.sets.units;
        this.#units.charged += positive(-event.amount.units);
        this.#units.credited += positive(event.amount.units);
    }
  }
}
