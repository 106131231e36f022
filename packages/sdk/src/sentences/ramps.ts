import { ABIS } from "../generated/index.ts";
import { base, duration, time } from "./words.ts";
import type { Sentences, Texts } from "./sentences.ts";

/** What each error of the reserve oracle means. */
export const RESERVE_SENTENCES: Sentences<
  typeof ABIS.reserve,
  Texts | "InvalidOracleSignature" | "NotAContract" | `SafeCast${string}`
> = {
  AttestationFromFuture: ({ asOf }) => `The reserve at ${time(asOf)} cannot be known yet.`,
  AttestationNotNewer: ({ asOf, last }) =>
    `An attestation as of ${time(asOf)} is not newer than the one as of ${time(last)}.`,
  AttestationTooOld: ({ asOf, maxAge }) =>
    `An attestation as of ${time(asOf)} is older than the ${duration(maxAge)} it may be.`,
  NoDocument: () => "An attestation names the document that shows it.",
  ReserveGrowthTooFast: ({ increase, available }) =>
    `The reserve would grow by ${base(increase)}, and may by ${base(available)} now.`,
  ReserveStale: ({ asOf, maxAge }) =>
    asOf === 0n
      ? "No reserve has been attested: no WATT is made."
      : `The reserve was attested as of ${time(asOf)}, more than ${duration(maxAge)} ago: no WATT is made.`,
  ReserveExceeded: ({ supply, backing }) =>
    `There would be ${base(supply)}, and the reserve behind it is ${base(backing)}.`,
  MaxAgeOutOfRange: ({ maxAge, least, most }) =>
    `Attestations count for ${duration(least)} to ${duration(most)}, not ${duration(maxAge)}.`,
  LimitTooHigh: ({ capacity, most }) => `A limit of ${base(capacity)} is above ${base(most)}.`,
  LimitWindowOutOfRange: ({ window, least, most }) =>
    `A limit refills in ${duration(least)} to ${duration(most)}, not ${duration(window)}.`,
};

/** What each error of the on-ramp means. */
export const ON_RAMP_SENTENCES: Sentences<typeof ABIS.onRamp, Texts | `Limit${string}` | `SafeCast${string}`> = {
  NoReference: () => "A payment is named by its bank's reference.",
  ReferenceUsed: () => "This payment's reference has served before.",
  ZeroAmount: () => "The amount is above zero.",
  MintLimitExceeded: ({ operator, amount, available }) =>
    `${operator} may make ${base(available)} now, not ${base(amount)}.`,
};

/** What each error of the redemption queue means. */
export const REDEMPTION_SENTENCES: Sentences<
  typeof ABIS.redemptions,
  "NoReference" | "ReferenceUsed" | "ReentrancyGuardReentrantCall" | "SafeERC20FailedOperation" | `SafeCast${string}`
> = {
  InvalidRedemption: ({ amount, least, coin }) =>
    `${base(amount)} cannot be redeemed: a redemption is a multiple of ${base(coin)}, at least ${base(least)}.`,
  NoPayee: () => "A redemption names the bank account that is paid.",
  WrongState: ({ id, state }) => `Redemption ${id} is ${STATES[Number(state)] ?? "unknown"}.`,
  NotYetDue: ({ id }) => `Redemption ${id} waits for its turn.`,
  HolderFrozen: ({ id, holder }) => `${holder}, whose redemption ${id} is, is frozen.`,
  NothingToPay: ({ id }) => `The reserve has nothing for redemption ${id}.`,
  DeadlineNotOver: ({ id, deadline }) => `The WATT of redemption ${id} can be taken back after ${time(deadline)}.`,
  NotHolder: ({ id, caller }) => `Redemption ${id} is not one of ${caller}.`,
  LengthMismatch: ({ ids, references }) => `${ids} redemptions cannot have ${references} references.`,
};

const STATES = ["not known", "requested", "being paid", "paid", "returned"];
