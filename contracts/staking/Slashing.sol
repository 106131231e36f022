// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStaking, PoolData, Unbonding} from "../interfaces/IStaking.sol";
import {Pools} from "./Pools.sol";

/// @title Slashing of staked GRID
/// @notice A slash only moves what is accounted for; it is paid to others by a call of its own, so that it cannot fail for
/// whoever would get it.
abstract contract Slashing is Pools {
    /// @dev {epoch} The longest unbonding period, and then the longest that an offence takes which is reported as it ends: 45,
    /// and 7 and 3 days, see {Offences}. What left earlier no offence reaches.
    uint256 private constant REACHED_EPOCHS = 56;

    /// @dev A pool in which a share is worth less than a 16th of what it was at first is dead. So the shares of all GRID
    /// that its cap allows, a billion, fit a pool that is not, and no stake is refused for want of room.
    uint256 private constant DEAD_PART = 16;

    /// @param until {s} @param holds how many have not ended
    struct AccountHold {
        uint40 until;
        uint64 holds;
    }

    mapping(uint32 pool => uint256) private _holds;
    mapping(address account => AccountHold) private _accountHolds;
    /// @dev {wad} slashed and not paid yet.
    uint128 internal _slashed;

    /// @notice Whether withdrawals from a pool wait for a slash that may come.
    function isHeld(uint32 pool) public view returns (bool) {
        return _holds[pool] != 0;
    }

    /// @inheritdoc IStaking
    function heldUntil(address account) public view returns (uint40) {
        return _accountHolds[account].until;
    }

    function _hold(uint32 pool) internal {
        emit PoolHeld(pool, ++_holds[pool]);
    }

    function _release(uint32 pool) internal {
        if (_holds[pool] == 0) revert PoolNotHeld(pool);
        emit PoolHeld(pool, --_holds[pool]);
    }

    function _slashPool(uint32 pool, uint256 amount, uint32 fromEpoch) internal returns (uint256 taken) {
        if (pool == NEUTRAL) revert NeutralPool();
        PoolData storage data = _pools[pool];
        (uint256 first, uint256 now_) = _reached(fromEpoch);
        mapping(uint32 epoch => Leaving) storage leaving = _leaving[pool];
        uint256 base = data.assets;
        for (uint256 e = first; e <= now_; ++e) base += leaving[uint32(e)].assets;
        if (base == 0) return 0;
        _touchPool(pool);
        amount = Math.min(amount, base);
        for (uint256 e = first; e <= now_; ++e) {
            Leaving storage day = leaving[uint32(e)];
            uint256 left = day.assets;
            if (left == 0) continue;
            // No product of what fits 96 bits exceeds 256.
            uint256 part = Math.ceilDiv(left * amount, base);
            day.assets = uint96(left - part);
            taken += part;
        }
        uint256 own = Math.mulDiv(data.assets, amount, base, Math.Rounding.Ceil);
        if (own != 0) _lowerPool(pool, data, own);
        taken += own;
        _slashed += uint128(taken);
        emit PoolSlashed(pool, fromEpoch, taken);
    }

    function _lowerPool(uint32 pool, PoolData storage data, uint256 amount) private {
        _setAssets(data, data.assets - amount);
        if (data.assets == 0 || data.assets * SHARES_PER_WEI * DEAD_PART < data.shares) data.isDead = true;
        // Of a dead pool that all have left a wei may be left, which nobody owns.
        if (data.shares == 0) return;
        data.wasSlashed = true;
        _setVotingRate(pool, (uint256(data.assets) * SHARES_PER_WEI * RAY) / data.shares);
    }

    /// @dev {epoch} In which left what an offence of an epoch may reach.
    function _reached(uint256 fromEpoch) private view returns (uint256 first, uint256 last) {
        last = epoch();
        first = Math.max(fromEpoch, last > REACHED_EPOCHS ? last - REACHED_EPOCHS : 0);
    }

    function _holdAccount(address account, uint40 until) internal {
        AccountHold storage hold = _accountHolds[account];
        ++hold.holds;
        if (until <= hold.until) return;
        hold.until = until;
        emit AccountHeld(account, until);
    }

    function _releaseAccount(address account) internal {
        AccountHold storage hold = _accountHolds[account];
        if (hold.holds == 0) revert AccountNotHeld(account);
        if (--hold.holds != 0) return;
        hold.until = 0;
        emit AccountHeld(account, 0);
    }

    function _slashAccount(address account, uint256 amount, uint32 fromEpoch) internal returns (uint256 taken) {
        PoolData storage data = _pools[NEUTRAL];
        Position storage p = _touch(account, NEUTRAL);
        uint256 held = _assetsRoundedDown(data, p.shares);
        taken = Math.min(amount, held);
        if (taken != 0) {
            uint256 shares = taken == held ? p.shares : Math.min(p.shares, _sharesRoundedUp(data, taken));
            _moveShares(account, NEUTRAL, shares, false);
            _setShares(p, p.shares - shares);
            data.shares -= uint104(shares);
            _setAssets(data, data.assets - taken);
        }
        (uint256 e, uint256 last) = _reached(fromEpoch);
        for (; e <= last && taken < amount; ++e) taken += _slashUnbonding(account, uint32(e), amount - taken);
        _slashed += uint128(taken);
        emit AccountSlashed(account, taken);
    }

    function _slashUnbonding(address account, uint32 epoch_, uint256 amount) private returns (uint256 taken) {
        Unbonding storage u = _unbondings[account][NEUTRAL][epoch_];
        if (u.shares == 0) return 0;
        Leaving memory leaving = _leaving[NEUTRAL][epoch_];
        uint256 held = _unbondedRoundedDown(leaving, u.shares);
        uint256 shares =
            amount >= held
                ? u.shares
                : Math.min(u.shares, Math.mulDiv(amount, leaving.shares, leaving.assets, Math.Rounding.Ceil));
        u.shares -= uint104(shares);
        taken = _takeLeaving(NEUTRAL, epoch_, shares);
        emit UnbondingSlashed(account, epoch_, taken);
    }

    /// @dev Takes shares of what left a pool in an epoch, and says how much they were.
    function _takeLeaving(uint32 pool, uint32 epoch_, uint256 shares) internal returns (uint256 amount) {
        Leaving storage leaving = _leaving[pool][epoch_];
        amount = _unbondedRoundedDown(leaving, shares);
        leaving.assets -= uint96(amount);
        leaving.shares -= uint104(shares);
    }
}
