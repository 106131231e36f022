// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Leaf} from "../interfaces/IReadingOracle.sol";

/// @title Leaves
/// @notice Hashes of what an oracle's tree says of accounts. They are hashed twice, so that no inner node of the tree can
/// be taken for one (the form of OpenZeppelin's standard Merkle tree).
library Leaves {
    function hash(Leaf calldata leaf) internal pure returns (bytes32 digest) {
        // A leaf lies in calldata as it is encoded: four words.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, leaf, 0x80)
            mstore(0x00, keccak256(free, 0x80))
            digest := keccak256(0x00, 0x20)
        }
    }
}
