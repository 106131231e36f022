import { ABIS } from "../generated/index.ts";
import type { Sentences, Texts } from "./sentences.ts";
import { kwh, slot, time } from "./words.ts";

/** What each error of the meter registry means. */
export const METER_SENTENCES: Sentences<typeof ABIS.meters, Texts> = {
  MeterNotInUse: ({ meter }) => `No meter ${meter} is in use.`,
  AccountWithoutZone: ({ account }) => `Account ${account} has no zone in any market area: ask a registrar for one.`,
  NotMeterRegistrar: ({ account, caller }) => `${caller} is not the registrar of the zone of account ${account}.`,
  InvalidKey: () => "The meter's key is no valid public key of its curve.",
  KeyInUse: ({ meter }) => `Meter ${meter} has this key and is in use, or its account is in debt.`,
  InvalidDigits: ({ importDigits, exportDigits }) =>
    `A register has 6 to 18 digits, not ${importDigits} and ${exportDigits}.`,
  InvalidRating: ({ ratedImport, ratedExport }) =>
    `A meter rated ${kwh(ratedImport)} import and ${kwh(ratedExport)} export in a slot measures nothing, or more than its registers show.`,
  InvalidParentMeter: ({ parent }) => `Meter ${parent} is not in use in this market area.`,
  MeterHasChildren: ({ meter, children }) => `${children} meters in use hang behind meter ${meter}: retire them first.`,
  NotOneSlot: () => "The two readings do not span one slot of one meter.",
  RegisterOutOfRange: ({ meter, register, digits }) =>
    `A register of meter ${meter} has ${digits} digits and cannot show ${register}.`,
  EnergyAboveRating: ({ meter, energy, rated }) =>
    `Meter ${meter} cannot measure ${kwh(energy)} in a slot: its rating is ${kwh(rated)}.`,
};

/** What each error of the reading oracle means. */
export const ORACLE_SENTENCES: Sentences<typeof ABIS.oracle, Texts | "NotAContract"> = {
  InvalidWindows: ({ readingDeadline, correctionWindow }) =>
    `Readings cannot be due ${readingDeadline} s after a slot and correctable for ${correctionWindow} s.`,
  SlotNotOver: (args) => `Delivery of ${slot(args.slot)} is not over.`,
  ReadingsFinal: (args) => `Readings of ${slot(args.slot)} are final since ${time(args.finalAt)}.`,
  InvalidRoot: () => "A root of zero attests nothing.",
  SequenceNotNewer: ({ sequence, last }) => `Root ${sequence} is not newer than root ${last}, which is there.`,
  InvalidOracleSignature: ({ index }) => `Signature ${index + 1n} is no signature.`,
  SignatureNotNew: (args) =>
    `It is not the signature of operator ${args.place + 1n} to the newest root of ${slot(args.slot)}, or it is there.`,
  UnknownRoot: (args) => `The root was never that of ${slot(args.slot)}.`,
  InvalidAttestation: ({ account }) => `The root does not say that of account ${account}.`,
  NoContradiction: ({ meter }) => `The reading of meter ${meter} contradicts nothing that was attested.`,
  NetNotFalse: ({ account }) =>
    `The net of account ${account} is what its registers say, or as near as meters of others behind its own can make it.`,
  NoDefence: ({ meter }) => `The reading of meter ${meter} is not the one that was attested.`,
  NotCommitted: ({ since }) =>
    since === 0n
      ? "The report was not committed to: do that a minute ahead."
      : `The report was committed to at ${time(since)}: it can be made a minute later.`,
  FaultKnown: () => "The fault is known already.",
  FaultNotOpen: () => "No such fault waits for a decision.",
  DefenceOpen: ({ until }) => `The operators may be cleared until ${time(until)}.`,
  DefenceOver: ({ until }) => `The operators could be cleared until ${time(until)}.`,
};

/** What each error of the set of oracle operators means. */
export const OPERATOR_SET_SENTENCES: Sentences<typeof ABIS.operatorSet, never> = {
  InvalidOperatorCount: ({ count }) => `There are 1 to 64 oracle operators, not ${count}.`,
  OperatorsNotSorted: ({ operator }) => `Operators are named once, in rising order: ${operator} is out of it.`,
  NotOperator: ({ signer }) => `${signer} is no oracle operator.`,
  SignersNotSorted: ({ signer }) =>
    `Signatures stand in the rising order of signers, each once: ${signer} is out of it.`,
  NoQuorum: ({ signers, operators }) => `${signers} of ${operators} oracle operators are not more than two thirds.`,
};

/** What each error of the settlement module means. */
export const SETTLEMENT_SENTENCES: Sentences<typeof ABIS.settlement, never> = {
  NotSettleable: (args) => `The ${slot(args.slot)} cannot be settled yet.`,
  InvalidReadings: (args) => `The readings shown are not those of the newest root of ${slot(args.slot)}.`,
  MerkleProofInvalidMultiproof: () => "The proof of the readings is malformed.",
};
