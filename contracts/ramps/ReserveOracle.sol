// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IQuorumSet} from "../interfaces/IQuorumSet.sol";
import {IReserve} from "../interfaces/IReserve.sol";
import {IReserveOracle, ReserveAttestation} from "../interfaces/IReserveOracle.sol";
import {Limits} from "../libraries/Limits.sol";
import {Quorum} from "../libraries/Quorum.sol";

/// @title Reserve oracle
/// @notice See {IReserveOracle}.
contract ReserveOracle is IReserveOracle, AccessManaged, EIP712 {
    using Checkpoints for Checkpoints.Trace208;
    using Limits for RateLimiter.RefillingBucket;
    using RateLimiter for RateLimiter.RefillingBucket;
    using SafeCast for uint256;

    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "ReserveAttestation(uint128 amount,uint48 asOf,bytes32 document,bytes32 configuration)"
    );
    uint256 private constant MAX_AGE_MIN = 1 hours;
    uint256 private constant MAX_AGE_MAX = 35 days;
    uint256 private constant WINDOW_MIN = 1 days;
    /// @dev The bucket's only key.
    bytes32 private constant GROWTH = 0;

    /// @notice The token that the reserve stands behind.
    IERC20 public immutable WATT;

    /// @inheritdoc IReserveOracle
    IQuorumSet public attestorSet;
    /// @inheritdoc IReserveOracle
    uint48 public maxAge;
    ReserveAttestation private _last;
    RateLimiter.RefillingBucket private _growth;
    /// @dev {wad} all that was paid out, by time.
    Checkpoints.Trace208 private _paid;

    /// @param authority AccessManager that says who manages the reserve's rules, and which queue pays out of it
    /// @param capacity {wad} and window {s} how fast the reserve may be attested to grow, the first attestation included
    constructor(
        address authority,
        IERC20 watt,
        IQuorumSet attestors,
        uint48 maxAge_,
        uint208 capacity,
        uint48 window
    ) AccessManaged(authority) EIP712("Gridwatt Reserve", "1") {
        WATT = watt;
        _setAttestorSet(attestors);
        _setMaxAge(maxAge_);
        _setGrowthLimit(capacity, window);
    }

    // --- attestations ---------------------------------------------------------------------------------------------

    /// @inheritdoc IReserveOracle
    function attest(ReserveAttestation calldata attestation, bytes[] calldata signatures) external {
        uint256 asOf = attestation.asOf;
        // A redemption may yet be confirmed in a second that is not over, and attestors could not know.
        if (asOf >= block.timestamp) revert AttestationFromFuture(asOf);
        if (asOf <= _last.asOf) revert AttestationNotNewer(asOf, _last.asOf);
        if (block.timestamp - asOf > maxAge) revert AttestationTooOld(asOf, maxAge);
        if (attestation.document == 0) revert NoDocument();
        IQuorumSet set = attestorSet;
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation, set.configuration()))
        );
        (address[] memory signers, ) = Quorum.requireSigned(set, digest, signatures);
        uint256 before = backing();
        _last = attestation;
        uint256 backing_ = backing();
        if (backing_ > before) _consumeGrowth(backing_ - before);
        emit ReserveAttested(attestation.amount, asOf, attestation.document, signers);
        uint256 supply = WATT.totalSupply();
        if (backing_ < supply) emit ReserveBelowSupply(backing_, supply);
    }

    /// @inheritdoc IReserve
    function recordPaid(uint256 amount) external restricted {
        _paid.push(uint48(block.timestamp), (totalPaid() + amount).toUint208());
        emit ReservePaid(amount);
    }

    // --- rules ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IReserveOracle
    function setAttestorSet(address set) external restricted {
        _setAttestorSet(IQuorumSet(set));
    }

    /// @inheritdoc IReserveOracle
    function setMaxAge(uint48 maxAge_) external restricted {
        _setMaxAge(maxAge_);
    }

    /// @inheritdoc IReserveOracle
    function setGrowthLimit(uint208 capacity, uint48 window) external restricted {
        _growth.sync(GROWTH);
        _setGrowthLimit(capacity, window);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IReserve
    function requireBacked(uint256 supply) external view {
        if (!isFresh()) revert ReserveStale(_last.asOf, maxAge);
        uint256 backing_ = backing();
        if (supply > backing_) revert ReserveExceeded(supply, backing_);
    }

    /// @inheritdoc IReserve
    function backing() public view returns (uint256) {
        uint256 paidSince = totalPaid() - _paid.upperLookupRecent(_last.asOf);
        return _last.amount > paidSince ? _last.amount - paidSince : 0;
    }

    /// @inheritdoc IReserveOracle
    function isFresh() public view returns (bool) {
        return _last.asOf != 0 && block.timestamp - _last.asOf <= maxAge;
    }

    /// @inheritdoc IReserveOracle
    function lastAttestation() external view returns (ReserveAttestation memory) {
        return _last;
    }

    /// @inheritdoc IReserveOracle
    function growthAvailable() external view returns (uint256) {
        return _growth.available(GROWTH);
    }

    /// @inheritdoc IReserveOracle
    function totalPaid() public view returns (uint256) {
        return _paid.latest();
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _consumeGrowth(uint256 increase) private {
        if (!_growth.tryConsume(GROWTH, increase)) revert ReserveGrowthTooFast(increase, _growth.available(GROWTH));
    }

    function _setAttestorSet(IQuorumSet set) private {
        if (address(set).code.length == 0) revert IExchangeBase.NotAContract(address(set));
        attestorSet = set;
        emit AttestorSetSet(address(set));
    }

    function _setMaxAge(uint48 maxAge_) private {
        if (maxAge_ < MAX_AGE_MIN || maxAge_ > MAX_AGE_MAX) revert MaxAgeOutOfRange(maxAge_, MAX_AGE_MIN, MAX_AGE_MAX);
        maxAge = maxAge_;
        emit MaxAgeSet(maxAge_);
    }

    function _setGrowthLimit(uint208 capacity, uint48 window) private {
        _growth.set(capacity, window, WINDOW_MIN);
        emit GrowthLimitSet(capacity, window);
    }
}
