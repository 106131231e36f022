// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice How GRID decides; each is governed within the bounds of {IGridGovernor}.
/// @param votingDelay {s} from a proposal to its vote: whoever wants to vote delegates until then
/// @param votingPeriod {s} how long is voted
/// @param voteExtension {s} how long is voted at least from the moment on in which the quorum is reached
/// @param proposalThreshold {wad} votes that a proposal is made with
/// @param quorum {bps} of all GRID that vote for, or abstain, at least
/// @param timelockDelay {s} from the end of a vote that was queued to what it does
/// @param proposalGuardian who may cancel proposals; nobody where zero
struct Governance {
    uint48 votingDelay;
    uint32 votingPeriod;
    uint48 voteExtension;
    uint256 proposalThreshold;
    uint256 quorum;
    uint256 timelockDelay;
    address proposalGuardian;
}

/**
 * @title Governor of Gridwatt
 * @notice OpenZeppelin's Governor: GRID, staked or not, decides what its timelock does. Votes are what an account had at
 * the snapshot, when the voting delay was over; they are cast by a call or a signature. A proposal is bound to the code that its
 * targets had when it was made, and lapses when it is neither queued nor executed for two weeks.
 *
 * The proposal guardian may cancel any proposal but one that only replaces the guardian: it delays, and never rules.
 */
interface IGridGovernor {
    /// @notice 1 to 7 days {s}.
    error VotingDelayOutOfRange(uint256 delay, uint256 least, uint256 most);
    /// @notice 3 to 14 days {s}.
    error VotingPeriodOutOfRange(uint256 period, uint256 least, uint256 most);
    /// @notice 1 to 3 days {s}.
    error VoteExtensionOutOfRange(uint256 extension, uint256 least, uint256 most);
    /// @notice {wad} a millionth to a hundredth of all GRID that can be.
    error ProposalThresholdOutOfRange(uint256 threshold, uint256 least, uint256 most);
    /// @notice {bps} 1% to 20%.
    error QuorumOutOfRange(uint256 quorum, uint256 least, uint256 most);
    /// @notice A call to where no code is would succeed and do nothing.
    error TargetWithoutCode(address target);
    /// @notice A target has other code than when the proposal was made.
    error TargetChanged(uint256 proposalId);
    /// @notice The guardian cannot keep others from replacing it.
    error GuardianCannotCancel(uint256 proposalId);
    /// @notice The timelock holds the roles, so the governor keeps it. Another governor is given this one's part in it.
    error TimelockIsFixed();
}
