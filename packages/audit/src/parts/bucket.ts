/** A limit that refills: at most `capacity` {base} at once, and as much again in each `window` {s}. */
interface Limit {
  readonly capacity: bigint;
  readonly window: number;
}

/** A limit that refills, of each of some users, with the contracts' rounding. Times in {s}. */
export class Bucket {
  #limit: Limit = { capacity: 0n, window: 1 };
  readonly #used = new Map<string, { readonly amount: bigint; readonly time: bigint }>();

  /** What was used refills by the new limit from the last use on. */
  set(limit: Limit): void {
    this.#limit = limit;
  }

  use(user: string, amount: bigint, time: bigint): void {
    this.#used.set(user, { amount: this.#usedBy(user, time) + amount, time });
  }

  available(user: string, time: bigint): bigint {
    const used = this.#usedBy(user, time);
    return this.#limit.capacity > used ? this.#limit.capacity - used : 0n;
  }

  #usedBy(user: string, time: bigint): bigint {
    const last = this.#used.get(user);
    if (last === undefined) return 0n;
    const refilled = ((time - last.time) * this.#limit.capacity) / BigInt(this.#limit.window);
    return last.amount > refilled ? last.amount - refilled : 0n;
  }
}
