// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Order, Side} from "../interfaces/IExchangeBase.sol";
import {
    AccountData,
    IMarketData,
    OrderData,
    PositionData,
    PriceLevel,
    Quote,
    SlotData,
    ZoneData
} from "../interfaces/IMarketData.sol";
import {ITrading} from "../interfaces/ITrading.sol";
import {Account} from "../types/Account.sol";
import {Clearing, SlotClearing, SlotCredits} from "../types/Clearing.sol";
import {Flow} from "../types/Flow.sol";
import {Level} from "../types/Level.sol";
import {OrderId} from "../types/OrderId.sol";
import {Position} from "../types/Position.sol";
import {QueuedOrder} from "../types/QueuedOrder.sol";
import {RankLib} from "../types/Rank.sol";
import {Terms} from "../types/Terms.sol";
import {Top} from "../types/Top.sol";
import {TradeRules} from "../types/TradeRules.sol";
import {Units} from "../types/Units.sol";
import {Averages} from "../libraries/Averages.sol";
import {BookKeys} from "../libraries/BookKeys.sol";
import {Books} from "./Books.sol";

/// @title Market data
/// @notice The reads of the exchange; part of its extension.
abstract contract MarketData is IMarketData, Books {
    /// @dev Among grid operators, whose numbers count from 1.
    uint16 internal constant MARKET = 0;

    // --- prices ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IMarketData
    function quote(Order calldata order) external returns (Quote memory result) {
        try ITrading(address(this)).simulate(order) {
            assert(false);
        } catch (bytes memory answer) {
            if (bytes4(answer) == Simulated.selector) {
                assembly ("memory-safe") {
                    let size := sub(mload(answer), 4)
                    answer := add(answer, 4)
                    mstore(answer, size)
                }
                return abi.decode(answer, (Quote));
            }
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @inheritdoc IMarketData
    function slotData(uint32 slot) external view returns (SlotData memory data) {
        (Top bids, Top asks) = _topsOf(slot);
        if (!_isOpen(slot, asks)) return data;
        data.open = true;
        data.long = int24(RankLib.tickOfBiased(bids.pairPrice()));
        data.short = int24(RankLib.tickOfBiased(asks.pairPrice()));
        data.tradableUntil = _gateOf(slot, asks);
        data.terms = _terms[bids.version()];
        data.collected = bids.collected();
    }

    /// @inheritdoc IMarketData
    function bestPrices(uint32 slot) external view returns (PriceLevel[] memory bids, PriceLevel[] memory asks) {
        (Top bidTop, Top askTop) = _topsOf(slot);
        if (!_isOpen(slot, askTop)) return (bids, asks);
        uint256 count = _terms[bidTop.version()].zoneCount();
        bids = new PriceLevel[](count);
        asks = new PriceLevel[](count);
        for (uint256 z; z < count; ++z) {
            if (bidTop.best(z) != 0) bids[z] = _priceLevel(slot, z, 0, bidTop.best(z));
            if (askTop.best(z) != 0) asks[z] = _priceLevel(slot, z, 1, askTop.best(z));
        }
    }

    /// @inheritdoc IMarketData
    function depth(
        uint32 slot,
        uint8 zone,
        Side side,
        uint256 from,
        uint256 count
    ) external view returns (PriceLevel[] memory levels, uint256 next) {
        (Top bids, Top asks) = _topsOf(slot);
        if (!_isOpen(slot, asks) || zone >= Units.MAX_ZONES) return (levels, 0);
        uint256 bookKey = BookKeys.book(Units.ringOf(slot), zone, uint256(side));
        next = (side == Side.Buy ? bids : asks).best(zone);
        if (from != 0 && from < next) next = _rankAtOrBelow(bookKey, asks.stamp(), from);
        levels = new PriceLevel[](count);
        uint256 found;
        while (next != 0 && found < count) {
            levels[found++] = _priceLevel(slot, zone, uint256(side), next);
            next = _rankAtOrBelow(bookKey, asks.stamp(), next - 1);
        }
        assembly ("memory-safe") {
            mstore(levels, found)
        }
    }

    /// @inheritdoc IMarketData
    function zoneData(uint32 slot, uint8 zone) external view returns (ZoneData memory data) {
        if (zone >= Units.MAX_ZONES) revert UnknownZone(zone);
        Flow flow = _flows[16 * Units.ringOf(slot) + zone];
        if (flow.stamp() != Units.stampOf(slot)) return data;
        data.flow = flow.net();
        data.fees = flow.fees();
        data.volume = flow.volume();
        if (data.volume == 0) return data;
        data.notional = flow.value();
        data.average = Averages.tickRoundedHalfUp(data.notional, data.volume);
        data.last = RankLib.tickOfBiased(flow.last());
    }

    // --- accounts, orders, rules ----------------------------------------------------------------------------------

    /// @inheritdoc IMarketData
    function accountData(uint32 account) external view returns (AccountData memory) {
        Account a = _accounts[account];
        return
            AccountData({
                owner: a.owner(),
                zone: uint8(a.zone()),
                free: a.free(),
                activeSlots: a.activeSlots(),
                tier: uint8(_restrictions.tiers[account]),
                clearedUntil: uint40(a.clearedUntil()),
                debt: _debts[account],
                ownerDebt: _ownerDebts[a.owner()],
                receivable: _receivables[account],
                reserve: RESIDUAL_SUPPLY ? _reserveOf(account) : 0,
                discount: uint8(a.discount())
            });
    }

    /// @inheritdoc IMarketData
    function positionData(uint32 account, uint32 slot) external view returns (PositionData memory data) {
        Position p = _positions[_positionKey(account, slot)];
        if (p.stamp() != Units.stampOf(slot)) return data;
        data = PositionData(p.sold(), p.bought(), p.openOn(0), p.openOn(1), p.settled(), 0, p.assumed(), p.creditDue());
        if (data.settled) data.metered = p.metered();
    }

    /// @inheritdoc IMarketData
    function orderData(OrderId id) external view returns (OrderData memory data) {
        (uint256 key, Level level, QueuedOrder order) = _findOrder(id);
        if (order.energy() == 0) return data;
        data.account = order.account();
        data.host = order.host();
        data.postOnly = order.postOnly();
        data.filled = _filledOf(key, level, id.index(), order.energy());
        data.open = order.energy() - data.filled;
    }

    /// @inheritdoc IMarketData
    function feesOwed(uint16 operator) external view returns (uint256 units) {
        units = _feesOwed[operator];
        if (operator == MARKET) units -= _keptOf(units);
    }

    /// @inheritdoc IMarketData
    function marketFees() external view returns (uint256 collected, uint256 kept) {
        return (_feesOwed[MARKET], _keptRoundedUp());
    }

    /// @inheritdoc IMarketData
    function currentTerms() external view returns (Terms) {
        return _current;
    }

    /// @inheritdoc IMarketData
    function pausedUntil() external view returns (uint256) {
        return _restrictions.pause.isOn() ? _restrictions.pause.until : 0;
    }

    /// @inheritdoc IMarketData
    function compliance() external view returns (address) {
        return address(_restrictions.compliance);
    }

    /// @inheritdoc IMarketData
    function tradeRules(uint8 zone) external view returns (TradeRules) {
        if (zone >= Units.MAX_ZONES) revert UnknownZone(zone);
        return _restrictions.tradeRules[zone];
    }

    /// @inheritdoc IMarketData
    function nonceUsed(uint32 account, uint256 nonce) external view returns (bool) {
        return (_nonces[account][nonce >> 8] >> (nonce & 0xFF)) & 1 != 0;
    }

    /// @inheritdoc IMarketData
    function clearing() external view returns (Clearing memory) {
        return _clearing;
    }

    /// @inheritdoc IMarketData
    function slotClearing(uint32 slot) external view returns (SlotClearing memory state, SlotCredits memory credits) {
        state = _slotClearings[Units.ringOf(slot)];
        if (state.stamp != Units.stampOf(slot)) return (SlotClearing(0, false, 0, 0, 0, 0, 0), credits);
        credits = _slotCredits[Units.ringOf(slot)];
    }

    /// @inheritdoc IMarketData
    function correctedIn(uint32 slot) external view returns (uint256) {
        return _corrected[slot];
    }

    /// @inheritdoc IMarketData
    function settlement() external view returns (address) {
        return address(_settlement);
    }

    /// @dev {unit} of so much that is collected of the market's fees, what hosts and discounts keep.
    function _keptOf(uint256 collected) internal view returns (uint256) {
        return Math.min(collected, _keptRoundedUp());
    }

    function _priceLevel(
        uint256 slot,
        uint256 zone,
        uint256 side,
        uint256 rank
    ) private view returns (PriceLevel memory) {
        uint256 bookKey = BookKeys.book(Units.ringOf(slot), zone, side);
        (, Level level) = _findLevel(BookKeys.level(bookKey, rank), Units.stampOf(slot));
        return PriceLevel(int24(RankLib.tickOf(rank, side)), level.live());
    }
}
