import { ABIS } from "../generated/index.ts";
import type { Sentences, Texts } from "./sentences.ts";
import { base, duration, share } from "./words.ts";

type Shared = Texts | "ERC6372InconsistentClock" | "FailedCall" | "InvalidAccountNonce" | `SafeCast${string}`;

/** In the order of the governor's numbers. */
const STATES = ["pending", "being voted on", "cancelled", "defeated", "accepted", "queued", "expired", "executed"];
const PROPOSAL_DIGITS = 8;

const proposal = (id: bigint) => `Proposal ${shortOf(id)}`;
const between = (least: bigint, most: bigint) => `${duration(least)} to ${duration(most)}`;

/** What each error of the governor means. */
export const GOVERNOR_SENTENCES: Sentences<typeof ABIS.governor, Shared> = {
  VotingDelayOutOfRange: ({ delay, least, most }) =>
    `A vote begins ${between(least, most)} after its proposal, not ${duration(delay)}.`,
  VotingPeriodOutOfRange: ({ period, least, most }) => `A vote takes ${between(least, most)}, not ${duration(period)}.`,
  VoteExtensionOutOfRange: ({ extension, least, most }) =>
    `Once a quorum is reached a vote goes on for ${between(least, most)}, not ${duration(extension)}.`,
  ProposalThresholdOutOfRange: ({ threshold, least, most }) =>
    `A proposal needs ${base(least, "GRID")} to ${base(most, "GRID")}, not ${base(threshold, "GRID")}.`,
  QuorumOutOfRange: ({ quorum, least, most }) =>
    `A quorum is ${share(least)} to ${share(most)} of all GRID, not ${share(quorum)}.`,
  TargetWithoutCode: ({ target }) => `There is no contract at ${target} that a proposal could call.`,
  TargetChanged: ({ proposalId }) => `${proposal(proposalId)} calls a contract that is not what it was.`,
  GuardianCannotCancel: ({ proposalId }) => `${proposal(proposalId)} replaces the guardian, who cannot cancel it.`,
  TimelockIsFixed: () => "The governor keeps its timelock.",
  GovernorAlreadyCastVote: ({ voter }) => `${voter} has voted.`,
  GovernorAlreadyQueuedProposal: ({ proposalId }) => `${proposal(proposalId)} is queued.`,
  GovernorDisabledDeposit: () => "The governor takes no coins: they belong to the timelock.",
  GovernorInsufficientProposerVotes: ({ proposer, votes, threshold }) =>
    `${proposer} has ${base(votes, "GRID")} of votes, and a proposal needs ${base(threshold, "GRID")}.`,
  GovernorInvalidProposalLength: ({ targets, calldatas, values }) =>
    `A proposal of ${targets} targets, ${values} values and ${calldatas} calls is none.`,
  GovernorInvalidQuorumFraction: ({ quorumNumerator, quorumDenominator }) =>
    `A quorum of ${quorumNumerator} of ${quorumDenominator} cannot be reached.`,
  GovernorInvalidSignature: ({ voter }) => `The vote is not signed by ${voter}.`,
  GovernorInvalidVoteParams: () => "A vote takes no further parameters.",
  GovernorInvalidVoteType: () => "A vote is against, for, or abstains.",
  GovernorInvalidVotingPeriod: ({ votingPeriod }) => `A vote cannot take ${votingPeriod} seconds.`,
  GovernorNonexistentProposal: ({ proposalId }) => `There is no proposal ${shortOf(proposalId)}.`,
  GovernorOnlyExecutor: ({ account }) => `Only a proposal changes how the governor works, not ${account}.`,
  GovernorPreventLateQuorumVoteExtensionTooLarge: ({ newVoteExtension, maxVoteExtension }) =>
    `An extension of ${duration(newVoteExtension)} is above ${duration(maxVoteExtension)}.`,
  GovernorProposalQueueingFailed: ({ proposalId }) => `${proposal(proposalId)} could not be queued.`,
  GovernorProposalQueueingNotRequired: ({ proposalId }) => `${proposal(proposalId)} needs no queue.`,
  GovernorRestrictedProposer: ({ proposer }) => `The proposal names who makes it, and that is not ${proposer}.`,
  GovernorUnableToCancel: ({ proposalId, account }) => `${account} cannot cancel proposal ${shortOf(proposalId)}.`,
  GovernorUnexpectedProposalState: ({ proposalId, current }) =>
    `${proposal(proposalId)} is ${STATES[Number(current)] ?? "in another state"}.`,
};

/** What each error of the timelock means. */
export const TIMELOCK_SENTENCES: Sentences<typeof ABIS.timelock, "FailedCall"> = {
  TimelockDelayOutOfRange: ({ delay, least, most }) =>
    `The timelock waits ${between(least, most)}, not ${duration(delay)}.`,
  AccessControlBadConfirmation: () => "A role of the timelock is renounced by its holder only.",
  AccessControlUnauthorizedAccount: ({ account }) => `${account} has no part in the timelock.`,
  TimelockInsufficientDelay: ({ delay, minDelay }) =>
    `The timelock waits ${duration(minDelay)} at least, not ${duration(delay)}.`,
  TimelockInvalidOperationLength: ({ targets, payloads, values }) =>
    `An operation of ${targets} targets, ${values} values and ${payloads} calls is none.`,
  TimelockUnauthorizedCaller: ({ caller }) => `Only the timelock changes its delay, not ${caller}.`,
  TimelockUnexecutedPredecessor: () => "Another operation must be executed first.",
  TimelockUnexpectedOperationState: () =>
    "The timelock's delay has not passed, or the operation is not there any more.",
};

/** What each error of the votes means. */
export const VOTES_SENTENCES: Sentences<typeof ABIS.votes, "VotesExpiredSignature"> = {
  DelegateAtSource: ({ grid, staking }) =>
    `Votes are delegated where the GRID is: tokens by ${grid}, what is staked by ${staking}.`,
};

/** A proposal's number has up to 78 digits; the first tell it apart. */
function shortOf(id: bigint): string {
  const digits = id.toString();
  return digits.length > PROPOSAL_DIGITS ? `${digits.slice(0, PROPOSAL_DIGITS)}...` : digits;
}
