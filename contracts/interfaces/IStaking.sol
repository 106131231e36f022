// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A pool of staked GRID. Pool 0 is the neutral one, which has no operator and is never slashed as a whole.
/// What every stake needs lies in the first two words.
/// @param assets {wad} GRID staked in it
/// @param shares {share} of it; 1,000 for each wei while nothing was slashed
/// @param commission {bps} the operator's part of the pool's rewards
/// @param isOpen whether there is such a pool
/// @param isStopped whether it earns nothing for the time being
/// @param isDead whether all, or nearly all, of it was slashed: nobody can join any more, whoever is in it can leave
/// @param wasSlashed whether its shares count less than they did
/// @param assetsBefore {wad} what was staked in it when the epoch `changedIn` began
/// @param commissionOwed {wad} rewards that the operator has not claimed
/// @param commissionFrom {epoch} from which on it is `nextCommission` {bps}; 0 for none
/// @param operator who opened it and is paid its commission
/// @param wasStopped whether it was stopped when the epoch `stopChangedIn` began
struct PoolData {
    uint96 assets;
    uint104 shares;
    uint16 commission;
    bool isOpen;
    bool isStopped;
    bool isDead;
    bool wasSlashed;
    uint96 assetsBefore;
    uint32 changedIn;
    uint96 commissionOwed;
    uint32 commissionFrom;
    address operator;
    uint16 nextCommission;
    bool wasStopped;
    uint32 stopChangedIn;
}

/// @notice What an account unbonded of a pool in an epoch: a slash for that epoch or one before still takes of it.
/// @param shares {share} of all that left the pool in that epoch
/// @param maturesAt {s} from when on it can be withdrawn, whatever the period has become since: that of the last of it
struct Unbonding {
    uint104 shares;
    uint40 maturesAt;
}

/// @title Staking
/// @notice GRID staked in pools, one for each operator and a neutral one. It goes on voting, earns rewards by a linear rate
/// as long as the rewards fund lasts, leaves after an unbonding period and can be slashed until the end of it.
///
/// Rewards are kept apart from what is staked: what is promised was funded before, and principal never pays a reward. What
/// is funded later does not pay for the time before.
interface IStaking {
    event PoolOpened(uint32 indexed pool, address indexed operator, uint256 commission);
    /// @notice A pool's commission changes from an epoch on.
    event CommissionAnnounced(uint32 indexed pool, uint256 commission, uint256 fromEpoch);
    event Staked(uint32 indexed pool, address indexed account, uint256 amount, uint256 shares);
    /// @notice Somebody leaves a pool. @param left {share} of the pool that are given up
    event Unbonded(
        uint32 indexed pool,
        address indexed account,
        uint32 indexed epoch,
        uint256 left,
        uint256 amount,
        uint256 shares,
        uint256 maturesAt
    );
    event UnbondedWithdrawn(uint32 indexed pool, address indexed account, uint32 indexed epoch, uint256 amount);
    event RewardsClaimed(uint32 indexed pool, address indexed account, uint256 amount);
    event CommissionClaimed(uint32 indexed pool, address indexed operator, uint256 amount);
    event RewardsFunded(address indexed from, uint256 amount);
    /// @notice All that is staked has earned up to now. @param promised {wad} of it that no fund has to pay twice
    event RewardsAccrued(uint256 index, uint256 promised);
    event PoolStopped(uint32 indexed pool, bool stopped);
    /// @notice Withdrawals from a pool wait, or go on, for a slash that may come. @param holds how many it waits for
    event PoolHeld(uint32 indexed pool, uint256 holds);
    /// @notice A pool, and what left it since an epoch, were slashed.
    event PoolSlashed(uint32 indexed pool, uint256 fromEpoch, uint256 amount);
    /// @notice What an account has, or had, in the neutral pool was slashed.
    event AccountSlashed(address indexed account, uint256 amount);
    /// @notice How much of it, told next, was of what the account unbonded from the neutral pool in an epoch.
    event UnbondingSlashed(address indexed account, uint32 indexed epoch, uint256 amount);
    /// @notice What an account withdraws from the neutral pool waits for a slash that may come, until {s}; 0: no longer.
    event AccountHeld(address indexed account, uint256 until);
    event SlashedPaid(address indexed to, uint256 amount);
    event RewardRateSet(uint256 ratePerSecond);
    event UnbondingPeriodSet(uint256 period);
    /// @param price {wad}
    event PoolPriceSet(uint256 price);

    /// @notice No pool has this number.
    error PoolNotFound(uint256 pool);
    /// @notice All there are can be looked through by whoever counts votes: there are no more.
    error TooManyPools(uint256 most);
    /// @notice Somebody has one pool at most.
    error OperatorHasPool(address operator, uint256 pool);
    error NotPoolOperator(uint256 pool, address caller);
    error CommissionTooHigh(uint256 commission, uint256 most);
    /// @notice So little would be no share.
    error StakeTooSmall(uint256 amount);
    error PoolIsDead(uint256 pool);
    error SharesExceeded(address account, uint256 pool, uint256 shares, uint256 held);
    /// @notice The account unbonded nothing of the pool in the epoch, or has withdrawn it.
    error UnbondingNotFound(address account, uint256 pool, uint256 epoch);
    /// @notice It can be withdrawn from this time {s} on.
    error NotMatured(uint256 epoch, uint256 maturesAt);
    /// @notice A slash may come: withdrawals wait until it is decided.
    error PoolOnHold(uint256 pool);
    error PoolNotHeld(uint256 pool);
    /// @notice A slash of the account may come: what it withdraws from the neutral pool waits until {s}.
    error AccountOnHold(address account, uint256 until);
    error AccountNotHeld(address account);
    error RewardRateTooHigh(uint256 rate, uint256 most);
    error UnbondingPeriodOutOfRange(uint256 period, uint256 least, uint256 most);
    error PoolPriceOutOfRange(uint256 price, uint256 least, uint256 most);
    error NothingToFund();
    /// @notice Pool 0 is slashed account by account.
    error NeutralPool();

    /// @notice Opens a pool for the caller, who may be elected by it. One each, ever: by it an operator answers for what it
    /// did, also when the pool is dead. There are 63 numbers; the price, see {openingPrice}, goes to the rewards fund, so that
    /// nobody takes them from others for nothing.
    /// @param commission {bps}
    function openPool(uint16 commission) external returns (uint32 pool);

    /// @notice Announces another commission of one's own pool, from the next epoch on.
    function announceCommission(uint32 pool, uint16 commission) external;

    /// @notice Stakes GRID of the caller, who has approved this contract.
    /// @param amount {wad}
    /// @return shares {share} of the pool
    function stake(uint32 pool, uint256 amount) external returns (uint256 shares);

    /// @notice Leaves a pool with so many shares; it can be withdrawn when the unbonding period is over.
    /// All that an account unbonds of a pool in a day matures together. Of a pool that is not dead no more shares are given
    /// up than the whole wei need that leave: what is less than a wei stays.
    /// @param shares {share}
    /// @return amount {wad}
    function unbond(uint32 pool, uint256 shares) external returns (uint256 amount);

    /// @notice Pays to an account what it unbonded of a pool in some epochs and what has matured. Anyone may.
    function withdraw(address account, uint32 pool, uint32[] calldata epochs) external;

    /// @notice Pays the caller its rewards of some pools, as an operator its commission too.
    function claimRewards(uint32[] calldata pools) external returns (uint256 amount);

    /// @notice Funds rewards with GRID of the caller, who has approved this contract. They are earned from now on.
    function fundRewards(uint256 amount) external;

    /// @notice Brings the earnings of all that is staked up to now. Anyone may; nothing depends on how often.
    function accrue() external;

    /// @notice Stops what a pool earns, or lets it earn again. Role of the attendance alone: stops of several would not be
    /// told apart.
    function setStopped(uint32 pool, bool stopped) external;

    /// @notice Lets withdrawals from a pool wait for a slash that may come. Role of the slasher.
    function hold(uint32 pool) external;

    /// @notice Ends one hold. Role of the slasher.
    function release(uint32 pool) external;

    /// @notice Takes GRID of an operator's pool and of what left it since an epoch, in proportion, each part rounded up; at
    /// most all of it. Where there is none nothing happens. Role of the slasher.
    /// @return taken {wad}
    function slashPool(uint32 pool, uint256 amount, uint32 fromEpoch) external returns (uint256 taken);

    /// @notice Lets what an account withdraws from the neutral pool wait until {s}, or longer if it waits longer already.
    /// Role of the slasher.
    function holdAccount(address account, uint40 until) external;

    /// @notice Ends one hold of an account; with the last one it waits no longer. Role of the slasher.
    function releaseAccount(address account) external;

    /// @notice Takes GRID that an account has in the neutral pool, then of what it unbonded from there since an epoch, the
    /// oldest first. Role of the slasher.
    /// @return taken {wad}
    function slashAccount(address account, uint256 amount, uint32 fromEpoch) external returns (uint256 taken);

    /// @notice Pays out of what was slashed. Role of the slasher.
    function paySlashed(address to, uint256 amount) external;

    /// @notice Sets what each GRID earns, {ray} per second, at most 8% a year. Role of governance.
    function setRewardRate(uint96 rate) external;

    /// @notice Sets how long GRID that leaves has to wait {s}; what has left keeps its time. Role of governance.
    function setUnbondingPeriod(uint40 period) external;

    /// @notice {wad} What a pool costs that is none of the first eight, 1,000 to 1,000,000 GRID. Role of the staking rules.
    function setPoolPrice(uint96 price) external;

    function poolData(uint32 pool) external view returns (PoolData memory);

    function poolCount() external view returns (uint32);

    /// @notice {wad} what {openPool} takes now: nothing for one of the first eight.
    function openingPrice() external view returns (uint256);

    /// @notice Pool of an operator; 0 where it has none.
    function poolOf(address operator) external view returns (uint32);

    /// @notice {share} what an account has of a pool.
    function sharesOf(address account, uint32 pool) external view returns (uint256);

    /// @notice {share} what an account had of a pool when the present epoch began: no loan within a day changes it.
    function sharesAtEpoch(address account, uint32 pool) external view returns (uint256);

    /// @notice {wad} what was staked in a pool when the present epoch began.
    function assetsAtEpoch(uint32 pool) external view returns (uint256);

    /// @notice {wad} what so many shares of a pool are worth.
    function assetsOf(uint32 pool, uint256 shares) external view returns (uint256);

    /// @notice {wad} what an account has earned in a pool and not claimed, without commission.
    function rewardsOf(address account, uint32 pool) external view returns (uint256);

    function unbondingOf(address account, uint32 pool, uint32 epoch) external view returns (Unbonding memory);

    /// @notice {wad} what is left of it, as of now.
    function unbondingAmount(address account, uint32 pool, uint32 epoch) external view returns (uint256);

    /// @notice {s} until when what an account withdraws from the neutral pool waits for a slash that may come.
    function heldUntil(address account) external view returns (uint40);

    /// @notice {s} until when all that was staked when an epoch began is within a slash's reach: nobody who has left since can
    /// have withdrawn before. Where the period changed twice within 45 days it may be earlier than need be.
    function reachUntil(uint32 epoch) external view returns (uint256);

    /// @notice {s} until when rewards are funded at the present rate and stake; the highest number where nothing is earned.
    function fundedUntil() external view returns (uint256);

    /// @notice {wad} funded and not promised yet; promised and not claimed; slashed and not paid.
    function funds() external view returns (uint128 free, uint128 promised, uint128 slashed);

    /// @notice Number of the present day since 1970.
    function epoch() external view returns (uint32);
}
