// Made by scripts/generate-sdk.ts from Purse.
export const treasuryAbi = [
  {"type":"error","name":"AccessManagedInvalidAuthority","inputs":[{"name":"authority","type":"address"}]},
  {"type":"error","name":"AccessManagedRequiredDelay","inputs":[{"name":"caller","type":"address"},{"name":"delay","type":"uint32"}]},
  {"type":"error","name":"AccessManagedUnauthorized","inputs":[{"name":"caller","type":"address"}]},
  {"type":"error","name":"NoPurpose","inputs":[]},
  {"type":"error","name":"NothingToSpend","inputs":[]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"event","name":"AuthorityUpdated","inputs":[{"name":"authority","type":"address"}]},
  {"type":"event","name":"Spent","inputs":[{"name":"token","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},{"name":"amount","type":"uint256"},{"name":"purpose","type":"string"}]},
  {"type":"function","name":"authority","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"isConsumingScheduledOp","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"bytes4"}]},
  {"type":"function","name":"setAuthority","inputs":[{"name":"newAuthority","type":"address"}],"stateMutability":"nonpayable","outputs":[]},
  {"type":"function","name":"spend","inputs":[{"name":"token","type":"address"},{"name":"to","type":"address"},{"name":"amount","type":"uint256"},{"name":"purpose","type":"string"}],"stateMutability":"nonpayable","outputs":[]},
] as const;
