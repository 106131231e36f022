// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IElection} from "../interfaces/IElection.sol";
import {IStaking, PoolData} from "../interfaces/IStaking.sol";
import {PoolBits} from "../libraries/PoolBits.sol";

/// @title Who stands for election, and who nominates whom
/// @notice Both count as they were when the day began.
abstract contract Candidacy is IElection, AccessManaged {
    using PoolBits for uint64;

    uint256 private constant MAX_NOMINATIONS = 8;
    uint32 internal constant NEUTRAL = 0;
    /// @dev {wad} Whoever is elected has something to lose, and those who have little can still be.
    uint256 private constant SELF_STAKE_MIN = 1e18;
    uint256 private constant SELF_STAKE_MAX = 10_000_000e18;
    /// @dev {wad}
    uint256 internal constant GWEI = 1e9;

    /// @dev Pools as of now, and as of the begin of the epoch `changedIn`.
    struct Choice {
        uint64 pools;
        uint64 before;
        uint32 changedIn;
    }

    IStaking public immutable STAKING;

    uint96 public minSelfStake;
    Choice private _candidates;
    mapping(address nominator => Choice) private _nominations;

    constructor(IStaking staking, uint96 minSelfStake_) {
        STAKING = staking;
        _setMinSelfStake(minSelfStake_);
    }

    // --- who stands, and who backs whom ---------------------------------------------------------------------------

    /// @inheritdoc IElection
    function setCandidate(bool isCandidate) external {
        uint32 pool = STAKING.poolOf(msg.sender);
        if (pool == NEUTRAL) revert NotPoolOwner(msg.sender);
        uint64 bit = PoolBits.bitOf(pool);
        uint64 pools = _candidates.pools;
        _choose(_candidates, isCandidate ? pools | bit : pools & ~bit);
        emit CandidateSet(pool, isCandidate);
    }

    /// @inheritdoc IElection
    function nominate(uint64 pools) external {
        uint256 count = pools.count();
        if (count > MAX_NOMINATIONS) revert TooManyNominations(count, MAX_NOMINATIONS);
        uint256 highest = pools.highest();
        if (pools & 1 != 0 || (pools != 0 && highest >= STAKING.poolCount())) revert NotNominable(highest);
        _choose(_nominations[msg.sender], pools);
        emit Nominated(msg.sender, pools);
    }

    /// @inheritdoc IElection
    function setMinSelfStake(uint96 amount) external restricted {
        _setMinSelfStake(amount);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function electablePools() public view returns (uint64 electable) {
        uint64 left = _chosen(_candidates, STAKING.epoch());
        while (left != 0) {
            uint32 pool;
            (pool, left) = left.next();
            if (_isElectable(pool)) electable |= PoolBits.bitOf(pool);
        }
    }

    /// @inheritdoc IElection
    function nominationsOf(address nominator) external view returns (uint64 now_, uint64 atEpoch) {
        Choice storage choice = _nominations[nominator];
        return (choice.pools, _chosen(choice, STAKING.epoch()));
    }

    /// @inheritdoc IElection
    function candidates() external view returns (uint64 now_, uint64 atEpoch) {
        return (_candidates.pools, _chosen(_candidates, STAKING.epoch()));
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev Pools that somebody nominated when the present epoch began.
    function _nominatedBy(address nominator, uint32 epoch) internal view returns (uint64) {
        return _chosen(_nominations[nominator], epoch);
    }

    function _isElectable(uint32 pool) private view returns (bool) {
        PoolData memory data = STAKING.poolData(pool);
        // Nobody can wait for a pool to be stopped, or forestall that it goes on, to have fewer to elect.
        bool isStopped = data.stopChangedIn == STAKING.epoch() ? data.wasStopped : data.isStopped;
        if (data.isDead || isStopped) return false;
        uint256 own = STAKING.assetsOf(pool, STAKING.sharesAtEpoch(data.operator, pool));
        return own >= minSelfStake && STAKING.assetsAtEpoch(pool) >= GWEI;
    }

    function _setMinSelfStake(uint96 amount) private {
        if (amount < SELF_STAKE_MIN || amount > SELF_STAKE_MAX) {
            revert MinSelfStakeOutOfRange(amount, SELF_STAKE_MIN, SELF_STAKE_MAX);
        }
        minSelfStake = amount;
        emit MinSelfStakeSet(amount);
    }

    function _choose(Choice storage choice, uint64 pools) private {
        uint32 epoch = STAKING.epoch();
        if (choice.changedIn != epoch) (choice.before, choice.changedIn) = (choice.pools, epoch);
        choice.pools = pools;
    }

    /// @dev What was chosen when the present epoch began.
    function _chosen(Choice storage choice, uint32 epoch) private view returns (uint64) {
        return choice.changedIn == epoch ? choice.before : choice.pools;
    }
}
