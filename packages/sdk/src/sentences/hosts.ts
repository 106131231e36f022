import type { ABIS } from "../generated/index.ts";
import type { Sentences } from "./sentences.ts";
import { base, duration, price, share, time } from "./words.ts";

/** What each error of the registry of hosts means. */
export const HOST_SENTENCES: Sentences<typeof ABIS.hosts, `Safe${string}`> = {
  NoHostFree: ({ most }) => `All ${most} numbers of hosts are taken.`,
  HostNotFound: ({ host }) => `Nobody has a licence as host ${host}.`,
  NotLicenceHolder: ({ licence, caller }) => `${caller} does not hold licence ${licence}.`,
  InvalidHostPayee: ({ payee }) => `A host's share cannot be paid to ${payee}.`,
  LockOutOfRange: ({ amount, least, most }) =>
    `${base(amount, "GRID")} cannot be locked: ${base(least, "GRID")} to ${base(most, "GRID")} can.`,
  LicenceEnded: ({ licence, leavesAt }) =>
    `Licence ${licence} has ended; its GRID can be withdrawn from ${time(leavesAt)} on.`,
  LockNotFree: ({ licence, leavesAt }) =>
    leavesAt === 0n
      ? `The GRID of licence ${licence} is locked: give notice first.`
      : `The GRID of licence ${licence} can be withdrawn from ${time(leavesAt)} on.`,
  HostTierCountOutOfRange: ({ count, most }) => `There are 1 to ${most} tiers of hosts, not ${count}.`,
  HostTierOutOfOrder: ({ tier, locked, share: points }) =>
    `Tier ${tier + 1n}, ${share(points)} for ${base(locked, "GRID")}, does not rise from the one before or is out of bounds.`,
  NoticePeriodOutOfRange: ({ period, least, most }) =>
    `A notice takes ${duration(least)} to ${duration(most)}, not ${duration(period)}.`,
};

/** What each error of discounts by stake means. */
export const DISCOUNT_SENTENCES: Sentences<typeof ABIS.stakeDiscounts, never> = {
  TooManyTiers: ({ count, most }) => `There are at most ${most} tiers of discounts, not ${count}.`,
  TierOutOfOrder: ({ tier, staked, discount }) =>
    `Tier ${tier + 1n}, ${price(discount)} for ${base(staked, "GRID")}, does not rise from the one before or is too much.`,
};
