// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccountRegistry} from "../../contracts/interfaces/IAccountRegistry.sol";
import {IClearing} from "../../contracts/interfaces/IClearing.sol";
import {IExchange} from "../../contracts/interfaces/IExchange.sol";
import {ExchangeParameters} from "../../contracts/market/ExchangeStorage.sol";
import {IFeeRouter, Payee} from "../../contracts/interfaces/IFeeRouter.sol";
import {Band, IMarketArea} from "../../contracts/interfaces/IMarketArea.sol";
import {PositionData} from "../../contracts/interfaces/IMarketData.sol";
import {IMeterRegistry} from "../../contracts/interfaces/IMeterRegistry.sol";
import {IWatt} from "../../contracts/interfaces/IWatt.sol";
import {IWattToken} from "../../contracts/interfaces/IWattToken.sol";
import {IHosting} from "../../contracts/interfaces/IHosting.sol";
import {IHostRegistry} from "../../contracts/interfaces/IHostRegistry.sol";
import {ComplianceMock} from "../../contracts/mocks/ComplianceMock.sol";
import {DiscountsMock} from "../../contracts/mocks/DiscountsMock.sol";
import {HostRegistryMock} from "../../contracts/mocks/HostRegistryMock.sol";
import {VM} from "./Cheats.sol";

/// @dev The market that the campaign plays in: five zones in a tree, three of them behind limited links, eight accounts
/// of four owners, and a delegate. This contract holds all roles and is every zone's registrar.
///
///         0 tariff 3
///        / \
///   900 /   \ 301, surcharge 7 from the first Wh
///      1     2 tariff 4
///     / \
///    /   \ 250
///   3     4
abstract contract World {
    uint256 internal constant UNIT = 1e11;
    uint256 internal constant ZONES = 5;
    uint32 internal constant ACCOUNTS = 8;
    uint256 internal constant RING = 2048;
    uint256 internal constant SLOT_SECONDS = 900;
    uint256 internal constant GATE = 300;
    /// @dev {tick} Less than the highest discount, so that it is nothing for some.
    uint256 internal constant MARKET_FEE = 5;
    /// @dev Hosts that have a licence, numbered from 1; others have none.
    uint16 internal constant HOSTS = 2;
    uint256 internal constant BASIS = 10_000;
    uint256 internal constant MIN_ENERGY = 10;
    /// @dev {Wh} of a link that has no limit.
    uint256 internal constant FREE_LINK = type(uint128).max;
    address internal constant DELEGATE = address(0xde1e);
    uint16 internal constant MARKET = 0;
    uint16 internal constant OPERATORS = 3;

    AccessManager internal authority;
    IWatt internal watt;
    IMarketArea internal area;
    IAccountRegistry internal registry;
    IExchange internal exchange;
    IFeeRouter internal router;
    ComplianceMock internal compliance;
    HostRegistryMock internal hosts;
    DiscountsMock internal discounts;
    /// @dev {s} When the guardian may pause again.
    uint256 internal pauseFrom;

    constructor() {
        VM.warp(1_800_000_000);
        authority = new AccessManager(address(this));
        watt = IWatt(_deploy("WattToken", abi.encode("Gridwatt Euro", "WATT-EUR", "EUR", authority)));
        compliance = ComplianceMock(_deploy("ComplianceMock", ""));
        hosts = HostRegistryMock(_deploy("HostRegistryMock", ""));
        discounts = DiscountsMock(_deploy("DiscountsMock", ""));
        IWattToken(address(watt)).setReserve(_deploy("ReserveMock", ""));
        IWattToken(address(watt)).setCompliance(address(compliance));
        area = IMarketArea(_deploy("MarketArea", abi.encode(authority)));
        registry = IAccountRegistry(_deploy("AccountRegistry", abi.encode(authority)));
        ExchangeParameters memory parameters = ExchangeParameters({
            watt: watt,
            registry: registry,
            area: area,
            meters: IMeterRegistry(_deploy("MeterRegistryMock", "")),
            hosts: IHostRegistry(address(hosts)),
            residualSupply: false,
            unit: UNIT,
            authority: address(authority)
        });
        address settling = _deploy("ExchangeSettling", abi.encode(parameters));
        exchange = IExchange(_deploy("Exchange", abi.encode(parameters, settling)));
        exchange.setBalancingParty(address(this));
        exchange.setCompliance(address(compliance));
        exchange.setDiscounts(address(discounts));
        router = IFeeRouter(_deploy("FeeRouter", abi.encode(exchange, authority)));
        _buildArea();
        exchange.setSettlement(_deploy("ImmediateSettlement", ""));
        registry.addArea(address(exchange));
        for (uint32 account = 1; account <= ACCOUNTS; ++account) {
            address owner = _ownerOf(account);
            registry.openAccount(owner);
            registry.assignZone(account, address(exchange), uint8(_homeOf(account)));
            watt.mint(owner, 1e30);
            VM.prank(owner);
            watt.approve(address(exchange), type(uint256).max);
        }
        VM.prank(_ownerOf(1));
        registry.setDelegate(1, DELEGATE, type(uint40).max);
        watt.mint(address(this), 1e30);
        _buildRouter();
    }

    function _buildArea() private {
        area.addZone(0, 3, 1, address(this));
        area.addZone(0, 2, 2, address(this));
        area.addZone(0, 4, 3, address(this));
        area.addZone(1, 1, 2, address(this));
        area.addZone(1, 1, 2, address(this));
        Band[] memory steps = new Band[](2);
        (steps[0], steps[1]) = (Band(5_000, 4), Band(8_000, 11));
        area.setLink(1, 900, steps);
        Band[] memory step = new Band[](1);
        step[0] = Band(0, 7);
        area.setLink(2, 301, step);
        area.setLink(4, 250, new Band[](0));
        area.setMarketFee(uint16(MARKET_FEE));
        area.setMinEnergy(uint16(MIN_ENERGY));
    }

    /// @dev Every operator, and the market, shares among two payees in thirds that do not divide.
    function _buildRouter() private {
        bytes4[] memory verbs = new bytes4[](2);
        (verbs[0], verbs[1]) = (IClearing.withdrawFees.selector, IHosting.withdrawHostFees.selector);
        for (uint16 host = 1; host <= HOSTS; ++host) hosts.setPayee(host, _payeeOf(host));
        authority.setTargetFunctionRole(address(exchange), verbs, 1);
        authority.grantRole(1, address(router), 0);
        for (uint16 operator; operator <= OPERATORS; ++operator) {
            Payee[] memory payees = new Payee[](2);
            payees[0] = Payee(_payeeOf(operator), 6_667);
            payees[1] = Payee(_payeeOf(MARKET), 3_333);
            if (operator == MARKET) payees[1].payee = _payeeOf(OPERATORS);
            if (operator == MARKET) {
                router.setMarketPayees(payees);
                continue;
            }
            router.setAdmin(operator, address(this));
            router.setPayees(operator, payees);
        }
    }

    function _deploy(string memory artifact, bytes memory parameters) private returns (address deployed) {
        bytes memory code = abi.encodePacked(VM.getCode(artifact), parameters);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        require(deployed != address(0), artifact);
    }

    /// @dev Takes an account's clearance away, or gives it back.
    function _bar(uint32 account, bool barred) internal {
        uint32[] memory accounts = new uint32[](1);
        accounts[0] = account;
        compliance.setBarred(_ownerOf(account), barred);
        exchange.refreshClearance(accounts);
    }

    /// @dev What an account holds: a settled position keeps its figures, and is nothing that anybody owes.
    function _positionOf(uint32 account, uint32 slot) internal view returns (PositionData memory p) {
        p = exchange.positionData(account, slot);
        if (p.settled) (p.sold, p.bought) = (0, 0);
    }

    // --- facts ----------------------------------------------------------------------------------------------------

    /// @dev Two accounts each.
    function _ownerOf(uint256 account) internal pure returns (address) {
        return address(uint160(0xa11ce + (account + 1) / 2));
    }

    function _homeOf(uint256 account) internal pure returns (uint256) {
        return [uint256(1), 2, 3, 4, 0, 1, 2, 4][account - 1];
    }

    function _payeeOf(uint256 operator) internal pure returns (address) {
        return address(uint160(0xfee0 + operator));
    }

    function _operatorOf(uint256 zone) internal pure returns (uint16) {
        return
            zone == 0
                ? 1
                : zone == 2
                    ? 3
                    : 2;
    }

    /// @dev Bit z for the zone and every zone above it.
    function _upward(uint256 zone) internal pure returns (uint256) {
        return [uint256(1), 3, 5, 11, 19][zone];
    }

    function _capacityOf(uint256 zone) internal pure returns (uint256) {
        return [FREE_LINK, 900, 301, FREE_LINK, 250][zone];
    }

    /// @dev {Wh} where the surcharges of a link change, and {tick} what they are from there on.
    function _stepsOf(uint256 zone) internal pure returns (uint256[2] memory edges, uint256[2] memory surcharges) {
        if (zone == 1) return ([uint256(450), 720], [uint256(4), 11]);
        if (zone == 2) return ([uint256(0), 0], [uint256(7), 7]);
        return ([FREE_LINK, FREE_LINK], [uint256(0), 0]);
    }
}
