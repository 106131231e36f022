// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IOperatorSet} from "../interfaces/IOperatorSet.sol";
import {QuorumSet} from "./QuorumSet.sol";

/// @title Set of oracle operators, named by governance
/// @notice See {IOperatorSet}.
contract OperatorSet is IOperatorSet, QuorumSet {
    /// @param authority AccessManager that says who names the operators, and which oracle reports
    constructor(address authority, address[] memory first) QuorumSet(authority, first) {}

    /// @inheritdoc IOperatorSet
    function reportFault(uint32 slot, bytes32 root, uint32 meter) external restricted {
        emit FaultReported(slot, root, meter);
    }
}
