// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FallingPrice} from "../../contracts/libraries/FallingPrice.sol";

contract FallingPriceTest {
    /// @dev Half after each halving, rounded up; between two of them never above the one before, never below the next.
    function testFuzz_halves(uint128 start, uint32 halving, uint16 count) public pure {
        uint256 half = uint256(halving) + 1;
        uint256 n = count % 300;
        uint256 now_ = FallingPrice.halvedRoundedUp(start, n * half, half);
        require(now_ == _halvedUp(start, n), "not half");
        uint256 next = FallingPrice.halvedRoundedUp(start, (n + 1) * half, half);
        for (uint256 i = 1; i < 4; ++i) {
            uint256 between = FallingPrice.halvedRoundedUp(start, n * half + (half * i) / 4, half);
            require(between <= now_ && between >= next, "outside");
        }
    }

    /// @dev What is left of the most there can be: rounded up to two after 127 halvings, then one for ever.
    function test_lastHalvings() public pure {
        uint128 most = type(uint128).max;
        require(FallingPrice.halvedRoundedUp(most, 127 days, 1 days) == 2, "last but one");
        require(FallingPrice.halvedRoundedUp(most, 128 days, 1 days) == 1, "last");
        require(FallingPrice.halvedRoundedUp(most, 1_000 days, 1 days) == 1, "for ever");
        require(FallingPrice.halvedRoundedUp(0, 1_000 days, 1 days) == 0, "of nothing");
    }

    /// @dev Never rises, whatever the time.
    function testFuzz_neverRises(uint128 start, uint32 halving, uint64 elapsed, uint32 more) public pure {
        uint256 half = uint256(halving) + 1;
        uint256 earlier = FallingPrice.halvedRoundedUp(start, elapsed, half);
        uint256 later = FallingPrice.halvedRoundedUp(start, uint256(elapsed) + more, half);
        require(later <= earlier && (later != 0 || start == 0), "rises, or is nothing");
    }

    /// @dev start / 2^n, rounded up.
    function _halvedUp(uint256 start, uint256 n) private pure returns (uint256) {
        if (n > 127) return start == 0 ? 0 : 1;
        return (start + (1 << n) - 1) >> n;
    }
}
