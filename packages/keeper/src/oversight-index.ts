import { electedSets, type ElectedSet, type MarketEventOf, type Slot } from "@gridwatt/sdk";

/** The events by which a keeper knows what operators are to answer for, and what is to be paid out of the treasury. */
export const OVERSEEN = [
  "OperatorsSet",
  "Elected",
  "FaultAccused",
  "FaultCleared",
  "FaultProven",
  "OffenceRecorded",
  "OffenceCancelled",
  "OffenceExpired",
  "BackersHeld",
  "LossShown",
  "VictimPaid",
  "ReporterPaid",
  "RestPaid",
  "DayClosed",
  "Resumed",
  "RewardsSubmitted",
  "RewardsReturned",
] as const;

export type OverseenEvent = MarketEventOf<(typeof OVERSEEN)[number]>;

/** A root that contradicts a meter. */
export interface FaultIndex {
  readonly slot: Slot;
  readonly root: string;
  /** {s} until when the operators can be cleared */
  readonly until: number;
  isProven: boolean;
}

/** What is to be paid out of a pot. */
export interface PotIndex {
  readonly victims: Set<number>;
  restPaid: boolean;
}

/** What there may be to do about operators and the treasury. Like all of the index it only points to where to look. */
export class OversightIndex {
  readonly #named: MarketEventOf<"OperatorsSet" | "Elected">[] = [];
  #sets: readonly ElectedSet[] | undefined;
  /** Faults that were not cleared. */
  readonly faults = new Map<string, FaultIndex>();
  /** Numbers of the pots that offences pay into which were not called off, nor paid for. */
  readonly offences = new Map<string, number>();
  /** Offences that were called off, for which nominators may still wait. */
  readonly cancelled = new Set<string>();
  /** Offences that nominators waited for, whether they are over or not. */
  readonly held = new Set<string>();
  readonly pots = new Map<number, PotIndex>();
  /** Days that were counted for a set, see `dayOf`. */
  readonly closed = new Set<string>();
  /** Pools that earn nothing since they were absent. */
  readonly stopped = new Set<number>();
  /** {s} by day, until when makers can claim what they earned on it */
  readonly claimable = new Map<number, number>();

  /** Sets of operators that elections named, oldest first. */
  get sets(): readonly ElectedSet[] {
    return (this.#sets ??= electedSets(this.#named));
  }

  dayOf(epoch: number, configuration: string): string {
    return `${epoch} ${configuration}`;
  }

  apply(event: OverseenEvent): void {
    switch (event.name) {
      case "OperatorsSet":
      case "Elected":
        this.#named.push(event);
        this.#sets = undefined;
        break;
      case "FaultAccused":
        this.faults.set(event.fault, { ...event, until: secondsOf(event.until), isProven: false });
        break;
      case "FaultCleared":
        this.faults.delete(event.fault);
        break;
      case "FaultProven": {
        const fault = this.faults.get(event.fault);
        if (fault !== undefined) fault.isProven = true;
        break;
      }
      case "DayClosed":
        this.closed.add(this.dayOf(event.epoch, event.configuration));
        for (const pool of event.absent) this.stopped.add(pool);
        break;
      case "Resumed":
        this.stopped.delete(event.pool);
        break;
      case "RewardsSubmitted":
        this.claimable.set(event.epoch, secondsOf(event.claimableUntil));
        break;
      case "RewardsReturned":
        this.claimable.delete(event.epoch);
        break;
      default:
        this.#applyOffence(event);
    }
  }

  #applyOffence(event: OverseenEvent): void {
    switch (event.name) {
      case "OffenceRecorded":
        this.offences.set(event.id, event.pot);
        this.#pot(event.pot);
        break;
      case "OffenceCancelled":
        this.offences.delete(event.id);
        this.cancelled.add(event.id);
        break;
      case "BackersHeld":
        this.held.add(event.id);
        break;
      case "OffenceExpired":
      case "ReporterPaid":
        this.offences.delete(event.id);
        break;
      case "LossShown":
        this.#pot(event.pot).victims.add(event.account);
        break;
      case "VictimPaid":
        this.#pot(event.pot).victims.delete(event.account);
        break;
      case "RestPaid":
        this.#pot(event.pot).restPaid = true;
        break;
      default:
        break;
    }
  }

  #pot(number: number): PotIndex {
    const pot = this.pots.get(number) ?? { victims: new Set(), restPaid: false };
    this.pots.set(number, pot);
    return pot;
  }
}

function secondsOf(date: Date): number {
  return date.getTime() / 1000;
}
