// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IDiscounts} from "./IDiscounts.sol";

/// @notice From how much staked GRID on a discount holds.
/// @param staked {wad}
/// @param discount {tick}
struct DiscountTier {
    uint128 staked;
    uint8 discount;
}

/// @title Discounts by stake
/// @notice Who has staked GRID pays a lower market fee. What counts is what was staked when the day began and still is,
/// over all pools; what leaves does not count.
interface IStakeDiscounts is IDiscounts {
    /// @notice Other tiers hold from now on; each account gets its own when it is refreshed.
    event DiscountTiersSet(DiscountTier[] tiers);

    /// @notice More tiers than there may be.
    error TooManyTiers(uint256 count, uint256 most);
    /// @notice Tiers rise in stake and in discount, from above zero to the highest discount {tick} there is.
    error TierOutOfOrder(uint256 tier, uint256 staked, uint256 discount);

    /// @notice Sets the tiers, lowest first; none are no discounts. Role of governance.
    function setTiers(DiscountTier[] calldata tiers) external;

    function tiers() external view returns (DiscountTier[] memory);

    /// @notice {wad} what somebody had staked when the day began and still has, at its present worth.
    function stakedOf(address owner) external view returns (uint256);
}
