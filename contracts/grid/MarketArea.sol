// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {Band, IMarketArea, OpeningRules} from "../interfaces/IMarketArea.sol";
import {Link, LinkLib, Terms, TermsLib} from "../types/Terms.sol";
import {Units} from "../types/Units.sol";

/// @title Market area
/// @notice See {IMarketArea}. The terms are kept in the very words in which the exchange freezes them.
contract MarketArea is IMarketArea, AccessManaged {
    using SafeCast for uint256;

    uint256 private constant GATE_MAX_MINUTES = 240;
    /// @dev The ring of slots spans 21.3 days; what the horizon leaves of it is for late readings and corrections.
    uint256 private constant HORIZON_MIN = 1 hours;
    uint256 private constant HORIZON_MAX = 7 days;

    Terms private _terms;
    uint256 private _operators;
    mapping(uint256 zone => Link) private _links;
    mapping(uint256 zone => address) private _registrars;
    OpeningRules private _rules;

    /// @inheritdoc IMarketArea
    uint16 public tariffCap = uint16(TermsLib.TARIFF_MAX);
    /// @inheritdoc IMarketArea
    uint16 public marketFeeCap = uint16(TermsLib.MARKET_FEE_MAX);
    /// @inheritdoc IMarketArea
    uint16 public limitedTariffFloor;
    /// @inheritdoc IMarketArea
    /// @dev Never 0: that is what an exchange has before it first looks.
    uint256 public version = 1;

    /// @param authority AccessManager that says who may call what
    constructor(address authority) AccessManaged(authority) {
        _terms = _terms.withMinEnergy(100);
        _rules = OpeningRules({
            gateMinutes: 5,
            horizon: 2 days,
            minLong: int24(-Units.MAX_TICK),
            maxShort: int24(Units.MAX_TICK),
            minSpread: 1
        });
    }

    // --- zones ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMarketArea
    function addZone(
        uint8 parent,
        uint16 tariff,
        uint16 operator,
        address registrar
    ) external restricted returns (uint8 zone) {
        zone = _terms.zoneCount().toUint8();
        if (zone == Units.MAX_ZONES) revert TooManyZones(Units.MAX_ZONES);
        if (parent >= zone && parent != 0) revert InvalidParent(zone, parent);
        if (tariff > tariffCap) revert TariffOutOfRange(tariff, 0, tariffCap);
        _terms = _terms.withZone(parent, tariff);
        _setOperator(zone, operator);
        _setRegistrar(zone, registrar);
        ++version;
        emit ZoneAdded(zone, parent, tariff, operator, registrar);
    }

    /// @inheritdoc IMarketArea
    function setTariff(uint8 zone, uint16 tariff) external restricted {
        _requireZone(zone);
        uint256 least = _links[zone].isLimited() ? limitedTariffFloor : 0;
        if (tariff < least || tariff > tariffCap) revert TariffOutOfRange(tariff, least, tariffCap);
        _terms = _terms.withTariff(zone, tariff);
        ++version;
        emit TariffSet(zone, tariff);
    }

    /// @inheritdoc IMarketArea
    function setLink(uint8 zone, uint40 capacity, Band[] calldata bands) external restricted {
        _requireZone(zone);
        if (zone == 0) revert RootHasNoLink();
        uint256 tariff = _terms.tariffOf(zone);
        if (tariff < limitedTariffFloor) revert TariffOutOfRange(tariff, limitedTariffFloor, tariffCap);
        _links[zone] = _packLink(capacity, bands);
        _terms = _terms.withLimited(true);
        ++version;
        emit LinkSet(zone, capacity, bands);
    }

    /// @inheritdoc IMarketArea
    function removeLink(uint8 zone) external restricted {
        _requireZone(zone);
        if (!_links[zone].isLimited()) revert LinkNotLimited(zone);
        _links[zone] = Link.wrap(0);
        bool limited;
        uint256 count = _terms.zoneCount();
        for (uint256 z = 1; z < count; ++z) limited = limited || _links[z].isLimited();
        _terms = _terms.withLimited(limited);
        ++version;
        emit LinkRemoved(zone);
    }

    /// @inheritdoc IMarketArea
    function setOperator(uint8 zone, uint16 operator) external restricted {
        _requireZone(zone);
        _setOperator(zone, operator);
        ++version;
        emit OperatorSet(zone, operator);
    }

    /// @inheritdoc IMarketArea
    function setRegistrar(uint8 zone, address registrar) external restricted {
        _requireZone(zone);
        _setRegistrar(zone, registrar);
        emit RegistrarSet(zone, registrar);
    }

    // --- market ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IMarketArea
    function setMarketFee(uint16 fee) external restricted {
        if (fee > marketFeeCap) revert MarketFeeTooHigh(fee, marketFeeCap);
        _terms = _terms.withMarketFee(fee);
        ++version;
        emit MarketFeeSet(fee);
    }

    /// @inheritdoc IMarketArea
    function setMinEnergy(uint16 energy) external restricted {
        if (energy == 0 || energy > TermsLib.MIN_ENERGY_MAX) {
            revert MinEnergyOutOfRange(energy, TermsLib.MIN_ENERGY_MAX);
        }
        _terms = _terms.withMinEnergy(energy);
        ++version;
        emit MinEnergySet(energy);
    }

    /// @inheritdoc IMarketArea
    function setOpeningRules(OpeningRules calldata rules) external restricted {
        if (rules.gateMinutes > GATE_MAX_MINUTES) revert GateOutOfRange(rules.gateMinutes, GATE_MAX_MINUTES);
        if (rules.horizon < HORIZON_MIN || rules.horizon > HORIZON_MAX) {
            revert HorizonOutOfRange(rules.horizon, HORIZON_MIN, HORIZON_MAX);
        }
        (int256 minLong, int256 maxShort) = (rules.minLong, rules.maxShort);
        if (minLong < -Units.MAX_TICK || minLong > maxShort || maxShort > Units.MAX_TICK) {
            revert InvalidPriceBounds(minLong, maxShort);
        }
        uint256 most = uint256(maxShort - minLong);
        if (rules.minSpread > most) revert SpreadOutOfRange(rules.minSpread, most);
        _rules = rules;
        emit OpeningRulesSet(rules);
    }

    // --- bounds ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IMarketArea
    function setTariffCap(uint16 cap) external restricted {
        uint256 least = limitedTariffFloor;
        uint256 count = _terms.zoneCount();
        for (uint256 z; z < count; ++z) if (_terms.tariffOf(z) > least) least = _terms.tariffOf(z);
        if (cap < least || cap > TermsLib.TARIFF_MAX) revert CapOutOfRange(cap, least, TermsLib.TARIFF_MAX);
        tariffCap = cap;
        emit TariffCapSet(cap);
    }

    /// @inheritdoc IMarketArea
    function setMarketFeeCap(uint16 cap) external restricted {
        uint256 least = _terms.marketFee();
        if (cap < least || cap > TermsLib.MARKET_FEE_MAX) revert CapOutOfRange(cap, least, TermsLib.MARKET_FEE_MAX);
        marketFeeCap = cap;
        emit MarketFeeCapSet(cap);
    }

    /// @inheritdoc IMarketArea
    function setLimitedTariffFloor(uint16 floor) external restricted {
        uint256 most = tariffCap;
        uint256 count = _terms.zoneCount();
        for (uint256 z = 1; z < count; ++z) {
            if (_links[z].isLimited() && _terms.tariffOf(z) < most) most = _terms.tariffOf(z);
        }
        if (floor > most) revert FloorOutOfRange(floor, most);
        limitedTariffFloor = floor;
        emit LimitedTariffFloorSet(floor);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMarketArea
    function currentTerms() external view returns (Terms terms, uint256 operators, Link[] memory links) {
        (terms, operators) = (_terms, _operators);
        uint256 count = terms.zoneCount();
        if (count == 0) revert NoZones();
        links = new Link[](count);
        for (uint256 z; z < count; ++z) links[z] = _links[z];
    }

    /// @inheritdoc IMarketArea
    function openingRules() external view returns (OpeningRules memory) {
        return _rules;
    }

    /// @inheritdoc IMarketArea
    function zoneCount() external view returns (uint256) {
        return _terms.zoneCount();
    }

    /// @inheritdoc IMarketArea
    function registrarOf(uint8 zone) external view returns (address) {
        return _registrars[zone];
    }

    // --- internals ------------------------------------------------------------------------------------------------

    function _requireZone(uint256 zone) private view {
        if (zone >= _terms.zoneCount()) revert IExchangeBase.UnknownZone(zone);
    }

    function _setOperator(uint256 zone, uint256 operator) private {
        if (operator == 0) revert InvalidOperator(operator);
        _operators = (_operators & ~(uint256(0xFFFF) << (16 * zone))) | (operator << (16 * zone));
    }

    function _setRegistrar(uint256 zone, address registrar) private {
        if (registrar == address(0)) revert InvalidRegistrar(registrar);
        _registrars[zone] = registrar;
    }

    function _packLink(uint256 capacity, Band[] calldata bands) private pure returns (Link link) {
        if (capacity > LinkLib.CAPACITY_MAX) revert CapacityTooLarge(capacity, LinkLib.CAPACITY_MAX);
        if (bands.length > LinkLib.MAX_BANDS) revert TooManyBands(bands.length, LinkLib.MAX_BANDS);
        link = LinkLib.pack(capacity);
        uint256 surcharge;
        for (uint256 k; k < bands.length; ++k) {
            Band calldata band = bands[k];
            bool rises = k == 0 || band.from > bands[k - 1].from;
            if (
                !rises ||
                band.from > LinkLib.BASIS ||
                band.surcharge < surcharge ||
                band.surcharge > LinkLib.SURCHARGE_MAX
            ) revert InvalidBand(k, band.from, band.surcharge);
            surcharge = band.surcharge;
            link = link.withBand(k, band.from, surcharge);
        }
    }
}
