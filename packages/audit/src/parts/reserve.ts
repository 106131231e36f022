import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";
import { ZeroAddress } from "ethers";

import { Bucket } from "./bucket.ts";
import { positive, secondsOf, timeIn, type Part, type Times } from "./part.ts";

type Attested = MarketEventOf<"ReserveAttested">;
type Moved = Extract<MarketEventOf<"Transfer">, { readonly contract: "watt" }>;

/** The supply of WATT right after some was made, and what stood behind it then. */
interface Cover {
  readonly block: number;
  readonly supply: bigint;
  readonly backing: bigint;
}

/** The whole limit has one user. */
const ALL = "";

/** What was paid out of the reserve, all of it at each time {s}. */
class Payouts {
  readonly #totals: { readonly time: bigint; readonly total: bigint }[] = [];

  add(amount: bigint, time: bigint): void {
    this.#totals.push({ time, total: this.#total + amount });
  }

  /** After a time {s}. */
  since(time: bigint): bigint {
    return this.#total - (this.#totals.findLast((one) => one.time <= time)?.total ?? 0n);
  }

  get #total(): bigint {
    return this.#totals.at(-1)?.total ?? 0n;
  }
}

/** The reserve oracle: what was attested, and what was paid out. Amounts in base units. */
export class Reserve implements Part {
  last: Attested | null = null;
  attestorSet = ZeroAddress;
  /** {s} */
  maxAge = 0;
  paid = 0n;
  readonly #steps: (Attested | MarketEventOf<"ReservePaid" | "GrowthLimitSet"> | Moved)[] = [];

  /** {s} of the last attestation; 0 before the first */
  get asOf(): bigint {
    return this.last === null ? 0n : secondsOf(this.last.asOf);
  }

  /** Blocks in which the reserve, the supply of WATT, or how fast the reserve may grow, was changed. */
  get blocks(): readonly number[] {
    return this.#steps.map(({ block }) => block);
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "ReserveAttested":
        this.last = event;
        this.#steps.push(event);
        return;
      case "ReservePaid":
        this.paid += event.base;
        this.#steps.push(event);
        return;
      case "GrowthLimitSet":
        this.#steps.push(event);
        return;
      case "Transfer":
        if (event.contract === "watt" && [event.from, event.to].includes(ZeroAddress)) this.#steps.push(event);
        return;
      default:
        return this.#rule(event);
    }
  }

  /**
   * What stands behind the supply, and by how much more the reserve may be attested to grow at a time {s}; and what stood
   * behind it whenever WATT was made.
   */
  backingAt(time: bigint, times: Times): { backing: bigint; growthAvailable: bigint; covers: readonly Cover[] } {
    const [growth, payouts] = [new Bucket(), new Payouts()];
    const covers: Cover[] = [];
    let supply = 0n;
    let last: Attested | null = null;
    const backing = () => (last === null ? 0n : positive(last.base - payouts.since(secondsOf(last.asOf))));
    for (const step of this.#steps) {
      const told = timeIn(times, step);
      if (step.name === "ReservePaid") payouts.add(step.base, told);
      else if (step.name === "Transfer") {
        supply += step.from === ZeroAddress ? step.base : -step.base;
        if (step.from === ZeroAddress) covers.push({ block: step.block, supply, backing: backing() });
      } else if (step.name === "GrowthLimitSet") {
        // What has refilled until then has refilled by the old limit.
        growth.use(ALL, 0n, told);
        growth.set(step);
      } else {
        const before = backing();
        last = step;
        const grown = backing() - before;
        if (grown > 0n) growth.use(ALL, grown, told);
      }
    }
    return { backing: backing(), growthAvailable: growth.available(ALL, time), covers };
  }

  #rule(event: MarketEvent): void {
    switch (event.name) {
      case "AttestorSetSet":
        this.attestorSet = event.attestorSet;
        return;
      case "MaxAgeSet":
        this.maxAge = event.maxAge;
    }
  }
}
