export { IncentiveFileError, formatRewards, parseRewards } from "./files.ts";
export { MakerFees, type EarnedFee } from "./maker-fees.ts";
export { fundOf, LAG_SECONDS, readIncentives, type Incentives, type ReadIncentivesParameters } from "./read.ts";
export { rewardsOf, type AccountReward, type RewardRules } from "./rewards.ts";
export { RewardTree } from "./tree.ts";
