import { ABIS } from "../generated/index.ts";
import type { Sentences, Texts } from "./sentences.ts";
import { base, share, time } from "./words.ts";

/** What OpenZeppelin's tokens and helpers raise, for which other lists have sentences. */
type Shared = `Safe${string}` | "ReentrancyGuardReentrantCall";

/** What each error of the rewards reserve means. */
export const REWARDS_RESERVE_SENTENCES: Sentences<typeof ABIS.rewardsReserve, Shared> = {
  LotTermsOutOfRange: () => "A price, size or time of the lots is outside its bounds.",
  LotNotOver: ({ endsAt }) => `The present lot lasts until ${time(endsAt)}: the next begins then.`,
  LotTooSmall: ({ balance, least }) => `${base(balance)} are no lot: ${base(least)} are the least.`,
  NothingForSale: () => "No WATT is for sale now.",
  NothingBought: () => "Nobody buys nothing.",
  PriceTooHigh: ({ price, most }) =>
    `A WATT costs ${base(price, "GRID")} now, more than the ${base(most, "GRID")} that were offered.`,
};

/** What each error of a purse means. */
export const PURSE_SENTENCES: Sentences<typeof ABIS.treasury, Shared> = {
  NoPurpose: () => "Nothing is spent without a purpose.",
  NothingToSpend: () => "Nobody is paid nothing.",
};

/** What each error of the makers' incentives means. */
export const INCENTIVE_SENTENCES: Sentences<
  typeof ABIS.incentives,
  Shared | Texts | "InvalidOracleSignature" | "SafeCastOverflowedUintDowncast"
> = {
  EpochNotOver: ({ epoch }) => `Day ${epoch} is not over.`,
  EpochNotNewer: ({ epoch, last }) => `Rewards of day ${last} were submitted, so those of day ${epoch} come too late.`,
  NoRewards: () => "There are no rewards to submit.",
  RewardsTooHigh: ({ total, most }) => `Rewards of ${base(total)} are above the ${base(most)} that there may be.`,
  NotClaimable: ({ epoch }) => `No rewards of day ${epoch} can be claimed: there are none, or it is too late.`,
  AlreadyClaimed: ({ epoch, account }) => `Account ${account} had its rewards of day ${epoch}.`,
  InvalidRewardProof: ({ epoch, account }) =>
    `The proof does not show these rewards of account ${account} on day ${epoch}.`,
  StillClaimable: ({ epoch, until }) => `Rewards of day ${epoch} can be claimed until ${time(until)}.`,
  ShareTooHigh: ({ share: given, most }) => `A share of ${share(given)} is above ${share(most)}.`,
  EpochCapTooHigh: ({ cap, most }) => `A cap of ${base(cap)} is above ${base(most)}.`,
};
