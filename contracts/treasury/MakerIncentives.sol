// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {Claimable, IMakerIncentives, MakerRewards} from "../interfaces/IMakerIncentives.sol";
import {IQuorumSet} from "../interfaces/IQuorumSet.sol";
import {IReadingOracle} from "../interfaces/IReadingOracle.sol";
import {FeeSplit} from "../libraries/FeeSplit.sol";
import {Quorum} from "../libraries/Quorum.sol";

/// @title Maker incentives
/// @notice See {IMakerIncentives}.
contract MakerIncentives is IMakerIncentives, AccessManaged, EIP712, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using Checkpoints for Checkpoints.Trace208;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    bytes32 private constant REWARDS_TYPEHASH = keccak256(
        "MakerRewards(uint32 epoch,bytes32 root,uint128 total,uint128 fees,bytes32 configuration)"
    );
    uint256 private constant SHARE_MAX = 8_000;
    uint256 private constant EPOCH_CAP_MAX = 1_000_000 ether;
    uint256 private constant CLAIM_PERIOD = 180 days;

    IERC20 public immutable WATT;
    IAccountRegistry public immutable REGISTRY;
    /// @notice Whose operators sign.
    IReadingOracle public immutable ORACLE;

    /// @inheritdoc IMakerIncentives
    uint128 public promised;
    /// @inheritdoc IMakerIncentives
    uint128 public epochCap;
    /// @inheritdoc IMakerIncentives
    uint32 public lastEpoch;
    /// @dev {bps} by the epoch from which on it holds.
    Checkpoints.Trace208 private _shares;
    mapping(uint32 epoch => Claimable) private _claimable;
    mapping(uint32 epoch => BitMaps.BitMap) private _claimed;

    /// @param authority AccessManager that says who makes the rules
    constructor(
        address authority,
        IERC20 watt,
        IAccountRegistry registry,
        IReadingOracle oracle,
        uint16 share,
        uint128 cap
    ) AccessManaged(authority) EIP712("Gridwatt Incentives", "1") {
        (WATT, REGISTRY, ORACLE) = (watt, registry, oracle);
        _setShare(share, _epoch());
        _setEpochCap(cap);
    }

    // --- rewards --------------------------------------------------------------------------------------------------

    /// @inheritdoc IMakerIncentives
    function submitRewards(MakerRewards calldata rewards, bytes[] calldata signatures) external {
        uint32 epoch = rewards.epoch;
        if (epoch >= _epoch()) revert EpochNotOver(epoch);
        if (epoch <= lastEpoch) revert EpochNotNewer(epoch, lastEpoch);
        if (rewards.root == 0 || rewards.total == 0) revert NoRewards();
        _checkTotal(rewards);
        IQuorumSet set = ORACLE.operatorSet();
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REWARDS_TYPEHASH, rewards, set.configuration())));
        (address[] memory signers, ) = Quorum.requireSigned(set, digest, signatures);
        lastEpoch = epoch;
        promised += rewards.total;
        uint256 until = block.timestamp + CLAIM_PERIOD;
        _claimable[epoch] = Claimable({root: rewards.root, left: rewards.total, claimableUntil: uint40(until)});
        emit RewardsSubmitted(epoch, rewards.root, rewards.total, rewards.fees, until, signers);
    }

    /// @inheritdoc IMakerIncentives
    function claimRewards(
        uint32 epoch,
        uint32 account,
        uint256 amount,
        bytes32[] calldata proof
    ) external nonReentrant {
        Claimable storage c = _claimable[epoch];
        // Where nothing was submitted the time is 0.
        if (block.timestamp > c.claimableUntil) revert NotClaimable(epoch);
        if (isClaimed(epoch, account)) revert AlreadyClaimed(epoch, account);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
        if (!MerkleProof.verifyCalldata(proof, c.root, leaf)) revert InvalidRewardProof(epoch, account);
        _claimed[epoch].set(account);
        // A tree whose amounts sum to more than was signed cannot take what is promised to others: this reverts then.
        c.left -= amount.toUint128();
        promised -= amount.toUint128();
        (address owner, , , ) = REGISTRY.accountOf(account);
        emit RewardsPaid(epoch, account, owner, amount);
        WATT.safeTransfer(owner, amount);
    }

    /// @inheritdoc IMakerIncentives
    function returnUnclaimed(uint32 epoch) external returns (uint256 amount) {
        Claimable storage c = _claimable[epoch];
        if (block.timestamp <= c.claimableUntil) revert StillClaimable(epoch, c.claimableUntil);
        amount = c.left;
        if (amount == 0) return 0;
        c.left = 0;
        promised -= uint128(amount);
        emit RewardsReturned(epoch, amount);
    }

    // --- rules ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMakerIncentives
    function setShare(uint16 share) external restricted {
        // What traders of today reckon with stays.
        _setShare(share, _epoch() + 1);
    }

    /// @inheritdoc IMakerIncentives
    function setEpochCap(uint128 cap) external restricted {
        _setEpochCap(cap);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMakerIncentives
    function shareOf(uint32 epoch) public view returns (uint256) {
        return _shares.upperLookupRecent(epoch);
    }

    /// @inheritdoc IMakerIncentives
    function available() public view returns (uint256) {
        return WATT.balanceOf(address(this)) - promised;
    }

    /// @inheritdoc IMakerIncentives
    function claimableOf(uint32 epoch) external view returns (Claimable memory) {
        return _claimable[epoch];
    }

    /// @inheritdoc IMakerIncentives
    function isClaimed(uint32 epoch, uint32 account) public view returns (bool) {
        return _claimed[epoch].get(account);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _checkTotal(MakerRewards calldata rewards) private view {
        uint256 ofFees = Math.mulDiv(rewards.fees, shareOf(rewards.epoch), FeeSplit.WHOLE);
        uint256 most = Math.min(Math.min(ofFees, epochCap), available());
        if (rewards.total > most) revert RewardsTooHigh(rewards.total, most);
    }

    function _setShare(uint256 share, uint32 fromEpoch) private {
        if (share > SHARE_MAX) revert ShareTooHigh(share, SHARE_MAX);
        _shares.push(fromEpoch, uint208(share));
        emit ShareSet(share, fromEpoch);
    }

    function _setEpochCap(uint128 cap) private {
        if (cap > EPOCH_CAP_MAX) revert EpochCapTooHigh(cap, EPOCH_CAP_MAX);
        epochCap = cap;
        emit EpochCapSet(cap);
    }

    /// @dev The present day since 1970.
    function _epoch() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }
}
