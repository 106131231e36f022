import type { ABIS } from "../generated/index.ts";
import { Grid } from "../units/grid.ts";
import { dateOf, type Decoders } from "./decoders.ts";

/** How one votes, in the order of the governor's numbers. */
export const SUPPORT = ["against", "for", "abstain"] as const;
/** How one votes. */
export type Support = (typeof SUPPORT)[number];

const proposalOf = (args: { readonly proposalId: bigint }) => ({ proposal: args.proposalId });

/** Settings are {s}, {basis point} for the quorum. */
export const GOVERNOR = {
  ProposalCreated: (args) => ({
    ...proposalOf(args),
    proposer: args.proposer,
    targets: [...args.targets],
    values: [...args.values],
    calldatas: [...args.calldatas],
    snapshot: dateOf(args.voteStart),
    deadline: dateOf(args.voteEnd),
    description: args.description,
  }),
  VoteCast: (args) => ({
    ...proposalOf(args),
    voter: args.voter,
    support: SUPPORT[Number(args.support)] ?? "abstain",
    votes: Grid.ofBase(args.weight),
    reason: args.reason,
  }),
  ProposalExtended: (args) => ({ ...proposalOf(args), deadline: dateOf(args.extendedDeadline) }),
  ProposalQueued: (args) => ({ ...proposalOf(args), executableFrom: dateOf(args.etaSeconds) }),
  ProposalExecuted: proposalOf,
  ProposalCanceled: proposalOf,
  VotingDelaySet: (args) => ({ delay: Number(args.newVotingDelay) }),
  VotingPeriodSet: (args) => ({ period: Number(args.newVotingPeriod) }),
  LateQuorumVoteExtensionSet: (args) => ({ extension: Number(args.newVoteExtension) }),
  ProposalThresholdSet: (args) => ({ threshold: Grid.ofBase(args.newProposalThreshold) }),
  QuorumNumeratorUpdated: (args) => ({ quorum: Number(args.newQuorumNumerator) }),
  ProposalGuardianSet: (args) => ({ guardian: args.newProposalGuardian }),
} satisfies Decoders<typeof ABIS.governor>;

/** The rest of what the timelock tells the governor tells too. */
export const TIMELOCK = {
  /** {s} */
  MinDelayChange: (args) => ({ delay: Number(args.newDuration) }),
} satisfies Decoders<typeof ABIS.timelock>;
