// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Keys of the books' mappings
/// @notice A book key is ring place (11 bits), zone (4), side (1); a level's ring key adds the rank (18) below it.
library BookKeys {
    function book(uint256 ring, uint256 zone, uint256 side) internal pure returns (uint256) {
        return (ring << 5) | (zone << 1) | side;
    }

    function level(uint256 bookKey, uint256 rank) internal pure returns (uint256) {
        return (bookKey << 18) | rank;
    }

    /// @notice Key of a level whose place in the ring is taken by open orders of an older slot.
    function displaced(uint256 ringKey, uint256 stamp) internal pure returns (uint256) {
        return (stamp << 34) | ringKey;
    }

    function queue(uint256 levelKey, uint256 index) internal pure returns (uint256) {
        return (levelKey << 16) | (index / 3);
    }

    function sums(uint256 levelKey, uint256 group) internal pure returns (uint256) {
        return (levelKey << 16) | (group / 6);
    }

    function leaf(uint256 bookKey, uint256 index) internal pure returns (uint256) {
        return (bookKey << 10) | index;
    }

    function summary(uint256 bookKey, uint256 index) internal pure returns (uint256) {
        return (bookKey << 2) | index;
    }
}
