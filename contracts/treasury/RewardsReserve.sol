// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRewardsReserve, Lot, LotTerms} from "../interfaces/IRewardsReserve.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {FallingPrice} from "../libraries/FallingPrice.sol";

/// @title Rewards reserve
/// @notice See {IRewardsReserve}.
contract RewardsReserve is IRewardsReserve, AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant WAD = 1e18;
    uint256 private constant PRICE_MIN = 1e12;
    uint256 private constant PRICE_MAX = 1e24;
    uint256 private constant LOT_MIN = 1 ether;
    uint256 private constant LOT_MAX = 1_000_000 ether;
    uint256 private constant HALVING_MIN = 10 minutes;
    uint256 private constant HALVING_MAX = 1 days;
    uint256 private constant DURATION_MIN = 1 hours;
    uint256 private constant DURATION_MAX = 7 days;

    IERC20 public immutable WATT;
    IERC20 public immutable GRID;
    IStaking public immutable STAKING;

    LotTerms private _terms;
    Lot private _lot;

    /// @param authority AccessManager that says who sets the terms
    /// @param staking whose rewards are funded, with `grid`
    constructor(
        address authority,
        IERC20 watt,
        IERC20 grid,
        IStaking staking,
        LotTerms memory terms_
    ) AccessManaged(authority) {
        (WATT, GRID, STAKING) = (watt, grid, staking);
        _setTerms(terms_);
        grid.forceApprove(address(staking), type(uint256).max);
    }

    // --- lots -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRewardsReserve
    function beginLot() external nonReentrant {
        if (block.timestamp < _lot.endsAt) revert LotNotOver(_lot.endsAt);
        uint256 balance = WATT.balanceOf(address(this));
        if (balance < LOT_MIN) revert LotTooSmall(balance, LOT_MIN);
        LotTerms memory t = _terms;
        uint256 amount = Math.min(balance, t.lotSize);
        uint256 endsAt = block.timestamp + t.duration;
        _lot = Lot({
            left: uint128(amount),
            beganAt: uint40(block.timestamp),
            endsAt: uint40(endsAt),
            halving: t.halving,
            startPrice: t.startPrice,
            floorPrice: t.floorPrice
        });
        emit LotBegun(amount, endsAt);
    }

    /// @inheritdoc IRewardsReserve
    function buy(uint128 amount, uint256 maxPrice) external nonReentrant returns (uint256 bought, uint256 cost) {
        uint256 price_ = price();
        if (price_ == 0) revert NothingForSale();
        if (amount == 0) revert NothingBought();
        if (price_ > maxPrice) revert PriceTooHigh(price_, maxPrice);
        // Who buys a crumb first does not make the call of somebody else fail.
        bought = Math.min(amount, _lot.left);
        cost = Math.mulDiv(bought, price_, WAD, Math.Rounding.Ceil);
        _lot.left -= uint128(bought);
        emit LotSold(msg.sender, bought, cost);
        GRID.safeTransferFrom(msg.sender, address(this), cost);
        _fund(cost);
        WATT.safeTransfer(msg.sender, bought);
    }

    /// @inheritdoc IRewardsReserve
    function fund() external nonReentrant returns (uint256 amount) {
        amount = GRID.balanceOf(address(this));
        if (amount != 0) _fund(amount);
    }

    /// @inheritdoc IRewardsReserve
    function setTerms(LotTerms calldata terms_) external restricted {
        _setTerms(terms_);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRewardsReserve
    function price() public view returns (uint256) {
        Lot memory current = _lot;
        if (current.left == 0 || block.timestamp >= current.endsAt) return 0;
        uint256 fallen = FallingPrice.halvedRoundedUp(
            current.startPrice,
            block.timestamp - current.beganAt,
            current.halving
        );
        return Math.max(fallen, current.floorPrice);
    }

    /// @inheritdoc IRewardsReserve
    function terms() external view returns (LotTerms memory) {
        return _terms;
    }

    /// @inheritdoc IRewardsReserve
    function lot() external view returns (Lot memory) {
        return _lot;
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _fund(uint256 amount) private {
        emit ReserveFunded(amount);
        STAKING.fundRewards(amount);
    }

    function _setTerms(LotTerms memory t) private {
        if (
            t.floorPrice < PRICE_MIN ||
            t.startPrice < t.floorPrice ||
            t.startPrice > PRICE_MAX ||
            t.lotSize < LOT_MIN ||
            t.lotSize > LOT_MAX ||
            t.halving < HALVING_MIN ||
            t.halving > HALVING_MAX ||
            t.duration < DURATION_MIN ||
            t.duration > DURATION_MAX
        ) revert LotTermsOutOfRange(t);
        _terms = t;
        emit LotTermsSet(t);
    }
}
