/** A source of numbers that a seed repeats: x -> x * 48271 mod (2^31 - 1). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 to `below` - 1. */
  roll(below: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return (this.#state >> 8) % below;
  }
}
