// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a jurisdiction asks of customers of a tier. Unlimited is the highest number of a type.
/// @param admitted whether the tier may do anything
/// @param dailyLimit {wad} most that is made for a person, and most that it deposits, in any 24 hours, in whatever tiers it
/// was then; what was used without a limit does not count
/// @param balanceLimit {wad} most that a wallet may have after WATT is made for it, or an account in free funds after a
/// deposit
/// @param priceCap {tick} highest limit of a bid
/// @param priceFloor {tick} lowest limit of an ask
struct TierRules {
    bool admitted;
    uint128 dailyLimit;
    uint128 balanceLimit;
    int24 priceCap;
    int24 priceFloor;
}

/// @title Compliance rules
/// @notice The rules of each jurisdiction, and which jurisdiction each zone belongs to. What is not ruled is denied.
interface IComplianceRules {
    /// @notice An attestation counts for this long {s} in a jurisdiction's zones.
    event OldestAttestationSet(bytes8 indexed jurisdiction, uint40 oldest);
    /// @notice What a jurisdiction asks of a tier.
    event TierSet(bytes8 indexed jurisdiction, uint8 indexed tier, TierRules rules);
    /// @notice Residents of a country may, or may no longer, be customers in a jurisdiction's zones.
    event CountrySet(bytes8 indexed jurisdiction, bytes2 indexed country, bool accepted);
    /// @notice Persons checked by the rules of another jurisdiction may, or may no longer, be customers here.
    event RecognitionSet(bytes8 indexed jurisdiction, bytes8 indexed other, bool recognised);
    /// @notice Zones of two jurisdictions may, or may no longer, trade with each other.
    event TradeSet(bytes8 indexed a, bytes8 indexed b, bool allowed);
    /// @notice A zone belongs to a jurisdiction; 0 to none.
    event ZoneJurisdictionSet(address indexed exchange, uint8 indexed zone, bytes8 jurisdiction);

    /// @notice {s} An attestation counts for a day to ten years.
    error OldestAttestationOutOfRange(uint256 oldest, uint256 least, uint256 most);
    /// @notice A tier outside 1 to 3.
    error InvalidTier(uint256 tier);
    /// @notice A floor above the cap, or a bound that no price has.
    error InvalidTierBounds(int256 cap, int256 floor);
    /// @notice An exchange has zones 0 to 11.
    error NoSuchZone(uint256 zone);
    /// @notice Too many at once.
    error TooMany(uint256 count, uint256 most);
    /// @notice The wallet's holder has not been checked, or not so that it counts here and now.
    error NotAdmitted(address wallet);
    /// @notice More in 24 hours than the holder's tier allows.
    /// @param amount {wad} @param available {wad}
    error DailyLimitExceeded(address wallet, uint256 amount, uint256 available);
    /// @notice More than the holder's tier allows to have.
    /// @param balance {wad} @param limit {wad}
    error BalanceLimitExceeded(address wallet, uint256 balance, uint256 limit);

    /// @notice How old an attestation may be {s}; 0 admits nobody. Role of compliance.
    function setOldestAttestation(bytes8 jurisdiction, uint40 oldest) external;

    /// @notice Sets what a jurisdiction asks of a tier. Role of compliance.
    function setTier(bytes8 jurisdiction, uint8 tier, TierRules calldata rules) external;

    /// @notice Accepts residents of countries, or ends that; at most 64 at once. Role of compliance.
    function setCountries(bytes8 jurisdiction, bytes2[] calldata countries, bool accepted) external;

    /// @notice Recognises checks by another jurisdiction's rules, or ends that. A jurisdiction recognises its own.
    /// Role of compliance.
    function setRecognition(bytes8 jurisdiction, bytes8 other, bool recognised) external;

    /// @notice Lets zones of two jurisdictions, or of one, trade with each other. Role of compliance.
    function setTrade(bytes8 a, bytes8 b, bool allowed) external;

    /// @notice Says which jurisdiction a zone belongs to. Role of compliance.
    function setZoneJurisdiction(address exchange, uint8 zone, bytes8 jurisdiction) external;

    function tierOf(bytes8 jurisdiction, uint8 tier) external view returns (TierRules memory);

    /// @notice {s}
    function oldestAttestation(bytes8 jurisdiction) external view returns (uint40);

    function acceptsCountry(bytes8 jurisdiction, bytes2 country) external view returns (bool);

    function recognises(bytes8 jurisdiction, bytes8 other) external view returns (bool);

    function mayTrade(bytes8 a, bytes8 b) external view returns (bool);

    function jurisdictionOf(address exchange, uint8 zone) external view returns (bytes8);
}
