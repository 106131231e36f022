// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStaking, PoolData, Unbonding} from "../interfaces/IStaking.sol";
import {Accrual} from "./Accrual.sol";
import {StakedVotes} from "./StakedVotes.sol";

/// @title Pools of staked GRID, what accounts have of them, and what leaves them
abstract contract Pools is Accrual, StakedVotes {
    using SafeCast for uint256;

    /// @dev Whoever counts votes looks at every pool that a delegate has ever had votes of.
    uint32 internal constant MAX_POOLS = 64;
    uint32 internal constant NEUTRAL = 0;
    uint256 internal constant EPOCH_SECONDS = 1 days;
    uint256 internal constant BPS = 10_000;
    /// @dev Rewards of a share are kept with as many digits more, so that nothing is lost by how often they are brought up.
    uint256 internal constant SHARE_SCALE = 1e9;

    /// @param index {ray} up to which it has earned @param perShare {ray x SHARE_SCALE} what a share has earned
    struct PoolIndex {
        uint128 index;
        uint128 perShare;
    }

    /// @notice In such an order that a first stake writes one word.
    /// @param shares {share} @param paid {ray x SHARE_SCALE} of a share's earnings
    /// @param changedIn {epoch} @param sharesBefore {share} when that epoch began
    /// @param rewards {wad} earned and not claimed
    struct Position {
        uint104 shares;
        uint128 paid;
        uint24 changedIn;
        uint104 sharesBefore;
        uint96 rewards;
    }

    /// @dev What left a pool in an epoch.
    /// @param assets {wad} @param shares {share} of it: one for each wei while nothing was slashed
    struct Leaving {
        uint96 assets;
        uint104 shares;
    }

    mapping(uint32 pool => PoolData) internal _pools;
    mapping(uint32 pool => PoolIndex) internal _poolIndexes;
    mapping(address account => mapping(uint32 pool => Position)) internal _positions;
    mapping(uint32 pool => mapping(uint32 epoch => Leaving)) internal _leaving;
    mapping(address account => mapping(uint32 pool => mapping(uint32 epoch => Unbonding))) internal _unbondings;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IStaking
    function epoch() public view returns (uint32) {
        return uint32(block.timestamp / EPOCH_SECONDS);
    }

    /// @inheritdoc IStaking
    function sharesOf(address account, uint32 pool) external view returns (uint256) {
        return _sharesOf(account, pool);
    }

    /// @inheritdoc IStaking
    function sharesAtEpoch(address account, uint32 pool) external view returns (uint256) {
        Position storage p = _positions[account][pool];
        return p.changedIn == epoch() ? p.sharesBefore : p.shares;
    }

    /// @inheritdoc IStaking
    function assetsAtEpoch(uint32 pool) external view returns (uint256) {
        PoolData storage data = _pools[pool];
        return data.changedIn == epoch() ? data.assetsBefore : data.assets;
    }

    /// @inheritdoc IStaking
    function assetsOf(uint32 pool, uint256 shares) external view returns (uint256) {
        return _assetsRoundedDown(_pools[pool], shares);
    }

    /// @inheritdoc IStaking
    function rewardsOf(address account, uint32 pool) external view returns (uint256) {
        (uint256 perShare, ) = _perShareAt(pool, _indexNow());
        Position storage p = _positions[account][pool];
        return p.rewards + _earned(p, perShare);
    }

    /// @inheritdoc IStaking
    function unbondingOf(address account, uint32 pool, uint32 epoch_) external view returns (Unbonding memory) {
        return _unbondings[account][pool][epoch_];
    }

    /// @inheritdoc IStaking
    function unbondingAmount(address account, uint32 pool, uint32 epoch_) external view returns (uint256) {
        return _unbondedRoundedDown(_leaving[pool][epoch_], _unbondings[account][pool][epoch_].shares);
    }

    // --- pools ----------------------------------------------------------------------------------------------------

    /// @dev Brings a pool's earnings up to now.
    /// @return perShare {ray x SHARE_SCALE}
    function _touchPool(uint32 pool) internal returns (uint256 perShare) {
        uint256 index = _accrue();
        uint256 commission;
        (perShare, commission) = _perShareAt(pool, index);
        PoolIndex storage p = _poolIndexes[pool];
        (p.index, p.perShare) = (uint128(index), uint128(perShare));
        PoolData storage data = _pools[pool];
        if (commission != 0) data.commissionOwed += uint96(commission);
        uint256 from = data.commissionFrom;
        if (from != 0 && from <= epoch()) (data.commission, data.commissionFrom) = (data.nextCommission, 0);
    }

    /// @dev A pool that is stopped has no part of what the index grew since.
    function _perShareAt(uint32 pool, uint256 index) internal view returns (uint256 perShare, uint256 commission) {
        PoolIndex storage p = _poolIndexes[pool];
        PoolData storage data = _pools[pool];
        perShare = p.perShare;
        uint256 grown = index - p.index;
        uint256 shares = data.shares;
        if (grown == 0 || shares == 0 || data.isStopped) return (perShare, 0);
        uint256 earned = data.assets * grown;
        uint256 part = (earned * data.commission) / BPS;
        perShare += ((earned - part) * SHARE_SCALE) / shares;
        commission = part / RAY;
    }

    /// @dev Brings an account's rewards in a pool up to now.
    function _touch(address account, uint32 pool) internal returns (Position storage p) {
        uint256 perShare = _touchPool(pool);
        p = _positions[account][pool];
        uint256 earned = _earned(p, perShare);
        if (earned != 0) p.rewards += uint96(earned);
        p.paid = uint128(perShare);
    }

    function _earned(Position storage p, uint256 perShare) internal view returns (uint256) {
        return (p.shares * (perShare - p.paid)) / (RAY * SHARE_SCALE);
    }

    /// @dev Changes what an account has of a pool.
    function _setShares(Position storage p, uint256 shares) internal {
        uint32 now_ = epoch();
        if (p.changedIn != now_) (p.sharesBefore, p.changedIn) = (p.shares, uint24(now_));
        p.shares = shares.toUint104();
    }

    /// @dev Changes what is staked in a pool; what does not earn is not counted.
    function _setAssets(PoolData storage data, uint256 assets) internal {
        uint32 now_ = epoch();
        if (data.changedIn != now_) (data.assetsBefore, data.changedIn) = (data.assets, now_);
        if (!data.isStopped) _earning.active = uint96(_earning.active + assets - data.assets);
        data.assets = assets.toUint96();
    }

    // --- shares ---------------------------------------------------------------------------------------------------

    /// @inheritdoc StakedVotes
    function _sharesOf(address account, uint32 pool) internal view override returns (uint256) {
        return _positions[account][pool].shares;
    }

    /// @inheritdoc StakedVotes
    /// @dev The neutral pool never is as a whole.
    function _wasSlashed(uint32 pool) internal view override returns (bool) {
        return pool != NEUTRAL && _pools[pool].wasSlashed;
    }

    /// @dev With a wei and its shares that nobody owns, so that no gift can make a share too dear to buy.
    function _sharesRoundedDown(PoolData storage data, uint256 assets) internal view returns (uint256) {
        return Math.mulDiv(assets, uint256(data.shares) + SHARES_PER_WEI, uint256(data.assets) + 1);
    }

    function _sharesRoundedUp(PoolData storage data, uint256 assets) internal view returns (uint256) {
        return Math.mulDiv(assets, uint256(data.shares) + SHARES_PER_WEI, uint256(data.assets) + 1, Math.Rounding.Ceil);
    }

    function _assetsRoundedDown(PoolData storage data, uint256 shares) internal view returns (uint256) {
        return Math.mulDiv(shares, uint256(data.assets) + 1, uint256(data.shares) + SHARES_PER_WEI);
    }

    function _unbondedRoundedDown(Leaving memory leaving, uint256 shares) internal pure returns (uint256) {
        return leaving.shares == 0 ? 0 : (shares * leaving.assets) / leaving.shares;
    }
}
