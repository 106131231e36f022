// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Top of the books of one side of one slot: the best rank of every zone, and one half of what was frozen when
/// the slot opened. The two words of a slot are always read together.
///
///   bits         field
///   18z..18z+17  best rank of zone z, 0 where its book is empty
///   216-233      bids: long price; asks: short price {tick + BIAS}
///   234-245      bids: version of the slot's terms
///   246          bids: set once the slot's fees are collected
///   234-247      asks: stamp of the slot (0 until the ring's first slot opens)
///   248-255      asks: gate {minutes} before delivery at which trading ends
type Top is uint256;

using TopLib for Top global;

library TopLib {
    uint256 private constant RANK_MASK = 0x3FFFF;
    /// @dev Bit 0 of six lanes of 36 bits.
    uint256 private constant LANES = 1 | (1 << 36) | (1 << 72) | (1 << 108) | (1 << 144) | (1 << 180);
    uint256 private constant EVEN_RANKS = LANES * RANK_MASK;
    uint256 private constant COLLECTED = 1 << 246;

    function best(Top top, uint256 zone) internal pure returns (uint256) {
        unchecked {
            return (Top.unwrap(top) >> (18 * zone)) & RANK_MASK;
        }
    }

    function withBest(Top top, uint256 zone, uint256 rank) internal pure returns (Top) {
        unchecked {
            uint256 shift = 18 * zone;
            return Top.wrap((Top.unwrap(top) & ~(RANK_MASK << shift)) | (rank << shift));
        }
    }

    /// @notice Bit 18z for every zone z whose best rank is at least `rank`, for rank in 1..2^18 - 1. All lanes are
    /// compared at once: every other rank has 18 free bits above it, and lane + 2^35 - rank keeps bit 35 if
    /// lane >= rank.
    function atLeast(Top top, uint256 rank) internal pure returns (uint256 zones) {
        unchecked {
            uint256 least = rank * LANES;
            uint256 even = ((Top.unwrap(top) & EVEN_RANKS) | (LANES << 35)) - least;
            uint256 odd = (((Top.unwrap(top) >> 18) & EVEN_RANKS) | (LANES << 35)) - least;
            return ((even >> 35) & LANES) | (((odd >> 35) & LANES) << 18);
        }
    }

    /// @notice {tick + BIAS} the long price in the bids' word, the short price in the asks'.
    function pairPrice(Top top) internal pure returns (uint256) {
        return (Top.unwrap(top) >> 216) & RANK_MASK;
    }

    function version(Top bids) internal pure returns (uint256) {
        return (Top.unwrap(bids) >> 234) & 0xFFF;
    }

    function collected(Top bids) internal pure returns (bool) {
        return Top.unwrap(bids) & COLLECTED != 0;
    }

    function withCollected(Top bids) internal pure returns (Top) {
        return Top.wrap(Top.unwrap(bids) | COLLECTED);
    }

    function stamp(Top asks) internal pure returns (uint256) {
        return (Top.unwrap(asks) >> 234) & 0x3FFF;
    }

    /// @notice {s}
    function gate(Top asks) internal pure returns (uint256) {
        unchecked {
            return (Top.unwrap(asks) >> 248) * 60;
        }
    }

    /// @notice The bids' word of a slot that opens.
    function openBids(uint256 long, uint256 version_) internal pure returns (Top) {
        return Top.wrap((version_ << 234) | (long << 216));
    }

    /// @notice The asks' word of a slot that opens.
    function openAsks(uint256 short, uint256 stamp_, uint256 gateMinutes) internal pure returns (Top) {
        return Top.wrap((gateMinutes << 248) | (stamp_ << 234) | (short << 216));
    }
}
