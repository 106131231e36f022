import type { MarketEventOf, OrderId, Slot } from "@gridwatt/sdk";

import { OVERSEEN, OversightIndex, type OverseenEvent } from "./oversight-index.ts";

/** The events that a keeper follows. */
export const FOLLOWED = [
  "SlotOpened",
  "OrderPlaced",
  "OrderClosed",
  "Trade",
  "FeesCollected",
  "TermsFrozen",
  "Settled",
  "Corrected",
  "CreditPaid",
  "ReceivableIncurred",
  "FeesCredited",
  "HostFeesCredited",
  "LicenceOpened",
  "DiscountSet",
  "PaidOut",
  "RootSubmitted",
  "MeterRegistered",
  "MeterRetired",
  ...OVERSEEN,
] as const;

export type FollowedName = (typeof FOLLOWED)[number];
export type FollowedEvent = MarketEventOf<FollowedName>;

/** What an account was settled with. */
export interface SettledWith {
  /** {Wh} export less import */
  readonly meteredWh: bigint;
  readonly assumed: boolean;
}

/** What was told of a slot. */
export class SlotIndex {
  readonly slot: Slot;
  /** {s} before delivery; undefined while the slot is not open */
  gate: number | undefined;
  traded = false;
  collected = false;
  /** The newest root that was submitted. */
  root: string | undefined;
  /** Orders that rest, or may have fills to claim. */
  readonly orders = new Set<OrderId>();
  /** Accounts that placed or took orders. */
  readonly accounts = new Set<number>();
  readonly settled = new Map<number, SettledWith>();
  /** Accounts that may have an unpaid credit. */
  readonly credits = new Set<number>();

  constructor(slot: Slot) {
    this.slot = slot;
  }

  /** {s} From then on nothing is traded. */
  get closesAt(): number {
    return this.slot.beginSeconds - (this.gate ?? 0);
  }
}

/**
 * What there may be to do, by what the chain told. It only points to where to look: before anything is sent, the chain is
 * asked.
 */
export class MarketIndex {
  readonly #slots = new Map<number, SlotIndex>();
  /** Numbers of grid operators; 0 is the market. */
  readonly operators = new Set<number>([0]);
  /** Who may be owed fees that were pulled and not paid out. */
  readonly payees = new Set<string>();
  /** Hosts that ever had a licence. */
  readonly hosts = new Set<number>();
  /** Accounts that may have a discount. */
  readonly discounted = new Set<number>();
  /** Accounts that the balancing party may owe. */
  readonly receivables = new Set<number>();
  readonly oversight = new OversightIndex();

  /** Of which anything was told, oldest first. */
  slots(): SlotIndex[] {
    return [...this.#slots.values()].sort((a, b) => a.slot.compare(b.slot));
  }

  get(slot: Slot): SlotIndex {
    const known = this.#slots.get(slot.number) ?? new SlotIndex(slot);
    this.#slots.set(slot.number, known);
    return known;
  }

  apply(event: FollowedEvent): void {
    switch (event.name) {
      case "SlotOpened":
        this.get(event.slot).gate = event.gate;
        break;
      case "OrderPlaced":
        this.get(event.slot).orders.add(event.id);
        this.get(event.slot).accounts.add(event.account);
        break;
      case "OrderClosed":
        this.get(event.slot).orders.delete(event.id);
        break;
      case "Trade":
        this.get(event.slot).traded = true;
        this.get(event.slot).accounts.add(event.taker);
        break;
      case "FeesCollected":
        this.get(event.slot).collected = true;
        break;
      case "TermsFrozen":
        for (const operator of event.operators) this.operators.add(operator);
        break;
      case "RootSubmitted":
        this.get(event.slot).root = event.root;
        break;
      default:
        this.#applyMoney(event);
    }
  }

  #applyMoney(event: FollowedEvent): void {
    switch (event.name) {
      case "Settled":
      case "Corrected": {
        const { slot, account, meteredWh, assumed } = event;
        this.get(slot).settled.set(account, { meteredWh, assumed });
        if (event.amount.units > 0n) this.get(slot).credits.add(account);
        break;
      }
      case "CreditPaid":
        this.get(event.slot).credits.delete(event.account);
        if (event.receivable.units > 0n) this.receivables.add(event.account);
        break;
      case "ReceivableIncurred":
        this.receivables.add(event.account);
        break;
      case "FeesCredited":
      case "HostFeesCredited":
        this.payees.add(event.payee);
        break;
      case "PaidOut":
        this.payees.delete(event.payee);
        break;
      case "LicenceOpened":
        this.hosts.add(event.host);
        break;
      case "DiscountSet":
        if (event.discount.ticks > 0n) this.discounted.add(event.account);
        else this.discounted.delete(event.account);
        break;
      default:
        this.oversight.apply(event as OverseenEvent);
    }
  }
}
