// Made by scripts/generate-sdk.ts from MeteredSettlement.
export const settlementAbi = [
  {"type":"error","name":"InvalidReadings","inputs":[{"name":"slot","type":"uint256"}]},
  {"type":"error","name":"MerkleProofInvalidMultiproof","inputs":[]},
  {"type":"error","name":"NotSettleable","inputs":[{"name":"slot","type":"uint256"}]},
  {"type":"function","name":"METERS","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"NO_LEAF","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"uint16"}]},
  {"type":"function","name":"ORACLE","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"meteredOf","inputs":[{"name":"slot","type":"uint32"},{"name":"holdings","type":"tuple[]","components":[{"name":"index","type":"uint32"},{"name":"account","type":"uint32"},{"name":"net","type":"int64"},{"name":"settled","type":"bool"}]},{"name":"data","type":"bytes"}],"stateMutability":"view","outputs":[{"name":"metered","type":"tuple[]","components":[{"name":"delivery","type":"uint8"},{"name":"low","type":"int64"},{"name":"high","type":"int64"}]}]},
] as const;
