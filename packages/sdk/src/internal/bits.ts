import { ParameterError } from "../gridwatt-error.ts";

/** Where the fields of a packed word lie: first bit and number of bits, each. */
export type Layout = Readonly<Record<string, readonly [first: number, bits: number]>>;

/** The fields of a word as they stand in it. */
export type Fields<L extends Layout> = { [Name in keyof L]: bigint };

/** Reads a word's fields. Throws `ParameterError` where bits are set that belong to none: the word is another one. */
export function unpack<L extends Layout>(word: bigint, layout: L): Fields<L> {
  const fields = {} as Fields<L>;
  let known = 0n;
  for (const name of Object.keys(layout) as (keyof L & string)[]) {
    const [first, mask] = place(layout, name);
    fields[name] = (word >> first) & mask;
    known |= mask << first;
  }
  if (word < 0n || (word & known) !== word) {
    throw new ParameterError(`0x${word.toString(16)} is no word of the fields ${Object.keys(layout).join(", ")}.`);
  }
  return fields;
}

/** Writes fields into a word. Throws `ParameterError` where one does not fit. */
export function pack<L extends Layout>(fields: Fields<L>, layout: L): bigint {
  let word = 0n;
  for (const name of Object.keys(layout) as (keyof L & string)[]) {
    const [first, mask] = place(layout, name);
    if (fields[name] < 0n || fields[name] > mask) {
      throw new ParameterError(`${name} lies within 0 and ${mask}, which ${fields[name]} does not.`);
    }
    word |= fields[name] << first;
  }
  return word;
}

/** The part of a word from a bit on. */
export function bitsOf(word: bigint, [first, bits]: readonly [first: number, bits: number]): bigint {
  return (word >> BigInt(first)) & ((1n << BigInt(bits)) - 1n);
}

function place<L extends Layout>(layout: L, name: keyof L): [first: bigint, mask: bigint] {
  const [first, bits] = layout[name] ?? [0, 0];
  return [BigInt(first), (1n << BigInt(bits)) - 1n];
}
