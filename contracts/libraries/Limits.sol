// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";

/// @title Limits that refill, within bounds
/// @notice However a limit is set, it is one: it has a size that no payment system moves, and a window that ends.
library Limits {
    using RateLimiter for RateLimiter.RefillingBucket;

    /// @dev {wad} 10^15 of a currency.
    uint256 internal constant CAPACITY_MAX = 1e33;
    uint256 internal constant WINDOW_MAX = 35 days;

    /// @notice {wad} A limit is at most this.
    error LimitTooHigh(uint256 capacity, uint256 most);
    /// @notice {s} How long a limit takes to refill is bounded.
    error LimitWindowOutOfRange(uint256 window, uint256 least, uint256 most);

    /// @notice Sets a limit: 0 lets nothing pass.
    /// @param least {s} the least window
    function set(RateLimiter.RefillingBucket storage limit, uint208 capacity, uint48 window, uint256 least) internal {
        if (capacity > CAPACITY_MAX) revert LimitTooHigh(capacity, CAPACITY_MAX);
        if (window < least || window > WINDOW_MAX) revert LimitWindowOutOfRange(window, least, WINDOW_MAX);
        limit.updateSettings(window, capacity);
    }
}
