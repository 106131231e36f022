import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import type { Compared } from "../check.ts";
import { secondsOf, timeIn, type Part, type Times } from "./part.ts";

type Step = MarketEventOf<"LotTermsSet" | "LotBegun" | "LotSold" | "ReserveFunded" | "RewardsFunded">;

/** {wad} */
const WAD = 10n ** 18n;

/** Terms of lots to come. */
interface Terms {
  readonly startPrice: bigint;
  readonly floorPrice: bigint;
  readonly lotSize: bigint;
  readonly halving: bigint;
  readonly duration: bigint;
}

/** The present lot, or the last. */
interface Lot {
  left: bigint;
  readonly beganAt: bigint;
  readonly endsAt: bigint;
  readonly halving: bigint;
  readonly startPrice: bigint;
  readonly floorPrice: bigint;
}

const NONE = { startPrice: 0n, floorPrice: 0n, halving: 0n } as const;

/** Lots of WATT, their terms and what was paid for them. Prices fall by the second. */
export class Lots implements Part {
  readonly #steps: Step[] = [];
  readonly #reserve: string;

  constructor({ deployment }: { readonly deployment: { readonly contracts: { readonly rewardsReserve: string } } }) {
    this.#reserve = deployment.contracts.rewardsReserve;
  }

  /** Blocks in which something was told. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    if (event.contract === "rewardsReserve") this.#steps.push(event);
    if (event.name === "RewardsFunded" && event.from === this.#reserve) this.#steps.push(event);
  }

  replay(times: Times): LotBook {
    const book = new LotBook();
    for (const step of this.#steps) book.apply(step, timeIn(times, step));
    return book;
  }
}

/** Lots as events and the contract's rules make them. */
export class LotBook {
  terms: Terms = { ...NONE, lotSize: 0n, duration: 0n };
  lot: Lot = { ...NONE, left: 0n, beganAt: 0n, endsAt: 0n };
  /** What was sold, for how much, and what of it went to those who stake. */
  readonly told: Compared[] = [];
  /** {wad} that staking took in and no event of the reserve has told yet; of one call, as they come in turn. */
  #promised = 0n;

  apply(event: Step, time: bigint): void {
    switch (event.name) {
      case "LotTermsSet": {
        const { startPrice, floorPrice, lot, halving, duration } = event;
        this.terms = {
          ...{ startPrice: startPrice.base, floorPrice: floorPrice.base, lotSize: lot.base },
          ...{ halving: BigInt(halving), duration: BigInt(duration) },
        };
        return;
      }
      case "LotBegun": {
        const { startPrice, floorPrice, halving, duration } = this.terms;
        const endsAt = secondsOf(event.endsAt);
        this.told.push({ what: `end of the lot of ${time} s`, expected: time + duration, found: endsAt });
        this.lot = { left: event.base, beganAt: time, endsAt, halving, startPrice, floorPrice };
        return;
      }
      case "LotSold":
        return this.#sell(event, time);
      case "ReserveFunded":
        this.#promised = event.amount.base;
        return;
      case "RewardsFunded":
        this.told.push({ what: `funded at ${time} s`, expected: this.#promised, found: event.amount.base });
        this.#promised = 0n;
    }
  }

  #sell({ base, cost }: MarketEventOf<"LotSold">, time: bigint): void {
    const expected = (base * this.#priceAt(time) + WAD - 1n) / WAD;
    this.told.push({ what: `cost of WATT at ${time} s`, expected, found: cost.base });
    const found = base > this.lot.left ? this.lot.left : base;
    this.told.push({ what: `sold at ${time} s, of what was left`, expected: base, found });
    this.lot.left -= base;
  }

  /** {wad} Falls by half in each halving, linearly within it, to the floor. */
  #priceAt(time: bigint): bigint {
    const { beganAt, endsAt, halving, startPrice, floorPrice } = this.lot;
    if (time >= endsAt) return 0n;
    const elapsed = time - beganAt;
    const whole = (2n * halving) << (elapsed / halving);
    const fallen = (startPrice * (2n * halving - (elapsed % halving)) + whole - 1n) / whole;
    return fallen > floorPrice ? fallen : floorPrice;
  }
}
