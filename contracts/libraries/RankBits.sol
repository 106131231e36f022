// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Stamped bitmap words
/// @notice 242 bits and the 14-bit stamp of the slot they belong to; the bits of another slot read as none.
library RankBits {
    uint256 internal constant WIDTH = 242;

    function read(uint256 word, uint256 stamp) internal pure returns (uint256) {
        return word >> WIDTH == stamp ? word & ((1 << WIDTH) - 1) : 0;
    }

    function write(uint256 bits, uint256 stamp) internal pure returns (uint256) {
        return (stamp << WIDTH) | bits;
    }

    /// @notice Mask of the ranks below one in its leaf.
    function below(uint256 rank) internal pure returns (uint256) {
        unchecked {
            return (1 << (rank % WIDTH)) - 1;
        }
    }

    /// @notice Place of the highest bit; bits must not be 0.
    function highest(uint256 bits) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := sub(255, clz(bits))
        }
    }
}
