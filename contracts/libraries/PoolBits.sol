// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Sets of pools, a bit for each
library PoolBits {
    /// @notice The set of one pool; the empty set for a number that no pool can have.
    function bitOf(uint256 pool) internal pure returns (uint64) {
        return uint64(1 << pool);
    }

    /// @notice How many there are.
    function count(uint64 pools) internal pure returns (uint256 found) {
        for (; pools != 0; pools &= pools - 1) ++found;
    }

    /// @notice The lowest, and the others; the set must not be empty.
    function next(uint64 pools) internal pure returns (uint32 pool, uint64 others) {
        others = pools & (pools - 1);
        pool = uint32(Math.log2(pools ^ others));
    }

    /// @notice The highest; 0 of an empty set.
    function highest(uint64 pools) internal pure returns (uint256) {
        return Math.log2(pools);
    }
}
