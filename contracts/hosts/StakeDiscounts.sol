// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IDiscounts} from "../interfaces/IDiscounts.sol";
import {DiscountTier, IStakeDiscounts} from "../interfaces/IStakeDiscounts.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {AccountLib} from "../types/Account.sol";

/// @title Discounts by stake
/// @notice See {IStakeDiscounts}.
contract StakeDiscounts is IStakeDiscounts, AccessManaged {
    uint256 private constant MAX_TIERS = 4;

    IStaking public immutable STAKING;

    DiscountTier[] private _tiers;

    /// @param authority AccessManager that says who sets the tiers
    constructor(address authority, IStaking staking, DiscountTier[] memory tiers_) AccessManaged(authority) {
        STAKING = staking;
        _setTiers(tiers_);
    }

    /// @inheritdoc IStakeDiscounts
    function setTiers(DiscountTier[] calldata tiers_) external restricted {
        _setTiers(tiers_);
    }

    /// @inheritdoc IDiscounts
    function discountOf(address owner) external view returns (uint256) {
        uint256 staked = stakedOf(owner);
        for (uint256 i = _tiers.length; i != 0; --i) {
            if (staked >= _tiers[i - 1].staked) return _tiers[i - 1].discount;
        }
        return 0;
    }

    /// @inheritdoc IStakeDiscounts
    function tiers() external view returns (DiscountTier[] memory) {
        return _tiers;
    }

    /// @inheritdoc IStakeDiscounts
    /// @dev There are 64 pools at most. A share is never worth more than it was: a slash lowers it, nothing raises it.
    function stakedOf(address owner) public view returns (uint256 staked) {
        uint32 count = STAKING.poolCount();
        for (uint32 pool; pool < count; ++pool) {
            uint256 shares = STAKING.sharesOf(owner, pool);
            if (shares == 0) continue;
            staked += STAKING.assetsOf(pool, Math.min(shares, STAKING.sharesAtEpoch(owner, pool)));
        }
    }

    function _setTiers(DiscountTier[] memory tiers_) private {
        if (tiers_.length > MAX_TIERS) revert TooManyTiers(tiers_.length, MAX_TIERS);
        delete _tiers;
        DiscountTier memory below;
        for (uint256 i; i < tiers_.length; ++i) {
            DiscountTier memory tier = tiers_[i];
            bool rises = tier.staked > below.staked && tier.discount > below.discount;
            if (!rises || tier.discount > AccountLib.DISCOUNT_MAX) {
                revert TierOutOfOrder(i, tier.staked, tier.discount);
            }
            _tiers.push(tier);
            below = tier;
        }
        emit DiscountTiersSet(tiers_);
    }
}
