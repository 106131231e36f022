export { energyOf, isSigned, ReadingFault, type FaultReason } from "./check.ts";
export { attest, type Attested, type MissingAccount, type SlotReadings } from "./attest.ts";
export { saltOf } from "./salt.ts";
