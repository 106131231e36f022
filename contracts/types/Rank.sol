// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Units} from "./Units.sol";

/// @dev Sides of the book. A bid buys energy, an ask sells it.
uint256 constant BID = 0;
uint256 constant ASK = 1;

/// @title Ranks
/// @notice A rank orders the prices of one side so that the highest rank is the best price on both sides:
/// rank = BIAS + tick for bids, BIAS - tick for asks, hence 1..199,999. A fee that the taker bears lowers a maker's
/// effective rank by its ticks on either side, so one code path matches both.
library RankLib {
    /// @dev rank of a price on one side + rank of the same price on the other.
    uint256 internal constant SUM = uint256(2 * Units.BIAS);

    /// @notice {rank} of a price {tick} on a side; the tick must lie in the price range.
    function rankOf(int256 tick, uint256 side) internal pure returns (uint256) {
        unchecked {
            return uint256(side == BID ? Units.BIAS + tick : Units.BIAS - tick);
        }
    }

    /// @notice {tick} of a rank on a side.
    function tickOf(uint256 rank, uint256 side) internal pure returns (int256) {
        unchecked {
            return side == BID ? int256(rank) - Units.BIAS : Units.BIAS - int256(rank);
        }
    }

    /// @notice {tick + BIAS} of a rank on a side.
    function biasedOf(uint256 rank, uint256 side) internal pure returns (uint256) {
        unchecked {
            return side == BID ? rank : SUM - rank;
        }
    }

    /// @notice {tick} of a biased price.
    function tickOfBiased(uint256 biased) internal pure returns (int256) {
        unchecked {
            return int256(biased) - Units.BIAS;
        }
    }
}
