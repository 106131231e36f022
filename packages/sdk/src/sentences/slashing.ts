import type { ABIS } from "../generated/index.ts";
import type { Sentences } from "./sentences.ts";
import { base, duration, share, slot, time } from "./words.ts";

/** In the order of the contract's enum. */
const STAGES = ["not known", "open", "cancelled", "executed", "expired"] as const;
const stageOf = (stage: bigint) => STAGES[Number(stage)] ?? STAGES[0];

/** What each error of the slasher means. */
export const SLASHER_SENTENCES: Sentences<typeof ABIS.slasher, "SetNotElected" | `SafeCast${string}`> = {
  FaultNotProven: () => "The fault is not proven: the oracle convicts once nobody has cleared the operators.",
  RootNotSigned: (args) => `Nobody of that set signed this root of ${slot(args.slot)}.`,
  NoEquivocation: (args) =>
    `These are not two roots of ${slot(args.slot)} that the operator signed under sequence ${args.sequence}.`,
  OffenceKnown: () => "All operators who are guilty of it are recorded.",
  ReportTooLate: ({ epoch, reportableUntil }) =>
    `What the election of day ${epoch} exposed can have been withdrawn since ${time(reportableUntil)}.`,
  OffenceNotOpen: ({ stage }) => `The offence is ${stageOf(stage)}: it does not wait for its execution.`,
  OffenceNotExecuted: ({ stage }) =>
    stage === 0n ? "No such offence is recorded." : `The offence is ${stageOf(stage)}, not executed.`,
  OffenceDeferred: ({ executableAt }) => `The offence waits for an appeal until ${time(executableAt)}.`,
  OffenceOver: ({ endsAt }) => `Nothing more is taken for the offence since ${time(endsAt)}.`,
  OffenceNotOver: ({ endsAt }) => `The offence can be executed until ${time(endsAt)}.`,
  WrongExposures: ({ epoch }) => `These are not the exposures of the election of day ${epoch}.`,
  PoolNotConcerned: ({ pool }) => `The operator of pool ${pool} has no part in the offence.`,
  WrongBackers: ({ pool }) => `These nominators are not the last of pool ${pool} who are left, in their order.`,
  NotAccountOwner: ({ account, caller }) => `${caller} does not own account ${account}.`,
  LossUnproven: (args) =>
    `It is not shown that account ${args.account} was settled for good with a false root of ${slot(args.slot)} and lost by it: that needs what all its meters, and all right behind them, signed.`,
  LossKnown: (args) => `Account ${args.account} has shown what it lost in ${slot(args.slot)}.`,
  LossUnknown: (args) => `Account ${args.account} has shown no loss in ${slot(args.slot)}, or it was refuted.`,
  LossNotRefuted: (args) =>
    `No meter that decides what account ${args.account} lost in ${slot(args.slot)} is known to have signed two readings.`,
  PotOpen: ({ pot, closesAt }) => `Pot ${pot} is paid out from ${time(closesAt)} on.`,
  PotClosed: ({ pot, closesAt }) =>
    `It is too late for a loss, or for what refutes one, in pot ${pot} since ${time(closesAt)}.`,
  NothingDue: ({ pot }) => `There is nothing to pay from pot ${pot}, or it is paid.`,
  FractionOutOfRange: ({ fraction, least, most }) =>
    `An offence takes ${share(least)} to ${share(most)}, not ${share(fraction)}.`,
  DeferralOutOfRange: ({ deferral, least, most }) =>
    `Offences wait ${duration(least)} to ${duration(most)}, not ${duration(deferral)}.`,
  ReporterShareTooHigh: (args) => `A reporter's share of ${share(args.share)} is above ${share(args.most)}.`,
  CompensationTooHigh: ({ perUnit, most }) =>
    `A unit lost is compensated by ${base(most, "GRID")} at most, not ${base(perUnit, "GRID")}.`,
  InvalidInsurance: () => "Somebody must get what victims and reporters leave.",
};

/** What each error of the attendance means. */
export const ATTENDANCE_SENTENCES: Sentences<typeof ABIS.attendance, "SetNotElected"> = {
  DayNotOver: ({ epoch, until }) => `Roots of day ${epoch} may come until ${time(until)}.`,
  DayClosedAlready: ({ epoch }) => `Day ${epoch} has been counted for that set.`,
  TooFewRoots: ({ epoch, roots, least }) => `The set signed ${roots} roots of day ${epoch}: ${least} are needed.`,
  NotStoppedHere: ({ pool }) => `Pool ${pool} was not stopped for its absence.`,
  StoppedUntil: ({ pool, epoch }) => `Pool ${pool} is stopped until day ${epoch} begins.`,
  LeastShareOutOfRange: (args) =>
    `Operators must sign ${share(args.least)} to ${share(args.most)} of a day's roots, not ${share(args.share)}.`,
};
