// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IQuorumSet} from "./IQuorumSet.sol";

/// @title Set of oracle operators
/// @notice Who may attest readings. Those whom an election named answer with their stakes, see {ISlasher}.
interface IOperatorSet is IQuorumSet {
    /// @notice Operators attested what a meter never showed.
    event FaultReported(uint32 indexed slot, bytes32 indexed root, uint32 indexed meter);

    /// @notice Tells that a quorum attested what a meter never showed; called by an oracle.
    function reportFault(uint32 slot, bytes32 root, uint32 meter) external;
}
