import { shown } from "./error.ts";
import type { RawOrder, RawStep } from "./raw.ts";
import type { OrderStep, Step } from "./types.ts";
import type { Path } from "./values.ts";
import { energy, fail, money, price, unique } from "./values.ts";

/** What steps may speak of. */
export interface Names {
  readonly accounts: ReadonlySet<string>;
  /** The balancing party, which has an account but no meter. */
  readonly party: string;
}

/**
 * Turns raw steps into typed ones.
 * Throws `ScenarioError` for accounts and refs that are not there (yet), refs used twice, and prices out of range.
 */
export function parseSteps(raw: readonly RawStep[], names: Names): Step[] {
  const reader = new StepReader(names);
  return raw.map((step, at) => reader.step(step, ["steps", at]));
}

class StepReader {
  readonly #names: Names;
  /** The refs that steps so far have given. */
  readonly #refs = new Set<string>();

  constructor(names: Names) {
    this.#names = names;
  }

  step(raw: RawStep, path: Path): Step {
    if (raw.place !== undefined) return { type: "place", order: this.#order(raw.place, [...path, "place"]) };
    if (raw.cancel !== undefined) return { type: "cancel", ref: this.#known(raw.cancel, [...path, "cancel"]) };
    if (raw.replace !== undefined) return this.#replace(raw.replace, [...path, "replace"]);
    if (raw.basket !== undefined) {
      return { type: "basket", legs: raw.basket.map((leg, at) => this.#order(leg, [...path, "basket", at])) };
    }
    if (raw.advanceTo !== undefined) {
      return { type: "advanceTo", slot: raw.advanceTo.slot, minutes: raw.advanceTo.minutes ?? 0 };
    }
    if (raw.meter !== undefined) return this.#meter(raw.meter, [...path, "meter"]);
    if (raw.settle !== undefined) return { type: "settle", slot: raw.settle };
    if (raw.net !== undefined) {
      const account = this.#account(raw.net.account, [...path, "net", "account"]);
      return { type: "net", slot: raw.net.slot, account, energy: energy(raw.net.energy) };
    }
    if (raw.withdraw !== undefined) {
      const account = this.#account(raw.withdraw.account, [...path, "withdraw", "account"]);
      return { type: "withdraw", account, watt: money(raw.withdraw.watt) };
    }
    return fail(path, "has no known kind");
  }

  #order(raw: RawOrder, path: Path): OrderStep {
    const cancelOwn = raw.cancelOwn ?? [];
    return {
      account: this.#account(raw.account, [...path, "account"]),
      side: raw.side,
      slot: raw.slot,
      energy: energy(raw.energy),
      price: price(raw.price, [...path, "price"]),
      tif: raw.tif ?? "GTC",
      postOnly: raw.postOnly ?? false,
      minFill: energy(raw.minFill ?? "0"),
      cancelOwn: cancelOwn.map((ref, at) => this.#known(ref, [...path, "cancelOwn", at])),
      ref: unique(raw.ref, this.#refs, [...path, "ref"]),
    };
  }

  #replace(raw: NonNullable<RawStep["replace"]>, path: Path): Step {
    return {
      type: "replace",
      ref: this.#known(raw.ref, [...path, "ref"]),
      energy: energy(raw.energy),
      price: price(raw.price, [...path, "price"]),
      as: unique(raw.as, this.#refs, [...path, "as"]),
    };
  }

  #meter(raw: NonNullable<RawStep["meter"]>, path: Path): Step {
    if (raw.account === this.#names.party) fail([...path, "account"], `${shown(raw.account)} has no meter`);
    return {
      type: "meter",
      slot: raw.slot,
      account: this.#account(raw.account, [...path, "account"]),
      export: energy(raw.export ?? "0"),
      import: energy(raw.import ?? "0"),
    };
  }

  #known(ref: string, path: Path): string {
    if (!this.#refs.has(ref)) fail(path, `${shown(ref)} is not an order of an earlier step`);
    return ref;
  }

  #account(id: string, path: Path): string {
    if (id !== this.#names.party && !this.#names.accounts.has(id)) fail(path, `${shown(id)} is not an account`);
    return id;
  }
}
