// Made by scripts/generate-sdk.ts from ImmediateSettlement.
export const settlementAbi = [
  {"type":"error","name":"NotSettleable","inputs":[{"name":"slot","type":"uint256"}]},
  {"type":"function","name":"settle","inputs":[{"name":"slot","type":"uint32"},{"name":"","type":"int256"},{"name":"","type":"int256"},{"name":"holdings","type":"tuple[]","components":[{"name":"account","type":"uint32"},{"name":"sold","type":"uint256"},{"name":"bought","type":"uint256"}]}],"stateMutability":"view","outputs":[{"name":"adjustments","type":"int256[]"}]},
] as const;
