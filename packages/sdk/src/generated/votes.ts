// Made by scripts/generate-sdk.ts from GridVotes.
export const votesAbi = [
  {"type":"error","name":"DelegateAtSource","inputs":[{"name":"grid","type":"address"},{"name":"staking","type":"address"}]},
  {"type":"error","name":"VotesExpiredSignature","inputs":[{"name":"expiry","type":"uint256"}]},
  {"type":"event","name":"DelegateChanged","inputs":[{"name":"delegator","type":"address","indexed":true},{"name":"fromDelegate","type":"address","indexed":true},{"name":"toDelegate","type":"address","indexed":true}]},
  {"type":"event","name":"DelegateVotesChanged","inputs":[{"name":"delegate","type":"address","indexed":true},{"name":"previousVotes","type":"uint256"},{"name":"newVotes","type":"uint256"}]},
  {"type":"function","name":"CLOCK_MODE","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"string"}]},
  {"type":"function","name":"GRID","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"STAKING","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"clock","inputs":[],"stateMutability":"view","outputs":[{"name":"","type":"uint48"}]},
  {"type":"function","name":"delegate","inputs":[{"name":"","type":"address"}],"stateMutability":"view","outputs":[]},
  {"type":"function","name":"delegateBySig","inputs":[{"name":"","type":"address"},{"name":"","type":"uint256"},{"name":"","type":"uint256"},{"name":"","type":"uint8"},{"name":"","type":"bytes32"},{"name":"","type":"bytes32"}],"stateMutability":"view","outputs":[]},
  {"type":"function","name":"delegates","inputs":[{"name":"account","type":"address"}],"stateMutability":"view","outputs":[{"name":"","type":"address"}]},
  {"type":"function","name":"getPastTotalSupply","inputs":[{"name":"timepoint","type":"uint256"}],"stateMutability":"view","outputs":[{"name":"","type":"uint256"}]},
  {"type":"function","name":"getPastVotes","inputs":[{"name":"account","type":"address"},{"name":"timepoint","type":"uint256"}],"stateMutability":"view","outputs":[{"name":"","type":"uint256"}]},
  {"type":"function","name":"getVotes","inputs":[{"name":"account","type":"address"}],"stateMutability":"view","outputs":[{"name":"","type":"uint256"}]},
] as const;
