export { energyOf, isSigned, ReadingFault, type FaultReason } from "./check.ts";
export { attest, type Attested, type MissingAccount, type SlotReadings } from "./attest.ts";
export { saltOf } from "./salt.ts";
export { oracleService } from "./node/service.ts";
export { isQuorum, signerOf } from "./node/quorum.ts";
export { openingOfJson, proposalOfJson, readingOfJson, readingToJson, treeOfJson, type Proposal } from "./node/wire.ts";
