import type { RawLog } from "@gridwatt/sdk";

/**
 * Whether the logs are all there are, as far as their places in a block tell: where they do not follow each other from 0
 * on, others have told something between them, or one is missing.
 */
export class Logs {
  /** Places in each block of the period. */
  readonly gapped = new Map<number, readonly number[]>();
  readonly #from: number;
  #block = -1;
  #places: number[] = [];
  /** Blocks of the period with logs. */
  blocks = 0;
  /** Logs that do not come after the one before. */
  disordered = 0;

  /** @param from first block of the period */
  constructor(from: number) {
    this.#from = from;
  }

  take({ blockNumber, index }: RawLog): void {
    const last = this.#places.at(-1) ?? -1;
    if (blockNumber < this.#block || (blockNumber === this.#block && index <= last)) this.disordered += 1;
    if (blockNumber !== this.#block) this.end();
    this.#block = blockNumber;
    this.#places.push(index);
  }

  /** Takes it that no more logs of the present block come. */
  end(): void {
    if (this.#block >= this.#from && this.#places.length > 0) {
      this.blocks += 1;
      if (this.#places.at(-1) !== this.#places.length - 1) this.gapped.set(this.#block, this.#places);
    }
    this.#places = [];
  }
}
