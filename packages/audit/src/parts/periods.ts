/** {s} with which staking begins */
const FIRST = 28n * 86_400n;
/** {s} of a day, the epoch of staking. */
const DAY = 86_400n;

/** How long what leaves a pool waited, and since when. */
export class Periods {
  readonly #told = [{ period: FIRST, since: 0n }];

  /** {s} */
  get now(): bigint {
    return this.#told.at(-1)?.period ?? FIRST;
  }

  set(period: bigint, since: bigint): void {
    this.#told.push({ period, since });
  }

  /** {s} When the first who had staked when a day began can have withdrawn, by what held from then until a time {s}. */
  reachOf(epoch: number, until: bigint): bigint {
    const begin = BigInt(epoch) * DAY;
    const held = this.#told.filter(({ since }, at) => since <= until && (this.#told[at + 1]?.since ?? until) >= begin);
    return held
      .map(({ period, since }) => (since > begin ? since : begin) + period)
      .reduce((first, one) => (one < first ? one : first));
  }
}
