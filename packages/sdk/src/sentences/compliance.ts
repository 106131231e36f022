import { ABIS } from "../generated/index.ts";
import type { Sentences, Texts } from "./sentences.ts";
import { base, code, duration, price, time } from "./words.ts";

/** What each error of the identity registry means. */
export const IDENTITY_SENTENCES: Sentences<typeof ABIS.identities, Texts> = {
  NotProvider: ({ jurisdiction, provider }) =>
    `${provider} is not licensed to check identities for ${code(jurisdiction)}.`,
  InvalidProviderSignature: ({ provider }) => `The attestation was not signed by ${provider}.`,
  InvalidIdentity: ({ wallet }) => `The attestation of ${wallet} lacks something, or its tier is none of 1 to 3.`,
  InvalidValidity: ({ issuedAt, validUntil }) =>
    `An identity checked at ${time(issuedAt)} and valid until ${time(validUntil)} is not valid now.`,
  IdentityNotNewer: ({ issuedAt, last }) =>
    `An attestation of ${time(issuedAt)} is not newer than what is known since ${time(last)}.`,
  IdentityOfOther: ({ wallet, jurisdiction, provider }) =>
    `${provider} answers for ${wallet} in ${code(jurisdiction)}; the wallet itself may change that.`,
  NoIdentity: ({ wallet }) => `Nobody answers for ${wallet}.`,
};

/** What each error of key recovery means. */
export const RECOVERY_SENTENCES: Sentences<typeof ABIS.recovery, Texts> = {
  NotSamePerson: ({ from, to, provider }) => `${provider} does not vouch for ${from} and ${to} being one person's.`,
  RecoveryIsRefused: ({ wallet }) => `${wallet} has refused to be recovered.`,
  NoRecovery: ({ from }) => `No recovery of ${from} is proposed, or it has lapsed.`,
  RecoveryNotRipe: ({ from, ripeAt }) => `The recovery of ${from} has to wait until ${time(ripeAt)}.`,
  NotCancelling: ({ from, caller }) =>
    `${caller} can call off the recovery of ${from} neither as one of its wallets nor as its provider.`,
};

/** What each error of compliance means. */
export const COMPLIANCE_SENTENCES: Sentences<typeof ABIS.compliance, Texts | `SafeCast${string}`> = {
  OldestAttestationOutOfRange: ({ oldest, least, most }) =>
    `An attestation counts for ${duration(least)} to ${duration(most)}, not ${duration(oldest)}.`,
  InvalidTier: ({ tier }) => `There is no tier ${tier}: tiers are 1 to 3.`,
  InvalidTierBounds: ({ cap, floor }) => `Limits cannot be bounded by ${price(floor)} below and ${price(cap)} above.`,
  NoSuchZone: ({ zone }) => `There is no zone ${zone}: a market area has zones 0 to 11.`,
  TooMany: ({ count, most }) => `${count} at once are too many: ${most} at most.`,
  NotAdmitted: ({ wallet }) =>
    `Whoever controls ${wallet} has not been checked, or not so that it counts here and now.`,
  DailyLimitExceeded: ({ wallet, amount, available }) =>
    `${base(amount)} for ${wallet} is more than a day's ${base(available)} that are left.`,
  BalanceLimitExceeded: ({ wallet, balance, limit }) =>
    `${wallet} would have ${base(balance)}, and may have ${base(limit)}.`,
};
