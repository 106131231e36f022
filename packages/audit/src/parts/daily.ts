/** {s} of a day, the epoch of staking. */
const DAY = 86_400n;

/** When something was told. */
export interface Moment {
  /** {s} */
  readonly time: bigint;
  /** Day since 1970. */
  readonly epoch: number;
}

export function momentOf(time: bigint): Moment {
  return { time, epoch: Number(time / DAY) };
}

/** A number of which the chain remembers, on the day of a change, what it was when that day began. */
export class Daily {
  #now = 0n;
  #before = 0n;
  #changedIn = 0;

  get now(): bigint {
    return this.#now;
  }

  /** When a day began, which is the present one. */
  at(epoch: number): bigint {
    return this.#changedIn === epoch ? this.#before : this.#now;
  }

  set(value: bigint, epoch: number): void {
    if (this.#changedIn !== epoch) [this.#before, this.#changedIn] = [this.#now, epoch];
    this.#now = value;
  }
}
