/**
 * A scenario with its defaults applied and its units turned into integers: energy {Wh}, prices and fees {tick}
 * (0.0001 WATT per kWh) and money {unit: 1 tick x 1 Wh = 1e-7 WATT} are bigints; slots, minutes and seconds are numbers.
 */
export interface Scenario {
  readonly name: string;
  /** Begin of slot 0 {s since 1970}, a multiple of 900. */
  readonly start: number;
  /** {s} */
  readonly gate: number;
  readonly residualSupply: boolean;
  readonly marketFee: bigint;
  readonly minEnergy: bigint;
  /** Parents first; the first is the root. */
  readonly zones: readonly ScenarioZone[];
  readonly accounts: readonly ScenarioAccount[];
  readonly pair: ScenarioPair;
  readonly steps: readonly Step[];
}

/** A zone; its number is its position. */
export interface ScenarioZone {
  readonly id: string;
  /** The parent's number; null for the root. */
  readonly parent: number | null;
  readonly operator: string;
  readonly tariff: bigint;
  /** {Wh}; null: unlimited. */
  readonly capacity: bigint | null;
  readonly bands: readonly { fromBps: bigint; add: bigint }[];
}

/** An account; what it deposits is there before the first step. */
export interface ScenarioAccount {
  readonly id: string;
  /** The zone's number. */
  readonly zone: number;
  readonly watt: bigint;
  readonly owner: string;
  /** Per slot {Wh}. */
  readonly rated: { readonly import: bigint; readonly export: bigint };
}

/** Which prices a slot has. */
export interface PricePair {
  readonly long: bigint;
  readonly short: bigint;
}

/** The balancing party and its prices. */
export interface ScenarioPair extends PricePair {
  readonly party: string;
  /** The party's collateral. */
  readonly watt: bigint;
  /** By slot, where they differ. */
  readonly slots: ReadonlyMap<number, PricePair>;
}

/** An order as a scenario places it. */
export interface OrderStep {
  readonly ref: string;
  readonly account: string;
  readonly side: "buy" | "sell";
  readonly slot: number;
  readonly energy: bigint;
  readonly price: bigint;
  readonly tif: "GTC" | "IOC" | "FOK";
  readonly postOnly: boolean;
  readonly minFill: bigint;
  readonly cancelOwn: readonly string[];
}

/** One step, told apart by `type`. */
export type Step =
  | { readonly type: "place"; readonly order: OrderStep }
  | { readonly type: "cancel"; readonly ref: string }
  | {
      readonly type: "replace";
      readonly ref: string;
      readonly energy: bigint;
      readonly price: bigint;
      readonly as: string;
    }
  | { readonly type: "basket"; readonly legs: readonly OrderStep[] }
  | { readonly type: "advanceTo"; readonly slot: number; readonly minutes: number }
  | {
      readonly type: "meter";
      readonly slot: number;
      readonly account: string;
      readonly export: bigint;
      readonly import: bigint;
    }
  | { readonly type: "settle"; readonly slot: number }
  | { readonly type: "net"; readonly slot: number; readonly account: string; readonly energy: bigint }
  | { readonly type: "withdraw"; readonly account: string; readonly watt: bigint };
