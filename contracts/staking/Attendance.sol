// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAttendance} from "../interfaces/IAttendance.sol";
import {FormerSet, IElection} from "../interfaces/IElection.sol";
import {IOperatorSet} from "../interfaces/IOperatorSet.sol";
import {IReadingOracle} from "../interfaces/IReadingOracle.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {FormerSets} from "../libraries/FormerSets.sol";
import {PoolBits} from "../libraries/PoolBits.sol";

/// @title Attendance
/// @notice See {IAttendance}. Roots cost nothing more for it: the oracle keeps who signed, and a day is counted in one call.
contract Attendance is IAttendance, AccessManaged {
    using FormerSets for FormerSet;

    uint256 private constant BPS = 10_000;
    uint256 private constant SLOTS_PER_DAY = 96;
    uint256 private constant ROOTS_MIN = 48;
    uint256 private constant SHARE_MIN = 1_000;
    uint256 private constant SHARE_MAX = 7_500;

    IStaking public immutable STAKING;
    IElection public immutable ELECTION;
    IOperatorSet public immutable OPERATORS;
    IReadingOracle public immutable ORACLE;

    /// @notice {bps} What part of a day's roots an operator must sign.
    uint16 public leastShare = 5_000;
    /// @inheritdoc IAttendance
    mapping(uint32 pool => uint32 epoch) public stoppedUntil;
    /// @dev Pools that were stopped here and have not been let go.
    mapping(uint32 pool => bool) private _isStopped;
    mapping(uint32 epoch => mapping(bytes32 configuration => bool)) private _isClosed;

    /// @param authority AccessManager that says who sets parameters
    constructor(
        address authority,
        IStaking staking,
        IElection election,
        IOperatorSet operators,
        IReadingOracle oracle
    ) AccessManaged(authority) {
        (STAKING, ELECTION, OPERATORS, ORACLE) = (staking, election, operators, oracle);
    }

    // --- verbs ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IAttendance
    function closeDay(uint32 epoch, FormerSet calldata set) external returns (uint64 absent) {
        (bytes32 configuration, ) = set.requireElected(OPERATORS, ELECTION);
        if (_isClosed[epoch][configuration]) revert DayClosedAlready(epoch, configuration);
        (, uint256 due, ) = ORACLE.timesOf((uint256(epoch) + 1) * SLOTS_PER_DAY - 1);
        if (block.timestamp < due) revert DayNotOver(epoch, due);
        _isClosed[epoch][configuration] = true;
        (uint256 roots, uint256[] memory signed) = _count(epoch, configuration, set.operators.length);
        if (roots < ROOTS_MIN) revert TooFewRoots(epoch, roots, ROOTS_MIN);
        for (uint256 i; i < signed.length; ++i) {
            if (signed[i] * BPS < roots * leastShare) absent |= _stop(STAKING.poolOf(set.operators[i]));
        }
        emit DayClosed(epoch, configuration, roots, absent);
    }

    /// @inheritdoc IAttendance
    function resume(uint32 pool) external {
        if (!_isStopped[pool]) revert NotStoppedHere(pool);
        uint32 until = stoppedUntil[pool];
        if (STAKING.epoch() < until) revert StoppedUntil(pool, until);
        _isStopped[pool] = false;
        STAKING.setStopped(pool, false);
        emit Resumed(pool);
    }

    /// @inheritdoc IAttendance
    function setLeastShare(uint16 share) external restricted {
        if (share < SHARE_MIN || share > SHARE_MAX) revert LeastShareOutOfRange(share, SHARE_MIN, SHARE_MAX);
        leastShare = share;
        emit LeastShareSet(share);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @return roots of the day that the set signed @return signed how many of them each operator
    function _count(
        uint32 epoch,
        bytes32 configuration,
        uint256 operators
    ) private view returns (uint256 roots, uint256[] memory signed) {
        signed = new uint256[](operators);
        uint32 slot = uint32(epoch * SLOTS_PER_DAY);
        for (uint256 k; k < SLOTS_PER_DAY; (++k, ++slot)) {
            (bytes32 root, ) = ORACLE.rootOf(slot);
            if (root == 0) continue;
            uint256 places = ORACLE.signersOf(slot, root, configuration);
            if (places == 0) continue;
            ++roots;
            for (uint256 i; i < operators; ++i) signed[i] += (places >> i) & 1;
        }
    }

    /// @dev Stops a pool until the next day, but no day after the one before: whoever others leave out, or who does not
    /// sign what it thinks false, has every other day.
    /// @return the pool's bit, or none
    function _stop(uint32 pool) private returns (uint64) {
        uint32 today = STAKING.epoch();
        uint32 until = stoppedUntil[pool];
        // Stopped yesterday until today, or today until tomorrow.
        if (_isStopped[pool] || (until != 0 && today <= until)) return 0;
        if (STAKING.poolData(pool).isStopped) return 0;
        (stoppedUntil[pool], _isStopped[pool]) = (today + 1, true);
        STAKING.setStopped(pool, true);
        return PoolBits.bitOf(pool);
    }
}
