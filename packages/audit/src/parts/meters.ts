import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Part } from "./part.ts";

/** A meter as it was mounted, and the first slot that it does not count for any more. */
export type Meter = MarketEventOf<"MeterRegistered"> & { validTo: number | null };

/** Meters, and what those of an account or an area can measure at most. */
export class Meters implements Part {
  readonly meters = new Map<number, Meter>();
  readonly #byAccount = new Map<number, Meter[]>();

  apply(event: MarketEvent): void {
    if (event.name === "MeterRegistered") {
      const meter = { ...event, validTo: null };
      this.meters.set(event.meter, meter);
      this.#byAccount.set(event.account, [...(this.#byAccount.get(event.account) ?? []), meter]);
    } else if (event.name === "MeterRetired") {
      const meter = this.meters.get(event.meter);
      if (meter !== undefined) meter.validTo = event.validTo.number;
    }
  }

  /** Accounts that ever had a meter. */
  get accounts(): readonly number[] {
    return [...this.#byAccount.keys()];
  }

  /** Those of an account that count for a slot. */
  of(account: number, slot: number): readonly Meter[] {
    return (this.#byAccount.get(account) ?? []).filter((meter) => counts(meter, slot));
  }

  /** Those of a market area that count for a slot. */
  in(exchange: string, slot: number): readonly Meter[] {
    return [...this.meters.values()].filter((meter) => meter.exchange === exchange && counts(meter, slot));
  }
}

function counts({ validFrom, validTo }: Meter, slot: number): boolean {
  return validFrom.number <= slot && (validTo === null || slot < validTo);
}
