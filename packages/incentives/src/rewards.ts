import type { EarnedFee } from "./maker-fees.ts";

/** What bounds an epoch's rewards. */
export interface RewardRules {
  /** {basis point} of a trade's market fee that its maker earns; below 10,000. */
  readonly share: bigint;
  /** {base} All rewards together, at most: the fund, or the cap if that is less. */
  readonly most: bigint;
}

/** What an account earned in an epoch. */
export interface AccountReward {
  readonly account: number;
  /** {base} above zero */
  readonly amount: bigint;
}

/** {basis point} */
const WHOLE = 10_000n;

/**
 * What makers earn of the market fees of their trades: each its share, rounded down; where they come to more than there is,
 * all in proportion, rounded down.
 * @returns rising by account, without those who earn nothing
 * @example
 * rewardsOf([{ maker: 1, taker: 2, base: 1_000n, block: 5 }], { share: 5_000n, most: 400n }); // account 1: 400
 */
export function rewardsOf(
  fees: readonly Pick<EarnedFee, "maker" | "base">[],
  { share, most }: RewardRules,
): AccountReward[] {
  if (share < 0n || share >= WHOLE)
    throw new RangeError(`makers earn less than the whole fee, not ${share} basis points`);
  const sums = new Map<number, bigint>();
  for (const { maker, base } of fees) sums.set(maker, (sums.get(maker) ?? 0n) + base);
  const full = [...sums].map(([account, base]) => ({ account, amount: (base * share) / WHOLE }));
  const total = full.reduce((sum, { amount }) => sum + amount, 0n);
  const cut = (amount: bigint) => (total > most ? (amount * most) / total : amount);
  return full
    .map(({ account, amount }) => ({ account, amount: cut(amount) }))
    .filter(({ amount }) => amount > 0n)
    .sort((a, b) => a.account - b.account);
}
