import type { Client, MarketEvent, MarketEventOf, Price } from "@gridwatt/sdk";

import type { Meters } from "./meters.ts";
import { add, positive, type Part } from "./part.ts";
import { ringOf } from "./ring.ts";

/** What was traded with makers of a zone. */
export interface Traded {
  /** {Wh} */
  volume: bigint;
  /** {tick x Wh} */
  notional: bigint;
  last: Price;
}

/** A slot as it was opened, traded and settled. */
export interface OpenedSlot {
  readonly opened: MarketEventOf<"SlotOpened">;
  collected: boolean;
  readonly zones: Map<number, Traded>;
  /** {Wh} of the accounts settled so far */
  sold: bigint;
  bought: bigint;
  netted: bigint;
  /** Settled so far, and those of them that had meters. */
  accounts: number;
  metered: number;
  financed: boolean;
  /** {Wh} of all meters when it opened */
  readonly ratedExport: bigint;
  /** {unit} */
  credits: bigint;
  unpaid: bigint;
  pot: bigint;
  paid: bigint;
}

/** Slots whose storage no later slot has taken, what corrections moved, and what the balancing party answers for {unit}. */
export class Slots implements Part {
  /** By place in the ring. */
  readonly #ring = new Map<number, OpenedSlot>();
  /** {unit} by slot */
  readonly corrected = new Map<number, bigint>();
  receivables = 0n;
  collateral = 0n;
  /** The last that was financed, and the first that opened; null before. */
  lastFinanced: number | null = null;
  first: MarketEventOf<"SlotOpened"> | null = null;
  readonly #client: Pick<Client, "deployment">;
  readonly #meters: Meters;
  readonly #residualSupply: boolean;

  constructor(client: Pick<Client, "deployment">, of: { meters: Meters; residualSupply: boolean }) {
    [this.#client, this.#meters, this.#residualSupply] = [client, of.meters, of.residualSupply];
  }

  *[Symbol.iterator](): Iterator<OpenedSlot> {
    yield* this.#ring.values();
  }

  /** A slot, as long as its storage is its own. */
  get(slot: number): OpenedSlot | undefined {
    const found = this.#ring.get(ringOf(slot));
    return found?.opened.slot.number === slot ? found : undefined;
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "SlotOpened":
        return this.#open(event);
      case "Trade":
        return this.#trade(event);
      case "FeesCollected":
        return this.#with(event.slot.number, (slot) => (slot.collected = true));
      case "Netted":
        return this.#with(event.slot.number, (slot) => {
          slot.netted += event.energy.wh;
          if (!slot.financed) this.#reserve(slot, -event.energy.wh);
        });
      case "Settled":
        return this.#settle(event);
      case "Corrected":
        return this.#correct(event);
      default:
        return this.#pay(event);
    }
  }

  #open(opened: MarketEventOf<"SlotOpened">): void {
    const { exchange } = this.#client.deployment.contracts;
    const meters = this.#residualSupply ? this.#meters.in(exchange, opened.slot.number) : [];
    const ratedExport = meters.reduce((all, meter) => all + meter.ratedExport.wh, 0n);
    const settled = { sold: 0n, bought: 0n, netted: 0n, accounts: 0, metered: 0, financed: false, ratedExport };
    const credits = { credits: 0n, unpaid: 0n, pot: 0n, paid: 0n };
    const slot = { opened, collected: false, zones: new Map<number, Traded>(), ...settled, ...credits };
    this.#ring.set(ringOf(opened.slot.number), slot);
    this.#reserve(slot, ratedExport);
    this.first ??= opened;
  }

  #trade({ slot, zone, energy, price }: MarketEventOf<"Trade">): void {
    this.#with(slot.number, (opened) => {
      const traded = opened.zones.get(zone) ?? { volume: 0n, notional: 0n, last: price };
      traded.volume += energy.wh;
      traded.notional += energy.wh * price.ticks;
      traded.last = price;
      opened.zones.set(zone, traded);
      this.#reserve(opened, energy.wh);
    });
  }

  /** The balancing party backs surplus, at a long price above zero, until the slot is financed. */
  #reserve({ opened }: OpenedSlot, energy: bigint): void {
    if (this.#residualSupply) this.collateral += positive(opened.long.ticks) * energy;
  }

  #settle({ account, slot, sold, bought, amount }: MarketEventOf<"Settled">): void {
    this.#with(slot.number, (opened) => {
      opened.sold += sold.wh;
      opened.bought += bought.wh;
      opened.accounts += 1;
      if (this.#meters.of(account, slot.number).length > 0) opened.metered += 1;
      if (!opened.financed) this.#credit(opened, positive(amount.units));
    });
  }

  #correct({ slot, amount, before }: MarketEventOf<"Corrected">): void {
    const moved = amount.units - before.units;
    add(this.corrected, slot.number, moved < 0n ? -moved : moved);
    this.#with(slot.number, (opened) => {
      if (!opened.financed) this.#credit(opened, positive(amount.units) - positive(before.units));
    });
  }

  #credit(slot: OpenedSlot, units: bigint): void {
    slot.credits += units;
    slot.unpaid += units;
  }

  #pay(event: MarketEvent): void {
    switch (event.name) {
      case "SlotFinanced":
        return this.#with(event.slot.number, (slot) => {
          [slot.financed, slot.pot, this.lastFinanced] = [true, event.pot.units, event.slot.number];
          this.receivables += event.credits.units - event.pot.units;
          this.#reserve(slot, slot.netted - volumeOf(slot) - slot.ratedExport);
        });
      case "CreditPaid":
        return this.#with(event.slot.number, (slot) => {
          slot.unpaid -= event.amount.units + event.receivable.units;
          slot.paid += event.amount.units;
        });
      case "SlotPaid":
        this.receivables += event.dust.units;
        return this.#with(event.slot.number, (slot) => (slot.paid = slot.pot));
      case "ReceivableIncurred":
        this.receivables += event.amount.units;
        return;
      case "ReceivablePaid":
        this.receivables -= event.amount.units;
    }
  }

  #with(slot: number, change: (slot: OpenedSlot) => void): void {
    const found = this.get(slot);
    if (found !== undefined) change(found);
  }
}

/** {Wh} sold, and bought, in all zones. */
export function volumeOf({ zones }: OpenedSlot): bigint {
  return [...zones.values()].reduce((all, { volume }) => all + volume, 0n);
}
