// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";
import {IExchangeBase} from "../interfaces/IExchangeBase.sol";
import {IMarketArea} from "../interfaces/IMarketArea.sol";
import {IMeterRegistry} from "../interfaces/IMeterRegistry.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {IWatt} from "../interfaces/IWatt.sol";
import {Account} from "../types/Account.sol";
import {Clearing, PriceSum, SlotClearing, SlotCredits} from "../types/Clearing.sol";
import {Flow} from "../types/Flow.sol";
import {Level} from "../types/Level.sol";
import {Link, Terms} from "../types/Terms.sol";
import {Position} from "../types/Position.sol";
import {Top} from "../types/Top.sol";
import {Units} from "../types/Units.sol";

/// @notice What an exchange is built on, for good.
/// @param watt the currency
/// @param registry who owns accounts
/// @param area zone tree and rules of this market area
/// @param meters which meters count for which account
/// @param residualSupply whether the balancing party trades every deviation
/// @param unit base units of WATT in a money unit of 1 tick x 1 Wh
/// @param authority AccessManager
struct ExchangeParameters {
    IWatt watt;
    IAccountRegistry registry;
    IMarketArea area;
    IMeterRegistry meters;
    bool residualSupply;
    uint256 unit;
    address authority;
}

/// @title Storage of the exchange
/// @notice Shared by the exchange and its extension, which runs in the exchange's storage: all state is declared here.
abstract contract ExchangeStorage is IExchangeBase, AccessManaged, ReentrancyGuardTransient {
    IWatt public immutable WATT;
    IAccountRegistry public immutable REGISTRY;
    IMarketArea public immutable AREA;
    IMeterRegistry public immutable METERS;
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

    Clearing internal _clearing;
    SlotClearing[2048] internal _slotClearings;
    SlotCredits[2048] internal _slotCredits;
    /// @dev What corrections of a slot have moved, for whoever answers for wrong readings.
    mapping(uint256 slot => uint256 units) internal _corrected;
    mapping(uint256 account => uint256 units) internal _debts;
    mapping(address owner => uint256 units) internal _ownerDebts;
    mapping(uint256 account => uint256 units) internal _receivables;
    /// @dev Of max(short, 0) over the slots that have begun; with residual supply.
    PriceSum internal _priceSum;
    /// @dev {tick} of that sum, what lies before an account's first meter or is settled for it.
    mapping(uint256 account => uint256 ticks) internal _covered;

    constructor(ExchangeParameters memory p) AccessManaged(p.authority) {
        WATT = p.watt;
        REGISTRY = p.registry;
        AREA = p.area;
        METERS = p.meters;
        RESIDUAL_SUPPLY = p.residualSupply;
        UNIT = p.unit;
    }

    // --- funds and debts ------------------------------------------------------------------------------------------

    /// @dev The account with units more. What it owes it pays first, to the balancing party.
    function _credited(uint256 account, Account a, uint256 units) internal returns (Account) {
        a = a.withCredit(units);
        return a.indebted() ? _repay(account, a) : a;
    }

    function _repay(uint256 account, Account a) private returns (Account) {
        uint256 debt = _debts[account];
        uint256 units = a.free() < debt ? a.free() : debt;
        if (units == 0) return a;
        _changeDebt(account, a.owner(), -int256(units));
        _accounts[Units.PARTY] = _accounts[Units.PARTY].withCredit(units);
        emit DebtRepaid(uint32(account), units);
        return a.withDebit(units).withIndebted(units != debt);
    }

    /// @param change {unit}
    function _changeDebt(uint256 account, address owner, int256 change) internal {
        _debts[account] = uint256(int256(_debts[account]) + change);
        _ownerDebts[owner] = uint256(int256(_ownerDebts[owner]) + change);
        uint256 debts = uint256(int256(uint256(_clearing.debts)) + change);
        _clearing.debts = uint64(debts);
        if (_current.debts() != (debts != 0)) _current = _current.withDebts(debts != 0);
    }

    function _requireNoDebt(address owner) internal view {
        uint256 debt = _ownerDebts[owner];
        if (debt != 0) revert OwnerInDebt(owner, debt);
    }

    /// @dev {unit} free funds that an account may use.
    function _availableOf(uint256 account, Account a) internal view returns (uint256) {
        if (!RESIDUAL_SUPPLY) return a.free();
        uint256 reserve = _reserveOf(account);
        return a.free() > reserve ? a.free() - reserve : 0;
    }

    /// @dev {unit} what residual supply makes an account keep: the balancing party its collateral and what it owes,
    /// others rated import x max(short, 0) for every slot that has begun and is not settled for them.
    function _reserveOf(uint256 account) internal view returns (uint256) {
        if (account == Units.PARTY) return uint256(_clearing.collateral) + _clearing.receivables;
        uint256 ticks = _begunPrice().sum - _covered[account];
        if (ticks == 0) return 0;
        (, uint256 ratedImport, ) = METERS.ratingOf(account, block.timestamp / Units.SLOT_SECONDS);
        return ratedImport * ticks;
    }

    /// @dev The sum of max(short, 0) {tick} over all slots that have begun. Pairs of such slots are final; as every
    /// opening and settlement stores the sum, at most the slots of one horizon are added up here.
    function _begunPrice() internal view returns (PriceSum memory s) {
        unchecked {
            s = _priceSum;
            uint256 current = block.timestamp / Units.SLOT_SECONDS;
            // Before the first opening there is nothing to add up.
            uint256 slot = s.slot == 0 ? current + 1 : s.slot + 1;
            uint256 oldest = current + 1 - Units.RING;
            for (slot = slot < oldest ? oldest : slot; slot <= current; ++slot) {
                Top asks = _tops[2 * Units.ringOf(slot) + 1];
                if (asks.stamp() != Units.stampOf(slot)) continue;
                int256 short = int256(asks.pairPrice()) - Units.BIAS;
                if (short > 0) s.sum += uint64(uint256(short));
            }
            s.slot = uint32(current);
        }
    }

    /// @dev Reserves the balancing party's collateral for energy bought.
    function _reserveBought(Position p, uint256 energy) internal {
        (int24 long, ) = p.pair();
        if (long > 0) _clearing.collateral += uint64(uint256(int256(long)) * energy);
    }

    /// @dev The clearing words of a slot, fresh where its place in the ring was last an older slot's.
    function _slotClearingOf(uint256 slot) internal view returns (SlotClearing memory c) {
        c = _slotClearings[Units.ringOf(slot)];
        if (c.stamp < Units.stampOf(slot)) c = SlotClearing(uint16(Units.stampOf(slot)), false, 0, 0, 0, 0, 0);
    }

    // --- lookups --------------------------------------------------------------------------------------------------

    function _accountOf(uint256 account) internal view returns (Account a) {
        a = _accounts[account];
        if (a.owner() == address(0)) revert UnknownAccount(account);
    }

    /// @dev Owner or delegate in force.
    function _requireTrader(uint256 account, Account a, address trader) internal view {
        if (trader != a.owner() && !REGISTRY.isDelegate(account, trader)) revert NotAuthorized(account, trader);
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
