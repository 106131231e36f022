import { ascending, sumOf } from "./order.ts";

/**
 * Raises weights whose sum falls short of a budget until it is the budget, the smallest first, equals as they stand.
 * Source: `normalize` of polkadot-sdk, substrate/primitives/arithmetic/src/lib.rs, where the sum is below the target.
 *
 * Each of as many steps as there are weights adds shortfall / count, rounded down, then each of shortfall mod count steps
 * adds 1. A step goes to the weight of the one before, or to the next greater where that has reached budget / count,
 * rounded down.
 * @param weights {stake} at least one, which all together do not exceed the budget
 */
export function normalise(weights: readonly bigint[], budget: bigint): bigint[] {
  const count = BigInt(weights.length);
  const shortfall = budget - sumOf(weights);
  const stepDown = shortfall / count;
  const steps = [
    ...(stepDown > 0n ? weights.map(() => stepDown) : []),
    ...Array.from({ length: Number(shortfall % count) }, () => 1n),
  ];
  const enoughDown = budget / count;
  const raised = weights.map((weight, at) => ({ weight, at }));
  const smallestFirst = [...raised].sort((a, b) => ascending(a.weight, b.weight));
  let turn = 0;
  for (const step of steps) {
    const one = smallestFirst[turn % smallestFirst.length];
    if (one === undefined) break;
    one.weight += step;
    if (one.weight >= enoughDown) turn += 1;
  }
  return raised.map(({ weight }) => weight);
}
