// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICompliance} from "../interfaces/ICompliance.sol";
import {IComplianceRules, TierRules} from "../interfaces/IComplianceRules.sol";
import {IIdentityRegistry, Identity} from "../interfaces/IIdentityRegistry.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {TradeRules} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";

/// @title Compliance
/// @notice See {ICompliance} and {IComplianceRules}.
contract Compliance is ICompliance, IComplianceRules, AccessManaged {
    using RateLimiter for RateLimiter.SlidingWindow;
    using SafeCast for uint256;

    uint256 private constant TIERS = 3;
    uint256 private constant MOST_COUNTRIES = 64;
    uint256 private constant OLDEST_MIN = 1 days;
    uint256 private constant OLDEST_MAX = 3_650 days;
    uint48 private constant DAY = 1 days;

    IIdentityRegistry public immutable IDENTITIES;
    IWatt public immutable WATT;

    /// @inheritdoc IComplianceRules
    mapping(bytes8 jurisdiction => uint40) public oldestAttestation;
    /// @inheritdoc IComplianceRules
    mapping(bytes8 jurisdiction => mapping(bytes2 country => bool)) public acceptsCountry;
    /// @inheritdoc IComplianceRules
    mapping(bytes8 a => mapping(bytes8 b => bool)) public mayTrade;
    /// @inheritdoc IComplianceRules
    mapping(address exchange => mapping(uint8 zone => bytes8)) public jurisdictionOf;
    mapping(bytes8 jurisdiction => mapping(bytes8 other => bool)) private _recognises;
    mapping(bytes8 jurisdiction => mapping(uint8 tier => TierRules)) private _tiers;
    /// @dev What persons have been paid, and what they have deposited, by jurisdiction. Tiers share it: a person's wallets
    /// may be of several, and one may rise within a day.
    mapping(bytes8 jurisdiction => RateLimiter.SlidingWindow) private _minted;
    mapping(bytes8 jurisdiction => RateLimiter.SlidingWindow) private _deposited;

    /// @param authority AccessManager that says who makes the rules, and who asks for checks
    constructor(address authority, IIdentityRegistry identities, IWatt watt) AccessManaged(authority) {
        (IDENTITIES, WATT) = (identities, watt);
    }

    // --- checks ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ICompliance
    function checkMint(address wallet, uint256 amount, uint256 balance) external restricted {
        Identity memory identity = IDENTITIES.identityOf(wallet);
        bytes8 jurisdiction = identity.jurisdiction;
        _requireAdmitted(wallet, identity, jurisdiction);
        _checkLimits(_minted[jurisdiction], wallet, identity, jurisdiction, amount, balance);
    }

    /// @inheritdoc ICompliance
    function checkDeposit(address owner, uint8 zone, uint256 amount, uint256 free) external restricted {
        Identity memory identity = IDENTITIES.identityOf(owner);
        bytes8 jurisdiction = jurisdictionOf[msg.sender][zone];
        _requireAdmitted(owner, identity, jurisdiction);
        _checkLimits(_deposited[jurisdiction], owner, identity, jurisdiction, amount, free);
    }

    // --- rules ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IComplianceRules
    function setOldestAttestation(bytes8 jurisdiction, uint40 oldest) external restricted {
        if (oldest < OLDEST_MIN || oldest > OLDEST_MAX) {
            revert OldestAttestationOutOfRange(oldest, OLDEST_MIN, OLDEST_MAX);
        }
        oldestAttestation[jurisdiction] = oldest;
        emit OldestAttestationSet(jurisdiction, oldest);
    }

    /// @inheritdoc IComplianceRules
    function setTier(bytes8 jurisdiction, uint8 tier, TierRules calldata rules) external restricted {
        if (tier == 0 || tier > TIERS) revert InvalidTier(tier);
        (int256 cap, int256 floor) = (rules.priceCap, rules.priceFloor);
        if (cap < floor || cap > Units.MAX_TICK || floor < -Units.MAX_TICK) revert InvalidTierBounds(cap, floor);
        _tiers[jurisdiction][tier] = rules;
        emit TierSet(jurisdiction, tier, rules);
    }

    /// @inheritdoc IComplianceRules
    function setCountries(bytes8 jurisdiction, bytes2[] calldata countries, bool accepted) external restricted {
        if (countries.length > MOST_COUNTRIES) revert TooMany(countries.length, MOST_COUNTRIES);
        for (uint256 i; i < countries.length; ++i) {
            acceptsCountry[jurisdiction][countries[i]] = accepted;
            emit CountrySet(jurisdiction, countries[i], accepted);
        }
    }

    /// @inheritdoc IComplianceRules
    function setRecognition(bytes8 jurisdiction, bytes8 other, bool recognised) external restricted {
        _recognises[jurisdiction][other] = recognised;
        emit RecognitionSet(jurisdiction, other, recognised);
    }

    /// @inheritdoc IComplianceRules
    function setTrade(bytes8 a, bytes8 b, bool allowed) external restricted {
        mayTrade[a][b] = allowed;
        mayTrade[b][a] = allowed;
        emit TradeSet(a, b, allowed);
    }

    /// @inheritdoc IComplianceRules
    function setZoneJurisdiction(address exchange, uint8 zone, bytes8 jurisdiction) external restricted {
        if (zone >= Units.MAX_ZONES) revert NoSuchZone(zone);
        jurisdictionOf[exchange][zone] = jurisdiction;
        emit ZoneJurisdictionSet(exchange, zone, jurisdiction);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc ICompliance
    function clearanceOf(address exchange, address owner, uint8 zone) external view returns (uint8, uint40) {
        return _clearance(owner, IDENTITIES.identityOf(owner), jurisdictionOf[exchange][zone]);
    }

    /// @inheritdoc ICompliance
    function tradeRulesOf(address exchange, uint8 zone) external view returns (TradeRules rules) {
        bytes8 own = jurisdictionOf[exchange][zone];
        if (own == 0) return rules;
        for (uint8 other; other < Units.MAX_ZONES; ++other) {
            bytes8 jurisdiction = jurisdictionOf[exchange][other];
            if (jurisdiction != 0 && mayTrade[own][jurisdiction]) rules = rules.withPartner(other);
        }
        for (uint8 tier = 1; tier <= TIERS; ++tier) {
            TierRules storage t = _tiers[own][tier];
            if (t.admitted) rules = rules.withBounds(tier, t.priceCap, t.priceFloor);
        }
    }

    /// @inheritdoc IComplianceRules
    function tierOf(bytes8 jurisdiction, uint8 tier) external view returns (TierRules memory) {
        return _tiers[jurisdiction][tier];
    }

    /// @inheritdoc IComplianceRules
    function recognises(bytes8 jurisdiction, bytes8 other) public view returns (bool) {
        return jurisdiction == other || _recognises[jurisdiction][other];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _requireAdmitted(address wallet, Identity memory identity, bytes8 jurisdiction) private view {
        (uint8 tier, ) = _clearance(wallet, identity, jurisdiction);
        if (tier == 0) revert NotAdmitted(wallet);
    }

    /// @dev A frozen wallet takes no new risk. Rules are looked up by the jurisdiction of the place, not of the person.
    function _clearance(
        address wallet,
        Identity memory identity,
        bytes8 jurisdiction
    ) private view returns (uint8 tier, uint40 until) {
        bool admitted =
            jurisdiction != 0 &&
                IDENTITIES.isValid(wallet) &&
                recognises(jurisdiction, identity.jurisdiction) &&
                acceptsCountry[jurisdiction][identity.country] &&
                _tiers[jurisdiction][identity.tier].admitted &&
                WATT.canSend(wallet);
        uint256 outdated = uint256(identity.issuedAt) + oldestAttestation[jurisdiction];
        if (!admitted || block.timestamp >= outdated) return (0, 0);
        return (identity.tier, outdated < identity.validUntil ? outdated.toUint40() : identity.validUntil);
    }

    function _checkLimits(
        RateLimiter.SlidingWindow storage day,
        address wallet,
        Identity memory identity,
        bytes8 jurisdiction,
        uint256 amount,
        uint256 balance
    ) private {
        TierRules storage rules = _tiers[jurisdiction][identity.tier];
        if (balance > rules.balanceLimit) revert BalanceLimitExceeded(wallet, balance, rules.balanceLimit);
        if (rules.dailyLimit == type(uint128).max) return;
        // What has been used is measured by the limit of the tier that asks.
        day.updateSettings(DAY, rules.dailyLimit);
        if (!day.tryConsume(identity.subject, amount)) {
            revert DailyLimitExceeded(wallet, amount, day.available(identity.subject));
        }
    }
}
