// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FormerSet, IElection} from "../interfaces/IElection.sol";
import {IQuorumSet} from "../interfaces/IQuorumSet.sol";
import {Quorum} from "./Quorum.sol";

/// @title Former sets of operators
/// @notice Nobody keeps who they were: whoever names them is believed by their hash.
library FormerSets {
    /// @notice What the set signed with, and in which epoch it was elected; it must have been.
    function requireElected(
        FormerSet calldata set,
        IQuorumSet operators,
        IElection election
    ) internal view returns (bytes32 configuration, uint32 epoch) {
        configuration = Quorum.configurationOf(operators, set.version, set.operators);
        epoch = election.electedIn(configuration);
        if (epoch == 0) revert IElection.SetNotElected(configuration);
    }
}
