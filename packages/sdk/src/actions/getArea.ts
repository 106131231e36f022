import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { bitsOf } from "../internal/bits.ts";
import { Fee } from "../units/fee.ts";
import { Price } from "../units/price.ts";
import { decodeLink, decodeTerms, type Link, type Terms } from "../words/terms.ts";

export type GetAreaParameters = ReadParameters;
export interface GetAreaReturnType {
  /** What the next slots open under; version and pause are the exchange's to tell. */
  readonly terms: Omit<Terms, "version" | "unrestricted" | "debts">;
  /** Grid operator of each zone. */
  readonly operators: readonly number[];
  /** Limit of each zone's link to its parent. */
  readonly links: readonly (Link | null)[];
  readonly rules: {
    readonly gateMinutes: number;
    /** {s} how far ahead a slot may open */
    readonly horizon: number;
    readonly minLong: Price;
    readonly maxShort: Price;
    /** Least difference of a price pair. */
    readonly minSpread: Fee;
  };
}

/**
 * The market area's zone tree and rules, as the next slots open under them.
 * Throws `GridwattError` "NoZones" while there are none.
 * @example
 * const { terms, rules } = await getArea(client, {});
 */
export async function getArea(client: Client, { block }: GetAreaParameters): Promise<GetAreaReturnType> {
  const [current, rules] = await Promise.all([
    read(client, { contract: "area", name: "currentTerms", args: [], block }),
    read(client, { contract: "area", name: "openingRules", args: [], block }),
  ]);
  const { zones, marketFee, minEnergy, limited } = decodeTerms(current.terms);
  return {
    terms: { zones, marketFee, minEnergy, limited },
    operators: zones.map((_, zone) => Number(bitsOf(current.operators, [16 * zone, 16]))),
    links: current.links.map(decodeLink),
    rules: {
      gateMinutes: Number(rules.gateMinutes),
      horizon: Number(rules.horizon),
      minLong: Price.ofTicks(rules.minLong),
      maxShort: Price.ofTicks(rules.maxShort),
      minSpread: Fee.ofTicks(rules.minSpread),
    },
  };
}
