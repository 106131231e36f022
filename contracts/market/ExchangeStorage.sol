// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {ICompliance} from "../interfaces/ICompliance.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IHostRegistry} from "../interfaces/IHostRegistry.sol";
import {IMarketArea} from "../interfaces/IMarketArea.sol";
import {IMeterRegistry} from "../interfaces/IMeterRegistry.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {Account} from "../types/Account.sol";
import {Flow} from "../types/Flow.sol";
import {Level} from "../types/Level.sol";
import {Link, Terms} from "../types/Terms.sol";
import {Pause} from "../types/Pause.sol";
import {Position} from "../types/Position.sol";
import {Top} from "../types/Top.sol";
import {TradeRules} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";

/// @notice What an exchange is built on, for good.
/// @param watt the currency
/// @param registry who owns accounts
/// @param area zone tree and rules of this market area
/// @param meters which meters count for which account
/// @param hosts which of them have a share of the market fee
/// @param residualSupply whether the balancing party trades every deviation
/// @param unit base units of WATT in a money unit of 1 tick x 1 Wh
/// @param authority AccessManager
struct ExchangeParameters {
    IWatt watt;
    IAccountRegistry registry;
    IMarketArea area;
    IMeterRegistry meters;
    IHostRegistry hosts;
    bool residualSupply;
    uint256 unit;
    address authority;
}

/// @notice What keeps accounts from new risk.
/// @param compliance says who may take it; zero lets nobody
/// @param tiers in which an account's owner may take it; read where limits are bounded
/// @param tradeRules what compliance says of orders, by zone
struct Restrictions {
    ICompliance compliance;
    Pause pause;
    mapping(uint256 account => uint256 tier) tiers;
    TradeRules[12] tradeRules;
}

/// @title Storage of the exchange
/// @notice Shared by the exchange and its extension, which runs in the exchange's storage: all state is declared here.
abstract contract ExchangeStorage is IExchangeBase, AccessManaged, ReentrancyGuardTransient {
    IWatt public immutable WATT;
    IAccountRegistry public immutable REGISTRY;
    IMarketArea public immutable AREA;
    IMeterRegistry public immutable METERS;
    IHostRegistry public immutable HOSTS;
    bool public immutable RESIDUAL_SUPPLY;
    /// @notice Base units of WATT in a money unit: 1 tick x 1 Wh.
    uint256 public immutable UNIT;

    mapping(uint256 account => Account) internal _accounts;
    mapping(uint256 positionKey => Position) internal _positions;
    mapping(uint256 account => mapping(uint256 word => uint256 bits)) internal _nonces;

    /// @dev Terms for the slots that open next, with the pause; slots under older terms read `_terms`.
    Terms internal _current;
    /// @dev The area's version of `_current`, 0 before the first.
    uint256 internal _areaVersion;
    mapping(uint256 version => Terms) internal _terms;
    mapping(uint256 version => uint256 operators) internal _operators;
    mapping(uint256 linkKey => Link) internal _links;

    /// @dev Two words a slot: bids at 2 x ring place, asks after them.
    Top[2 * 2048] internal _tops;
    /// @dev Sixteen words a slot, one for each zone.
    Flow[16 * 2048] internal _flows;
    mapping(uint256 levelKey => Level) internal _levels;
    mapping(uint256 queueKey => uint256 threeOrders) internal _queues;
    mapping(uint256 sumsKey => uint256 sixSums) internal _sums;
    mapping(uint256 leafKey => uint256 bits) internal _leaves;
    mapping(uint256 summaryKey => uint256 bits) internal _summaries;

    mapping(uint256 operator => uint256 units) internal _feesOwed;
    ISettlement internal _settlement;
    Restrictions internal _restrictions;

    constructor(ExchangeParameters memory p) AccessManaged(p.authority) {
        WATT = p.watt;
        REGISTRY = p.registry;
        AREA = p.area;
        METERS = p.meters;
        HOSTS = p.hosts;
        RESIDUAL_SUPPLY = p.residualSupply;
        UNIT = p.unit;
    }

    function _accountOf(uint256 account) internal view returns (Account a) {
        a = _accounts[account];
        if (a.owner() == address(0)) revert UnknownAccount(account);
    }

    /// @dev Owner or delegate in force.
    function _requireTrader(uint256 account, Account a, address trader) internal view {
        if (trader != a.owner() && !REGISTRY.isDelegate(account, trader)) revert NotAuthorized(account, trader);
    }

    /// @dev The owner may take new risk now.
    function _isCleared(Account a) internal view returns (bool) {
        return block.timestamp < a.clearedUntil();
    }

    /// @dev The tops of the ring place of a slot; the stamp tells whether they are the slot's.
    function _topsOf(uint256 slot) internal view returns (Top bids, Top asks) {
        uint256 place = 2 * Units.ringOf(slot);
        return (_tops[place], _tops[place + 1]);
    }

    /// @dev Whether the tops of a slot's ring place are the slot's; those of a place that was never used are no slot's.
    function _isOpen(uint256 slot, Top asks) internal pure returns (bool) {
        return asks.stamp() != 0 && asks.stamp() == Units.stampOf(slot);
    }

    /// @dev {s} when trading of a slot ends.
    function _gateOf(uint256 slot, Top asks) internal pure returns (uint256) {
        return slot * Units.SLOT_SECONDS - asks.gate();
    }

    /// @dev The terms that a slot was opened under, read from the current ones where they are the same.
    function _termsOf(Top bids, Terms current) internal view returns (Terms) {
        return bids.version() == current.version() ? current : _terms[bids.version()];
    }

    /// @dev The books of a slot in which orders are accepted now.
    function _tradable(uint256 slot) internal view returns (Top bids, Top asks) {
        (bids, asks) = _topsOf(slot);
        if (asks.stamp() == Units.stampOf(slot) && block.timestamp < _gateOf(slot, asks)) return (bids, asks);
        uint256 begin = slot * Units.SLOT_SECONDS;
        if (begin <= block.timestamp) revert SlotInPast(slot);
        if (asks.stamp() == Units.stampOf(slot)) revert GateClosed(slot);
        uint256 horizon = AREA.openingRules().horizon;
        if (begin > block.timestamp + horizon) revert BeyondHorizon(slot, horizon);
        revert SlotNotOpen(slot);
    }

    function _positionKey(uint256 account, uint256 slot) internal pure returns (uint256) {
        return (account << 11) | Units.ringOf(slot);
    }
}
