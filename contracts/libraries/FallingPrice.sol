// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title A price that falls by half again and again
library FallingPrice {
    /// @notice The price after a time: half of it for each whole halving, linear within one; rounded up, so never rising
    /// with time and never below what it would be exactly.
    /// @param start {wad} @param elapsed {s} @param halving {s} above 0
    function halvedRoundedUp(uint128 start, uint256 elapsed, uint256 halving) internal pure returns (uint256) {
        uint256 halvings = elapsed / halving;
        // No bit of it is left, and up is 1.
        if (halvings > 127) return start == 0 ? 0 : 1;
        uint256 rest = 2 * halving - (elapsed % halving);
        return Math.mulDiv(start, rest, (2 * halving) << halvings, Math.Rounding.Ceil);
    }
}
