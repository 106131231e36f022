// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IOnRamp} from "../interfaces/IOnRamp.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {BankReferences} from "../libraries/BankReferences.sol";
import {Limits} from "../libraries/Limits.sol";

/// @title On-ramp
/// @notice See {IOnRamp}.
contract OnRamp is IOnRamp, AccessManaged {
    using BankReferences for BankReferences.Used;
    using Limits for RateLimiter.RefillingBucket;
    using RateLimiter for RateLimiter.RefillingBucket;

    uint256 private constant WINDOW_MIN = 1 hours;

    IWatt public immutable WATT;

    BankReferences.Used private _references;
    RateLimiter.RefillingBucket private _limit;

    /// @param authority AccessManager that says who operates the ramp
    /// @param capacity {wad} and window {s} what each operator may make
    constructor(address authority, IWatt watt, uint208 capacity, uint48 window) AccessManaged(authority) {
        WATT = watt;
        _setMintLimit(capacity, window);
    }

    /// @inheritdoc IOnRamp
    function mint(address to, uint256 amount, bytes32 paymentReference) external restricted {
        if (amount == 0) revert ZeroAmount();
        _references.use(paymentReference);
        bytes32 key = _keyOf(msg.sender);
        if (!_limit.tryConsume(key, amount)) revert MintLimitExceeded(msg.sender, amount, _limit.available(key));
        emit WattMinted(msg.sender, to, amount, paymentReference);
        WATT.mint(to, amount);
    }

    /// @inheritdoc IOnRamp
    function setMintLimit(uint208 capacity, uint48 window) external restricted {
        _setMintLimit(capacity, window);
    }

    /// @inheritdoc IOnRamp
    function isUsed(bytes32 paymentReference) external view returns (bool) {
        return _references.isUsed[paymentReference];
    }

    /// @inheritdoc IOnRamp
    function mintAvailable(address operator) external view returns (uint256) {
        return _limit.available(_keyOf(operator));
    }

    function _setMintLimit(uint208 capacity, uint48 window) private {
        _limit.set(capacity, window, WINDOW_MIN);
        emit MintLimitSet(capacity, window);
    }

    function _keyOf(address operator) private pure returns (bytes32) {
        return bytes32(uint256(uint160(operator)));
    }
}
