// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What makers earned in an epoch, as a quorum of the oracle's operators signs it.
/// @param epoch {epoch} in which the trades were made
/// @param root of the tree over what each account earned; a leaf is the hash of the hash of (account, amount)
/// @param total {base unit} of WATT, of all accounts; 1 at least
/// @param fees {base unit} market fees that the epoch's trades paid, less what hosts get of them
struct MakerRewards {
    uint32 epoch;
    bytes32 root;
    uint128 total;
    uint128 fees;
}

/// @notice What makers of an epoch can claim.
/// @param root see MakerRewards; 0 where nothing was submitted
/// @param left {base unit} not claimed yet
/// @param claimableUntil {s} the last second at which it can be claimed
struct Claimable {
    bytes32 root;
    uint128 left;
    uint40 claimableUntil;
}

/// @title Maker incentives
/// @notice Pays makers a share of the market fee of the very trades that met their orders, in WATT, from what this contract got
/// of market fees. The share is less than the whole, so whoever trades with itself always loses: it pays the fee, and earns
/// less than the fee.
///
/// Rewards are computed off chain from the market's events, day by day, and signed by a quorum of the oracle's
/// operators. Here they are bounded whatever is signed: by the share of the fees, by a cap for each epoch, and by what is here
/// and not promised to earlier epochs. What nobody claims in time goes back to the fund.
interface IMakerIncentives {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice A quorum said what makers earned in an epoch.
    event RewardsSubmitted(
        uint32 indexed epoch,
        bytes32 indexed root,
        uint256 total,
        uint256 fees,
        uint256 claimableUntil,
        address[] signers
    );
    /// @notice An account's rewards of an epoch were paid to its owner. @param amount {base unit}
    event RewardsPaid(uint32 indexed epoch, uint32 indexed account, address indexed owner, uint256 amount);
    /// @notice What was not claimed in time is for later epochs. @param amount {base unit}
    event RewardsReturned(uint32 indexed epoch, uint256 amount);
    /// @notice Another share {bps} from an epoch on.
    event ShareSet(uint256 share, uint256 fromEpoch);
    /// @notice Another cap {base unit} for each epoch.
    event EpochCapSet(uint256 cap);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice The epoch is not over.
    error EpochNotOver(uint256 epoch);
    /// @notice Epochs are submitted in rising order, each once.
    error EpochNotNewer(uint256 epoch, uint256 last);
    /// @notice Rewards without a root, or of nothing.
    error NoRewards();
    /// @notice Rewards {base unit} above the share of the fees, the cap or the fund.
    error RewardsTooHigh(uint256 total, uint256 most);
    /// @notice Nothing can be claimed for the epoch: nothing was submitted, or it is too late.
    error NotClaimable(uint256 epoch);
    /// @notice The account had its rewards of the epoch.
    error AlreadyClaimed(uint256 epoch, uint256 account);
    /// @notice The proof does not lead to the epoch's root.
    error InvalidRewardProof(uint256 epoch, uint256 account);
    /// @notice Rewards of the epoch can be claimed until this time {s}.
    error StillClaimable(uint256 epoch, uint256 until);
    /// @notice A share {bps} above the most that there may be.
    error ShareTooHigh(uint256 share, uint256 most);
    /// @notice A cap {base unit} above the most that there may be.
    error EpochCapTooHigh(uint256 cap, uint256 most);

    // --- rewards --------------------------------------------------------------------------------------------------

    /// @notice Takes what makers earned in an epoch. Anyone may hand it in.
    /// @param signatures of a quorum of the oracle's operators, in the order of their addresses, rising
    function submitRewards(MakerRewards calldata rewards, bytes[] calldata signatures) external;

    /// @notice Pays an account's rewards of an epoch to its owner. Anyone may call.
    /// @param amount {base unit} as in the tree
    /// @param proof from the leaf to the root
    function claimRewards(uint32 epoch, uint32 account, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Gives back to the fund what was not claimed in time. Anyone may call.
    /// @return amount {base unit}
    function returnUnclaimed(uint32 epoch) external returns (uint256 amount);

    // --- rules ----------------------------------------------------------------------------------------------------

    /// @notice Sets the share {bps} of a trade's market fee that its makers earn, from the next epoch on; 8,000 at most.
    /// Role of governance.
    function setShare(uint16 share) external;

    /// @notice Sets what an epoch's rewards are at most {base unit}; 1,000,000 WATT at most, 0 for none. Role of governance.
    function setEpochCap(uint128 cap) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice {bps} that held in an epoch, or will hold as far as is known.
    function shareOf(uint32 epoch) external view returns (uint256);

    /// @notice {base unit} that an epoch's rewards are at most.
    function epochCap() external view returns (uint128);

    /// @notice {base unit} here and not promised to any epoch.
    function available() external view returns (uint256);

    /// @notice {base unit} promised and not claimed: never more than is here.
    function promised() external view returns (uint128);

    /// @notice The last epoch that was submitted; 0 before the first.
    function lastEpoch() external view returns (uint32);

    function claimableOf(uint32 epoch) external view returns (Claimable memory);

    function isClaimed(uint32 epoch, uint32 account) external view returns (bool);
}
