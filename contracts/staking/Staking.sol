// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStaking, PoolData, Unbonding} from "../interfaces/IStaking.sol";
import {Slashing} from "./Slashing.sol";

/// @title Staking
/// @notice See {IStaking}.
contract Staking is Slashing, AccessManaged, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant MAX_COMMISSION = 5_000;
    /// @dev An offence is over before what leaves after its report could be withdrawn, see {Offences}.
    uint40 private constant PERIOD_MIN = 14 days;
    /// @dev What leaves on the day of an election is still looked at when an offence reported at the last ends, see {Slashing}.
    uint40 private constant PERIOD_MAX = 45 days;

    /// @dev The first pools are free: numbers are scarce only when many have been given.
    uint256 private constant FREE_POOLS = 8;
    uint96 private constant POOL_PRICE_MIN = 1_000e18;
    uint96 private constant POOL_PRICE_MAX = 1_000_000e18;

    IERC20 public immutable GRID;

    /// @inheritdoc IStaking
    uint32 public poolCount = 1;
    /// @notice {s} How long GRID waits that leaves a pool now.
    uint40 public unbondingPeriod = 28 days;
    /// @inheritdoc IStaking
    mapping(address operator => uint32) public poolOf;
    /// @notice {wad} What a pool costs that is none of the first eight.
    uint96 public poolPrice = 10_000e18;
    /// @dev {s} The shortest of the periods before the present one under which somebody may still wait, and since when the
    /// present one holds.
    uint40 private _formerPeriod;
    uint40 private _periodSince;

    /// @param authority AccessManager that says who elects, slashes and sets parameters
    constructor(address authority, IERC20 grid) AccessManaged(authority) EIP712("Gridwatt Staking", "1") {
        GRID = grid;
        _pools[NEUTRAL].isOpen = true;
    }

    // --- pools ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IStaking
    function openPool(uint16 commission) external nonReentrant returns (uint32 pool) {
        if (poolOf[msg.sender] != 0) revert OperatorHasPool(msg.sender, poolOf[msg.sender]);
        if (poolCount == MAX_POOLS) revert TooManyPools(MAX_POOLS);
        _checkCommission(commission);
        uint256 price = openingPrice();
        pool = poolCount++;
        poolOf[msg.sender] = pool;
        PoolData storage data = _pools[pool];
        (data.operator, data.commission, data.isOpen) = (msg.sender, commission, true);
        _touchPool(pool);
        emit PoolOpened(pool, msg.sender, commission);
        if (price != 0) _fund(price);
    }

    /// @inheritdoc IStaking
    function announceCommission(uint32 pool, uint16 commission) external {
        PoolData storage data = _pools[pool];
        if (msg.sender != data.operator || pool == NEUTRAL) revert NotPoolOperator(pool, msg.sender);
        _checkCommission(commission);
        _touchPool(pool);
        (data.nextCommission, data.commissionFrom) = (commission, epoch() + 1);
        emit CommissionAnnounced(pool, commission, epoch() + 1);
    }

    // --- stakers --------------------------------------------------------------------------------------------------

    /// @inheritdoc IStaking
    function stake(uint32 pool, uint256 amount) external nonReentrant returns (uint256 shares) {
        PoolData storage data = _pools[pool];
        if (!data.isOpen) revert PoolNotFound(pool);
        if (data.isDead) revert PoolIsDead(pool);
        Position storage p = _touch(msg.sender, pool);
        shares = _sharesRoundedDown(data, amount);
        if (shares == 0) revert StakeTooSmall(amount);
        _moveShares(msg.sender, pool, shares, true);
        _setShares(p, p.shares + shares);
        data.shares += uint104(shares);
        _setAssets(data, data.assets + amount);
        emit Staked(pool, msg.sender, amount, shares);
        GRID.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IStaking
    function unbond(uint32 pool, uint256 shares) external returns (uint256 amount) {
        PoolData storage data = _pools[pool];
        Position storage p = _touch(msg.sender, pool);
        if (shares == 0 || shares > p.shares) revert SharesExceeded(msg.sender, pool, shares, p.shares);
        amount = _assetsRoundedDown(data, shares);
        // A part of a wei is not left behind: it would make shares dearer, and they vote for who stakes next.
        uint256 left = data.isDead ? shares : _sharesRoundedUp(data, amount);
        _moveShares(msg.sender, pool, left, false);
        _setShares(p, p.shares - left);
        data.shares -= uint104(left);
        _setAssets(data, data.assets - amount);
        uint32 now_ = epoch();
        Leaving storage leaving = _leaving[pool][now_];
        uint104 part = (leaving.assets == 0 ? amount : (amount * leaving.shares) / leaving.assets).toUint104();
        (leaving.assets, leaving.shares) = (leaving.assets + uint96(amount), leaving.shares + part);
        Unbonding storage u = _unbondings[msg.sender][pool][now_];
        uint40 maturesAt = uint40(block.timestamp) + unbondingPeriod;
        if (maturesAt < u.maturesAt) maturesAt = u.maturesAt;
        (u.shares, u.maturesAt) = (u.shares + part, maturesAt);
        emit Unbonded(pool, msg.sender, now_, left, amount, part, maturesAt);
    }

    /// @inheritdoc IStaking
    function withdraw(address account, uint32 pool, uint32[] calldata epochs) external nonReentrant {
        if (isHeld(pool)) revert PoolOnHold(pool);
        uint256 until = heldUntil(account);
        if (pool == NEUTRAL && block.timestamp < until) revert AccountOnHold(account, until);
        uint256 total;
        for (uint256 i; i < epochs.length; ++i) {
            Unbonding memory u = _unbondings[account][pool][epochs[i]];
            if (u.maturesAt == 0) revert UnbondingNotFound(account, pool, epochs[i]);
            if (block.timestamp < u.maturesAt) revert NotMatured(epochs[i], u.maturesAt);
            delete _unbondings[account][pool][epochs[i]];
            uint256 amount = _takeLeaving(pool, epochs[i], u.shares);
            emit UnbondedWithdrawn(pool, account, epochs[i], amount);
            total += amount;
        }
        GRID.safeTransfer(account, total);
    }

    /// @inheritdoc IStaking
    function claimRewards(uint32[] calldata pools) external nonReentrant returns (uint256 amount) {
        for (uint256 i; i < pools.length; ++i) {
            uint32 pool = pools[i];
            Position storage p = _touch(msg.sender, pool);
            uint256 rewards = p.rewards;
            p.rewards = 0;
            emit RewardsClaimed(pool, msg.sender, rewards);
            amount += rewards;
            PoolData storage data = _pools[pool];
            if (msg.sender != data.operator || data.commissionOwed == 0) continue;
            amount += data.commissionOwed;
            emit CommissionClaimed(pool, msg.sender, data.commissionOwed);
            data.commissionOwed = 0;
        }
        _funds.promised -= uint96(amount);
        GRID.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStaking
    function fundRewards(uint256 amount) external nonReentrant {
        if (amount == 0) revert NothingToFund();
        // What is earned for the time before is by the fund of that time.
        _accrue();
        _fund(amount);
    }

    /// @inheritdoc IStaking
    function accrue() external {
        _accrue();
    }

    // --- roles ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IStaking
    function setStopped(uint32 pool, bool stopped) external restricted {
        PoolData storage data = _pools[pool];
        if (!data.isOpen) revert PoolNotFound(pool);
        if (pool == NEUTRAL) revert NeutralPool();
        if (data.isStopped == stopped) return;
        _touchPool(pool);
        uint256 active = _earning.active;
        _earning.active = uint96(stopped ? active - data.assets : active + data.assets);
        uint32 now_ = epoch();
        if (data.stopChangedIn != now_) (data.wasStopped, data.stopChangedIn) = (data.isStopped, now_);
        data.isStopped = stopped;
        emit PoolStopped(pool, stopped);
    }

    /// @inheritdoc IStaking
    function hold(uint32 pool) external restricted {
        _hold(pool);
    }

    /// @inheritdoc IStaking
    function release(uint32 pool) external restricted {
        _release(pool);
    }

    /// @inheritdoc IStaking
    function slashPool(uint32 pool, uint256 amount, uint32 fromEpoch) external restricted returns (uint256) {
        return _slashPool(pool, amount, fromEpoch);
    }

    /// @inheritdoc IStaking
    function holdAccount(address account, uint40 until) external restricted {
        _holdAccount(account, until);
    }

    /// @inheritdoc IStaking
    function releaseAccount(address account) external restricted {
        _releaseAccount(account);
    }

    /// @inheritdoc IStaking
    function slashAccount(address account, uint256 amount, uint32 fromEpoch) external restricted returns (uint256) {
        return _slashAccount(account, amount, fromEpoch);
    }

    /// @inheritdoc IStaking
    function paySlashed(address to, uint256 amount) external restricted nonReentrant {
        _slashed -= amount.toUint128();
        emit SlashedPaid(to, amount);
        GRID.safeTransfer(to, amount);
    }

    /// @inheritdoc IStaking
    function setRewardRate(uint96 rate) external restricted {
        if (rate > MAX_RATE) revert RewardRateTooHigh(rate, MAX_RATE);
        _accrue();
        _funds.rate = uint64(rate);
        emit RewardRateSet(rate);
    }

    /// @inheritdoc IStaking
    function setUnbondingPeriod(uint40 period) external restricted {
        if (period < PERIOD_MIN || period > PERIOD_MAX) {
            revert UnbondingPeriodOutOfRange(period, PERIOD_MIN, PERIOD_MAX);
        }
        bool isAlone = block.timestamp >= uint256(_periodSince) + PERIOD_MAX;
        if (isAlone || unbondingPeriod < _formerPeriod) _formerPeriod = unbondingPeriod;
        (_periodSince, unbondingPeriod) = (uint40(block.timestamp), period);
        emit UnbondingPeriodSet(period);
    }

    /// @inheritdoc IStaking
    function setPoolPrice(uint96 price) external restricted {
        if (price < POOL_PRICE_MIN || price > POOL_PRICE_MAX) {
            revert PoolPriceOutOfRange(price, POOL_PRICE_MIN, POOL_PRICE_MAX);
        }
        poolPrice = price;
        emit PoolPriceSet(price);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IStaking
    function poolData(uint32 pool) external view returns (PoolData memory) {
        return _pools[pool];
    }

    /// @inheritdoc IStaking
    function openingPrice() public view returns (uint256) {
        return poolCount > FREE_POOLS ? poolPrice : 0;
    }

    /// @inheritdoc IStaking
    function reachUntil(uint32 epoch_) external view returns (uint256) {
        uint256 begin = uint256(epoch_) * EPOCH_SECONDS;
        uint256 since = _periodSince;
        if (begin >= since) return begin + unbondingPeriod;
        return Math.min(begin + _formerPeriod, since + unbondingPeriod);
    }

    /// @inheritdoc IStaking
    function funds() external view returns (uint128 free, uint128 promised, uint128 slashed) {
        return (_funds.free, _funds.promised, _slashed);
    }

    /// @inheritdoc Votes
    /// @dev A quorum is of all GRID there is, staked or not.
    function getPastTotalSupply(uint256 timepoint) public view override returns (uint256) {
        return Votes(address(GRID)).getPastTotalSupply(timepoint);
    }

    function _poolCount() internal view override returns (uint32) {
        return poolCount;
    }

    function _fund(uint256 amount) private {
        _funds.free += amount.toUint96();
        emit RewardsFunded(msg.sender, amount);
        GRID.safeTransferFrom(msg.sender, address(this), amount);
    }

    function _checkCommission(uint256 commission) private pure {
        if (commission > MAX_COMMISSION) revert CommissionTooHigh(commission, MAX_COMMISSION);
    }
}
