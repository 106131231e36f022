import { ParameterError } from "../gridwatt-error.ts";
import { bitsOf, pack, unpack } from "../internal/bits.ts";
import { Energy } from "../units/energy.ts";
import { Fee } from "../units/fee.ts";

const MAX_ZONES = 12;
const MAX_BANDS = 7;

const TERMS = {
  zoneCount: [0, 4],
  parents: [4, 44],
  tariffs: [48, 168],
  marketFee: [216, 12],
  minEnergy: [228, 13],
  version: [241, 12],
  limited: [253, 1],
  unrestricted: [254, 1],
  debts: [255, 1],
} as const;

const LINK = { capacity: [0, 39], limited: [39, 1], bands: [40, 28 * MAX_BANDS] } as const;

/** A zone of a tree as it is frozen. */
export interface ZoneTerms {
  /** Null for the root. */
  readonly parent: number | null;
  readonly tariff: Fee;
}

/** What a slot is traded under, frozen when it opens. */
export interface Terms {
  /** By number; parents have lower ones. */
  readonly zones: readonly ZoneTerms[];
  readonly marketFee: Fee;
  /** Least energy of an order. */
  readonly minEnergy: Energy;
  readonly version: number;
  /** Whether any link has a capacity. */
  readonly limited: boolean;
  /** Whether new risk is stopped; told by the current terms only. */
  readonly unrestricted: boolean;
  /** Whether anybody is in debt; told by the current terms only. */
  readonly debts: boolean;
}

/** A surcharge from a utilisation of a link on. */
export interface Band {
  /** {basis point} of the capacity */
  readonly from: number;
  readonly surcharge: Fee;
}

/** Limit of a zone's link to its parent. */
export interface Link {
  /** Per slot, in each direction. */
  readonly capacity: Energy;
  /** In rising order. */
  readonly bands: readonly Band[];
}

/** Throws `ParameterError` for a word of other fields. */
export function decodeTerms(word: bigint): Terms {
  const fields = unpack(word, TERMS);
  const zones = Array.from({ length: Number(fields.zoneCount) }, (_, zone) => ({
    parent: zone === 0 ? null : Number(bitsOf(fields.parents, [4 * (zone - 1), 4])),
    tariff: Fee.ofTicks(bitsOf(fields.tariffs, [14 * zone, 14])),
  }));
  return {
    zones,
    marketFee: Fee.ofTicks(fields.marketFee),
    minEnergy: Energy.ofWh(fields.minEnergy),
    version: Number(fields.version),
    limited: fields.limited === 1n,
    unrestricted: fields.unrestricted === 1n,
    debts: fields.debts === 1n,
  };
}

/** Throws `ParameterError` where a field does not fit. */
export function encodeTerms(terms: Terms): bigint {
  if (terms.zones.length > MAX_ZONES) throw new ParameterError(`A market area has at most ${MAX_ZONES} zones.`);
  let [parents, tariffs] = [0n, 0n];
  for (const [zone, { parent, tariff }] of terms.zones.entries()) {
    if (zone !== 0) parents |= pack({ parent: BigInt(parent ?? 0) }, { parent: [0, 4] }) << BigInt(4 * (zone - 1));
    tariffs |= pack({ tariff: tariff.ticks }, { tariff: [0, 14] }) << BigInt(14 * zone);
  }
  const fields = {
    zoneCount: BigInt(terms.zones.length),
    parents,
    tariffs,
    marketFee: terms.marketFee.ticks,
    minEnergy: terms.minEnergy.wh,
    version: BigInt(terms.version),
    limited: terms.limited ? 1n : 0n,
    unrestricted: terms.unrestricted ? 1n : 0n,
    debts: terms.debts ? 1n : 0n,
  };
  return pack(fields, TERMS);
}

/** The link's limit, or null for a link without one. Throws `ParameterError` for a word of other fields. */
export function decodeLink(word: bigint): Link | null {
  const fields = unpack(word, LINK);
  if (fields.limited === 0n) {
    if (word !== 0n) throw new ParameterError("A link without limit has neither capacity nor bands.");
    return null;
  }
  const bands = Array.from({ length: MAX_BANDS }, (_, k) => ({
    from: Number(bitsOf(fields.bands, [28 * k, 14])),
    surcharge: Fee.ofTicks(bitsOf(fields.bands, [28 * k + 14, 14])),
  }));
  while (bands.length > 0 && bands.at(-1)?.from === 0 && bands.at(-1)?.surcharge.isZero() === true) bands.pop();
  return { capacity: Energy.ofWh(fields.capacity), bands };
}

/** Throws `ParameterError` where a field does not fit. */
export function encodeLink(link: Link | null): bigint {
  if (link === null) return 0n;
  if (link.bands.length > MAX_BANDS) throw new ParameterError(`A link has at most ${MAX_BANDS} bands.`);
  let bands = 0n;
  for (const [k, { from, surcharge }] of link.bands.entries()) {
    const band = { from: BigInt(from), surcharge: surcharge.ticks };
    bands |= pack(band, { from: [0, 14], surcharge: [14, 14] }) << BigInt(28 * k);
  }
  return pack({ capacity: link.capacity.wh, limited: 1n, bands }, LINK);
}
