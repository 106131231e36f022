// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Words by zone
/// @notice Twelve words in memory. Zones are below Terms.zoneCount() <= 12 wherever they come from, so no access
/// checks its index again.
library ZoneArray {
    function get(uint256[12] memory words, uint256 zone) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(words, shl(5, zone)))
        }
    }

    function set(uint256[12] memory words, uint256 zone, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(words, shl(5, zone)), word)
        }
    }
}
