import { getMeter, type Client, type GetMeterReturnType, type MarketEventOf, type Slot } from "@gridwatt/sdk";

type MeterEvent = MarketEventOf<"MeterRegistered" | "MeterRetired">;

/** The meters of a market, as their registry has them. */
export class MeterBook {
  readonly #client: Client;
  readonly #meters = new Map<number, GetMeterReturnType>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads anew what events tell of. */
  async apply(events: readonly MeterEvent[]): Promise<void> {
    for (const meter of new Set(events.map((event) => event.meter))) {
      const found = await getMeter(this.#client, { meter });
      if (found !== null) this.#meters.set(meter, found);
    }
  }

  clear(): void {
    this.#meters.clear();
  }

  get(meter: number): GetMeterReturnType | undefined {
    return this.#meters.get(meter);
  }

  /** Those that count in a slot. */
  in(slot: Slot): GetMeterReturnType[] {
    return [...this.#meters.values()].filter(
      ({ validFrom, validTo }) => validFrom.compare(slot) <= 0 && (validTo === null || validTo.compare(slot) > 0),
    );
  }
}
