// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Sets of pools, a bit for each
library PoolBits {
    function bitOf(uint256 pool) internal pure returns (uint64) {
        return uint64(1 << pool);
    }

    /// @notice How many there are.
    function count(uint64 pools) internal pure returns (uint256 found) {
        for (; pools != 0; pools &= pools - 1) ++found;
    }

    /// @notice The lowest; the set must not be empty.
    function lowest(uint64 pools) internal pure returns (uint256) {
        return Math.log2(pools & (~pools + 1));
    }

    /// @notice The highest; 0 of an empty set.
    function highest(uint64 pools) internal pure returns (uint256) {
        return Math.log2(pools);
    }
}
