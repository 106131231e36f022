// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Terms, Link} from "../types/Terms.sol";

/// @notice Governed rules for opening slots.
/// @param gateMinutes {minutes} before delivery at which trading ends, 0..240
/// @param horizon {s} how far ahead a slot may open, 1 hour..7 days
/// @param minLong {tick} least long price, at least -99,999
/// @param maxShort {tick} largest short price, at most 99,999
/// @param minSpread {tick} least difference of the pair, 0..maxShort - minLong
struct OpeningRules {
    uint8 gateMinutes;
    uint32 horizon;
    int24 minLong;
    int24 maxShort;
    uint24 minSpread;
}

/// @notice A step of congestion: from a utilisation upward, energy that makes the flow grow pays a surcharge.
/// @param from {basis point of the capacity} 0..10,000
/// @param surcharge {tick} 0..16,383, on top of the zone's tariff
struct Band {
    uint16 from;
    uint16 surcharge;
}

/// @title Market area
/// @notice The zone tree of one exchange with tariffs, links, grid operators and registrars, and the governed rules of
/// its market. Changes count from the next slot that opens.
///
/// Zones are numbered from 0 in the order of creation. Zone 0 is the root; the parent of any other zone has a lower
/// number and never changes.
///
/// No sum of fees can overflow: tariff and surcharge have 14 bits each, the market fee 12, and a path has at most 12
/// zones and 11 links, so what a taker pays stays below 2^19 ticks, and what one operator earns per Wh below 2^15. Both
/// fit the exchange's counters; a path that costs more than the whole price range simply never matches.
interface IMarketArea {
    // --- events ---------------------------------------------------------------------------------------------------

    /// @notice The tree grew by a zone.
    /// @param parent zone above it; 0 for the root itself @param tariff {tick}
    event ZoneAdded(uint8 indexed zone, uint8 parent, uint16 tariff, uint16 operator, address registrar);
    /// @notice A zone's wires cost another tariff {tick} per kWh.
    event TariffSet(uint8 indexed zone, uint16 tariff);
    /// @notice A zone's link to its parent got a capacity {Wh} per slot and bands of congestion.
    event LinkSet(uint8 indexed zone, uint40 capacity, Band[] bands);
    /// @notice A zone's link to its parent is without limit again.
    event LinkRemoved(uint8 indexed zone);
    /// @notice Another grid operator earns the tariff of a zone.
    event OperatorSet(uint8 indexed zone, uint16 operator);
    /// @notice Another registrar assigns accounts to a zone.
    event RegistrarSet(uint8 indexed zone, address registrar);
    /// @notice A taker pays another fee {tick} per kWh to the market.
    event MarketFeeSet(uint16 fee);
    /// @notice An order needs another least energy {Wh}.
    event MinEnergySet(uint16 energy);
    /// @notice Slots open under other rules.
    event OpeningRulesSet(OpeningRules rules);
    /// @notice Tariffs have another upper bound {tick}.
    event TariffCapSet(uint16 cap);
    /// @notice The market fee has another upper bound {tick}.
    event MarketFeeCapSet(uint16 cap);
    /// @notice Tariffs of zones with a limited link have another lower bound {tick}.
    event LimitedTariffFloorSet(uint16 floor);

    // --- errors ---------------------------------------------------------------------------------------------------

    /// @notice The area has no zones yet, so nothing can be traded in it.
    error NoZones();
    /// @notice The area has as many zones as it may.
    error TooManyZones(uint256 maximum);
    /// @notice A parent that is not an older zone (or, for the root, not 0).
    error InvalidParent(uint256 zone, uint256 parent);
    /// @notice Operator 0 is the market itself and owns no wires.
    error InvalidOperator(uint256 operator);
    /// @notice A zone without anyone who could assign accounts to it.
    error InvalidRegistrar(address registrar);
    /// @notice A tariff {tick} above the cap or, where the zone's link is limited, below the floor.
    error TariffOutOfRange(uint256 tariff, uint256 least, uint256 most);
    /// @notice The root has no parent, hence no link.
    error RootHasNoLink();
    /// @notice The zone's link has no limit that could be removed.
    error LinkNotLimited(uint256 zone);
    /// @notice More capacity {Wh} than a link can count.
    error CapacityTooLarge(uint256 capacity, uint256 maximum);
    /// @notice More bands than a link can hold.
    error TooManyBands(uint256 count, uint256 maximum);
    /// @notice A band that does not begin after the one before it, begins beyond 10,000 basis points, or whose surcharge
    /// falls or is too large.
    error InvalidBand(uint256 band, uint256 from, uint256 surcharge);
    /// @notice A market fee {tick} above its cap.
    error MarketFeeTooHigh(uint256 fee, uint256 cap);
    /// @notice A least energy {Wh} that is 0 or too large.
    error MinEnergyOutOfRange(uint256 energy, uint256 maximum);
    /// @notice A cap {tick} below what is charged now, or above what can ever be.
    error CapOutOfRange(uint256 cap, uint256 least, uint256 most);
    /// @notice A floor {tick} above the tariff cap or above what a zone with a limited link charges now.
    error FloorOutOfRange(uint256 floor, uint256 most);
    /// @notice A gate further ahead of delivery {minutes} than a slot can note.
    error GateOutOfRange(uint256 gateMinutes, uint256 maximum);
    /// @notice A horizon {s} too short to trade in, or so long that the ring of slots could not outlast it together with
    /// the deadline for readings and the window for corrections.
    error HorizonOutOfRange(uint256 horizon, uint256 least, uint256 most);
    /// @notice Price bounds {tick} outside the price range or the wrong way round.
    error InvalidPriceBounds(int256 minLong, int256 maxShort);
    /// @notice A least spread {tick} that no pair within the bounds can have.
    error SpreadOutOfRange(uint256 minSpread, uint256 most);

    // --- zones ----------------------------------------------------------------------------------------------------

    /// @notice Adds a zone below an older one. The first is the root. Restricted.
    /// @param parent 0 for the root
    /// @param tariff {tick} per kWh, 0..tariffCap
    /// @param operator grid operator that earns the tariff, 1..65,535
    /// @param registrar who assigns accounts to the zone, not zero
    /// @return zone its number, 0..11
    function addZone(uint8 parent, uint16 tariff, uint16 operator, address registrar) external returns (uint8 zone);

    /// @notice Sets what a zone's wires cost. Restricted.
    /// @param tariff {tick} per kWh, at most tariffCap and, where the zone's link is limited, at least limitedTariffFloor
    function setTariff(uint8 zone, uint16 tariff) external;

    /// @notice Limits a zone's link to its parent. Restricted.
    /// @param capacity {Wh} per slot in each direction, 0..2^39 - 1; 0 closes the link
    /// @param bands at most 7, each from a higher utilisation than the one before, with surcharges that never fall
    function setLink(uint8 zone, uint40 capacity, Band[] calldata bands) external;

    /// @notice Frees a zone's link to its parent of its limit. Restricted.
    function removeLink(uint8 zone) external;

    /// @notice Sets who earns a zone's tariff. Restricted.
    /// @param operator 1..65,535
    function setOperator(uint8 zone, uint16 operator) external;

    /// @notice Sets who assigns accounts to a zone. Restricted.
    function setRegistrar(uint8 zone, address registrar) external;

    // --- market ---------------------------------------------------------------------------------------------------

    /// @notice Sets what a taker pays the market. Restricted.
    /// @param fee {tick} per kWh, 0..marketFeeCap
    function setMarketFee(uint16 fee) external;

    /// @notice Sets the least energy of an order. Restricted.
    /// @param energy {Wh} 1..8,191
    function setMinEnergy(uint16 energy) external;

    /// @notice Sets the rules for opening slots; see OpeningRules for the bounds. Restricted.
    function setOpeningRules(OpeningRules calldata rules) external;

    // --- bounds ---------------------------------------------------------------------------------------------------

    /// @notice Sets the upper bound of tariffs. Restricted.
    /// @param cap {tick} from the highest tariff and floor in force to 16,383
    function setTariffCap(uint16 cap) external;

    /// @notice Sets the upper bound of the market fee. Restricted.
    /// @param cap {tick} from the fee in force to 4,095
    function setMarketFeeCap(uint16 cap) external;

    /// @notice Sets the lower bound of tariffs of zones with a limited link, so that blocking a link costs. Restricted.
    /// @param floor {tick} from 0 to the least tariff it applies to, at most tariffCap
    function setLimitedTariffFloor(uint16 floor) external;

    // --- views ----------------------------------------------------------------------------------------------------

    /// @notice Number of the present terms; it rises with every change.
    function version() external view returns (uint256);

    /// @notice The present terms, without version and pause. Refused while the area has no zones.
    /// @return terms see Terms
    /// @return operators grid operator of zone z in bits 16z..16z+15
    /// @return links the limits of each zone's link to its parent
    function currentTerms() external view returns (Terms terms, uint256 operators, Link[] memory links);

    /// @notice The present rules for opening slots.
    function openingRules() external view returns (OpeningRules memory);

    /// @notice How many zones the area has.
    function zoneCount() external view returns (uint256);

    /// @notice Who assigns accounts to the zone: the one who knows where the meters hang. Zero for an unknown zone.
    function registrarOf(uint8 zone) external view returns (address);

    /// @notice {tick} upper bound of tariffs.
    function tariffCap() external view returns (uint16);

    /// @notice {tick} upper bound of the market fee.
    function marketFeeCap() external view returns (uint16);

    /// @notice {tick} lower bound of tariffs of zones with a limited link.
    function limitedTariffFloor() external view returns (uint16);
}
