// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IQuorumSet} from "./IQuorumSet.sol";

/// @title A set of operators that somebody names
interface INamedOperators is IQuorumSet {
    /// @notice Names the operators, rising. Role of whoever manages the set.
    function setOperators(address[] calldata next) external;
}
