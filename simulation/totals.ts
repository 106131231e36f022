import type { SlotOutcome, Tariff } from "./rounds.ts";
import type { SlotProfiles } from "./profiles.ts";

export const SLOTS_PER_DAY = 96;

/** What a quarter of an hour of the day came to, over all days. Energy {Wh}; value: price times traded energy {tick x Wh}. */
export interface QuarterOfDay {
  generation: bigint;
  consumption: bigint;
  traded: bigint;
  value: bigint;
}

/** Adds up what slots come to, as they are settled; its size does not depend on their number. Energy in Wh. */
export class Totals {
  readonly #tariff: Tariff;
  slots = 0;
  generation = 0n;
  load = 0n;
  ownUse = 0n;
  traded = 0n;
  ideal = 0n;
  /** What is left of the members' own supply contracts when they trade nothing {tick x Wh}; negative is earned. */
  readonly billsWithout: bigint[] = [];
  /** What is left of them beside the market. */
  readonly billsBeside: bigint[] = [];
  readonly day: readonly QuarterOfDay[] = Array.from({ length: SLOTS_PER_DAY }, () => {
    return { generation: 0n, consumption: 0n, traded: 0n, value: 0n };
  });
  /** Whether in every slot what was sold, what was bought and what was traded is the same, and metered as it happened. */
  energyConserved = true;

  constructor(tariff: Tariff) {
    this.#tariff = tariff;
  }

  add(profiles: SlotProfiles, outcome: SlotOutcome): void {
    const quarter = this.day[this.slots % SLOTS_PER_DAY] as QuarterOfDay;
    this.slots += 1;
    const traded = outcome.trades.reduce((sum, { energy }) => sum + energy, 0n);
    this.traded += traded;
    quarter.traded += traded;
    quarter.value += outcome.trades.reduce((sum, { energy, price }) => sum + energy * price, 0n);
    let [surplus, deficit, sold, bought] = [0n, 0n, 0n, 0n];
    profiles.forEach(({ generation, consumption }, at) => {
      const net = generation - consumption;
      this.generation += generation;
      this.load += consumption;
      this.ownUse += net > 0n ? consumption : generation;
      quarter.generation += generation;
      quarter.consumption += consumption;
      if (net > 0n) surplus += net;
      else deficit -= net;
      const { sold: out, bought: into, metered } = outcome.settled.get(at) ?? { sold: 0n, bought: 0n, metered: net };
      if (metered !== net) this.energyConserved = false;
      sold += out;
      bought += into;
      this.billsWithout[at] = (this.billsWithout[at] ?? 0n) + this.#billOf(net);
      this.billsBeside[at] = (this.billsBeside[at] ?? 0n) + this.#billOf(net - out + into);
    });
    this.ideal += surplus < deficit ? surplus : deficit;
    if (sold !== bought || sold !== traded) this.energyConserved = false;
  }

  /** What a supplier asks for a net export {Wh}: negative where it pays. */
  #billOf(net: bigint): bigint {
    return net > 0n ? -net * this.#tariff.feedIn : -net * this.#tariff.retail;
  }
}
