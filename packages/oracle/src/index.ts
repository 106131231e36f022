export { energyOf, isSigned, ReadingFault, type FaultReason } from "./check.ts";
export { attest, type Attested, type MissingAccount, type SlotReadings } from "./attest.ts";
export { saltOf } from "./salt.ts";
export { oracleService } from "./node/service.ts";
export { isQuorum, operatorBy, signerOf } from "./node/quorum.ts";
export {
  openingOfJson,
  proposalOfJson,
  readingOfJson,
  readingsOfJson,
  readingToJson,
  rewardsOfJson,
  rewardsToJson,
  treeOfJson,
  type Proposal,
  type SignedRewards,
} from "./node/wire.ts";
