// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IRedemptionQueue, Promised, Redemption, RedemptionState} from "../interfaces/IRedemptionQueue.sol";
import {IReserve} from "../interfaces/IReserve.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {BankReferences} from "../libraries/BankReferences.sol";

/// @title Redemption queue
/// @notice See {IRedemptionQueue}.
contract RedemptionQueue is IRedemptionQueue, AccessManaged, ReentrancyGuardTransient {
    using BankReferences for BankReferences.Used;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice {s} How long the operator has to mark a redemption.
    uint256 public constant MARK_WITHIN = 3 days;
    /// @notice {s} How long the operator has to confirm one that is marked.
    uint256 public constant CONFIRM_WITHIN = 14 days;

    IWatt public immutable WATT;
    IReserve public immutable RESERVE;
    /// @notice {wad} the currency's smallest coin: payouts are multiples of it.
    uint256 public immutable COIN;
    /// @notice {wad} the least that can be redeemed.
    uint256 public immutable LEAST;

    mapping(uint256 id => Redemption) private _redemptions;
    /// @inheritdoc IRedemptionQueue
    Promised public promised;
    BankReferences.Used private _references;
    /// @inheritdoc IRedemptionQueue
    uint256 public next = 1;
    /// @inheritdoc IRedemptionQueue
    uint256 public count;
    /// @inheritdoc IRedemptionQueue
    uint256 public held;

    /// @param authority AccessManager that says who operates the off-ramp
    /// @param coin {wad} @param least {wad} a multiple of the coin
    constructor(address authority, IWatt watt, IReserve reserve, uint256 coin, uint256 least) AccessManaged(authority) {
        if (coin == 0 || least == 0 || least % coin != 0) revert InvalidRedemption(least, least, coin);
        (WATT, RESERVE, COIN, LEAST) = (watt, reserve, coin, least);
    }

    // --- holders --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRedemptionQueue
    function request(uint256 amount, bytes32 payTo) external nonReentrant returns (uint256 id) {
        id = _enqueue(msg.sender, amount, payTo);
        IERC20(WATT).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IRedemptionQueue
    function requestWithAuthorization(
        address holder,
        uint256 amount,
        bytes32 payTo,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external nonReentrant returns (uint256 id) {
        id = _enqueue(holder, amount, payTo);
        bytes32 nonce = keccak256(abi.encode(payTo, salt));
        WATT.receiveWithAuthorization(holder, address(this), amount, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc IRedemptionQueue
    function takeBack(uint256 id) external nonReentrant {
        Redemption storage r = _redemptions[id];
        if (msg.sender != r.holder) revert NotHolder(id, msg.sender);
        if (r.state != RedemptionState.Requested && r.state != RedemptionState.Paying) revert WrongState(id, r.state);
        if (block.timestamp <= r.deadline) revert DeadlineNotOver(id, r.deadline);
        _return(id, r);
    }

    // --- operators ------------------------------------------------------------------------------------------------

    /// @inheritdoc IRedemptionQueue
    function markNext(uint256 most) external restricted {
        uint256 end = next + Math.min(most, count + 1 - next);
        for (uint256 id = next; id < end; ++id) {
            Redemption storage r = _redemptions[id];
            if (r.state != RedemptionState.Requested) continue;
            if (WATT.canSend(r.holder) && payoutOf(r.amount) != 0) _mark(id, r);
            else emit RedemptionSetAside(id);
        }
        next = end;
    }

    /// @inheritdoc IRedemptionQueue
    function markSetAside(uint256 id) external restricted {
        Redemption storage r = _redemptions[id];
        if (r.state != RedemptionState.Requested) revert WrongState(id, r.state);
        if (id >= next) revert NotYetDue(id);
        if (!WATT.canSend(r.holder)) revert HolderFrozen(id, r.holder);
        if (payoutOf(r.amount) == 0) revert NothingToPay(id);
        _mark(id, r);
    }

    /// @inheritdoc IRedemptionQueue
    function confirm(uint256[] calldata ids, bytes32[] calldata references) external restricted nonReentrant {
        if (ids.length != references.length) revert LengthMismatch(ids.length, references.length);
        uint256 burned;
        uint256 paid;
        for (uint256 i; i < ids.length; ++i) {
            Redemption storage r = _redemptions[ids[i]];
            if (r.state != RedemptionState.Paying) revert WrongState(ids[i], r.state);
            _references.use(references[i]);
            r.state = RedemptionState.Paid;
            burned += r.amount;
            paid += r.payout;
            emit RedemptionPaid(ids[i], r.amount, r.payout, references[i]);
        }
        held -= burned;
        _release(burned, paid);
        RESERVE.recordPaid(paid);
        WATT.burn(burned);
    }

    /// @inheritdoc IRedemptionQueue
    function giveBack(uint256 id) external restricted nonReentrant {
        Redemption storage r = _redemptions[id];
        if (r.state != RedemptionState.Paying) revert WrongState(id, r.state);
        _return(id, r);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRedemptionQueue
    function redemptionOf(uint256 id) external view returns (Redemption memory) {
        return _redemptions[id];
    }

    /// @inheritdoc IRedemptionQueue
    function isUsed(bytes32 paymentReference) external view returns (bool) {
        return _references.isUsed[paymentReference];
    }

    /// @inheritdoc IRedemptionQueue
    function payoutOf(uint256 amount) public view returns (uint256) {
        // What is promised is paid as it was promised, whatever has been attested since.
        uint256 backing = Math.saturatingSub(RESERVE.backing(), promised.payout);
        uint256 supply = WATT.totalSupply() - promised.amount;
        if (backing >= supply) return amount;
        return (Math.mulDiv(amount, backing, supply) / COIN) * COIN;
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _enqueue(address holder, uint256 amount, bytes32 payTo) private returns (uint256 id) {
        if (amount < LEAST || amount % COIN != 0) revert InvalidRedemption(amount, LEAST, COIN);
        if (payTo == 0) revert NoPayee();
        id = ++count;
        uint256 deadline = block.timestamp + MARK_WITHIN;
        Redemption storage r = _redemptions[id];
        (r.holder, r.deadline, r.state) = (holder, uint40(deadline), RedemptionState.Requested);
        (r.amount, r.payTo) = (amount.toUint128(), payTo);
        held += amount;
        emit RedemptionRequested(id, holder, amount, payTo, deadline);
    }

    /// @dev The deadline moves on: from now on it is the operator's to confirm.
    function _mark(uint256 id, Redemption storage r) private {
        uint256 payout = payoutOf(r.amount);
        uint256 deadline = block.timestamp + CONFIRM_WITHIN;
        (r.state, r.payout, r.deadline) = (RedemptionState.Paying, uint128(payout), uint40(deadline));
        promised.amount += r.amount;
        promised.payout += uint128(payout);
        emit RedemptionMarked(id, payout, deadline);
    }

    function _release(uint256 amount, uint256 payout) private {
        promised.amount -= uint128(amount);
        promised.payout -= uint128(payout);
    }

    function _return(uint256 id, Redemption storage r) private {
        if (r.state == RedemptionState.Paying) _release(r.amount, r.payout);
        r.state = RedemptionState.Returned;
        uint256 amount = r.amount;
        held -= amount;
        emit RedemptionReturned(id, r.holder, amount);
        IERC20(WATT).safeTransfer(r.holder, amount);
    }
}
