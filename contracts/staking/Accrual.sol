// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStaking} from "../interfaces/IStaking.sol";

/// @title What all that is staked earns
/// @notice One index for all pools: what a GRID that was staked from the beginning would have earned, {ray}. It grows
/// linearly by whole seconds, and stops when nothing is left in the fund.
abstract contract Accrual is IStaking {
    uint256 internal constant RAY = 1e27;
    /// @dev {ray} per second: 8% a year of 365 days, linear, rounded down.
    uint256 internal constant MAX_RATE = 2_536_783_358_701_166_920;

    /// @param index {ray} @param active {wad} all that earns @param updatedAt {s} up to when
    struct Earning {
        uint128 index;
        uint96 active;
        uint32 updatedAt;
    }

    /// @param free {wad} funded and not promised @param promised {wad} earned and not claimed
    /// @param rate {ray} what a GRID earns each second
    struct Funds {
        uint96 free;
        uint96 promised;
        uint64 rate;
    }

    Earning internal _earning;
    Funds internal _funds = Funds(0, 0, uint64(MAX_RATE));

    /// @dev Brings the index up to now. What is promised is rounded up, what is paid out of it down: it always suffices.
    function _accrue() internal returns (uint256 index) {
        Earning storage e = _earning;
        index = e.index;
        uint256 elapsed = block.timestamp - e.updatedAt;
        if (elapsed == 0) return index;
        Funds storage f = _funds;
        (uint256 rate, uint256 free) = (f.rate, f.free);
        uint256 perSecond = e.active * rate;
        if (perSecond != 0) {
            elapsed = Math.min(elapsed, (free * RAY) / perSecond);
            if (elapsed != 0) {
                uint256 earned = Math.ceilDiv(perSecond * elapsed, RAY);
                uint256 promised = f.promised + earned;
                index += rate * elapsed;
                (f.free, f.promised) = (uint96(free - earned), uint96(promised));
                emit RewardsAccrued(index, promised);
            }
        }
        (e.index, e.updatedAt) = (uint128(index), uint32(block.timestamp));
    }

    /// @dev The index as it would be now.
    function _indexNow() internal view returns (uint256) {
        Earning memory e = _earning;
        Funds memory f = _funds;
        uint256 perSecond = uint256(e.active) * f.rate;
        if (perSecond == 0) return e.index;
        uint256 elapsed = Math.min(block.timestamp - e.updatedAt, (uint256(f.free) * RAY) / perSecond);
        return e.index + f.rate * elapsed;
    }

    /// @inheritdoc IStaking
    function fundedUntil() external view returns (uint256) {
        Earning memory e = _earning;
        Funds memory f = _funds;
        uint256 perSecond = uint256(e.active) * f.rate;
        if (perSecond == 0) return type(uint256).max;
        return e.updatedAt + (uint256(f.free) * RAY) / perSecond;
    }

    /// @notice {ray} what a GRID earns each second.
    function rewardRate() external view returns (uint256) {
        return _funds.rate;
    }
}
