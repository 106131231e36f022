// Made by scripts/generate-sdk.ts from StakeDiscounts.
export const stakeDiscountsAbi = [
  {"type":"error","name":"AccessManagedInvalidAuthority","inputs":[{"name":"authority","type":"address"}]},
  {"type":"error","name":"AccessManagedRequiredDelay","inputs":[{"name":"caller","type":"address"},{"name":"delay","type":"uint32"}]},
  {"type":"error","name":"AccessManagedUnauthorized","inputs":[{"name":"caller","type":"address"}]},
  {"type":"error","name":"TierOutOfOrder","inputs":[{"name":"tier","type":"uint256"},{"name":"staked","type":"uint256"},{"name":"discount","type":"uint256"}]},
  {"type":"error","name":"TooManyTiers","inputs":[{"name":"count","type":"uint256"},{"name":"most","type":"uint256"}]},
  {"type":"event","name":"AuthorityUpdated","inputs":[{"name":"authority","type":"address"}]},
  {"type":"event","name":"DiscountTiersSet","inputs":[{"name":"tiers","type":"tuple[]","components":[{"name":"staked","type":"uint128"},{"name":"discount","type":"uint8"}]}]},
  {"type":"function","name":"STAKING","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"authority","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"discountOf","inputs":[{"name":"owner","type":"address"}],"stateMutability":"view","outputs":[{"name":"","type":"uint256"}]},
  {"type":"function","name":"isConsumingScheduledOp","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"bytes4"}]},
  {"type":"function","name":"setAuthority","inputs":[{"name":"newAuthority","type":"address"}],"stateMutability":"nonpayable","outputs":[]},
  {"type":"function","name":"setTiers","inputs":[{"name":"tiers_","type":"tuple[]","components":[{"name":"staked","type":"uint128"},{"name":"discount","type":"uint8"}]}],"stateMutability":"nonpayable","outputs":[]},
  {"type":"function","name":"stakedOf","inputs":[{"name":"owner","type":"address"}],"stateMutability":"view","outputs":[{"name":"staked","type":"uint256"}]},
  {"type":"function","name":"tiers","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"tuple[]","components":[{"name":"staked","type":"uint128"},{"name":"discount","type":"uint8"}]}]},
] as const;
