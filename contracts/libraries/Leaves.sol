// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Leaf} from "../interfaces/IReadingOracle.sol";

/// @title Leaves
/// @notice Hashes of what an oracle's tree says of accounts. They are hashed twice, so that no inner node of the tree can
/// be taken for one (the form of OpenZeppelin's standard Merkle tree).
library Leaves {
    function hash(Leaf memory leaf) internal pure returns (bytes32) {
        bytes32 inner = keccak256(abi.encode(leaf.account, leaf.next, leaf.net, leaf.commitment));
        return keccak256(bytes.concat(inner));
    }
}
