import type { Client, GetMeterReturnType, SignedReading, Slot } from "@gridwatt/sdk";
import { HttpError, type Logger, type MeterBook, type Metrics } from "@gridwatt/service";

import { isSigned } from "../check.ts";
import type { ReadingStore } from "./store.ts";
import { READINGS_LIMIT } from "./wire.ts";

/** What became of a reading that was sent in. */
export type Outcome = "stored" | "known" | "contradicts" | "out of range" | "unknown meter" | "not now" | "unsigned";

/** Outcomes after which the node keeps the reading. */
const TAKEN: ReadonlySet<Outcome> = new Set(["stored", "known", "contradicts", "out of range"]);

export interface Taken {
  readonly outcomes: readonly Outcome[];
  /** Whether more is known than before. */
  readonly learnt: boolean;
  readonly refused: boolean;
}

/** Takes readings from whoever brings them: it is the meter's signature that counts. */
export class Intake {
  readonly #client: Client;
  readonly #store: ReadingStore;
  readonly #meters: MeterBook;
  readonly #log: Logger;
  readonly #counts;
  #onChange: (boundary: Slot) => void = () => undefined;
  #window: { readonly first: Slot; readonly last: Slot } | undefined;

  constructor(of: {
    readonly client: Client;
    readonly store: ReadingStore;
    readonly meters: MeterBook;
    readonly log: Logger;
    readonly metrics: Metrics;
  }) {
    this.#client = of.client;
    this.#store = of.store;
    this.#meters = of.meters;
    this.#log = of.log;
    this.#counts = of.metrics.counter("readings_total", "Readings by what became of them.", ["outcome"]);
  }

  /** Who is to know that more is known of the begin of a slot. */
  onChange(listener: (boundary: Slot) => void): void {
    this.#onChange = listener;
  }

  /** Boundaries of which readings are taken: no meter can know later ones, and earlier ones change nothing. */
  setWindow(window: { readonly first: Slot; readonly last: Slot }): void {
    this.#window = window;
  }

  /** Checks readings and keeps those that their meters signed. Returns once they are on the disk. */
  async take(readings: readonly SignedReading[]): Promise<Taken> {
    if (this.#window === undefined) throw new HttpError(503, "The node has not read the chain yet.");
    if (readings.length > READINGS_LIMIT) throw new HttpError(413, `At most ${READINGS_LIMIT} readings at once.`);
    const outcomes = readings.map((reading) => this.#check(reading));
    const taken = readings.filter((_, at) => TAKEN.has(outcomes[at] ?? "unsigned"));
    const kept = await this.#store.add(taken);
    const changed = taken.filter((_, at) => kept[at] !== "known");
    for (const { slot } of changed) this.#onChange(slot);
    const keptOf = new Map(taken.map((reading, at) => [reading, kept[at]]));
    const told = readings.map((reading, at): Outcome => {
      const outcome = outcomes[at] ?? "unsigned";
      return outcome === "stored" ? (keptOf.get(reading) ?? outcome) : outcome;
    });
    for (const [at, outcome] of told.entries()) this.#tell(readings[at], outcome);
    return { outcomes: told, learnt: changed.length > 0, refused: outcomes.some((outcome) => !TAKEN.has(outcome)) };
  }

  #check(reading: SignedReading): Outcome {
    const meter = this.#meters.get(reading.meter);
    if (meter === undefined) return "unknown meter";
    const { first, last } = this.#window ?? {};
    if (first === undefined || last === undefined) return "not now";
    if (reading.slot.compare(first) < 0 || reading.slot.compare(last) > 0) return "not now";
    if (this.#store.knows(reading)) return "known";
    if (!isSigned(this.#client, meter, reading)) return "unsigned";
    return isInRange(meter, reading) ? "stored" : "out of range";
  }

  #tell(reading: SignedReading | undefined, outcome: Outcome): void {
    this.#counts.inc({ outcome });
    if (outcome === "stored" || outcome === "known") return;
    this.#log.warn("a reading is not attested", { outcome, meter: reading?.meter, slot: reading?.slot });
  }
}

function isInRange(meter: GetMeterReturnType, { importRegister, exportRegister }: SignedReading): boolean {
  return importRegister < 10n ** BigInt(meter.importDigits) && exportRegister < 10n ** BigInt(meter.exportDigits);
}
