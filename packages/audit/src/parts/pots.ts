import { sum } from "./part.ts";

/** What left a pool in a day. */
export interface Pot {
  assets: bigint;
  shares: bigint;
}

/** What an account unbonded of a pool in a day. */
interface Key {
  readonly account: string;
  readonly pool: number;
  readonly epoch: number;
}

/** A withdrawal leaves nothing of it. */
export interface Unbonding extends Key {
  readonly pot: Pot;
  /** Of the pot. */
  shares: bigint;
  /** {s} */
  maturesAt: bigint;
}

/** What is on its way out of pools, by the day on which it left, and whose it is. */
export class Pots {
  readonly #pots = new Map<string, Pot>();
  readonly #unbondings = new Map<string, Unbonding>();

  get unbondings(): Iterable<Unbonding> {
    return this.#unbondings.values();
  }

  /** {wad} */
  get assets(): bigint {
    return sum([...this.#pots.values()].map(({ assets }) => assets));
  }

  of(pool: number, epoch: number): Pot {
    const key = [pool, epoch].join(" ");
    const pot = this.#pots.get(key) ?? { assets: 0n, shares: 0n };
    this.#pots.set(key, pot);
    return pot;
  }

  unbonding({ account, pool, epoch }: Key): Unbonding {
    const key = [account, pool, epoch].join(" ");
    const known = this.#unbondings.get(key);
    if (known !== undefined) return known;
    const unbonding = { account, pool, epoch, pot: this.of(pool, epoch), shares: 0n, maturesAt: 0n };
    this.#unbondings.set(key, unbonding);
    return unbonding;
  }
}

/** {wad} What is left for an unbonding, rounded down. */
export function worthOf({ pot, shares }: Pick<Unbonding, "pot" | "shares">): bigint {
  return pot.shares === 0n ? 0n : (shares * pot.assets) / pot.shares;
}
