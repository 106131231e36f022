import { RAY } from "./stake-pool.ts";

/** {ray} per second: 8% a year, with which staking begins. */
const FIRST_RATE = 2_536_783_358_701_166_920n;

/** What is earned up to a time. */
interface Accrued {
  /** {ray} what a GRID has earned that was staked from the beginning */
  readonly index: bigint;
  /** {wad} */
  readonly free: bigint;
  readonly promised: bigint;
}

/** What all that is staked earns, with the contract's rounding, and the fund that pays for it. */
export class Accrual implements Accrued {
  index = 0n;
  /** {ray} per second */
  rate = FIRST_RATE;
  /** {wad} all that earns */
  active = 0n;
  free = 0n;
  promised = 0n;
  /** {s} up to when it is earned */
  #since = 0n;

  /** What will be earned at a time {s} if nothing changes. */
  at(time: bigint): Accrued {
    const { index, free, promised, rate } = this;
    if (this.#perSecond === 0n) return { index, free, promised };
    const elapsed = time - this.#since < this.#seconds ? time - this.#since : this.#seconds;
    const earned = (this.#perSecond * elapsed + RAY - 1n) / RAY;
    return { index: index + rate * elapsed, free: free - earned, promised: promised + earned };
  }

  accrue(time: bigint): void {
    ({ index: this.index, free: this.free, promised: this.promised } = this.at(time));
    this.#since = time;
  }

  /**
   * {s} Until when rewards are funded, as of a time; null where nothing is earned. Where less is left than a second earns,
   * it is the time of the last call that looked at it, which nobody tells.
   */
  fundedUntil(time: bigint): { readonly least: bigint; readonly most: bigint } | null {
    if (this.#perSecond === 0n) return null;
    const until = this.#since + this.#seconds;
    return { least: until, most: this.#seconds === 0n ? time : until };
  }

  get #perSecond(): bigint {
    return this.active * this.rate;
  }

  /** {s} for which the fund lasts */
  get #seconds(): bigint {
    return (this.free * RAY) / this.#perSecond;
  }
}
