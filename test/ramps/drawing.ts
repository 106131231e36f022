export function oneOf<T>(list: readonly T[], pick: number): T {
  const found = list[pick % list.length];
  if (found === undefined) throw new Error("nothing to choose from");
  return found;
}

/** Some thousandths of an amount. */
export function share(amount: bigint, size: number): bigint {
  return (amount * BigInt(size)) / 1_000n;
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
