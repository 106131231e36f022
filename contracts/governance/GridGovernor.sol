// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorProposalGuardian} from "@openzeppelin/contracts/governance/extensions/GovernorProposalGuardian.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {Governance, IGridGovernor} from "../interfaces/IGridGovernor.sol";
import {GridTimelock} from "./GridTimelock.sol";
import {GridVotes} from "./GridVotes.sol";

/// @title Governor of Gridwatt
/// @notice See {IGridGovernor}. It deploys its timelock, so that nobody ever is the timelock's admin.
contract GridGovernor is
    IGridGovernor,
    GovernorVotesQuorumFraction,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorPreventLateQuorum,
    GovernorProposalGuardian,
    GovernorTimelockControl
{
    uint256 private constant DELAY_MIN = 1 days;
    uint256 private constant DELAY_MAX = 7 days;
    uint256 private constant PERIOD_MIN = 3 days;
    uint256 private constant PERIOD_MAX = 14 days;
    /// @dev Up to the least period, so that no change of the period outruns it.
    uint256 private constant EXTENSION_MIN = 1 days;
    uint256 private constant EXTENSION_MAX = PERIOD_MIN;
    /// @dev {1} parts of the token's cap.
    uint256 private constant THRESHOLD_LEAST_PART = 1_000_000;
    uint256 private constant THRESHOLD_MOST_PART = 100;
    uint256 private constant WHOLE = 10_000;
    uint256 private constant QUORUM_MIN = 100;
    uint256 private constant QUORUM_MAX = 2_000;
    /// @dev {s} A mandate is for its time: whoever waits longer asks again.
    uint256 private constant GRACE = 14 days;

    /// @dev Hash over the code of a proposal's targets.
    mapping(uint256 proposalId => bytes32) private _codes;

    /// @param votes whose clock and supply are the governor's
    constructor(
        GridVotes votes,
        Governance memory settings
    )
        Governor("Gridwatt Governor")
        GovernorVotes(votes)
        GovernorVotesQuorumFraction(settings.quorum)
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorPreventLateQuorum(settings.voteExtension)
        GovernorTimelockControl(_deployTimelock(settings.timelockDelay))
    {
        _setProposalGuardian(settings.proposalGuardian);
    }

    // --- proposals ------------------------------------------------------------------------------------------------

    /// @inheritdoc Governor
    function cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public override returns (uint256) {
        if (_msgSender() == proposalGuardian() && _onlyReplacesGuardian(targets, calldatas)) {
            revert GuardianCannotCancel(getProposalId(targets, values, calldatas, descriptionHash));
        }
        return super.cancel(targets, values, calldatas, descriptionHash);
    }

    /// @inheritdoc GovernorTimelockControl
    function updateTimelock(TimelockController) public pure override {
        revert TimelockIsFixed();
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc Governor
    /// @dev What succeeded and is not queued, or is queued and not executed, lapses after two weeks.
    function state(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (ProposalState now_) {
        now_ = super.state(proposalId);
        uint256 since;
        if (now_ == ProposalState.Succeeded) since = proposalDeadline(proposalId);
        else if (now_ == ProposalState.Queued) since = proposalEta(proposalId);
        else return now_;
        if (clock() > since + GRACE) return ProposalState.Expired;
    }

    /// @inheritdoc GovernorVotesQuorumFraction
    function quorumDenominator() public pure override returns (uint256) {
        return WHOLE;
    }

    /// @inheritdoc Governor
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @inheritdoc Governor
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @inheritdoc Governor
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    // --- bounds ---------------------------------------------------------------------------------------------------

    function _setVotingDelay(uint48 delay) internal override {
        if (delay < DELAY_MIN || delay > DELAY_MAX) revert VotingDelayOutOfRange(delay, DELAY_MIN, DELAY_MAX);
        super._setVotingDelay(delay);
    }

    function _setVotingPeriod(uint32 period) internal override {
        if (period < PERIOD_MIN || period > PERIOD_MAX) revert VotingPeriodOutOfRange(period, PERIOD_MIN, PERIOD_MAX);
        super._setVotingPeriod(period);
    }

    function _setLateQuorumVoteExtension(uint48 extension) internal override {
        if (extension < EXTENSION_MIN || extension > EXTENSION_MAX) {
            revert VoteExtensionOutOfRange(extension, EXTENSION_MIN, EXTENSION_MAX);
        }
        super._setLateQuorumVoteExtension(extension);
    }

    function _setProposalThreshold(uint256 threshold) internal override {
        uint256 cap = GridVotes(address(token())).GRID().cap();
        (uint256 least, uint256 most) = (cap / THRESHOLD_LEAST_PART, cap / THRESHOLD_MOST_PART);
        if (threshold < least || threshold > most) revert ProposalThresholdOutOfRange(threshold, least, most);
        super._setProposalThreshold(threshold);
    }

    function _updateQuorumNumerator(uint256 quorum_) internal override {
        if (quorum_ < QUORUM_MIN || quorum_ > QUORUM_MAX) revert QuorumOutOfRange(quorum_, QUORUM_MIN, QUORUM_MAX);
        super._updateQuorumNumerator(quorum_);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        bytes32 codes = _codesOf(targets);
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        _codes[proposalId] = codes;
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        if (_codesOf(targets) != _codes[proposalId]) revert TargetChanged(proposalId);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _validateCancel(
        uint256 proposalId,
        address caller
    ) internal view override(Governor, GovernorProposalGuardian) returns (bool) {
        return super._validateCancel(proposalId, caller);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _deployTimelock(uint256 delay) private returns (GridTimelock) {
        address[] memory governor = new address[](1);
        governor[0] = address(this);
        return new GridTimelock(delay, governor);
    }

    function _onlyReplacesGuardian(address[] memory targets, bytes[] memory calldatas) private view returns (bool) {
        if (targets.length != 1 || calldatas.length != 1 || targets[0] != address(this)) return false;
        return bytes4(calldatas[0]) == this.setProposalGuardian.selector;
    }

    function _codesOf(address[] memory targets) private view returns (bytes32) {
        bytes32[] memory codes = new bytes32[](targets.length);
        for (uint256 i; i < targets.length; ++i) {
            if (targets[i].code.length == 0) revert TargetWithoutCode(targets[i]);
            codes[i] = targets[i].codehash;
        }
        return keccak256(abi.encode(codes));
    }
}
