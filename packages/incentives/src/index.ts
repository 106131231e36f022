export { readReward, type ProvenReward, type ReadRewardParameters } from "./claim.ts";
export { IncentiveFileError, formatRewards, parseRewards } from "./files.ts";
export { MakerFees, type EarnedFee } from "./maker-fees.ts";
export {
  fundOf,
  LAG_SECONDS,
  lastReadyEpoch,
  readIncentives,
  readOldestIncentives,
  type Incentives,
  type ReadIncentivesParameters,
  type ReadOldestIncentivesParameters,
} from "./read.ts";
export { rewardsOf, type AccountReward, type RewardRules } from "./rewards.ts";
export { RewardTree } from "./tree.ts";
