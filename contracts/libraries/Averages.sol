// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Units} from "../types/Units.sol";

/// @title Averages of prices
library Averages {
    /// @notice {tick} sum / weight, a half going up also below zero; 0 without weight.
    /// @param sum {tick x weight} of prices within -MAX_TICK..MAX_TICK
    /// @param weight any unit: energy, or a number of prices
    function tickRoundedHalfUp(int256 sum, uint256 weight) internal pure returns (int256) {
        if (weight == 0) return 0;
        uint256 biased = uint256(sum + Units.BIAS * int256(weight));
        return int256((2 * biased + weight) / (2 * weight)) - Units.BIAS;
    }
}
